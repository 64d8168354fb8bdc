// The lesson page: puts text, terminals, clock and connection together.

import './page.js';
import { showClock, showNodes } from './clock.js';
import { Connection } from './connection.js';
import { Drawing } from './drawing.js';
import { Files } from './files.js';
import { recall, remember } from './memory.js';
import { followSaves } from './preview.js';
import { tellHost } from './embedded.js';
import { noticeWindows, showNotice } from './notices.js';
import { splitAbove, splitText } from './split.js';
import { Steps } from './steps.js';
import { showTerminalTools } from './terminal-tools.js';
import { Terminals } from './terminals.js';
import { t } from './texts.js';
import { Doors } from './doors.js';
import { asksTwice, showTools } from './tools.js';
import { ASK, TOLD } from './wire.js';

const $ = (id) => document.getElementById(id);
const TOAST = 5_000; // milliseconds
const SAID = {
  offline: 'lost_hint', limit: 'limit', locked: 'locked', 'full-screen': 'full_screen', unavailable: 'unavailable',
  'unknown-value': 'unknown_value', 'bad-address': 'bad_address',
};
const STATES = {
  connecting: 'connecting', connected: 'connected', lost: 'lost', failed: 'failed_lab', gone: 'gone', caged: 'caged',
};

const workbench = $('workbench');
const preview = workbench.dataset.preview === 'true';
let terminals = null;
const connection = new Connection(workbench.dataset.lesson, () => terminals.seen());
terminals = new Terminals(connection);
const steps = new Steps(connection, workbench.dataset.finished, preview);
const updateClock = showClock(connection, problem);
const updateNodes = showNodes(connection, problem);
const updateTools = showTools(connection, problem, () => steps.showSolution());
showTerminalTools(terminals);
splitText(workbench, $('split'));
splitAbove(workbench, $('split-above'));
const drawing = new Drawing(connection, $('drawing'));
const doors = new Doors(connection);
const files = new Files(connection, $('files'));
if (preview) followSaves(connection, workbench.dataset.lesson, () => steps.reload(), problem);

// --- what the learner is told

let toastTimer = 0;
function toast(text) {
  $('toast').textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $('toast').textContent = ''; }, TOAST);
}

function problem({ code, name, text }) {
  toast(text ?? t(SAID[code] ?? 'refused', { name, address: name }));
}

function showState(state) {
  $('link-state').dataset.state = state;
  $('link-state').firstElementChild.textContent = t(STATES[state]);
  $('link-again').hidden = state !== 'gone' && state !== 'caged';
  if (state === 'caged') $('link-again').target = '_blank';
}

/** Where the way ends: who keeps no cookie brings along what says who they are. */
function finishedPage(kept) {
  const finished = new URL(workbench.dataset.finished, location.href);
  const asked = new URLSearchParams(location.search);
  for (const name of ['language', 'theme']) if (asked.has(name)) finished.searchParams.set(name, asked.get(name));
  if (!kept) finished.searchParams.set('lab', connection.token);
  return finished.href;
}

connection.addEventListener('opened', ({ detail: { fresh } }) => {
  steps.finishedPage = finishedPage(true);
  if (fresh) {
    terminals.forget();
    showNotice('fresh', t('fresh_lab'));
  }
  noticeWindows(connection.lab);
});
connection.addEventListener('kept', ({ detail: kept }) => {
  steps.finishedPage = finishedPage(kept);
  if (!kept) showNotice('kept', t('kept_not'));
});
connection.addEventListener('known', ({ detail: { lab, output } }) => terminals.joined(lab, output));
connection.addEventListener('state', ({ detail }) => showState(detail));
connection.addEventListener('joined', () => { // the first time: they need the machine
  if (recall('files', false) && !narrow.matches) showAbove('files');
}, { once: true });
connection.addEventListener('joined', ({ detail: { lab, output } }) => {
  terminals.joined(lab, output);
  steps.update(lab);
  updateTools(lab);
  updateClock(lab.clock);
  updateNodes(lab.nodes);
});
connection.addEventListener(TOLD.failed, ({ detail }) => problem({ code: detail.error }));
connection.addEventListener(TOLD.begun, () => {
  terminals.forget();
  connection.join().catch(problem);
  toast(t('begun'));
});
for (const source of [terminals, steps]) source.addEventListener('problem', ({ detail }) => problem(detail));

// --- text and terminals side by side, or one at a time where there is no room

function showPane(pane) {
  workbench.dataset.pane = pane;
  for (const button of document.querySelectorAll('.pane-switch button')) {
    button.setAttribute('aria-pressed', String(button.dataset.pane === pane));
  }
  terminals.fit();
  if (pane === 'doors') doors.appear();
}

for (const button of document.querySelectorAll('.pane-switch button')) {
  button.addEventListener('click', () => {
    showPane(button.dataset.pane);
    if (button.dataset.pane === 'terminals') terminals.focus();
    if (button.dataset.pane === 'files') files.show();
  });
}

steps.addEventListener('run', ({ detail: { terminal, command, interrupt, file, how, marker } }) => {
  if (how === 'open') return files.open(file);
  if (file !== undefined) return files.put({ file, how, marker, text: command });
  showPane('terminals');
  return terminals.run(terminal, command, interrupt);
});

// --- the drawing of the cluster: above the terminals, or a pane of its own where there is no room

/** One of them stands above the terminals, or none. */
function showAbove(name) {
  for (const pane of ['drawing', 'doors', 'files']) {
    workbench.dataset[pane] = pane === name ? 'open' : '';
    $(`${pane}-button`).setAttribute('aria-pressed', String(pane === name));
  }
  if (name === 'doors') doors.appear();
  if (name === 'files') files.show();
}

showAbove(recall('drawing', false) ? 'drawing' : '');
for (const name of ['drawing', 'doors', 'files']) {
  $(`${name}-button`).addEventListener('click', () => {
    const open = workbench.dataset[name] !== 'open';
    if (name !== 'doors') for (const pane of ['drawing', 'files']) remember(pane, open && pane === name);
    showAbove(open ? name : '');
  });
}
drawing.addEventListener('describe', ({ detail: command }) => {
  if (!terminals.write(command)) return;
  if (workbench.dataset.pane === 'drawing') toast(t('typed', { command }));
  else terminals.focus();
});

// --- the browser: what the lab serves

const narrow = matchMedia('(max-width: 760px)');
doors.visible = () => (narrow.matches ? workbench.dataset.pane : workbench.dataset.doors && 'doors') === 'doors';
doors.addEventListener('open', () => {
  if (narrow.matches) showPane('doors');
  else showAbove('doors');
});
doors.addEventListener('close', () => {
  if (narrow.matches) showPane('text');
  else showAbove('');
  $('doors-button').focus();
});
doors.addEventListener('problem', ({ detail }) => problem(detail));

// --- the learner's files

files.addEventListener('show', () => {
  if (narrow.matches) showPane('files');
  else showAbove('files');
});
files.addEventListener('problem', ({ detail }) => problem(detail));
files.addEventListener('type', ({ detail: command }) => {
  showPane('terminals');
  if (terminals.write(command)) terminals.focus();
});

// --- settings

$('reader-mode').checked = terminals.screenReader;
$('reader-mode').addEventListener('change', (event) => { terminals.screenReader = event.target.checked; });

asksTwice($('reset'), () => {
  connection.ask(ASK.reset).catch(problem);
  $('reset').closest('details').open = false;
});

$('touch-keys').addEventListener('click', (event) => {
  const { key } = event.target.dataset;
  if (key) terminals.type(key);
});

tellHost(connection);
connection.open();
