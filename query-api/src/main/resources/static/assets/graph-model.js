/** Edges as a picture: which nodes there are, and where they stand. Pure. */

import { shortId, words } from './format.js';

const KINDS = {
  item: ['cube', 'Item'],
  aad_group: ['users', 'Group'],
  assignment_filter: ['funnel', 'Filter'],
  scope_tag: ['tag', 'Scope tag'],
  device_category: ['grid', 'Device category'],
  missing: ['question-mark-circle', 'Missing'],
};

const NODE_HEIGHT = 46;
const STEP = 56;
const MAX_WIDTH = 310;
const MIN_GAP = 56;
const MAX_GAP = 170;
/** Below this width the columns become rows. */
const NARROW = 620;
const INDENT = 30;

/** The place that an item or foundation object has in the address; null for what is missing. */
export function keyOf(kind, id) {
  return kind === 'missing' ? null : kind === 'item' ? `items/${encodeURIComponent(id)}` : `foundation/${kind}/${encodeURIComponent(id)}`;
}

/** `{icon, name}` of a kind of node; of an unknown kind its name in words. */
export function kindOf(kind) {
  const [icon, name] = KINDS[kind] ?? ['question-mark-circle', words(kind)];
  return { icon, name };
}

/** The nodes that point to the one in the middle: items, each once, with all of their relationships. */
export function inboundNodes(edges) {
  return nodes(edges, (edge) => ['item', edge.source_id]);
}

/** The nodes that the one in the middle points to. */
export function outboundNodes(edges) {
  return nodes(edges, (edge) => {
    switch (edge.target_type) {
      case 'inventory_item': return ['item', edge.target_id];
      case 'foundation_object': return [edge.metadata.foundation_type, edge.target_id];
      default: return ['missing', edge.metadata.raw_ref];
    }
  });
}

function nodes(edges, end) {
  const found = new Map();
  for (const edge of edges) {
    const [kind, id] = end(edge);
    const key = `${kind}/${id}`;
    const node = found.get(key) ?? { key, kind, id, relationships: [] };
    const mode = edge.metadata.filter_mode;
    node.relationships.push(words(edge.relationship_type) + (mode ? ` (${mode})` : ''));
    found.set(key, node);
  }
  return [...found.values()];
}

/** Names as edges tell them, by node; an edge knows only its target's. */
export function learnNames(names, edges) {
  for (const edge of edges) {
    const [node] = outboundNodes([edge]);
    if (edge.metadata.last_known_name) {
      names.set(node.key, edge.metadata.last_known_name);
    }
  }
}

/** What a node is called: its name if one is known, else its id. */
export function nameOf(names, { key, kind, id }) {
  return names.get(key) ?? (kind === 'scope_tag' ? `Scope tag ${id}` : shortId(id));
}

/**
 * Where everything stands: `{width, height, middle, inbound, outbound, edges, nothing}`; nodes with `x, y, w, h`, and
 * in `nothing` what is said where a column is empty.
 */
export function layout(width, middle, inbound, outbound, hasOutbound) {
  return width < NARROW ? stacked(width, middle, inbound, outbound) : columns(width, middle, inbound, outbound, hasOutbound);
}

function columns(available, middle, inbound, outbound, hasOutbound) {
  const number = hasOutbound ? 3 : 2;
  const w = Math.min(MAX_WIDTH, (available - (number - 1) * MIN_GAP) / number);
  const width = Math.min(available, number * w + (number - 1) * MAX_GAP);
  const height = Math.max(inbound.length, outbound.length, 1) * STEP + 8;
  const right = hasOutbound ? (width - w) / 2 : width - w;
  const center = box(middle, right, (height - NODE_HEIGHT) / 2, w);
  const left = column(inbound, 0, w, height);
  const far = column(outbound, width - w, w, height);
  const edges = [
    ...left.map((node) => curve(node.x + w, mid(node), center.x, mid(center), node)),
    ...far.map((node) => curve(center.x + w, mid(center), node.x, mid(node), node)),
  ];
  const nothing = [
    ...(inbound.length === 0 ? [{ text: 'Nothing points here', x: w / 2, y: height / 2 + 4 }] : []),
    ...(hasOutbound && outbound.length === 0 ? [{ text: 'Points to nothing', x: width - w / 2, y: height / 2 + 4 }] : []),
  ];
  return { width, height, middle: center, inbound: left, outbound: far, edges, nothing };
}

function column(list, x, w, height) {
  const top = (height - list.length * STEP) / 2 + (STEP - NODE_HEIGHT) / 2;
  return list.map((node, i) => box(node, x, top + i * STEP, w));
}

function stacked(width, middle, inbound, outbound) {
  const w = width - INDENT;
  const above = inbound.map((node, i) => box(node, INDENT, i * STEP + 4, w));
  const center = box(middle, 0, inbound.length * STEP + 4, width);
  const below = outbound.map((node, i) => box(node, INDENT, (inbound.length + 1 + i) * STEP + 4, w));
  const edges = [
    ...above.map((node) => ({ node, d: `M${node.x} ${mid(node)}H12V${center.y}` })),
    ...below.map((node) => ({ node, d: `M12 ${center.y + NODE_HEIGHT}V${mid(node)}H${node.x}` })),
  ];
  const height = (inbound.length + 1 + outbound.length) * STEP + 8;
  return { width, height, middle: center, inbound: above, outbound: below, edges, nothing: [] };
}

function box(node, x, y, w) {
  return { ...node, x, y, w, h: NODE_HEIGHT };
}

function mid(node) {
  return node.y + NODE_HEIGHT / 2;
}

function curve(x1, y1, x2, y2, node) {
  const bend = (x2 - x1) / 2;
  return { node, d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` };
}
