/** The links of an item, or what points to a foundation object, as a picture whose nodes lead on. */

import { segment } from './api.js';
import { note } from './badge.js';
import { h, s, show } from './dom.js';
import { count } from './format.js';
import { icon, iconPath } from './icons.js';
import { inboundNodes, keyOf, kindOf, layout, learnNames, nameOf, outboundNodes } from './graph-model.js';
import { Problem } from './problems.js';

const SHOWN_AT_FIRST = 10;

/** Where a walk can begin: what every tenant has. */
export const ENTRANCES = [
  { kind: 'aad_group', id: 'adadadad-808e-44e2-905a-0b7873a8a531', name: 'All devices' },
  { kind: 'aad_group', id: 'acacacac-9df4-4c7d-9d50-4ef0226f57a9', name: 'All users' },
  { kind: 'scope_tag', id: '0', name: 'Scope tag 0' },
];

export class Graph {
  #api;
  #announce;
  #place;
  #names = new Map();
  #tenant = null;
  #node = null;
  #ask = null;
  #links = null;
  #problem = null;
  #all = false;
  #focusWanted = false;

  /** @param {HTMLElement} place where the picture is drawn; its width decides how */
  constructor(api, place, announce) {
    this.#api = api;
    this.#place = place;
    this.#announce = announce;
    place.addEventListener('submit', (event) => this.#submitted(event));
    place.addEventListener('click', (event) => this.#clicked(event));
    new ResizeObserver(() => this.#show()).observe(place);
  }

  /** Shows a node of a tenant; the first entrance if none is named. */
  open(tenant, node) {
    const opened = node ?? ENTRANCES[0];
    if (tenant !== this.#tenant) {
      this.#names = new Map(ENTRANCES.map(({ kind, id, name }) => [`${kind}/${id}`, name]));
      this.#place.replaceChildren();
    } else if (this.#node?.kind === opened.kind && this.#node?.id === opened.id) {
      return;
    }
    this.#tenant = tenant;
    this.#node = { key: `${opened.kind}/${opened.id}`, kind: opened.kind, id: opened.id };
    this.#links = null;
    this.#problem = null;
    this.#all = false;
    this.#ask = this.#api.conditional(path(tenant, this.#node));
    this.#show();
    this.refresh();
  }

  /** Asks whether the edges are still the same. */
  async refresh() {
    const ask = this.#ask;
    try {
      const links = await ask?.changed();
      if (ask === this.#ask && links) {
        this.#links = links;
        this.#problem = null;
        learnNames(this.#names, [...(links.outbound ?? []), ...links.inbound]);
        this.#show();
        this.#arrived();
      }
    } catch (error) {
      if (ask === this.#ask && error instanceof Problem) {
        this.#problem = error;
        this.#links = null;
        this.#show();
      }
    }
  }

  #arrived() {
    if (this.#focusWanted) {
      this.#focusWanted = false;
      this.#place.querySelector('.node.middle')?.focus();
      this.#announce(`${nameOf(this.#names, this.#node)}: ${this.#summary()}`);
    }
  }

  #submitted(event) {
    event.preventDefault();
    const id = new FormData(event.target).get('external-id').trim();
    if (id !== '') {
      this.#focusWanted = true;
      location.hash = `#/tenants/${this.#tenant}/${keyOf('item', id)}`;
    }
  }

  #clicked(event) {
    if (event.target.closest('button[data-all]')) {
      this.#all = !this.#all;
      this.#show();
    } else if (event.target.closest('a')) {
      this.#focusWanted = true;
    }
  }

  #show() {
    if (this.#tenant === null) {
      return;
    }
    show(this.#place,
      h('div', { class: 'graph-head' },
        h('h2', { id: 'graph-title' }, 'Links'),
        this.#form(),
        h('ul', { class: 'entrances', 'aria-label': 'Begin at' }, ENTRANCES.map((entrance) => this.#entrance(entrance)))),
      this.#body());
  }

  #form() {
    return h('form', { class: 'find' },
      h('label', { class: 'visually-hidden', for: 'external-id' }, 'External id of an item'),
      h('input', { id: 'external-id', name: 'external-id', placeholder: 'External id of an item', autocomplete: 'off', spellcheck: 'false' }),
      h('button', { type: 'submit', class: 'plain' }, 'Show'));
  }

  #entrance({ kind, id, name }) {
    const here = this.#node.kind === kind && this.#node.id === id;
    return h('li', null, h('a', { class: 'chip', href: this.#href(kind, id), 'aria-current': here ? 'true' : null },
      icon(kindOf(kind).icon, 14), name));
  }

  #body() {
    if (this.#problem) {
      return h('p', { class: 'empty', key: 'problem' }, this.#problem.code === 'item-not-found'
        ? 'This tenant has no item with this external id.'
        : `The links cannot be shown: ${this.#problem.message}.`);
    }
    if (this.#links === null) {
      return h('p', { class: 'empty', key: 'loading' }, 'Loading links …');
    }
    return [this.#picture(), this.#foot()];
  }

  #picture() {
    const width = Math.floor(this.#place.clientWidth - paddings(this.#place));
    const limit = this.#all ? Infinity : SHOWN_AT_FIRST;
    const isItem = this.#node.kind === 'item';
    const plan = layout(Math.max(width, 220), this.#node,
      inboundNodes(this.#links.inbound).slice(0, limit), outboundNodes(this.#links.outbound ?? []).slice(0, limit), isItem);
    return s('svg', { key: 'picture', class: 'graph-picture', width: plan.width, height: plan.height, role: 'group',
      viewBox: `0 0 ${plan.width} ${plan.height}`, 'aria-label': `Links of ${nameOf(this.#names, this.#node)}: ${this.#summary()}` },
    s('defs', null, s('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7.5, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
      s('path', { class: 'arrow', d: 'M0 .5L8 4L0 7.5z' }))),
    plan.edges.map(({ node, d }) => s('path', { class: node.kind === 'missing' ? 'edge missing' : 'edge', d, 'marker-end': 'url(#arrow)' })),
    plan.nothing.map(({ text, x, y }) => s('text', { class: 'nothing', x, y }, text)),
    plan.inbound.map((node) => this.#drawn(node, 'points here')),
    this.#drawn(plan.middle, null),
    plan.outbound.map((node) => this.#drawn(node, 'is pointed to')));
  }

  #drawn(node, role) {
    const name = nameOf(this.#names, node);
    const kind = kindOf(node.kind);
    const below = role === null ? kind.name : `${node.relationships.join(', ')} · ${kind.name}`;
    const inside = [
      s('title', null, role === null ? `${name} (${node.id})` : `${name} (${node.id}): ${node.relationships.join(', ')}`),
      s('rect', { x: node.x + 0.5, y: node.y + 0.5, width: node.w - 1, height: node.h - 1, rx: 10 }),
      s('path', { class: 'glyph', d: iconPath(kind.icon), transform: `translate(${node.x + 12} ${node.y + 14}) scale(.75)` }),
      s('text', { class: 'name', x: node.x + 40, y: node.y + 20 }, fitted(name, node.w - 52, 'name')),
      s('text', { class: 'below', x: node.x + 40, y: node.y + 36 }, fitted(below, node.w - 52, 'below')),
    ];
    const key = `${role ?? 'middle'} ${node.key}`;
    const where = role === null ? null : this.#href(node.kind, node.id);
    if (role !== null && where !== null) {
      return s('a', { key, class: `node ${node.kind}`, href: where, 'aria-label': `${name}, ${below}, ${role}` }, inside);
    }
    return s('g', { key, class: `node ${node.kind} ${role === null ? 'middle' : ''}`, role: 'img', tabindex: role === null ? '-1' : '0',
      'aria-label': role === null ? `${name}, ${kind.name}` : `${name}, ${below}` }, inside);
  }

  #foot() {
    const { inbound, outbound = [], warnings = [], truncated_edges: truncated = 0 } = this.#links;
    const hidden = Math.max(inboundNodes(inbound).length, outboundNodes(outbound).length) > SHOWN_AT_FIRST;
    return h('div', { class: 'graph-foot', key: 'foot' },
      h('p', { class: 'small' }, `${this.#summary()}.`, truncated > 0 && ` ${count(truncated)} more are not kept.`),
      hidden && h('button', { type: 'button', class: 'plain', 'data-all': true, 'aria-expanded': String(this.#all) },
        this.#all ? 'Show fewer' : 'Show all'),
      warnings.length > 0 && h('details', null,
        h('summary', null, note(`${count(warnings.length)} not understood`, 'warning', 'exclamation-triangle')),
        h('ul', { class: 'small' }, warnings.map((warning, place) => h('li', { key: place },
          h('code', null, String(warning.raw_ref)), ` ${warning.reason}`)))));
  }

  #summary() {
    const { inbound, outbound } = this.#links;
    // The service gives at most 50 of each.
    const shown = (edges) => (edges.length >= 50 ? '50 or more' : count(edges.length));
    return outbound === undefined ? `${shown(inbound)} inbound` : `${shown(inbound)} inbound, ${shown(outbound)} outbound`;
  }

  #href(kind, id) {
    const key = keyOf(kind, id);
    return key === null ? null : `#/tenants/${this.#tenant}/${key}`;
  }
}

function path(tenant, { kind, id }) {
  return kind === 'item'
    ? `/tenants/${tenant}/inventory/${segment(id)}/links`
    : `/tenants/${tenant}/foundation/${segment(kind)}/${segment(id)}/links`;
}

function paddings(element) {
  const style = getComputedStyle(element);
  return parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
}

const FONTS = { name: '600 13px system-ui, sans-serif', below: '12px system-ui, sans-serif' };
let pen = null;

/** The text as far as it fits. */
function fitted(text, width, kind) {
  pen ??= document.createElement('canvas').getContext('2d');
  pen.font = FONTS[kind];
  if (pen.measureText(text).width <= width) {
    return text;
  }
  let length = text.length;
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > width) {
    length--;
  }
  return `${text.slice(0, length).trimEnd()}…`;
}
