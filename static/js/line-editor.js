// A line as it is edited, with Readline's commands under their GNU names. Knows nothing of screens or servers.
//
// `press(key)` returns what the editor cannot do itself: {do: 'accept', text}, {do: 'complete'}, {do: 'interrupt'},
// {do: 'end-of-file'}, {do: 'suspend'}, {do: 'quit'}, {do: 'clear-screen'}, {do: 'bell'}; or null.
// Positions count code points, as the server does.

import { BINDINGS, COMMANDS } from './readline-commands.js';

const WORD = /[\p{L}\p{N}_]/u;

export class LineEditor {
  constructor() {
    this.chars = [];
    this.cursor = 0;
    this.history = [];
    this.at = null; // where in the history, null: the line being written
    this.edits = new Map(); // lines of the history as they were changed, and at 'new' the line being written
    this.ring = []; // kill ring, the last one at its end
    this.yanked = null; // {at, length, turn} of the last yank, while M-y may turn it
    this.region = null; // [from, to] of what was pasted, until the next key
    this.meta = ''; // first key of a sequence: C-x
    this.killing = false; // whether the last command killed: the next kill adds to it
    this.undos = [];
    this.search = null; // {query, line, place, failed, before: [chars, cursor], trail: what Backspace goes back to}
    this.sought = ''; // what the last search was for
    this.lastArgument = null; // {depth, length} of M-.
  }

  get text() {
    return this.chars.join('');
  }

  /** Replace the whole line. */
  set(text) {
    this.chars = [...text];
    this.cursor = this.chars.length;
  }

  /** Take the line away, e.g. because it was sent. */
  clear() {
    this.set('');
    this.at = null;
    this.edits.clear();
    this.undos = [];
    this.search = null;
    this.region = null;
    this.meta = '';
  }

  /** Text with its newlines, as a bracketed paste brings it: nothing runs before Enter. */
  paste(text) {
    if (this.search) this.#searching('Escape');
    const from = this.cursor;
    this.insert(text);
    this.region = [from, this.cursor];
  }

  insert(text) {
    this.region = null;
    this.meta = '';
    if (this.search) return this.#searchFor(this.search.query + text);
    const added = [...text];
    this.#change();
    this.chars.splice(this.cursor, 0, ...added);
    this.cursor += added.length;
    this.#done('self-insert');
    return null;
  }

  /** Replace from `start` to the cursor (a completion). */
  replace(start, text) {
    const added = [...text];
    this.#change();
    this.chars.splice(start, this.cursor - start, ...added);
    this.cursor = start + added.length;
  }

  /** A line that the shell took into its history. */
  remember(line) {
    this.history.push(line);
  }

  /** Another shell's lines. What is being written stays. */
  replaceHistory(lines) {
    this.at = null;
    this.search = null;
    this.edits.clear();
    this.history = [...lines];
  }

  press(key) {
    this.region = null;
    if (this.search) return this.#searching(key);
    if (key === 'C-x' && !this.meta) {
      this.meta = key;
      return null;
    }
    const command = BINDINGS[this.meta ? `${this.meta} ${key}` : key];
    this.meta = '';
    if (!command) return null;
    const answer = COMMANDS[command].call(this);
    this.#done(command);
    return answer ?? null;
  }

  /** What stands in place of prompt and line during a search; null otherwise. */
  get searchLine() {
    if (!this.search) return null;
    const failed = this.search.failed ? 'failed ' : '';
    return `(${failed}reverse-i-search)\`${this.search.query}': `;
  }

  wordStart(from = this.cursor) {
    let at = from;
    while (at > 0 && !WORD.test(this.chars[at - 1])) at -= 1;
    while (at > 0 && WORD.test(this.chars[at - 1])) at -= 1;
    return at;
  }

  wordEnd(from = this.cursor) {
    let at = from;
    while (at < this.chars.length && !WORD.test(this.chars[at])) at += 1;
    while (at < this.chars.length && WORD.test(this.chars[at])) at += 1;
    return at;
  }

  /** Delete from a to b into the kill ring; kills in a row add up, backward ones in front. */
  kill(a, b) {
    if (a === b) return;
    this.#change();
    const text = this.chars.splice(a, b - a);
    const backward = b === this.cursor;
    const last = this.killing ? this.ring.pop() ?? [] : [];
    this.ring.push(backward ? [...text, ...last] : [...last, ...text]);
    if (this.ring.length > 10) this.ring.shift();
    this.cursor = a;
    this.killing = 'now';
  }

  delete(a, b) {
    if (a === b) return;
    this.#change();
    this.chars.splice(a, b - a);
    this.cursor = a;
  }

  recall(step) {
    const from = this.at ?? this.history.length;
    const to = from + step;
    if (to < 0 || to > this.history.length) return { do: 'bell' };
    if (step) this.#go(to);
    return null;
  }

  /** Show another line of the history; what was changed in this one is kept until Enter. */
  #go(to) {
    this.edits.set(this.at ?? 'new', this.text);
    this.at = to === this.history.length ? null : to;
    this.set(this.edits.get(this.at ?? 'new') ?? this.history[to] ?? '');
    this.undos = [];
  }

  yank() {
    const text = this.ring[this.ring.length - 1] ?? [];
    this.yanked = { at: this.cursor, length: text.length, turn: 0, now: true };
    this.replace(this.cursor, text.join(''));
  }

  /** M-y: an earlier kill in place of the one that was just yanked. */
  yankPop() {
    if (!this.yanked) return { do: 'bell' };
    const { at, length } = this.yanked;
    const turn = (this.yanked.turn + 1) % this.ring.length;
    const text = this.ring[this.ring.length - 1 - turn];
    this.cursor = at + length;
    this.replace(at, text.join(''));
    this.yanked = { at, length: text.length, turn, now: true };
    return null;
  }

  undo() {
    const last = this.undos.pop();
    if (last) [this.chars, this.cursor] = last;
  }

  /** M-.: the last word of earlier lines, further back each time. */
  yankLastArgument() {
    const depth = this.lastArgument ? this.lastArgument.depth + 1 : 1;
    const line = this.history[this.history.length - depth];
    if (line === undefined) return;
    const word = line.trim().split(/\s+/).pop() ?? '';
    if (this.lastArgument) this.delete(this.cursor - this.lastArgument.length, this.cursor);
    this.replace(this.cursor, word);
    this.lastArgument = { depth, length: [...word].length, now: true };
  }

  startSearch() {
    const line = this.at ?? this.history.length;
    const place = this.chars.slice(0, this.cursor).join('').length;
    this.search = { query: '', line, place, failed: false, before: [this.chars, this.cursor], trail: [] };
  }

  /** Find a text from the line and place on that the search has come to, towards the beginning of all. */
  #searchFor(query, below = 0) {
    const search = this.search;
    search.trail.push([search.query, search.line, search.place, search.failed, this.chars, this.cursor]);
    search.query = query;
    let place = search.place - below;
    for (let line = search.line; line >= 0 && query; line -= 1) {
      const text = this.edits.get(line) ?? this.history[line] ?? search.before[0].join('');
      const at = place < 0 ? -1 : text.lastIndexOf(query, place);
      place = Infinity;
      if (at < 0 || (line !== search.line && text === this.text)) continue;
      Object.assign(search, { line, place: at, failed: false });
      this.set(text);
      this.cursor = [...text.slice(0, at)].length;
      return null;
    }
    search.failed = query !== '';
    return search.failed ? { do: 'bell' } : null;
  }

  #searching(key) {
    const search = this.search;
    if (key === 'C-r') {
      const query = search.query || this.sought || '';
      return this.#searchFor(query, search.query ? 1 : 0);
    }
    if (key === 'Backspace' || key === 'C-h') {
      const last = search.trail.pop();
      if (last) [search.query, search.line, search.place, search.failed, this.chars, this.cursor] = last;
      return null;
    }
    this.search = null;
    const [chars, cursor] = search.before;
    if (key === 'C-g' || key === 'C-c') {
      [this.chars, this.cursor] = [[...chars], cursor];
      return key === 'C-c' ? this.press(key) : { do: 'bell' };
    }
    this.sought = search.query || this.sought;
    if (search.line < this.history.length && search.line !== this.at) {
      this.edits.set(this.at ?? 'new', chars.join(''));
      this.at = search.line;
    }
    return key === 'Escape' || key === 'C-j' ? null : this.press(key);
  }

  #change() {
    this.undos.push([[...this.chars], this.cursor]);
    if (this.undos.length > 200) this.undos.shift();
  }

  #done(command) {
    this.killing = this.killing === 'now' && command !== 'self-insert';
    if (this.lastArgument && !this.lastArgument.now) this.lastArgument = null;
    if (this.lastArgument) this.lastArgument.now = false;
    if (this.yanked && !this.yanked.now) this.yanked = null;
    if (this.yanked) this.yanked.now = false;
  }
}
