// The bar between text and terminals: drag it, or move it with the arrow keys; the place is remembered.

import { recall, remember } from './memory.js';

const LEAST = 25;
const MOST = 70;
const FIRST = 42; // per cent of the width for the text

export function makeSplit(workbench, bar) {
  const set = (percent, keep) => {
    const share = Math.round(Math.min(MOST, Math.max(LEAST, percent)) * 10) / 10;
    workbench.style.setProperty('--text-share', `${share}%`);
    bar.setAttribute('aria-valuenow', String(Math.round(share)));
    if (keep) remember('split', share);
    return share;
  };
  let share = set(recall('split', FIRST), false);
  const move = (event) => {
    const { left, width } = workbench.getBoundingClientRect();
    share = set(((event.clientX - left) / width) * 100, false);
  };
  bar.addEventListener('pointerdown', (event) => {
    bar.setPointerCapture(event.pointerId);
    workbench.dataset.dragging = 'true';
    bar.addEventListener('pointermove', move);
  });
  const stop = () => {
    delete workbench.dataset.dragging;
    bar.removeEventListener('pointermove', move);
    remember('split', share);
  };
  bar.addEventListener('pointerup', stop);
  bar.addEventListener('pointercancel', stop);
  bar.addEventListener('dblclick', () => { share = set(FIRST, true); });
  bar.addEventListener('keydown', (event) => {
    const to = { ArrowLeft: share - 2, ArrowRight: share + 2, Home: LEAST, End: MOST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    share = set(to, true);
  });
}
