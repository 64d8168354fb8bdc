// The terminals of a lab as tabs. The emulator is loaded while the lab is on its way; what the lab tells before it is
// there waits for it.

import { countWith } from './cells.js';
import { takeFirstScreen } from './first-screen.js';
import { t } from './texts.js';
import { TerminalTab } from './terminal.js';
import { ASK, TOLD } from './wire.js';
import { recall, remember } from './memory.js';

export const ORDINARY = 14; // pixels of the letters

/** Events: 'problem' (detail: a Refused or {code}), 'window' (detail: find, larger, smaller, ordinary). */
export class Terminals extends EventTarget {
  constructor(connection) {
    super();
    this.connection = connection;
    this.open = new Map(); // by name: {tab, button, item}
    this.createEmulator = null;
    this.waiting = []; // for the emulator: what to do then
    this.known = {}; // chunks that are among it, by terminal
    this.shown = '';
    this.tabs = document.getElementById('tabs');
    this.stage = document.getElementById('stage');
    this.add = document.getElementById('add-terminal');
    this.names = recall('terminal-names', {})[connection.lesson] ?? {};
    this.add.addEventListener('click', () => this.#openOne());
    this.tabs.addEventListener('keydown', (event) => this.#walk(event));
    new ResizeObserver(() => this.fit()).observe(this.stage);
    document.fonts?.ready.then(() => this.fit());
    for (const [name, act] of Object.entries({
      [TOLD.output]: ({ terminal, seq, data }) => this.open.get(terminal)?.tab.receive(seq, data),
      [TOLD.terminal]: ({ terminal }) => this.#changed(terminal),
      [TOLD.terminalClosed]: ({ terminal }) => this.#gone(terminal),
      [TOLD.history]: ({ terminal, line }) => this.open.get(terminal)?.tab.remember(line),
      [TOLD.historyReplaced]: ({ terminal, lines }) => this.open.get(terminal)?.tab.replaceHistory(lines),
    })) {
      connection.addEventListener(name, ({ detail }) => {
        if (this.createEmulator) act(detail);
        else this.waiting.push(() => act(detail));
      });
    }
    this.ready = import('./emulator.js').then((module) => this.#begin(module));
    this.ready.catch(() => this.#problem({ code: 'unavailable' }));
  }

  #begin({ createEmulator, widthOf }) {
    countWith(widthOf);
    this.createEmulator = createEmulator;
    const { waiting } = this;
    this.waiting = [];
    for (const act of waiting) act();
  }

  /** The last chunk that each terminal shows. */
  seen() {
    if (!this.createEmulator) return this.known;
    return Object.fromEntries([...this.open].map(([name, { tab }]) => [name, tab.seq]));
  }

  /** Begin anew: nothing was seen. */
  forget() {
    this.known = {};
    this.waiting = [];
    for (const { tab } of this.open.values()) tab.forget();
  }

  /** The lab as it is after joining, and what each terminal lacks. */
  joined(lab, output) {
    if (!this.createEmulator) {
      for (const { terminal, seq } of output) this.known[terminal] = seq;
      this.waiting.push(() => this.joined(lab, output));
      return;
    }
    this.add.disabled = this.connection.state !== 'connected';
    const names = lab.terminals.map(({ id }) => id);
    for (const name of [...this.open.keys()]) if (!names.includes(name)) this.#gone(name);
    for (const view of lab.terminals) this.#changed(view);
    for (const missed of output) this.open.get(missed.terminal)?.tab.catchUp(missed);
    if (!this.open.has(this.shown)) this.show(names[0]);
    for (const { tab } of this.open.values()) tab.told = '';
    this.fit();
    this.#takeOver(names[0]);
  }

  /** What was typed into the first screen goes to the terminal that it showed. */
  async #takeOver(name) {
    const { tab } = this.open.get(name);
    await tab.drawn();
    const { text, focused } = await takeFirstScreen();
    if (text) tab.type(text.replaceAll('\n', '\r'));
    if (focused) tab.focus();
  }

  show(name) {
    if (!this.open.has(name)) return;
    this.shown = name;
    for (const [other, { tab, button, item }] of this.open) {
      const shown = other === name;
      item.dataset.shown = String(shown);
      button.setAttribute('aria-selected', String(shown));
      button.tabIndex = shown ? 0 : -1;
      tab.element.hidden = !shown;
      if (shown) delete item.dataset.activity;
    }
    this.#label(name);
    this.fit();
  }

  /** Run a command in a terminal, which is opened if it is not there. */
  async run(name, command, interrupt) {
    try {
      await this.ready;
      for (let tries = 0; !this.open.has(name) && tries < 8; tries += 1) await this.#openOne();
    } catch {
      return;
    }
    const found = this.open.get(name);
    if (!found) return;
    this.show(name);
    this.focus();
    if (!(await found.tab.run(command, interrupt))) this.#problem({ code: 'full-screen', name });
  }

  /** Put a command into the line of the terminal that is shown, where the learner may run it. */
  write(command) {
    const written = this.open.get(this.shown)?.tab.write(command) ?? false;
    if (!written) this.#problem({ code: 'full-screen', name: this.shown });
    return written;
  }

  /** The terminal that is shown, with its emulator; undefined before there is one. */
  get front() {
    return this.open.get(this.shown)?.tab;
  }

  focus() {
    this.open.get(this.shown)?.tab.focus();
  }

  fit() {
    this.open.get(this.shown)?.tab.fit();
  }

  /** Keys from the buttons for touch screens. */
  type(data) {
    this.open.get(this.shown)?.tab.type(data);
    this.focus();
  }

  set screenReader(on) {
    remember('screen-reader', on);
    for (const { tab } of this.open.values()) tab.screenReader = on;
  }

  get screenReader() {
    return recall('screen-reader', false);
  }

  get fontSize() {
    return recall('font-size', ORDINARY);
  }

  /** For all terminals, between the least and the most that can be read. */
  set fontSize(size) {
    const wanted = Math.min(28, Math.max(8, size));
    remember('font-size', wanted);
    for (const { tab } of this.open.values()) tab.fontSize = wanted;
  }

  /** Let a new name be written over a tab. */
  rename(name = this.shown) {
    const { button, item } = this.open.get(name);
    const field = document.createElement('input');
    field.className = 'tab-name';
    field.maxLength = 40;
    field.value = this.names[name] ?? t('terminal', { name });
    field.setAttribute('aria-label', t('rename_terminal'));
    let over = false; // taking the field away is a blur, too
    const done = (text) => {
      if (over) return;
      over = true;
      field.replaceWith(button);
      if (text !== null) this.#named(name, text);
      this.#label(name);
    };
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key !== 'Enter' && event.key !== 'Escape') return;
      done(event.key === 'Enter' ? field.value.trim() : null);
      button.focus();
    });
    field.addEventListener('blur', () => done(field.value.trim()));
    button.replaceWith(field);
    item.title = '';
    field.focus();
    field.select();
  }

  #named(name, text) {
    if (text && text !== t('terminal', { name })) this.names[name] = text;
    else delete this.names[name];
    remember('terminal-names', { ...recall('terminal-names', {}), [this.connection.lesson]: this.names });
  }

  async #openOne() {
    try {
      const view = await this.connection.ask(ASK.openTerminal);
      this.#changed(view);
      this.open.get(view.id).tab.catchUp(
        await this.connection.ask(ASK.since, { terminal: view.id, seq: this.open.get(view.id).tab.seq }),
      );
      this.show(view.id);
      this.focus();
    } catch (problem) {
      this.#problem(problem);
      throw problem;
    }
  }

  #changed(view) {
    const found = this.open.get(view.id);
    if (found) found.tab.change(view);
    else this.#appear(view);
    this.#label(view.id);
  }

  #appear(view) {
    const name = view.id;
    const element = document.createElement('div');
    element.className = 'terminal';
    element.id = `terminal-${name}`;
    element.setAttribute('role', 'tabpanel');
    element.setAttribute('aria-labelledby', `tab-${name}`);
    this.stage.append(element);
    const emulator = this.createEmulator(element, { screenReader: this.screenReader, fontSize: this.fontSize });
    const tab = new TerminalTab(view, element, this.connection, emulator);
    element.hidden = this.open.size > 0;
    const { item, button } = this.#tabFor(name);
    tab.addEventListener('activity', () => {
      if (name === this.shown || item.dataset.activity) return;
      item.dataset.activity = 'true';
      this.#label(name);
    });
    tab.addEventListener('problem', ({ detail }) => this.#problem(detail));
    tab.addEventListener('window', ({ detail }) => this.dispatchEvent(new CustomEvent('window', { detail })));
    this.open.set(name, { tab, button, item });
    this.open = new Map([...this.open].sort(([a], [b]) => Number(a) - Number(b)));
    this.tabs.replaceChildren(...[...this.open.values()].map((one) => one.item));
    this.#countTabs();
    if (this.open.size === 1) this.show(name);
  }

  #tabFor(name) {
    const item = document.createElement('div');
    item.className = 'tab';
    item.setAttribute('role', 'presentation');
    const button = document.createElement('button');
    button.id = `tab-${name}`;
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-controls', `terminal-${name}`);
    button.setAttribute('aria-selected', 'false');
    button.setAttribute('aria-keyshortcuts', 'Delete F2');
    button.addEventListener('dblclick', () => this.rename(name));
    button.tabIndex = -1;
    button.addEventListener('click', () => {
      this.show(name);
      this.focus();
    });
    const close = document.createElement('button');
    close.className = 'tab-close';
    close.tabIndex = -1;
    close.setAttribute('aria-hidden', 'true'); // Delete does it with keys
    close.textContent = '×';
    close.title = t('close', { name });
    close.addEventListener('click', () => {
      this.connection.ask(ASK.closeTerminal, { terminal: name }).catch((problem) => this.#problem(problem));
    });
    item.append(button, close);
    return { item, button };
  }

  #gone(name) {
    const found = this.open.get(name);
    if (!found) return;
    found.tab.dispose();
    found.item.remove();
    this.open.delete(name);
    this.#countTabs();
    if (this.shown === name) this.show([...this.open.keys()].pop());
  }

  #countTabs() {
    this.tabs.dataset.only = String(this.open.size === 1);
    this.add.hidden = this.open.size >= 8;
  }

  #label(name) {
    const { tab, button, item } = this.open.get(name);
    button.replaceChildren(this.names[name] ?? t('terminal', { name }));
    item.dataset.busy = String(tab.view.busy);
    const notes = [];
    if (tab.view.busy) notes.push(t('busy'));
    if (item.dataset.activity) notes.push(t('activity'));
    if (!notes.length) return;
    const unseen = document.createElement('span');
    unseen.className = 'unseen';
    unseen.textContent = ` (${notes.join(', ')})`;
    button.append(unseen);
  }

  /** Arrow keys walk over the tabs, Delete closes one. */
  #walk(event) {
    const names = [...this.open.keys()];
    const at = names.indexOf(this.shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (event.key === 'F2') this.rename();
    else if (event.key === 'Delete') {
      this.connection.ask(ASK.closeTerminal, { terminal: this.shown }).catch((problem) => this.#problem(problem));
    } else if (to !== undefined) {
      event.preventDefault();
      this.show(names[(to + names.length) % names.length]);
      this.open.get(this.shown).button.focus();
    }
  }

  #problem(problem) {
    this.dispatchEvent(new CustomEvent('problem', { detail: problem }));
  }
}
