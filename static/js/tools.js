// What else learners may do to the lab: take a command back, go back to a step's beginning, have the solution played.

import { t } from './texts.js';
import { ASK, TOLD } from './wire.js';

const $ = (id) => document.getElementById(id);

/** Returns what draws them for a lab's state or a change of its steps; `solved` shows the played solution. */
export function showTools(connection, problem, solved) {
  let view = null; // of the step on the page
  let playing = false;
  const ask = (event, payload) => connection.ask(event, payload).catch(problem);

  $('undo').addEventListener('click', () => ask(ASK.undo));
  $('failed-undo').addEventListener('click', () => ask(ASK.undo));
  $('failed-restart').addEventListener('click', () => ask(ASK.restart, { step: view.id }));
  const drawRestart = asksTwice($('restart'), () => ask(ASK.restart, { step: view.id }));
  $('play').addEventListener('click', () => {
    $('play').disabled = true;
    ask(ASK.play);
  });

  connection.addEventListener(TOLD.work, ({ detail: { work, done, all } }) => {
    $('work').hidden = all === 0;
    if (all > 0) {
      $('work-done').max = all;
      $('work-done').value = done;
    } else if (playing && work === 'play') {
      solved();
    }
    playing = all > 0;
    drawPlay();
  });

  function drawPlay() {
    $('play').disabled = playing;
    $('play').hidden = view?.phase !== 'open' || view.checks.every((check) => check.passed);
  }

  function draw({ step, steps, undo }) {
    view = steps.find(({ id }) => id === step);
    $('undo').hidden = undo === null;
    $('undo-command').textContent = undo ?? '';
    $('undo').title = t('undo_title', { command: undo || t('undo_step') });
    const open = view?.phase === 'open';
    drawRestart(t(open ? 'restart' : 'go_back'), t(open ? 'restart_sure' : 'go_back_sure'));
    $('restart').hidden = !view?.returns;
    $('failed-undo').hidden = !undo;
    $('failed-restart').hidden = !view?.returns;
    drawPlay();
  }

  connection.addEventListener(TOLD.steps, ({ detail }) => draw(detail));
  return draw;
}

/** A button that asks once more before it acts; returns what sets its words. */
export function asksTwice(button, act) {
  let words = button.textContent;
  let sure = button.dataset.sure ?? '';
  const draw = () => {
    button.textContent = button.dataset.asked ? sure : words;
  };
  const calm = () => {
    delete button.dataset.asked;
    draw();
  };
  button.addEventListener('click', () => {
    if (button.dataset.asked) {
      calm();
      act();
    } else {
      button.dataset.asked = 'true';
      draw();
    }
  });
  button.addEventListener('blur', calm);
  return (newWords, newSure) => {
    [words, sure] = [newWords, newSure];
    draw();
  };
}
