/**
 * The reader's access token: one pasted earlier in this tab, else a development token where the service gives them out,
 * else what the reader is asked for. Renewed before it expires. A pasted token is kept in this tab's session storage
 * and nowhere else.
 */

import { Unreachable } from './problems.js';

const KEPT = 'tenantatlas.token';
const RENEW_AT_SHARE = 0.8;

export class Session {
  #token = null;
  #renewAt = 0;
  #login = null;
  #ask;

  /** @param {(why: string|null) => Promise<string>} ask asks the reader for a token */
  constructor(ask) {
    this.#ask = ask;
  }

  /** A token that is not known to be refused or over. */
  async token() {
    if (this.#token && Date.now() < this.#renewAt) {
      return this.#token;
    }
    // However many need one, there is one log-in at a time.
    this.#login ??= this.#logIn().finally(() => { this.#login = null; });
    return this.#login;
  }

  /** The token was refused: another one is needed. */
  refused(token) {
    if (token === this.#token) {
      this.#token = null;
    }
    if (token === sessionStorage.getItem(KEPT)) {
      sessionStorage.removeItem(KEPT);
    }
  }

  /** Uses this token from now on. */
  use(token) {
    sessionStorage.setItem(KEPT, token);
    this.#accept(token, expiry(token));
  }

  async #logIn() {
    const kept = sessionStorage.getItem(KEPT);
    if (kept && Date.now() < expiry(kept)) {
      return this.#accept(kept, expiry(kept));
    }
    sessionStorage.removeItem(KEPT);
    const given = await developmentToken();
    if (given) {
      return this.#accept(given.access_token, Date.now() + given.expires_in * 1000 * RENEW_AT_SHARE);
    }
    this.use(await this.#ask(kept ? 'Your token has expired or was refused.' : null));
    return this.#token;
  }

  #accept(token, renewAt) {
    this.#token = token;
    this.#renewAt = renewAt;
    return token;
  }
}

/** A token of the standalone run, or null where there are none. */
async function developmentToken() {
  let response;
  try {
    response = await fetch('/dev/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
      cache: 'no-store',
    });
  } catch (error) {
    throw new Unreachable(error);
  }
  if (response.status >= 500) {
    throw new Unreachable(`status ${response.status}`);
  }
  return response.ok ? response.json() : null;
}

/** When a JSON web token says it is over; far away if it does not say so. */
function expiry(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const seconds = JSON.parse(atob(payload)).exp;
    return Number.isFinite(seconds) ? seconds * 1000 : Infinity;
  } catch {
    return Infinity;
  }
}
