// Inside another site's page: what happens in the lesson is told to that page. EMBEDDING.md has the messages; they hold
// nothing that the host may not know, so any host may hear them.

import { TOLD } from './wire.js';

/** Tell the page around this one, if there is one. */
export function tellHost(connection) {
  if (document.documentElement.dataset.embedded !== 'true' || parent === window) return;
  let before = '';
  let finished = false;
  const tell = (type, data) => {
    parent.postMessage({ kubekata: 1, type, lesson: connection.lesson, ...data }, '*');
  };
  const progress = ({ step, steps, finished: over }) => {
    const at = steps.findIndex(({ id }) => id === step);
    const checks = steps[at]?.checks ?? [];
    const told = {
      step,
      number: at + 1,
      steps: steps.length,
      done: steps.filter(({ phase }) => phase === 'done').length,
      checks: checks.length,
      passed: checks.filter(({ passed }) => passed).length,
    };
    const now = JSON.stringify(told);
    if (now !== before) tell('progress', told);
    before = now;
    if (over && !finished) tell('finished', { steps: steps.length });
    finished = over;
  };
  connection.addEventListener('joined', ({ detail: { lab } }) => {
    if (!before) tell('ready', { steps: lab.steps.length });
    progress(lab);
  });
  connection.addEventListener('state', ({ detail }) => tell('connection', { state: detail }));
  connection.addEventListener(TOLD.steps, ({ detail }) => progress(detail));
}
