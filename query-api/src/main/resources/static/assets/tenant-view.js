/** One tenant, from its documents: the header, what needs attention, the tiles and the cards. Pure views. */

import { badge, note } from './badge.js';
import { h, s } from './dom.js';
import { absolute, ago, count, duration, percent, words } from './format.js';
import { icon } from './icons.js';

const ATTENTION = {
  high_severity_findings: ['exclamation-circle', (n) => `${count(n)} high-severity ${n === 1 ? 'finding' : 'findings'}`],
  drift_stale: ['clock', () => 'Drift scan is stale'],
  operations_failed: ['x-circle', (n) => `${count(n)} failed ${n === 1 ? 'operation' : 'operations'} in 7 days`],
  inventory_sync_failed: ['exclamation-triangle', () => 'Last inventory sync failed'],
};

/** The tenant's name, its badges, and when it last changed. */
export function header({ id, name, kpi, badges, now }) {
  return h('header', { class: 'tenant-head' },
    h('div', { class: 'title' },
      h('h1', { id: 'tenant-name' }, name ?? `Tenant ${id}`),
      badges && badge(badges.tenant.status),
      badges && badge(badges.tenant.is_current)),
    kpi && h('p', { class: 'small' }, name !== null && `Tenant ${id} · `,
      'version ', h('b', { 'data-path': 'version' }, count(kpi.version)), ' · changed ', time(kpi.changed_at, now)));
}

/** What needs attention, most urgent first. */
export function attention({ dashboard }) {
  const entries = dashboard.needs_attention;
  if (entries.length === 0) {
    return h('p', { class: 'attention' }, note('Nothing needs attention', 'success', 'check-circle'));
  }
  return h('ul', { class: 'attention', 'aria-label': 'Needs attention' }, entries.map(({ code, severity, count: n }) => {
    const [iconName, write] = ATTENTION[code] ?? ['question-mark-circle', () => words(code)];
    return h('li', { key: code, live: true }, note(write(n), severity, iconName));
  }));
}

/** The key figures. */
export function tiles({ dashboard, inventory, operations }, now) {
  const { drift } = dashboard;
  return h('section', { class: 'tiles', 'aria-label': 'Key figures' },
    tile('Open findings', 'dashboard.drift.open_findings.total', count(drift.open_findings.total),
      severities(drift.open_findings)),
    tile('Active operations', 'operations.active', count(operations.active),
      h('p', { class: 'small' }, count(inventory.active_operations.inventory_sync),
        inventory.active_operations.inventory_sync === 1 ? ' inventory sync' : ' inventory syncs')),
    tile('Failed in 7 days', 'operations.failed_7d', count(operations.failed_7d),
      h('p', { class: 'small' }, h('b', { live: true, 'data-path': 'operations.partial_7d' }, count(operations.partial_7d)), ' partial'),
      operations.failed_7d > 0 ? 'danger' : null),
    tile('Drift scan', 'dashboard.drift.last_scan_at',
      drift.last_scan_at === null ? 'Never' : ago(drift.last_scan_at, now),
      drift.stale ? note('Stale', 'warning', 'exclamation-triangle') : note('Fresh', 'success', 'check-circle'), null, 'words'),
    tile('Runs in 30 days', 'operations.total_30d', count(operations.total_30d),
      h('p', { class: 'small' }, 'of any status')),
    tile('Average duration', 'operations.avg_duration_ms_7d', duration(operations.avg_duration_ms_7d),
      h('p', { class: 'small' }, 'over 7 days'), null, 'words'));
}

function tile(name, path, value, below, color = null, size = null) {
  return h('div', { class: `tile ${color ?? ''}`, key: path },
    h('h2', null, name),
    h('p', { class: `value ${size ?? ''}`, 'data-path': path, live: size === 'words' && path.endsWith('_at') ? null : true }, value),
    below);
}

const SEVERITIES = [['high', 'danger'], ['medium', 'warning'], ['low', 'info'], ['other', 'gray']];

function severities(findings) {
  let left = 0;
  const bars = SEVERITIES.map(([name, color]) => {
    const width = findings.total === 0 ? 0 : (100 * findings[name]) / findings.total;
    const bar = s('rect', { class: `fill ${color}`, x: left, width, height: 6 });
    left += width;
    return bar;
  });
  return [
    s('svg', { class: 'bar-wide', viewBox: '0 0 100 6', preserveAspectRatio: 'none', height: 6, 'aria-hidden': 'true' },
      s('rect', { class: 'track', width: 100, height: 6 }), bars),
    h('ul', { class: 'legend' }, SEVERITIES
      .filter(([name]) => name !== 'other' || findings.other > 0)
      .map(([name, color]) => h('li', { key: name },
        h('span', { class: `swatch ${color}`, 'aria-hidden': 'true' }), `${words(name)} `,
        h('b', { live: true, 'data-path': `dashboard.drift.open_findings.${name}` }, count(findings[name]))))),
  ];
}

/** Which of the items can be restored. */
export function coverage({ inventory }, now) {
  const { total_items: total, coverage_percent: covered, last_sync: sync } = inventory;
  return card('coverage', 'Inventory coverage',
    h('div', { class: 'coverage-body' },
      h('div', { class: 'ring' },
        ring(covered ?? 0),
        h('p', { class: 'ring-text' },
          h('b', { live: true, 'data-path': 'inventory.coverage_percent' }, percent(covered)),
          h('span', null, 'restorable'))),
      h('ul', { class: 'shares' },
        share('Restorable', 'restorable', inventory.restorable, total, 'success'),
        share('Preview only', 'partial', inventory.partial, total, 'warning'),
        share('High risk', 'risk', inventory.risk, total, 'danger'),
        share('With dependencies', 'dependencies', inventory.dependencies, total, 'info'))),
    h('p', { class: 'foot' },
      h('span', null, h('b', { live: true, 'data-path': 'inventory.total_items' }, count(total)), total === 1 ? ' item' : ' items'),
      sync === null
        ? h('span', null, 'Never synchronized')
        : h('span', { class: 'inline' }, 'Last sync ', time(sync.at, now), badge(sync.badge))));
}

function ring(value) {
  const circle = { cx: 50, cy: 50, r: 42, pathLength: 100, fill: 'none', 'stroke-width': 9 };
  return s('svg', { viewBox: '0 0 100 100', width: 124, height: 124, 'aria-hidden': 'true' },
    s('circle', { ...circle, class: 'ring-track' }),
    s('circle', { ...circle, class: 'ring-fill', 'stroke-dasharray': `${value} 100`, transform: 'rotate(-90 50 50)' }));
}

function share(name, member, value, total, color) {
  return h('li', { key: member },
    h('span', null, name),
    h('b', { live: true, 'data-path': `inventory.${member}` }, count(value)),
    s('svg', { class: 'bar-wide', viewBox: '0 0 100 4', preserveAspectRatio: 'none', height: 4, 'aria-hidden': 'true' },
      s('rect', { class: 'track', width: 100, height: 4 }),
      s('rect', { class: `fill ${color}`, width: total === 0 ? 0 : (100 * value) / total, height: 4 })));
}

/** The latest findings. */
export function findings({ dashboard }, now) {
  return card('findings', 'Recent findings', dashboard.recent_findings.length === 0
    ? empty('No finding so far.')
    : h('ol', { class: 'rows' }, dashboard.recent_findings.map((finding) =>
      h('li', { class: 'row', key: finding.id, live: true },
        h('span', { class: 'what' }, h('b', null, scope(finding.scope_key)), h('span', { class: 'id' }, `#${finding.id}`)),
        h('span', { class: 'state' }, badge(finding.badges.severity), badge(finding.badges.status)),
        h('span', { class: 'when' }, finding.created_at && time(finding.created_at, now))))));
}

function scope(key) {
  return key === null ? 'No scope' : key.replace(/^scope:/, '');
}

/** The latest runs, with what the surface offers for each and for all. */
export function operations({ dashboard }, surface, now) {
  const runs = dashboard.recent_operations;
  const offered = new Map((surface?.runs ?? []).map((run) => [run.id, run.primary_cta]));
  return card('operations', 'Recent operations', runs.length === 0
    ? empty('No operation has run yet.')
    : h('ol', { class: 'rows' }, runs.map((run) => runRow(run, offered.get(run.id) ?? null, now))),
  surface && foot(surface));
}

function runRow(run, offer, now) {
  const took = run.started_at && run.completed_at ? Date.parse(run.completed_at) - Date.parse(run.started_at) : null;
  return h('li', { class: 'row', key: run.id, live: true },
    h('span', { class: 'what' }, h('b', null, run.type ?? 'Unknown type'),
      h('span', { class: 'id', title: offer === null ? null : `${offer.label}: ${offer.url}` }, `#${run.id}`)),
    h('span', { class: 'state' },
      run.status === 'completed' ? null : badge(run.badges.status),
      run.status === 'completed' || run.outcome !== 'pending' ? badge(run.badges.outcome) : null),
    h('span', { class: 'when' }, run.created_at && time(run.created_at, now), took !== null && h('span', { class: 'took' }, duration(took))));
}

/** The verification surface: its state, its run, the report's checks, and what it offers. */
export function verification(surface, now) {
  const { run, report } = surface;
  return card('verification', 'Verification',
    run
      ? h('ol', { class: 'rows' }, runRow(run, null, now))
      : empty(surface.lifecycle_notice ?? (surface.can_start ? 'Not verified yet.' : surface.start_tooltip ?? 'Not verified yet.')),
    run && surface.lifecycle_notice && h('p', { class: 'small notice-line' }, surface.lifecycle_notice),
    surface.report_truncated && h('p', { class: 'small notice-line' }, 'The report is too large to be shown here.'),
    Array.isArray(report?.checks) && h('ul', { class: 'checks' }, report.checks.map((check, place) => checkLine(check, place))),
    foot(surface));
}

const CHECKS = { pass: ['check-circle', 'success'], fail: ['x-circle', 'danger'], warn: ['exclamation-triangle', 'warning'] };

/** The report is the application's own, so nothing in it is sure to be there. */
function checkLine(check, place) {
  const status = String(check?.status ?? 'unknown');
  const [iconName, color] = CHECKS[status] ?? ['question-mark-circle', 'gray'];
  return h('li', { class: color, key: place }, icon(iconName, 16),
    h('span', null, String(check?.title ?? check?.key ?? 'Check')), h('span', { class: 'visually-hidden' }, `: ${status}`));
}

/** A surface's state and its calls to action. They lead into TenantAtlas itself, so they are named, not linked. */
function foot(surface) {
  const offers = [surface.primary_cta, surface.secondary_cta].filter(Boolean);
  const perRun = surface.runs?.[0]?.primary_cta ?? null;
  return h('p', { class: 'foot', 'data-surface': surface.surface },
    h('span', { class: 'state-name' }, words(surface.state)),
    perRun && h('span', { class: 'offer', live: true }, 'Each run: ', h('b', null, perRun.label)),
    offers.length === 0 && !perRun
      ? h('span', null, 'Nothing offered')
      : offers.map((offer) => h('span', { class: 'offer', key: offer.kind, live: true },
        h('b', null, offer.label), offer.url && h('code', null, offer.url), offer.scope && h('span', { class: 'small' }, offer.scope))));
}

/** A card of the page. */
export function card(id, title, ...body) {
  return h('section', { class: `card ${id}`, 'aria-labelledby': `${id}-title`, key: id },
    h('h2', { id: `${id}-title` }, title), ...body);
}

/** What a card shows when there is nothing. */
export function empty(text) {
  return h('p', { class: 'empty' }, text);
}

/** How long ago, with the date for those who point at it. */
export function time(instant, now) {
  return h('time', { datetime: instant, title: absolute(instant) }, ago(instant, now));
}
