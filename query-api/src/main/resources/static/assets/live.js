/**
 * Keeps one tenant's documents new. KPI and badge documents are pushed by the stream; while there is none they are
 * polled. What has no stream (surfaces, the edges in view) is polled slowly, and at once after an event.
 *
 * The states are `connecting`, `live` (pushed), `polling` and `offline`. A document is handed on only if its version is
 * higher than that of the one before.
 */

import { EventParser, read } from './events.js';
import { problemOf, Unreachable } from './problems.js';

const POLL_EVERY_MS = 2_000;
const SLOW_POLL_EVERY_MS = 5_000;
const AFTER_EVENT_MS = 150;
const SILENT_FOR_MS = 60_000;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 15_000;
const STABLE_AFTER_MS = 10_000;
const FAILURES_UNTIL_POLLING = 2;

/** What is pushed, by the names of the events, and what is only polled. */
const PUSHED = { kpi: 'kpis', badge: 'badges' };
const POLLED = { recent: 'surfaces/recent-operations', verification: 'surfaces/verification' };

export class Live {
  #api;
  #path;
  #on;
  #pushed;
  #polled;
  #versions = new Map();
  #problems = new Map();
  #lastEventId = '';
  #stop = null;
  #asking;
  #streaming = false;
  #failures = 0;
  #state = '';

  /**
   * Nothing is asked for yet.
   *
   * @param {object} on what happens: `document(kind, document, how)`, `state(state)`, `problem(error or null)`, and
   *     `ask()` when more may have changed than documents
   */
  constructor(api, tenant, on) {
    this.#api = api;
    this.#path = `/tenants/${tenant}`;
    this.#on = on;
    this.#pushed = this.#conditionals(PUSHED);
    this.#polled = this.#conditionals(POLLED);
  }

  /** Begins, or goes on from what was seen last. */
  start() {
    if (this.#stop) {
      this.#ask(this.#stop.signal);
      return;
    }
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#stateIs('connecting');
    this.#streamForever(signal);
    this.#repeat(signal, POLL_EVERY_MS, () => this.#askFast(signal));
    this.#repeat(signal, SLOW_POLL_EVERY_MS, () => this.#askSlow(signal));
    this.#ask(signal);
  }

  /** Asks for nothing any more. */
  stop() {
    this.#stop?.abort();
    this.#stop = null;
    this.#streaming = false;
    clearTimeout(this.#asking);
  }

  #conditionals(paths) {
    return Object.entries(paths).map(([kind, path]) => [kind, this.#api.conditional(`${this.#path}/${path}`)]);
  }

  async #streamForever(signal) {
    while (!signal.aborted) {
      const began = Date.now();
      const failure = await this.#stream(signal).catch((error) => error);
      if (signal.aborted) {
        return;
      }
      const stable = this.#streaming && Date.now() - began > STABLE_AFTER_MS;
      this.#failures = stable ? 1 : this.#failures + 1;
      this.#streaming = false;
      if (this.#state === 'live') {
        this.#stateIs(failure instanceof Unreachable ? 'offline' : 'connecting');
      }
      await pause(backoff(this.#failures), signal);
    }
  }

  /** One stream, from its beginning to its end. */
  async #stream(signal) {
    const headers = { Accept: 'text/event-stream' };
    if (this.#lastEventId) {
      headers['Last-Event-ID'] = this.#lastEventId;
    }
    const response = await this.#api.request(`${this.#path}/stream`, headers, signal);
    if (response.status !== 200) {
      throw await problemOf(response);
    }
    this.#streaming = true;
    this.#stateIs('live');
    // What changed while there was no stream.
    this.#askAll(this.#pushed, signal);
    for await (const event of read(response.body, new EventParser(), SILENT_FOR_MS)) {
      if (signal.aborted) {
        return;
      }
      this.#received(event, signal);
    }
  }

  #received({ event, id, data }, signal) {
    this.#lastEventId = id;
    if (event in PUSHED && this.#take(event, JSON.parse(data), 'pushed')) {
      // The documents of one transaction come one after another; the rest is asked for once.
      clearTimeout(this.#asking);
      this.#asking = setTimeout(() => this.#askSlow(signal), AFTER_EVENT_MS);
    }
  }

  #take(kind, document, how) {
    if (document === null || document.version <= (this.#versions.get(kind) ?? -1)) {
      return false;
    }
    this.#versions.set(kind, document.version);
    this.#on.document(kind, document, how);
    return true;
  }

  #ask(signal) {
    this.#askFast(signal);
    this.#askSlow(signal);
  }

  async #askFast(signal) {
    if (this.#streaming) {
      return;
    }
    const answered = await this.#askAll(this.#pushed, signal);
    if (answered && !this.#streaming && this.#failures >= FAILURES_UNTIL_POLLING) {
      this.#stateIs('polling');
    }
  }

  #askSlow(signal) {
    this.#on.ask();
    return this.#askAll(this.#polled, signal);
  }

  /** Whether all of them were answered. */
  async #askAll(conditionals, signal) {
    const answers = await Promise.all(conditionals.map(([kind, path]) => this.#askOne(kind, path, signal)));
    return answers.every(Boolean) && !signal.aborted;
  }

  async #askOne(kind, conditional, signal) {
    let problem = null;
    try {
      const document = await conditional.changed(signal);
      if (!signal.aborted) {
        this.#take(kind, document, 'polled');
      }
    } catch (error) {
      problem = error;
    }
    if (!signal.aborted) {
      this.#report(kind, problem);
    }
    return problem === null;
  }

  /** Not to be reached is a state; what the service refuses is a problem until it does no more. */
  #report(kind, problem) {
    if (problem instanceof Unreachable) {
      if (!this.#streaming) {
        this.#stateIs('offline');
      }
      return;
    }
    this.#problems.set(kind, problem);
    this.#on.problem([...this.#problems.values()].find((present) => present !== null) ?? null);
  }

  #repeat(signal, millis, action) {
    const timer = setInterval(() => document.hidden || action(), millis);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  #stateIs(state) {
    if (state !== this.#state) {
      this.#state = state;
      this.#on.state(state);
    }
  }
}

/** Longer after each failure, and not the same for all readers. */
function backoff(failures) {
  return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
