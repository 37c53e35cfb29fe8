/**
 * The list of tenants: asked for every few seconds and after events, page by page and conditionally; searched here,
 * walked with the arrow keys.
 */

import { badge, tone } from './badge.js';
import { h, s, show } from './dom.js';
import { count, percent } from './format.js';
import { icon } from './icons.js';

const EVERY_MS = 5_000;
const AT_MOST_EVERY_MS = 1_000;
const PAGE = 200;
const MAX_PAGES = 50;
/** More rows than this are not drawn; the search finds the others. */
const MAX_ROWS = 400;

export class TenantList {
  #api;
  #on;
  #list = document.getElementById('tenant-list');
  #search = document.getElementById('search');
  #pages = [];
  #tenants = null;
  #chosen = null;
  #asked = 0;
  #asking = null;
  #timer;

  /** @param {object} on `listed(tenants)` when the list has come, `problem(error)` when it has not */
  constructor(api, on) {
    this.#api = api;
    this.#on = on;
    this.#search.addEventListener('input', () => this.#show());
    this.#search.addEventListener('keydown', (event) => this.#searchKey(event));
    this.#list.addEventListener('keydown', (event) => this.#listKey(event));
  }

  /** Asks now and again from now on. */
  start() {
    setInterval(() => document.hidden || this.ask(), EVERY_MS);
    return this.ask();
  }

  /** Asks soon, however often this is called. */
  askSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), Math.max(0, this.#asked + AT_MOST_EVERY_MS - Date.now()));
  }

  /** The tenant that is shown beside the list. */
  choose(id) {
    this.#chosen = id;
    this.#show();
  }

  /** The name of a tenant, as far as it is known. */
  nameOf(id) {
    return this.#tenants?.find((tenant) => tenant.tenant_id === id)?.name ?? null;
  }

  async ask() {
    this.#asking ??= this.#read().finally(() => { this.#asking = null; });
    return this.#asking;
  }

  async #read() {
    this.#asked = Date.now();
    try {
      const tenants = [];
      let anything = this.#tenants === null;
      let after = 0;
      for (let page = 0; after !== null && page < MAX_PAGES; page++) {
        const { answer, changed } = await this.#page(page, after);
        tenants.push(...answer.tenants);
        after = answer.next;
        anything ||= changed;
      }
      this.#tenants = tenants;
      if (anything) {
        this.#show();
      }
      this.#on.listed(tenants);
    } catch (error) {
      this.#on.problem(error);
    }
  }

  async #page(number, after) {
    const path = `/tenants?limit=${PAGE}&after=${after}`;
    if (this.#pages[number]?.path !== path) {
      this.#pages[number] = { path, ask: this.#api.conditional(path), answer: null };
    }
    const page = this.#pages[number];
    const changed = await page.ask.changed();
    page.answer = changed ?? page.answer;
    return { answer: page.answer, changed: changed !== null };
  }

  #show() {
    if (this.#tenants === null) {
      return;
    }
    const words = this.#search.value.trim().toLowerCase().split(/\s+/);
    const found = this.#tenants.filter((tenant) => {
      const text = `${tenant.name ?? ''} ${tenant.tenant_id} ${tenant.status.label}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    show(this.#list, found.slice(0, MAX_ROWS).map((tenant) => this.#row(tenant)),
      found.length > MAX_ROWS && h('li', { class: 'small more' }, 'Search to find the others.'));
    const all = this.#tenants.length;
    document.getElementById('tenant-count').textContent =
      found.length === all ? `${count(all)} ${all === 1 ? 'tenant' : 'tenants'}` : `${count(found.length)} of ${count(all)}`;
  }

  #row({ tenant_id: id, name, status, kpis }) {
    return h('li', { key: id },
      h('a', { href: `#/tenants/${id}`, 'aria-current': id === this.#chosen ? 'page' : null, 'data-tenant': id },
        h('span', { class: 'top' },
          h('span', { class: 'name' }, name ?? `Tenant ${id}`),
          badge(status)),
        h('span', { class: 'figures' },
          figure('exclamation-circle', kpis.high_findings, 'high findings', 'danger'),
          figure('x-circle', kpis.failed_7d, 'failed in 7 days', 'danger'),
          figure('exclamation-triangle', kpis.partial_7d, 'partial in 7 days', 'warning'),
          figure('bolt', kpis.active_operations, 'active operations', 'info'),
          kpis.drift_stale && h('span', { class: 'figure warning', title: 'Drift scan is stale' },
            icon('clock', 14), h('span', { class: 'visually-hidden' }, 'Drift scan is stale')),
          coverage(kpis.coverage_percent))));
  }

  #searchKey(event) {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.#links()[0]?.focus();
    } else if (event.key === 'Escape' && this.#search.value !== '') {
      event.stopPropagation();
      this.#search.value = '';
      this.#show();
    } else if (event.key === 'Enter') {
      this.#links()[0]?.click();
    }
  }

  #listKey(event) {
    const links = this.#links();
    const here = links.indexOf(document.activeElement);
    const there = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[event.key];
    if (there === undefined) {
      return;
    }
    event.preventDefault();
    (there < 0 ? this.#search : links[Math.min(there, links.length - 1)]).focus();
  }

  #links() {
    return [...this.#list.querySelectorAll('a')];
  }
}

function figure(iconName, value, name, color) {
  return h('span', { class: `figure ${value > 0 ? tone(color) : 'none'}`, title: `${count(value)} ${name}`, live: true },
    icon(iconName, 14), count(value), h('span', { class: 'visually-hidden' }, ` ${name}`));
}

function coverage(value) {
  const shown = percent(value);
  return h('span', { class: 'figure coverage', title: `Coverage ${shown}` },
    s('svg', { class: 'bar-small', viewBox: '0 0 100 6', preserveAspectRatio: 'none', width: 44, height: 5, 'aria-hidden': 'true' },
      s('rect', { class: 'track', width: 100, height: 6 }),
      s('rect', { class: 'fill', width: value ?? 0, height: 6 })),
    h('span', { class: 'visually-hidden' }, 'coverage '), h('span', null, shown));
}
