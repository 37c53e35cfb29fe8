/** What is different between two versions of a document, in words. Pure. */

import { count, duration, percent, words } from './format.js';

/** How values are called, by their path; what is not here is not worth a line. */
const NAMES = {
  'dashboard.drift.open_findings.high': ['High findings', count],
  'dashboard.drift.open_findings.medium': ['Medium findings', count],
  'dashboard.drift.open_findings.low': ['Low findings', count],
  'dashboard.drift.open_findings.other': ['Other findings', count],
  'dashboard.drift.open_findings.total': ['Open findings', count],
  'dashboard.drift.stale': ['Drift scan', (stale) => (stale ? 'stale' : 'fresh')],
  'inventory.total_items': ['Items', count],
  'inventory.restorable': ['Restorable items', count],
  'inventory.partial': ['Items restorable in part', count],
  'inventory.risk': ['Items at risk', count],
  'inventory.dependencies': ['Items with dependencies', count],
  'inventory.coverage_percent': ['Coverage', percent],
  'inventory.last_sync.status': ['Last inventory sync', words],
  'inventory.active_operations.inventory_sync': ['Active inventory syncs', count],
  'operations.total_30d': ['Runs in 30 days', count],
  'operations.active': ['Active operations', count],
  'operations.failed_7d': ['Failed in 7 days', count],
  'operations.partial_7d': ['Partial in 7 days', count],
  'operations.avg_duration_ms_7d': ['Average duration', duration],
};

/** `[{path, name, from, to}]`, in the order of the names above. */
export function changes(before, after) {
  return Object.entries(NAMES).flatMap(([path, [name, write]]) => {
    const from = valueAt(before, path);
    const to = valueAt(after, path);
    return from === to ? [] : [{ path, name, from: written(from, write), to: written(to, write) }];
  });
}

function valueAt(document, path) {
  return path.split('.').reduce((value, member) => value?.[member] ?? null, document);
}

function written(value, write) {
  return value === null ? '–' : write(value);
}
