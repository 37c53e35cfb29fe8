/** Requests to the query API: with the reader's token, conditional, and watched for how fresh the answers are. */

import { problemOf, Unreachable } from './problems.js';

const API = '/api/v1';

export class Api {
  #session;
  #onFreshness;

  /** @param {(freshness: {lagMillis: number|null, position: string|null, asOf: string|null}) => void} onFreshness */
  constructor(session, onFreshness) {
    this.#session = session;
    this.#onFreshness = onFreshness;
  }

  /** The answer to a GET, whatever its status. A refused token is replaced once. */
  async request(path, headers = {}, signal = undefined) {
    const token = await this.#session.token();
    const response = await this.#send(path, headers, signal, token);
    if (response.status !== 401) {
      return response;
    }
    this.#session.refused(token);
    return this.#send(path, headers, signal, await this.#session.token());
  }

  /** The document at a path. Throws a {@link Problem} or {@link Unreachable}. */
  async get(path, signal) {
    const response = await this.request(path, {}, signal);
    if (response.status !== 200) {
      throw await problemOf(response);
    }
    this.#note(response);
    return body(response);
  }

  /** A document that is asked for again and again. */
  conditional(path) {
    let etag = null;
    return {
      /** The document if it changed since the last call, else null. */
      changed: async (signal) => {
        const response = await this.request(path, etag ? { 'If-None-Match': etag } : {}, signal);
        if (response.status !== 200 && response.status !== 304) {
          throw await problemOf(response);
        }
        this.#note(response);
        if (response.status === 304) {
          return null;
        }
        const document = await body(response);
        etag = response.headers.get('ETag');
        return document;
      },
    };
  }

  async #send(path, headers, signal, token) {
    try {
      // The page compares versions itself; the browser's cache would hide the 304s.
      return await fetch(API + path, {
        headers: { Accept: 'application/json', ...headers, Authorization: `Bearer ${token}` },
        cache: 'no-store',
        signal,
      });
    } catch (error) {
      throw signal?.aborted ? error : new Unreachable(error);
    }
  }

  #note(response) {
    const lag = response.headers.get('Atlas-Lag-Ms');
    if (response.headers.has('Atlas-As-Of')) {
      this.#onFreshness({
        lagMillis: lag === null ? null : Number(lag),
        position: response.headers.get('Atlas-Source-Lsn'),
        asOf: response.headers.get('Atlas-As-Of'),
      });
    }
  }
}

async function body(response) {
  try {
    return await response.json();
  } catch (error) {
    throw new Unreachable(error);
  }
}

/** One segment of a path. */
export function segment(text) {
  return encodeURIComponent(text);
}
