// Readline's commands by their GNU names, each called with the editor as `this`, and the keys they are bound to.

function changeWord(editor, change) {
  const end = editor.wordEnd();
  const text = editor.chars.slice(editor.cursor, end).join('');
  const start = editor.cursor;
  editor.cursor = end;
  editor.replace(start, change(text));
}

const capitalize = (text) => text.toLowerCase().replace(/[\p{L}\p{N}]/u, (first) => first.toUpperCase());

export const COMMANDS = {
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
    this.yank();
  },
  'yank-pop'() {
    return this.yankPop();
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
  'transpose-words'() {
    const end = this.wordEnd();
    const start = this.wordStart(end);
    const before = this.wordStart(start);
    const gap = this.wordEnd(before);
    if (before === start || gap > start) return;
    const [a, b, c] = [this.chars.slice(before, gap), this.chars.slice(gap, start), this.chars.slice(start, end)];
    this.cursor = end;
    this.replace(before, [...c, ...b, ...a].join(''));
  },
  'delete-horizontal-space'() {
    let [a, b] = [this.cursor, this.cursor];
    while (a > 0 && /[ \t]/.test(this.chars[a - 1])) a -= 1;
    while (b < this.chars.length && /[ \t]/.test(this.chars[b])) b += 1;
    this.delete(a, b);
  },
  'insert-comment'() {
    this.cursor = 0;
    this.replace(0, '#');
    return { do: 'accept', text: this.text };
  },
  'revert-line'() {
    while (this.undos.length) this.undo();
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

export const BINDINGS = {
  Enter: 'accept-line', 'C-j': 'accept-line', 'C-m': 'accept-line', Tab: 'complete', 'C-i': 'complete',
  'C-c': 'interrupt', 'C-z': 'suspend', 'C-\\': 'quit', 'C-l': 'clear-screen',
  'C-d': 'delete-char-or-eof', Delete: 'delete-char', Backspace: 'backward-delete-char', 'C-h': 'backward-delete-char',
  Home: 'beginning-of-line', 'C-a': 'beginning-of-line', End: 'end-of-line', 'C-e': 'end-of-line',
  Right: 'forward-char', 'C-f': 'forward-char', Left: 'backward-char', 'C-b': 'backward-char',
  'M-f': 'forward-word', 'M-b': 'backward-word', 'C-k': 'kill-line', 'C-u': 'unix-line-discard',
  'M-y': 'yank-pop', 'M-t': 'transpose-words', 'M-\\': 'delete-horizontal-space', 'M-#': 'insert-comment',
  'M-r': 'revert-line', 'C-x C-u': 'undo', 'C-x Backspace': 'unix-line-discard',
  'C-w': 'unix-word-rubout', 'M-d': 'kill-word', 'M-Backspace': 'backward-kill-word', 'C-y': 'yank',
  'M-.': 'yank-last-arg', 'M-_': 'yank-last-arg', 'C-t': 'transpose-chars',
  'M-u': 'upcase-word', 'M-l': 'downcase-word', 'M-c': 'capitalize-word', 'C-_': 'undo',
  Up: 'previous-history', 'C-p': 'previous-history', Down: 'next-history', 'C-n': 'next-history',
  'M-<': 'beginning-of-history', 'M->': 'end-of-history', 'C-r': 'reverse-search-history',
};
