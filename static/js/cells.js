// Where characters stand on a screen of so many columns: the same widths as the terminal emulator counts.

import { Unicode11Addon } from '../vendor/xterm-addon-unicode11/addon-unicode11.mjs';

let provider = null;
new Unicode11Addon().activate({ unicode: { register: (found) => { provider = found; } } });

/** Cells of a character: 2 for wide ones, 0 for those that join the one before. */
export function width(char) {
  return provider.wcwidth(char.codePointAt(0));
}

/** Cells of a text. */
export function textWidth(text) {
  let cells = 0;
  for (const char of text) cells += width(char);
  return cells;
}

/** A text without its escape sequences. */
export function plain(text) {
  return text.replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\-_])/g, '');
}

/** How one writes a character that is being edited: control characters as ^X. */
export function visible(char) {
  const code = char.codePointAt(0);
  if (code === 9) return '\u2192'; // a tab that was pasted
  if (code < 32) return `^${String.fromCharCode(code + 64)}`;
  return char;
}

/**
 * Lay characters out from a column on. Returns {rows, column}: where the next one would stand after all of them, and
 * {row, column} of the cursor, which stands before character number `cursor`.
 */
export function layOut(chars, cursor, start, columns) {
  let row = 0;
  let column = start;
  let at = null;
  chars.forEach((char, index) => {
    const cells = width(char);
    if (column + cells > columns) {
      row += 1;
      column = 0;
    }
    if (index === cursor) at = { row, column };
    column += cells;
  });
  if (column >= columns) {
    row += 1;
    column = 0;
  }
  return { row, column, cursor: at ?? { row, column } };
}

/** Names in columns, as a shell lists completions. */
export function inColumns(names, columns) {
  const widest = Math.max(...names.map(textWidth)) + 2;
  const across = Math.max(1, Math.floor(columns / widest));
  const down = Math.ceil(names.length / across);
  const lines = [];
  for (let row = 0; row < down; row += 1) {
    const cells = [];
    for (let index = row; index < names.length; index += down) cells.push(names[index]);
    lines.push(cells.map((name, index) => (index === cells.length - 1 ? name : name + ' '.repeat(widest - textWidth(name)))).join(''));
  }
  return lines;
}
