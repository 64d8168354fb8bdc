// Code blocks of a lesson's text: `figure.run-block[data-terminal][data-command]` gets a run button that names its
// terminal, and every block a copy button.

import { t } from './texts.js';

const SHOWN = 1_600; // milliseconds that "Copied" stands

/** Add the buttons; `run({terminal, command})` runs one. */
export function prepareRunBlocks(root, run) {
  for (const pre of root.querySelectorAll('pre')) {
    const figure = pre.closest('figure') ?? wrap(pre);
    if (figure.querySelector('.block-buttons')) continue;
    const buttons = document.createElement('div');
    buttons.className = 'block-buttons';
    const { terminal = '1', command } = figure.dataset;
    if (command !== undefined) {
      figure.classList.add('runs');
      buttons.append(runButton(terminal, command, run));
    }
    buttons.append(copyButton(command ?? pre.textContent.replace(/\n$/, '')));
    figure.append(buttons);
    pre.tabIndex = 0; // so that long lines can be scrolled with keys
  }
}

function wrap(pre) {
  const figure = document.createElement('figure');
  figure.className = 'run-block';
  pre.replaceWith(figure);
  figure.append(pre);
  return figure;
}

function runButton(terminal, command, run) {
  const button = document.createElement('button');
  button.className = 'run';
  button.textContent = `▶ ${t('run_in', { name: terminal })}`;
  button.setAttribute('aria-label', t('run_label', { name: terminal, command }));
  button.addEventListener('click', () => run({ terminal, command }));
  return button;
}

function copyButton(text) {
  const button = document.createElement('button');
  button.className = 'copy';
  button.textContent = t('copy');
  button.addEventListener('click', async () => {
    if (!(await copy(text))) return;
    button.textContent = t('copied');
    setTimeout(() => { button.textContent = t('copy'); }, SHOWN);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOldWay(text); // no permission, or not a secure context
  }
}

function copyOldWay(text) {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
