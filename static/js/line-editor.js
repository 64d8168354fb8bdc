// A line as it is edited, with Readline's commands under their GNU names. Knows nothing of screens or servers.
//
// `press(key)` returns what the editor cannot do itself: {do: 'accept', text}, {do: 'complete'}, {do: 'interrupt'},
// {do: 'end-of-file'}, {do: 'suspend'}, {do: 'quit'}, {do: 'clear-screen'}, {do: 'bell'}; or null.
// Positions count code points, as the server does.

const WORD = /[\p{L}\p{N}_]/u;

export class LineEditor {
  constructor() {
    this.chars = [];
    this.cursor = 0;
    this.history = [];
    this.at = null; // where in the history, null: the line being written
    this.kept = []; // the line being written while one looks at history
    this.killed = [];
    this.killing = false; // whether the last command killed: the next kill adds to it
    this.undos = [];
    this.search = null; // {query, found: index or -1, before: chars}
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
    this.undos = [];
    this.search = null;
  }

  insert(text) {
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

  press(key) {
    if (this.search) return this.#searching(key);
    const command = BINDINGS[key];
    if (!command) return null;
    const answer = COMMANDS[command].call(this);
    this.#done(command);
    return answer ?? null;
  }

  /** What stands in place of prompt and line during a search; null otherwise. */
  get searchLine() {
    if (!this.search) return null;
    const failed = this.search.found < 0 && this.search.query ? 'failed ' : '';
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
    if (this.killing) this.killed = backward ? [...text, ...this.killed] : [...this.killed, ...text];
    else this.killed = text;
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
    if (this.at === null) this.kept = this.chars;
    this.at = to === this.history.length ? null : to;
    if (this.at === null) this.set(this.kept.join(''));
    else this.set(this.history[this.at]);
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
    this.search = { query: '', found: this.history.length, before: this.chars, line: null };
  }

  #searchFor(query, below = this.history.length) {
    const search = this.search;
    search.query = query;
    let found = -1;
    for (let at = below - 1; at >= 0 && query; at -= 1) {
      if (this.history[at].includes(query)) { found = at; break; }
    }
    search.found = query ? found : this.history.length;
    if (found >= 0) {
      this.set(this.history[found]);
      search.line = found;
      this.cursor = [...this.history[found].slice(0, this.history[found].indexOf(query))].length;
    }
    return found < 0 && query ? { do: 'bell' } : null;
  }

  #searching(key) {
    const search = this.search;
    if (key === 'C-r') return this.#searchFor(search.query, search.line ?? this.history.length);
    if (key === 'Backspace') return this.#searchFor([...search.query].slice(0, -1).join(''));
    this.search = null;
    if (key === 'C-g') {
      this.set(search.before.join(''));
      return null;
    }
    if (search.line !== null) {
      this.kept = search.before;
      this.at = search.line;
    }
    return key === 'Escape' ? null : this.press(key);
  }

  #change() {
    this.undos.push([[...this.chars], this.cursor]);
    if (this.undos.length > 200) this.undos.shift();
  }

  #done(command) {
    this.killing = this.killing === 'now' && command !== 'self-insert';
    if (this.lastArgument && !this.lastArgument.now) this.lastArgument = null;
    if (this.lastArgument) this.lastArgument.now = false;
  }
}

function changeWord(editor, change) {
  const end = editor.wordEnd();
  const text = editor.chars.slice(editor.cursor, end).join('');
  const start = editor.cursor;
  editor.cursor = end;
  editor.replace(start, change(text));
}

const capitalize = (text) => text.toLowerCase().replace(/[\p{L}\p{N}]/u, (first) => first.toUpperCase());

const COMMANDS = {
  'accept-line'() {
    return { do: 'accept', text: this.text };
  },
  complete: () => ({ do: 'complete' }),
  interrupt: () => ({ do: 'interrupt' }),
  suspend: () => ({ do: 'suspend' }),
  quit: () => ({ do: 'quit' }),
  'clear-screen': () => ({ do: 'clear-screen' }),
  'delete-char-or-eof'() {
    if (this.chars.length === 0) return { do: 'end-of-file' };
    this.delete(this.cursor, Math.min(this.cursor + 1, this.chars.length));
    return null;
  },
  'delete-char'() {
    this.delete(this.cursor, Math.min(this.cursor + 1, this.chars.length));
  },
  'backward-delete-char'() {
    this.delete(Math.max(this.cursor - 1, 0), this.cursor);
  },
  'beginning-of-line'() {
    this.cursor = 0;
  },
  'end-of-line'() {
    this.cursor = this.chars.length;
  },
  'forward-char'() {
    this.cursor = Math.min(this.cursor + 1, this.chars.length);
  },
  'backward-char'() {
    this.cursor = Math.max(this.cursor - 1, 0);
  },
  'forward-word'() {
    this.cursor = this.wordEnd();
  },
  'backward-word'() {
    this.cursor = this.wordStart();
  },
  'kill-line'() {
    this.kill(this.cursor, this.chars.length);
  },
  'unix-line-discard'() {
    this.kill(0, this.cursor);
  },
  'unix-word-rubout'() {
    let start = this.cursor;
    while (start > 0 && /\s/.test(this.chars[start - 1])) start -= 1;
    while (start > 0 && !/\s/.test(this.chars[start - 1])) start -= 1;
    this.kill(start, this.cursor);
  },
  'kill-word'() {
    this.kill(this.cursor, this.wordEnd());
  },
  'backward-kill-word'() {
    this.kill(this.wordStart(), this.cursor);
  },
  yank() {
    this.replace(this.cursor, this.killed.join(''));
  },
  'yank-last-arg'() {
    this.yankLastArgument();
  },
  'transpose-chars'() {
    const right = this.cursor === this.chars.length ? this.cursor - 1 : this.cursor;
    if (right < 1) return;
    const [a, b] = this.chars.slice(right - 1, right + 1);
    this.cursor = right + 1;
    this.replace(right - 1, b + a);
  },
  'upcase-word'() {
    changeWord(this, (text) => text.toUpperCase());
  },
  'downcase-word'() {
    changeWord(this, (text) => text.toLowerCase());
  },
  'capitalize-word'() {
    changeWord(this, capitalize);
  },
  undo() {
    this.undo();
  },
  'previous-history'() {
    return this.recall(-1);
  },
  'next-history'() {
    return this.recall(1);
  },
  'beginning-of-history'() {
    return this.recall(-(this.at ?? this.history.length));
  },
  'end-of-history'() {
    return this.recall(this.history.length - (this.at ?? this.history.length));
  },
  'reverse-search-history'() {
    this.startSearch();
  },
};

const BINDINGS = {
  Enter: 'accept-line', 'C-j': 'accept-line', 'C-m': 'accept-line', Tab: 'complete', 'C-i': 'complete',
  'C-c': 'interrupt', 'C-z': 'suspend', 'C-\\': 'quit', 'C-l': 'clear-screen',
  'C-d': 'delete-char-or-eof', Delete: 'delete-char', Backspace: 'backward-delete-char', 'C-h': 'backward-delete-char',
  Home: 'beginning-of-line', 'C-a': 'beginning-of-line', End: 'end-of-line', 'C-e': 'end-of-line',
  Right: 'forward-char', 'C-f': 'forward-char', Left: 'backward-char', 'C-b': 'backward-char',
  'M-f': 'forward-word', 'M-b': 'backward-word', 'C-k': 'kill-line', 'C-u': 'unix-line-discard',
  'C-w': 'unix-word-rubout', 'M-d': 'kill-word', 'M-Backspace': 'backward-kill-word', 'C-y': 'yank',
  'M-.': 'yank-last-arg', 'M-_': 'yank-last-arg', 'C-t': 'transpose-chars',
  'M-u': 'upcase-word', 'M-l': 'downcase-word', 'M-c': 'capitalize-word', 'C-_': 'undo',
  Up: 'previous-history', 'C-p': 'previous-history', Down: 'next-history', 'C-n': 'next-history',
  'M-<': 'beginning-of-history', 'M->': 'end-of-history', 'C-r': 'reverse-search-history',
};
