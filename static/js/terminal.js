// One terminal tab: its emulator, its line editor and its part of the connection.

import { Completion } from './completion.js';
import { keys } from './keys.js';
import { LineEditor } from './line-editor.js';
import { Screen } from './screen.js';
import { t } from './texts.js';
import { hearWindowKeys } from './window-keys.js';
import { ASK } from './wire.js';

const TYPING = 260; // milliseconds that a clicked command takes to be typed, at most
const HOLD = 1_500; // milliseconds that keys wait for the prompt after Ctrl-C, at most
const HANGUP_KEYS = { interrupt: 'ctrl-c', suspend: 'ctrl-z', quit: 'ctrl-\\', 'end-of-file': 'ctrl-d' };

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** Events: 'activity' (something was printed), 'change' (busy or mode changed), 'problem' with a Refused. */
export class TerminalTab extends EventTarget {
  constructor(view, element, connection, { xterm, size }) {
    super();
    this.name = view.id;
    this.view = view;
    this.element = element;
    this.connection = connection;
    this.seq = 0; // the last chunk on the screen
    this.early = []; // chunks that came before the ones they follow
    this.sent = []; // lines sent whose echo is not here yet
    this.turn = Promise.resolve(); // done when the command before has been typed
    this.held = null; // keys that wait: after Ctrl-C for the prompt, from the first Enter on for the connection
    this.holding = 0; // the timer of those that wait for the prompt
    this.editor = new LineEditor();
    this.xterm = xterm;
    this.size = size;
    this.screen = new Screen(xterm, () => this.#overlay());
    this.screen.prompt = view.prompt;
    xterm.textarea.setAttribute('aria-label', t('terminal_label', { name: this.name }));
    this.completion = new Completion(this.editor, this.screen, (asked) => this.#ask(ASK.complete, asked));
    hearWindowKeys(this, element);
    xterm.onData((data) => this.#typed(data));
    xterm.onBinary((data) => this.#typed(data));
  }

  // --- from the server

  /** The world is another one now: nothing of what was shown is so any more. */
  forget() {
    this.seq = 0;
    this.early = [];
    this.sent = [];
    this.forgotten = true;
    this.editor.clear();
  }

  /** What came with joining: what this tab lacks, and its history. */
  catchUp(output) {
    if (output.reset || this.forgotten) {
      this.screen.reset();
      this.editor.search = null;
      this.forgotten = false;
    }
    const unsure = this.sent;
    this.sent = [];
    this.seq = output.seq;
    if (output.data || output.reset) this.#print(output.data);
    // a line whose echo did not arrive was lost with the connection: it is there to be sent again
    if (unsure.length && !output.data.includes(echoed(unsure[0])) && !this.editor.text) this.editor.set(unsure[0]);
    this.#early();
    this.screen.draw();
    if (this.connection.state === 'connecting') return; // joining comes here again
    if (!this.holding) this.#release();
    this.connection.ask(ASK.history, { terminal: this.name }).then(({ lines }) => {
      this.replaceHistory(lines);
    }, () => {});
  }

  receive(seq, data) {
    if (seq <= this.seq) return;
    if (seq > this.seq + 1) {
      this.early.push([seq, data]);
      if (this.early.length === 1) this.#fillGap();
      return;
    }
    this.seq = seq;
    if (this.sent.length && data.startsWith(echoed(this.sent[0]))) this.sent.shift();
    this.#print(data);
    this.#early();
    this.dispatchEvent(new Event('activity'));
  }

  change(view) {
    const modes = this.view.mode !== view.mode;
    this.view = view;
    if (view.prompt) this.screen.prompt = view.prompt;
    const ahead = modes && view.mode === 'raw' ? this.editor.text : ''; // typed before the program was there
    if (modes) this.editor.clear();
    if (ahead) this.#typed(ahead);
    this.screen.draw();
    if (!view.busy && this.holding) this.#release();
    this.dispatchEvent(new Event('change'));
  }

  remember(line) {
    this.editor.remember(line);
  }

  /** Another shell is in front. */
  replaceHistory(lines) {
    this.editor.replaceHistory(lines);
    this.screen.draw();
  }

  // --- from the page

  /** Type a command visibly and run it. False when a full-screen program has the terminal. */
  run(command, interrupt) {
    const turn = this.turn.then(() => this.#runNow(command, interrupt));
    this.turn = turn.catch(() => {});
    return turn;
  }

  async #runNow(command, interrupt) {
    if (this.view.mode === 'raw') return false;
    this.editor.clear();
    if (interrupt && this.view.busy) await this.#key('ctrl-c');
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    for (const line of command.replace(/\n$/, '').split('\n')) {
      const chars = [...line];
      const piece = Math.max(1, Math.ceil(chars.length / (TYPING / 16)));
      for (let at = 0; at < chars.length; at += piece) {
        this.editor.insert(chars.slice(at, at + piece).join(''));
        this.screen.draw();
        if (!calm) await pause(16);
      }
      await this.#accept();
    }
    return true;
  }

  /** Put a command into the line, for the learner to run. False when a full-screen program has the terminal. */
  write(command) {
    if (this.view.mode === 'raw') return false;
    this.editor.clear();
    this.editor.insert(command);
    this.screen.draw();
    this.xterm.scrollToBottom();
    return true;
  }

  /** Into the line as it is, newlines and all. */
  paste(text) {
    this.editor.paste(text);
    this.screen.draw();
    this.xterm.scrollToBottom();
  }

  /** As if these keys had been pressed. */
  type(data) {
    this.#typed(data);
  }

  focus() {
    this.xterm.focus();
  }

  /** Resolves when what was printed so far can be seen. */
  drawn() {
    return new Promise((resolve) => { this.xterm.write('', () => requestAnimationFrame(resolve)); });
  }

  /** Fill the space there is, and tell the server. */
  fit() {
    const size = this.size();
    if (!size || !size.cols || !size.rows) return;
    const columns = Math.max(size.cols, 2);
    this.screen.resize(columns, size.rows);
    const told = `${size.rows}x${columns}`;
    if (told === this.told) return;
    this.told = told;
    this.connection.tell(ASK.resize, { terminal: this.name, rows: size.rows, columns });
  }

  set fontSize(size) {
    this.xterm.options.fontSize = size;
    this.fit();
  }

  /** Nothing but the prompt and the line at it; there is nothing to scroll back to. */
  clear() {
    this.screen.wipe();
  }

  /** Copy what is selected. False when nothing is. */
  copy() {
    if (!this.xterm.hasSelection()) return false;
    navigator.clipboard?.writeText(this.xterm.getSelection());
    return true;
  }

  set screenReader(on) {
    this.xterm.options.screenReaderMode = on;
  }

  dispose() {
    this.xterm.dispose();
    this.element.remove();
  }

  // --- inside

  #print(data) {
    this.screen.print(data);
  }

  #early() {
    const waiting = this.early.sort(([a], [b]) => a - b);
    this.early = [];
    for (const [seq, data] of waiting) this.receive(seq, data);
  }

  async #fillGap() {
    try {
      this.catchUp(await this.connection.ask(ASK.since, { terminal: this.name, seq: this.seq }));
    } catch {
      // the connection is gone: joining again brings what is missing
    }
  }

  /** What stands over the end of the stream: lines on their way, then the line being edited. */
  #overlay() {
    if (this.view.mode !== 'line' || !this.view.echo) return null;
    const search = this.editor.searchLine;
    if (search !== null) {
      const lead = [...search];
      return { chars: [...lead, ...this.editor.chars], cursor: lead.length + this.editor.cursor, replacesPrompt: true };
    }
    if (this.sent.length && !this.editor.chars.length) {
      const chars = [...this.sent[0]];
      return { chars, cursor: chars.length };
    }
    return { chars: this.editor.chars, cursor: this.editor.cursor, region: this.editor.region };
  }

  #typed(data) {
    if (this.view.mode === 'raw') {
      this.connection.tell(ASK.raw, { terminal: this.name, data });
      return;
    }
    const connecting = this.connection.state === 'connecting';
    if (this.held && data !== '\x03') {
      this.held.push(data);
      return;
    }
    if (connecting && data === '\x03') {
      this.held = null;
      this.editor.clear();
    }
    const enter = connecting ? data.indexOf('\r') : -1;
    if (enter >= 0) this.held = [data.slice(enter)]; // there is nobody yet to whom the line could go
    for (const { key, text } of keys(enter < 0 ? data : data.slice(0, enter))) {
      if (text !== undefined) this.editor.insert(text);
      else this.#pressed(key);
      // the rest of a paste must not run into a line that could not be sent
      if (key === 'Enter' && this.connection.state !== 'connected') break;
    }
    this.screen.draw();
  }

  #pressed(key) {
    if (this.view.busy && key === 'Enter') this.completion.settle();
    const answer = this.editor.press(key);
    if (answer?.do !== 'complete') this.completion.rest();
    if (!answer) return;
    if (answer.do === 'accept') this.#accept();
    else if (answer.do === 'complete') this.completion.press();
    else if (answer.do === 'clear-screen') this.screen.clear();
    else if (answer.do in HANGUP_KEYS) this.#key(HANGUP_KEYS[answer.do]);
  }

  async #accept() {
    if (this.connection.state !== 'connected') {
      this.dispatchEvent(new CustomEvent('problem', { detail: { code: 'offline' } }));
      return;
    }
    const text = this.editor.text;
    this.editor.clear();
    if (text && this.view.echo) this.sent.push(text);
    this.screen.draw();
    await this.#ask(ASK.line, { text });
    // the echo came before this answer
    this.sent = this.sent.filter((line) => line !== text);
    this.screen.draw();
  }

  async #key(key) {
    if (key === 'ctrl-z' && !this.view.busy) return;
    const text = key === 'ctrl-d' ? '' : this.editor.text;
    if (this.connection.state !== 'connected') return;
    this.editor.clear();
    if (this.view.busy && key === 'ctrl-c') this.#hold();
    await this.#ask(ASK.key, { key, text });
  }

  /**
   * A program was interrupted, and its prompt is on its way: what is typed meanwhile is for the prompt, where keys mean
   * more than to a program that reads lines. One that takes its time, or catches Ctrl-C, gets it as its input.
   */
  #hold() {
    this.held ??= [];
    clearTimeout(this.holding);
    this.holding = setTimeout(() => this.#release(), HOLD);
  }

  #release() {
    clearTimeout(this.holding);
    this.holding = 0;
    const { held } = this;
    this.held = null;
    for (const data of held ?? []) this.#typed(data);
  }

  async #ask(event, payload) {
    try {
      return await this.connection.ask(event, { terminal: this.name, ...payload });
    } catch (problem) {
      this.dispatchEvent(new CustomEvent('problem', { detail: problem }));
      return null;
    }
  }
}

/** A line as the stream shows it when it is taken. */
function echoed(line) {
  return `${line.replaceAll('\n', '\r\n')}\r\n`;
}
