/** Server-sent events, read from a response's body: a browser's own EventSource cannot send a token. */

/** Takes a stream's text apart, in pieces of any size. */
export class EventParser {
  #rest = '';
  #first = true;
  #event = '';
  #data = [];
  /** The last id seen; what a new stream goes on from. */
  lastId = '';

  /** The events that this piece completes: `{event, id, data}`. */
  push(text) {
    this.#rest += text;
    if (this.#first && this.#rest.length > 0) {
      this.#rest = this.#rest.replace(/^\uFEFF/, '');
      this.#first = false;
    }
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    return lines.map((line) => this.#line(line)).filter((event) => event !== null);
  }

  #line(line) {
    if (line === '') {
      return this.#complete();
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') {
      this.#event = value;
    } else if (name === 'data') {
      this.#data.push(value);
    } else if (name === 'id' && !value.includes('\0')) {
      this.lastId = value;
    }
    return null;
  }

  #complete() {
    const complete = this.#data.length === 0
      ? null
      : { event: this.#event || 'message', id: this.lastId, data: this.#data.join('\n') };
    this.#event = '';
    this.#data = [];
    return complete;
  }
}

/**
 * Reads a body to its end and hands out its events. Ends early, with an error, when nothing at all has come for so
 * long that not even the keep-alive comments arrive.
 */
export async function* read(body, parser, silentForMillis) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silentForMillis);
      if (done) {
        return;
      }
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function within(promise, millis) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The stream went silent.')), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
