// What is wrong with the page for those who hear it or see little: a list of sentences, empty if nothing is.
() => {
  const wrong = [];
  const all = [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility());
  const text = (element) => (element?.textContent ?? '').trim();

  const nameOf = (element) => element.getAttribute('aria-label')
    || text(document.getElementById(element.getAttribute('aria-labelledby')))
    || [...(element.labels ?? [])].map(text).join(' ')
    || text(element);
  for (const element of all.filter((one) => one.matches('a[href], button, input, textarea, section, nav, aside, dialog'))) {
    if (!nameOf(element)) {
      wrong.push(`no name: ${element.outerHTML.slice(0, 120)}`);
    }
  }
  for (const image of all.filter((one) => one.matches('img:not([alt]), svg:not([aria-hidden]):not([aria-label])'))) {
    wrong.push(`no text instead: ${image.outerHTML.slice(0, 120)}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of ids.filter((one, place) => ids.indexOf(one) !== place)) {
    wrong.push(`an id twice: ${id}`);
  }
  const levels = all.filter((one) => one.matches('h1, h2, h3')).map(({ tagName }) => Number(tagName[1]));
  if (levels.some((level, place) => place > 0 && level > levels[place - 1] + 1)) {
    wrong.push(`a level of headings is left out: ${levels}`);
  }

  // WCAG 2.2, 1.4.3: text has a contrast of at least 4.5 to what is behind it.
  const parts = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [red, green, blue] = parts(color).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((parts(color)[3] ?? 1) > 0.99) {
        return color;
      }
    }
    return 'rgb(255, 255, 255)';
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && text(node));
  for (const element of all.filter((one) => one instanceof HTMLElement && hasText(one) && !one.closest('[data-changed]'))) {
    const [less, more] = [light(getComputedStyle(element).color), light(behind(element))].sort((one, other) => one - other);
    const contrast = (more + 0.05) / (less + 0.05);
    if (contrast < 4.5) {
      wrong.push(`contrast ${contrast.toFixed(2)}: ${element.outerHTML.slice(0, 120)}`);
    }
  }
  return wrong;
}
