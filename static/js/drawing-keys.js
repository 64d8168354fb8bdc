// Keys in the drawing: one of a part's buttons can be tabbed to, arrow keys walk over the others.

const stops = (part) => [...part.querySelectorAll('button:not(.leaving)')];

/** One of a part's buttons can be tabbed to. */
export function stopAt(part, button = part.querySelector('button[tabindex="0"]:not(.leaving)')) {
  const chosen = button?.matches('button') ? button : part.querySelector('button:not(.leaving)');
  for (const other of part.querySelectorAll('button[tabindex="0"]')) if (other !== chosen) other.tabIndex = -1;
  if (chosen && chosen.tabIndex !== 0) chosen.tabIndex = 0;
}

/** Arrow keys walk over the buttons; up and down go to the row above or below. */
export function walk(part, event) {
  const all = stops(part);
  const at = all.indexOf(event.target);
  if (at < 0) return;
  const to = {
    ArrowRight: () => all[at + 1], ArrowLeft: () => all[at - 1], Home: () => all[0], End: () => all.at(-1),
    ArrowDown: () => beside(all.slice(at + 1), event.target, 1),
    ArrowUp: () => beside(all.slice(0, at).reverse(), event.target, -1),
  }[event.key];
  if (!to) return;
  event.preventDefault();
  to()?.focus();
}

function beside(others, from, direction) {
  const here = from.getBoundingClientRect();
  const places = others.map((other) => [other, other.getBoundingClientRect()]);
  const beyond = places.filter(([, { top }]) => (top - here.top) * direction > 2);
  if (!beyond.length) return undefined;
  const distance = ([, { left, top }]) => Math.abs(top - here.top) * 4 + Math.abs(left - here.left);
  return beyond.reduce((best, one) => (distance(one) < distance(best) ? one : best))[0];
}
