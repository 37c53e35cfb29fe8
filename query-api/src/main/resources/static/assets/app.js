/** The page: who is signed in, which tenant the address names, and what is shown of it. */

import { Api } from './api.js';
import { changes } from './changes.js';
import { latest, counts } from './badge-view.js';
import { h, show } from './dom.js';
import { count, duration } from './format.js';
import { feed, freshness } from './freshness-view.js';
import { Graph } from './graph.js';
import { icon } from './icons.js';
import { Live } from './live.js';
import { Problem, Unreachable } from './problems.js';
import { Session } from './session.js';
import { askForToken, wireDrawer } from './shell.js';
import { TenantList } from './tenant-list.js';
import { attention, coverage, findings, header, operations, tiles, verification } from './tenant-view.js';

const CLOCK_EVERY_MS = 10_000;
const HIDDEN_FOR_MS = 20_000;
const MAX_CHANGES = 8;
const MAX_DELAYS = 60;
const CONNECTING_AFTER_MS = 400;
const ANNOUNCE_EVERY_MS = 3_000;
const STATES = { connecting: 'Connecting', live: 'Live', polling: 'Polling', offline: 'Offline' };

const element = (id) => document.getElementById(id);
const page = { id: null, documents: {}, live: null, feed: [], delays: [], freshness: null, problem: null, listProblem: null, nobody: false };
let lastChange = 0;
let unsaid = [];
let connectingTimer;

const session = new Session(askForToken);
const api = new Api(session, (answer) => {
  page.freshness = answer;
  showFreshness();
});
const list = new TenantList(api, { listed, problem: notListed });
const main = h('div', { class: 'documents' });
const graphPlace = h('section', { class: 'card graph', 'aria-labelledby': 'graph-title' });
const graph = new Graph(api, graphPlace, announce);

/** The tenant and node that the address names; null where it names none. */
function route() {
  const [, id, rest = ''] = location.hash.match(/^#\/tenants\/(\d{1,18})(?:\/(.*))?$/) ?? [];
  return { id: id === undefined ? null : Number(id), node: nodeOf(rest.split('/')) };
}

function nodeOf([kind, ...ids]) {
  try {
    const decoded = ids.map(decodeURIComponent);
    if (kind === 'items' && decoded.length === 1) {
      return { kind: 'item', id: decoded[0] };
    }
    return kind === 'foundation' && decoded.length === 2 ? { kind: decoded[0], id: decoded[1] } : null;
  } catch {
    return null;
  }
}

function navigated() {
  const { id, node } = route();
  if (id === null) {
    return;
  }
  if (id !== page.id) {
    open(id);
  }
  graph.open(id, node);
}

function open(id) {
  page.live?.stop();
  Object.assign(page, { id, documents: {}, feed: [], delays: [], problem: null });
  main.replaceChildren();
  list.choose(id);
  page.live = new Live(api, id, { document: received, state: connectionIs, problem: refused, ask });
  page.live.start();
  showTenant();
  closeDrawer();
  window.scrollTo(0, 0);
}

function received(kind, document, how) {
  const before = page.documents[kind];
  page.documents[kind] = document;
  if (before) {
    note(kind, before, document, how);
  }
  showTenant();
}

/** Keeps in mind what changed, and how long it took to get here. */
function note(kind, before, document, how) {
  const at = Date.now();
  const delay = at - Date.parse(document.changed_at);
  if (how === 'pushed') {
    // Two clocks are compared here, so what cannot be is left out.
    page.delays = [...page.delays, ...(delay >= 0 ? [delay] : [])].slice(-MAX_DELAYS);
    list.askSoon();
  }
  if (kind === 'kpi') {
    const found = changes(before, document).map((change) => (
      { ...change, id: ++lastChange, at, how, delay: delay >= 0 ? delay : null }));
    page.feed = [...found, ...page.feed].slice(0, MAX_CHANGES);
    unsaid.push(...found);
  }
}

function ask() {
  graph.refresh();
}

function refused(problem) {
  if (problem && !(problem instanceof Problem)) {
    console.error(problem);
  }
  page.problem = problem;
  showTenant();
}

function connectionIs(state) {
  clearTimeout(connectingTimer);
  if (state === 'connecting') {
    // Not worth a flicker when another tenant is chosen.
    connectingTimer = setTimeout(() => showConnection(state), CONNECTING_AFTER_MS);
  } else {
    showConnection(state);
  }
}

function showConnection(state) {
  element('connection').dataset.state = state;
  element('connection-text').textContent = STATES[state];
}

function listed(tenants) {
  page.listProblem = null;
  page.nobody = tenants.length === 0;
  if (route().id === null && tenants.length > 0) {
    location.replace(`#/tenants/${tenants[0].tenant_id}`);
  }
  if (page.live === null) {
    connectionIs('polling');
  }
  showTenant();
}

function notListed(problem) {
  page.listProblem = problem;
  if (page.live === null && problem instanceof Unreachable) {
    connectionIs('offline');
  }
  showNotice();
}

function showNotice() {
  const problem = page.listProblem ?? (page.id === null ? null : page.problem);
  show(element('notice'), problem ? notice(problem) : page.id === null && page.nobody && notice(null));
}

function notice(problem) {
  const [title, text] = explained(problem);
  return h('section', { class: 'notice', role: 'status' }, icon('information-circle', 22), h('div', null, h('h2', null, title), h('p', null, text)));
}

/** What went wrong, for people. */
function explained(problem) {
  if (problem === null) {
    return ['No tenants', 'Your token includes no tenant that is known here.'];
  }
  if (problem instanceof Unreachable) {
    return ['The service cannot be reached', 'What you see may be out of date. The page tries again by itself.'];
  }
  const { rows_applied: applied, rows_expected: expected } = problem.body ?? {};
  switch (problem.code) {
    case 'not-ready':
      return ['Getting ready', `The read model is being built${expected ? `: ${count(applied)} of about ${count(expected)} rows` : ''}.`];
    case 'tenant-not-found':
      return ['This tenant is not there', 'It was deleted, or never existed. It shows up here should it come back.'];
    case 'forbidden':
    case 'insufficient-scope':
      return ['Not yours to see', 'Your token does not include this tenant.'];
    default:
      return ['Something went wrong', `${problem.message}. The page tries again by itself.`];
  }
}

function showTenant() {
  showNotice();
  if (page.id === null) {
    return;
  }
  const place = element('tenant');
  if (!place.hasChildNodes()) {
    place.append(main, graphPlace);
  }
  const { kpi, badge: badges, recent, verification: verified } = page.documents;
  const gone = page.problem instanceof Problem && [403, 404].includes(page.problem.status);
  place.hidden = gone;
  graphPlace.hidden = !kpi;
  const name = list.nameOf(page.id);
  document.title = `${name ?? `Tenant ${page.id}`} · TenantAtlas`;
  const now = Date.now();
  show(main,
    header({ id: page.id, name, kpi, badges, now }),
    kpi ? [attention(kpi), tiles(kpi, now)] : skeleton(),
    kpi && h('div', { class: 'columns' },
      h('div', { class: 'column' }, operations(kpi, recent, now), findings(kpi, now), badges && latest(badges, now)),
      h('div', { class: 'column' }, coverage(kpi, now), verified && verification(verified, now),
        h('div', { id: 'freshness-place', key: 'freshness-place' }, fresh()))),
    badges && counts(badges));
}

function skeleton() {
  return h('div', { class: 'skeleton', role: 'status', key: 'skeleton' }, h('span', { class: 'visually-hidden' }, 'Loading'),
    Array.from({ length: 6 }, (unused, i) => h('span', { key: i })));
}

function fresh() {
  return [feed(page.feed), freshness(page)];
}

function showFreshness() {
  const { lagMillis } = page.freshness;
  element('lag').hidden = lagMillis === null;
  element('lag').textContent = `${duration(lagMillis)} behind`;
  const place = element('freshness-place');
  if (place) {
    show(place, fresh());
  }
}

/** Says something to those who do not see the page. */
function announce(text) {
  element('announcer').textContent = text;
}

setInterval(() => {
  if (unsaid.length > 0) {
    announce(unsaid.slice(-3).map(({ name, to }) => `${name}: ${to}`).join(', '));
    unsaid = [];
  }
}, ANNOUNCE_EVERY_MS);

setInterval(() => document.hidden || showTenant(), CLOCK_EVERY_MS);

let hiddenTimer;
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiddenTimer);
  if (document.hidden) {
    // A stream that nobody looks at keeps one of the browser's few connections.
    hiddenTimer = setTimeout(() => page.live?.stop(), HIDDEN_FOR_MS);
  } else {
    page.live?.start();
    list.ask();
  }
});

element('change-token').addEventListener('click', async () => {
  session.use(await askForToken('Paste a token to see what it may see.', true));
  location.reload();
});
element('skip').addEventListener('click', (event) => {
  event.preventDefault();
  element('content').focus();
});
window.addEventListener('hashchange', navigated);
const closeDrawer = wireDrawer();
navigated();
list.start();
