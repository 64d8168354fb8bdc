// Small things of the page, made by name.

/** An element with its attributes and children; `class` and `text` are what they say, functions are listeners. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'text') made.textContent = value;
    else if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** A line drawing of 24 by 24. */
export function icon(d) {
  const { namespaceURI } = document.querySelector('svg'); // the page has some in its bar
  const svg = document.createElementNS(namespaceURI, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespaceURI, 'path');
  path.setAttribute('d', d);
  svg.append(path);
  return svg;
}

/** A button that is only a drawing, with its name for everybody. */
export function iconButton(d, label, click, attributes = {}) {
  return element('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, click, ...attributes },
    icon(d));
}
