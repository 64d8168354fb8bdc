// Bars between panes: drag one, or move it with the arrow keys; its place is remembered, a double click forgets it.

import { recall, remember } from './memory.js';

/** Between text and terminals: the share of the width that is the text's. */
export function splitText(workbench, bar) {
  split(workbench, bar, { name: 'split', property: '--text-share', first: 42, keys: ['ArrowLeft', 'ArrowRight'] },
    ({ clientX }, { left, width }) => (clientX - left) / width);
}

/** Between the terminals and what stands above them: the share of the height that is above. */
export function splitAbove(workbench, bar) {
  split(workbench, bar, { name: 'split-above', property: '--above-share', first: 56, keys: ['ArrowUp', 'ArrowDown'] },
    ({ clientY }, { top, height }) => (clientY - top) / height);
}

/** Shares are per cent; the bar's own attributes say the least and the most. */
function split(workbench, bar, { name, property, first, keys: [less, more] }, shareAt) {
  const [least, most] = [Number(bar.ariaValueMin), Number(bar.ariaValueMax)];
  let share = first;
  const set = (percent) => {
    share = Math.round(Math.min(most, Math.max(least, percent)) * 10) / 10;
    workbench.style.setProperty(property, `${share}%`);
    bar.ariaValueNow = String(Math.round(share));
  };
  const keep = () => remember(name, share);
  const forget = () => {
    share = first;
    workbench.style.removeProperty(property);
    bar.ariaValueNow = String(first);
    remember(name, null);
  };
  const known = recall(name, null);
  if (known !== null) set(known);
  const move = (event) => set(shareAt(event, workbench.getBoundingClientRect()) * 100);
  bar.addEventListener('pointerdown', (event) => {
    bar.setPointerCapture(event.pointerId);
    workbench.dataset.dragging = 'true';
    bar.dataset.dragged = 'true';
    bar.addEventListener('pointermove', move);
  });
  const stop = () => {
    if (!bar.dataset.dragged) return;
    delete workbench.dataset.dragging;
    delete bar.dataset.dragged;
    bar.removeEventListener('pointermove', move);
    keep();
  };
  bar.addEventListener('pointerup', stop);
  bar.addEventListener('pointercancel', stop);
  bar.addEventListener('dblclick', forget);
  bar.addEventListener('keydown', (event) => {
    const to = { [less]: share - 2, [more]: share + 2, Home: least, End: most }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    set(to);
    keep();
  });
}
