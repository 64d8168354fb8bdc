// Code blocks of a lesson's text: `figure.run-block[data-terminal][data-command]` gets a run button that names its
// terminal (`data-interrupt`: Ctrl-C first), every block but output a copy button; `code.copyable` is copied by a click,
// `code.run-inline` is run by one, `code.open-file` opened in an editor; `figure.file-block` is written to its file.

import { copyText } from './copying.js';
import { t } from './texts.js';

const SHOWN = 1_600; // milliseconds that "Copied" stands

/** Add the buttons; `run({terminal, command, interrupt})` runs one, `filled(text)` is what is copied of a text. */
export function prepareRunBlocks(root, run, filled) {
  for (const pre of root.querySelectorAll('pre')) {
    const figure = pre.closest('figure') ?? wrap(pre);
    pre.tabIndex = 0; // so that long lines can be scrolled with keys
    if (figure.querySelector('.block-buttons') || figure.classList.contains('output-block')) continue;
    const buttons = document.createElement('div');
    buttons.className = 'block-buttons';
    const { terminal = '1', command, interrupt } = figure.dataset;
    const isFile = figure.dataset.file !== undefined;
    if (command !== undefined) {
      if (!isFile) figure.classList.add('runs');
      buttons.append(isFile
        ? fileButton(figure.dataset, () => pre.textContent, run)
        : runButton({ terminal, command, interrupt: interrupt !== undefined }, run));
    }
    buttons.append(copyButton(() => filled(isFile ? pre.textContent : command ?? pre.textContent).replace(/\n$/, '')));
    figure.append(buttons);
  }
  for (const code of root.querySelectorAll('code.run-inline')) {
    const { terminal = '1', command, interrupt } = code.dataset;
    asButton(code, t('run_in', { name: terminal }), () => run({ terminal, command, interrupt: interrupt !== undefined }));
  }
  for (const code of root.querySelectorAll('code.open-file')) {
    const { file } = code.dataset;
    asButton(code, t('open_file', { name: file }), () => run({ file, how: 'open', command: '' }));
  }
  for (const code of root.querySelectorAll('code.copyable')) {
    code.title = t('copy');
    code.addEventListener('click', async () => {
      if (!getSelection().isCollapsed || !(await copyText(code.textContent))) return;
      code.dataset.copied = t('copied');
      setTimeout(() => { delete code.dataset.copied; }, SHOWN);
    });
  }
}

/** Code in a sentence that a click, Enter or the space bar acts on. */
function asButton(code, title, act) {
  code.tabIndex = 0;
  code.role = 'button';
  code.title = title;
  code.addEventListener('click', act);
  code.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    act();
  });
}

function wrap(pre) {
  const figure = document.createElement('figure');
  figure.className = 'code-block';
  pre.replaceWith(figure);
  figure.append(pre);
  return figure;
}

function runButton(block, run) {
  const { terminal, command, interrupt } = block;
  const button = document.createElement('button');
  button.className = 'run';
  button.textContent = `${interrupt ? '^C ' : ''}▶ ${t('run_in', { name: terminal })}`;
  button.setAttribute('aria-label', t('run_label', { name: terminal, command }));
  button.addEventListener('click', () => run(block));
  return button;
}

/** A block that is put into a file: the pane of the files opens, and shows what has become of it. */
function fileButton({ file, how, marker }, text, run) {
  const button = document.createElement('button');
  button.className = 'run';
  button.textContent = t(how === 'replace' ? 'write_file' : 'change_file', { name: file });
  button.addEventListener('click', () => run({ file, how, marker, command: text() }));
  return button;
}

function copyButton(text) {
  const button = document.createElement('button');
  button.className = 'copy';
  button.textContent = t('copy');
  button.addEventListener('click', async () => {
    if (!(await copyText(text()))) return;
    button.textContent = t('copied');
    setTimeout(() => { button.textContent = t('copy'); }, SHOWN);
  });
  return button;
}
