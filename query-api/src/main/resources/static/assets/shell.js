/** What stands around the tenant: the drawer of narrow screens, the search key, the sign-in dialog. */

import { icon } from './icons.js';

const element = (id) => document.getElementById(id);

/** Opens and closes the list where it does not fit beside the tenant. Returns what closes it. */
export function wireDrawer() {
  const menu = element('menu');
  const set = (open) => {
    document.body.classList.toggle('drawer-open', open);
    menu.setAttribute('aria-expanded', String(open));
    element('shade').hidden = !open;
  };
  menu.prepend(icon('list', 20));
  menu.addEventListener('click', () => {
    const open = menu.getAttribute('aria-expanded') !== 'true';
    set(open);
    if (open) {
      element('search').focus();
    }
  });
  element('shade').addEventListener('click', () => set(false));
  element('tenant-list').addEventListener('click', () => set(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.getAttribute('aria-expanded') === 'true') {
      set(false);
      menu.focus();
    } else if (event.key === '/' && !event.target.closest('input, textarea, dialog')) {
      event.preventDefault();
      set(menu.offsetParent !== null);
      element('search').focus();
    }
  });
  return () => set(false);
}

/** Asks for an access token until there is one. It can be cancelled if the page works without; then nothing happens. */
export function askForToken(why, cancellable = false) {
  const dialog = element('sign-in');
  const field = element('sign-in-token');
  if (why) {
    element('sign-in-why').textContent = why;
  }
  element('sign-in-cancel').hidden = !cancellable;
  field.value = '';
  dialog.showModal();
  return new Promise((resolve) => {
    const stop = new AbortController();
    const { signal } = stop;
    const close = () => {
      stop.abort();
      dialog.close();
    };
    element('sign-in-form').addEventListener('submit', (event) => {
      event.preventDefault();
      close();
      resolve(field.value.trim());
    }, { signal });
    element('sign-in-cancel').addEventListener('click', close, { signal });
    dialog.addEventListener('cancel', (event) => (cancellable ? close() : event.preventDefault()), { signal });
  });
}
