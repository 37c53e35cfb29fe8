/** Icons by name, drawn with strokes on a field of 24 by 24. Badges name theirs; an unknown name gets the question mark. */

import { s } from './dom.js';

const RING = 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17';
const SHIELD = 'M12 3.2l7 2.6v5.4c0 4.6-2.9 7.9-7 9.6c-4.1-1.7-7-5-7-9.6V5.8z';
const TRIANGLE = 'M12 4.2l8.8 15.3H3.2z';
const BOARD = 'M8.5 5.5H6V20.5H18V5.5H15.5M9 4h6v3.2H9z';
const ALERT = 'M12 8v4.8M12 16h.01';

const PATHS = {
  'archive-box': 'M4 4.5h16v4H4zM5.5 8.5v11h13v-11M10 12.5h4',
  'arrow-path': 'M19.5 8.5A8 8 0 0 0 5 8M4.5 4v4.5H9M4.5 15.5A8 8 0 0 0 19 16M19.5 20v-4.5H15',
  'bell-alert': 'M6.5 16.5c1-1.2 1.3-3 1.3-5.5a4.2 4.2 0 0 1 8.4 0c0 2.5.3 4.3 1.3 5.5zM10.2 19.5a2 2 0 0 0 3.6 0M4 8.5c.2-1.6.9-3 2-4M20 8.5c-.2-1.6-.9-3-2-4',
  'check-circle': `${RING}M8.5 12.3l2.5 2.5l4.7-5.2`,
  'clipboard-document-check': `${BOARD}M9 13.5l2.2 2.2L15.2 11`,
  'clock': `${RING}M12 7.5V12l3 2`,
  'document': 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
  'exclamation-circle': `${RING}${ALERT}`,
  'exclamation-triangle': `${TRIANGLE}M12 10v4M12 16.8h.01`,
  'eye': 'M3 12c2-3.8 5.2-6 9-6s7 2.2 9 6c-2 3.8-5.2 6-9 6s-7-2.2-9-6M12 9.3a2.7 2.7 0 1 0 0 5.4a2.7 2.7 0 0 0 0-5.4',
  'funnel': 'M4 5h16l-6.2 7.5V19l-3.6-2v-4.5z',
  'information-circle': `${RING}M12 11.3V16M12 8h.01`,
  'lock-closed': 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  'minus-circle': `${RING}M8.5 12h7`,
  'no-symbol': `${RING}M6 6l12 12`,
  'pause-circle': `${RING}M10 9v6M14 9v6`,
  'question-mark-circle': `${RING}M9.8 9.8a2.3 2.3 0 1 1 3.3 2.2c-.7.4-1.1.9-1.1 1.7M12 16.5h.01`,
  'shield-check': `${SHIELD}M8.8 12l2.3 2.3l4.1-4.6`,
  'shield-exclamation': `${SHIELD}M12 8v4.3M12 15.3h.01`,
  'x-circle': `${RING}M9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6`,
  // Not of badges.
  'arrow-right': 'M5 12h14M13 6l6 6l-6 6',
  'bolt': 'M13 3L5 13.5h6L10 21l8-10.5h-6z',
  'cube': 'M12 3.5l7.5 4.2v8.6L12 20.5l-7.5-4.2V7.7zM4.5 7.7L12 12l7.5-4.3M12 12v8.5',
  'grid': 'M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z',
  'list': 'M4 6.5h16M4 12h16M4 17.5h16',
  'tag': 'M4 4.5h7.5l8.5 8.5l-7 7l-9-8.5zM8 8.5h.01',
  'users': 'M9 11.5a3.3 3.3 0 1 0 0-6.6a3.3 3.3 0 0 0 0 6.6M3 19.5c.3-3.3 2.7-5.3 6-5.3s5.7 2 6 5.3M15.5 11.3a2.9 2.9 0 1 0-.6-5.6M17 14.4c2.3.4 3.8 2.2 4 5.1',
};

/** The icon as an SVG element that assistive technology skips. */
export function icon(name, size = 16) {
  return s('svg', { class: 'icon', viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true' },
    s('path', { d: PATHS[name] ?? PATHS['question-mark-circle'] }));
}

/** The icon's path alone, for pictures. */
export function iconPath(name) {
  return PATHS[name] ?? PATHS['question-mark-circle'];
}
