/** What can go wrong between the page and the service. */

/** The service was not reached, or did not answer as a service does. */
export class Unreachable extends Error {
  constructor(cause) {
    super('The service cannot be reached.', { cause });
  }
}

/** The service answered with a problem (RFC 9457). */
export class Problem extends Error {
  /** @param {object} body the problem's members, as far as they could be read */
  constructor(status, body) {
    super(body.title ?? `Status ${status}`);
    this.status = status;
    this.body = body;
    this.code = String(body.type ?? '').split(':').pop();
  }
}

/** The problem of an answer that is none of 200 and 304. */
export async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem(response.status, body && typeof body === 'object' ? body : {});
}
