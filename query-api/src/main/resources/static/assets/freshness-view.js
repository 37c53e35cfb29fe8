/** How fresh the page is, and what changed while it was open. */

import { h, s } from './dom.js';
import { clock, duration } from './format.js';
import { card, empty } from './tenant-view.js';

const WIDTH = 240;
const HEIGHT = 44;
const MIN_POINTS = 4;

/** @param {{freshness: object|null, delays: number[]}} seen the newest answer's headers, and how late events came */
export function freshness({ freshness: answer, delays }) {
  const last = delays.at(-1) ?? null;
  return card('freshness', 'Freshness',
    h('dl', { class: 'facts' },
      fact('Behind the source', duration(answer?.lagMillis), 'lag'),
      fact('Last event came after', last === null ? '–' : duration(last), 'event-delay'),
      fact('Right as of', answer?.asOf ? clock(answer.asOf) : '–', 'as-of'),
      fact('Source position', answer?.position ?? '–', 'position')),
    delays.length >= MIN_POINTS && h('figure', { class: 'spark' },
      sparkline(delays),
      h('figcaption', { class: 'small' },
        `Change to screen, last ${delays.length} events: median ${duration(median(delays))}, most ${duration(Math.max(...delays))}`)));
}

function fact(name, value, id) {
  return h('div', { key: id }, h('dt', null, name), h('dd', { id: `fact-${id}` }, value));
}

function sparkline(values) {
  const most = Math.max(...values, 1);
  const step = WIDTH / Math.max(values.length - 1, 1);
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(HEIGHT - 3 - ((HEIGHT - 8) * value) / most).toFixed(1)}`);
  return s('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', height: HEIGHT, 'aria-hidden': 'true' },
    s('polygon', { class: 'area', points: `0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}` }),
    s('polyline', { class: 'line', points: points.join(' ') }));
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** @param {object[]} seen newest first: `{id, at, name, from, to, how, delay}` */
export function feed(seen) {
  return card('feed', 'Live changes', seen.length === 0
    ? empty('Changes appear here as they happen.')
    : h('ol', { class: 'feed' }, seen.map((change) => h('li', { key: change.id, live: true },
      h('span', null, `${change.name} `, h('span', { class: 'from' }, change.from), ' → ', h('b', null, change.to)),
      h('span', { class: 'when' }, clock(change.at),
        change.how === 'pushed' && change.delay !== null ? ` · after ${duration(change.delay)}` : ` · ${change.how}`)))));
}
