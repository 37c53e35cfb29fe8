/**
 * Makes elements and keeps the page like them. Views build what they want to see anew each time; `show` changes only
 * what differs, so focus and scrolling stay, and a value that changed is marked for a moment.
 *
 * Text is only ever set as text. Attributes of this module: `key` tells children of one list apart, `live` says that a
 * change in here is worth marking.
 */

const SVG = 'http://www.w3.org/2000/svg';
const MARKED_FOR_MS = 1600;
const marks = new WeakMap();

/** An HTML element. Children are nodes, texts, numbers, or lists of those; null and false are left out. */
export function h(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    const shown = name === 'key' || name === 'live' ? `data-${name}` : name;
    element.setAttribute(shown, value === true ? '' : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
  return element;
}

/** Makes the container's children look like these. */
export function show(container, ...children) {
  const wanted = document.createDocumentFragment();
  wanted.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  morphChildren(container, wanted, container.hasChildNodes());
}

function morphChildren(present, wanted, known) {
  const keyed = new Map([...present.children].filter(key).map((child) => [key(child), child]));
  let next = present.firstChild;
  for (const want of [...wanted.childNodes]) {
    const have = key(want) === undefined ? next : keyed.get(key(want));
    if (!have || have.nodeName !== want.nodeName || key(have) !== key(want)) {
      present.insertBefore(want, next);
      if (known) {
        mark(want);
      }
      continue;
    }
    if (have === next) {
      next = next.nextSibling;
    } else {
      present.insertBefore(have, next);
    }
    morph(have, want);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function morph(present, wanted) {
  if (present.nodeType === Node.TEXT_NODE) {
    if (present.nodeValue !== wanted.nodeValue) {
      present.nodeValue = wanted.nodeValue;
      // How long ago something was changes all the time.
      mark(present.parentElement.closest('[data-live], time'));
    }
    return;
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (present.getAttribute(name) !== value) {
      present.setAttribute(name, value);
    }
  }
  for (const { name } of [...present.attributes]) {
    if (name !== 'data-changed' && !wanted.hasAttribute(name)) {
      present.removeAttribute(name);
    }
  }
  morphChildren(present, wanted, true);
}

function key(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.dataset.key : undefined;
}

/** Marks an element as changed for a moment; the style sheet decides how that looks. */
function mark(node) {
  if (!(node instanceof Element) || node.dataset.live === undefined) {
    return;
  }
  clearTimeout(marks.get(node));
  node.removeAttribute('data-changed');
  // Reading the layout lets the animation start anew.
  node.getBoundingClientRect();
  node.setAttribute('data-changed', '');
  marks.set(node, setTimeout(() => node.removeAttribute('data-changed'), MARKED_FOR_MS));
}
