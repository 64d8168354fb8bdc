// For authors who preview a lesson: what they save is on the page at once, and the lab stays as it is.

import { TOLD } from './wire.js';

const PARTS = ['#steps', '#findings', '.bar-title', '.bar-course'];

/** Calls `changed` when the lesson was saved and the parts of the page around its steps are new. */
export function followSaves(connection, lesson, changed, problem) {
  let latest = 0;
  connection.addEventListener(TOLD.saved, async ({ detail }) => {
    if (detail.lesson !== lesson) return;
    latest += 1;
    const mine = latest;
    try {
      const answer = await fetch(location.pathname, { cache: 'no-store' });
      if (mine !== latest) return; // saved again meanwhile
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!page.getElementById('steps')) {
        location.reload(); // the lesson is gone
        return;
      }
      for (const part of PARTS) document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
      await changed();
    } catch {
      problem({ code: 'unavailable' });
    }
  });
}
