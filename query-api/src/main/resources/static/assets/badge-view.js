/** The badge document: for each domain its latest badge, and how often each value occurs. */

import { badge } from './badge.js';
import { h } from './dom.js';
import { count, words } from './format.js';
import { card, empty, time } from './tenant-view.js';

const LATEST = [
  ['operation_run', 'Operation'],
  ['inventory_sync_run', 'Inventory sync'],
  ['backup_schedule_run', 'Backup schedule'],
  ['entra_group_sync_run', 'Group sync'],
  ['restore_run', 'Restore'],
  ['finding', 'Finding'],
];

/** The latest row of each table. */
export function latest({ latest: rows }, now) {
  return card('latest', 'Latest of each', h('ul', { class: 'rows' }, LATEST.map(([entity, name]) => {
    const row = rows[entity] ?? null;
    return h('li', { class: 'row', key: entity, live: true },
      h('span', { class: 'what' }, h('b', null, name), row && h('span', { class: 'id' }, `#${row.id}`)),
      h('span', { class: 'state' }, row === null ? h('span', { class: 'small' }, 'None yet') : badges(row)),
      h('span', { class: 'when' }, row?.at && time(row.at, now)));
  })));
}

function badges(row) {
  return Object.values(row).filter((value) => value !== null && typeof value === 'object' && 'label' in value)
    .map((value) => badge(value));
}

/** How often each value occurs. */
export function counts({ counts: rows }) {
  const domains = Map.groupBy(rows, ({ domain }) => domain);
  return card('counts', 'Badges', rows.length === 0
    ? empty('No rows so far.')
    : h('dl', { class: 'domains' }, [...domains].map(([domain, values]) => h('div', { key: domain },
      h('dt', null, domainName(domain)),
      h('dd', null, values.map((value) => h('span', { key: `${value.value}` }, badge(value.badge, count(value.count)))))))));
}

/** `entra_group_sync_run.safety_stop_triggered` is Entra group sync run: safety stop triggered. */
function domainName(domain) {
  const [entity, attribute] = domain.split('.');
  return `${words(entity)}: ${words(attribute ?? '').toLowerCase()}`;
}
