// A terminal's screen: the server's stream, with the line that is being edited drawn over its end.
//
// The stream knows nothing of the edited line: whatever the server prints first takes it away, and it is drawn anew
// behind what was printed. So typing never waits for the server, and nothing typed is lost to output.

import { inColumns, layOut, plain } from './cells.js';

const PIECE = 1_024; // characters after which the emulator may let the page draw and hear keys: it never cuts a text

export class Screen {
  /** `overlay()` gives what to draw now: {chars, cursor, region, replacesPrompt} or null for nothing. */
  constructor(xterm, overlay) {
    this.xterm = xterm;
    this.overlay = overlay;
    this.prompt = '';
    this.start = 0; // column where the stream ends
    this.drawn = null; // {up: rows from its start to the cursor, column: of its start, replaced}
    this.writing = 0;
  }

  /** Print what the server sent. */
  print(data, then) {
    this.#write(this.#erased() + data, then);
  }

  /** Start with an empty screen. */
  reset() {
    this.drawn = null;
    this.#write('\x1bc');
  }

  /** Draw the edited line as it is now. */
  draw() {
    if (this.writing) return; // what is being printed draws it when it is there
    const wanted = this.overlay();
    this.xterm.write(this.#erased() + (wanted ? this.#paint(wanted) : ''));
  }

  /** Show names under the edited line, and the prompt anew under them. */
  list(names) {
    const lines = inColumns(names, this.xterm.cols);
    this.#leave(`${lines.join('\r\n')}\r\n${this.prompt}`);
  }

  /** An empty screen with the prompt at its top; what was there can be scrolled back to. */
  clear() {
    this.drawn = null;
    this.#write(`\x1b[2J\x1b[H${this.prompt}`);
  }

  /** Nothing but the row of the prompt, at the top; all else is forgotten. */
  wipe() {
    this.#write(this.#erased(), () => this.xterm.clear());
  }

  resize(columns, rows) {
    if (columns === this.xterm.cols && rows === this.xterm.rows) return;
    this.writing += 1;
    this.xterm.write(this.#erased(), () => {
      this.xterm.resize(columns, rows);
      this.#wrote();
    });
  }

  /** Write below the edited line, leaving it on the screen. */
  #leave(data) {
    const wanted = this.overlay();
    let down = '';
    if (this.drawn && wanted) {
      const all = layOut(wanted.chars, wanted.chars.length, this.drawn.column, this.xterm.cols);
      if (all.row > this.drawn.up) down = `\x1b[${all.row - this.drawn.up}B`;
    }
    this.drawn = null;
    this.#write(`${down}\r\n${data}`);
  }

  #write(data, then) {
    this.writing += 1;
    let at = 0;
    for (; data.length - at > PIECE; at += PIECE) this.xterm.write(data.slice(at, at + PIECE));
    this.xterm.write(data.slice(at), () => {
      this.#wrote();
      then?.();
    });
  }

  #wrote() {
    this.writing -= 1;
    if (this.writing) return;
    this.start = this.xterm.buffer.active.cursorX;
    this.draw();
  }

  /** The sequence that takes the drawn line away and leaves the cursor where the stream ended. */
  #erased() {
    if (!this.drawn) return '';
    const { up, column, replaced } = this.drawn;
    this.drawn = null;
    const home = (up ? `\x1b[${up}A` : '') + '\r';
    if (replaced) return `${home}\x1b[J${this.prompt}`;
    return `${home}${column ? `\x1b[${column}C` : ''}\x1b[J`;
  }

  #paint({ chars, cursor, region, replacesPrompt }) {
    const prompt = layOut([...plain(this.prompt)], 0, 0, this.xterm.cols);
    const replaces = replacesPrompt && prompt.row === 0 && prompt.column === this.start;
    const start = replaces ? 0 : this.start;
    const all = layOut(chars, cursor, start, this.xterm.cols);
    this.drawn = { up: all.cursor.row, column: start, replaced: replaces };
    if (!replaces && !chars.length) {
      this.drawn = null;
      return '';
    }
    const lead = replaces ? '\r\x1b[J' : '';
    const full = all.column === 0 && all.row > 0 && chars[chars.length - 1] !== '\n';
    const wrap = full ? ' \r\x1b[K' : ''; // a full last row: go to the next one now
    const up = all.row - all.cursor.row;
    const back = `\r${up ? `\x1b[${up}A` : ''}${all.cursor.column ? `\x1b[${all.cursor.column}C` : ''}`;
    return lead + (region ? marked(all.pieces, region) : all.text) + wrap + back;
  }
}

/** Characters with a region of them in reverse video. */
function marked(pieces, [from, to]) {
  const part = (a, b) => pieces.slice(a, b).join('');
  return `${part(0, from)}\x1b[7m${part(from, to)}\x1b[27m${part(to)}`;
}
