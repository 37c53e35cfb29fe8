/** Badges as the service defines them: label, color and icon come with the document. */

import { h } from './dom.js';
import { icon } from './icons.js';

const COLORS = new Set(['gray', 'success', 'info', 'warning', 'danger']);

/** A badge, with a count behind its label if there is one. */
export function badge({ label, color, icon: name }, amount = null) {
  return h('span', { class: `badge ${tone(color)}` },
    icon(name, 14), h('span', { title: label }, label), amount !== null && h('b', { live: true }, amount));
}

/** A badge that only the page knows. */
export function note(label, color, iconName) {
  return badge({ label, color, icon: iconName });
}

/** The class of a color; gray for one that is new to the page. */
export function tone(color) {
  return COLORS.has(color) ? color : 'gray';
}
