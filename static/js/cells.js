// Where characters stand on a screen of so many columns: the same widths as the terminal emulator counts.

let widthOf = null; // of a code point, as the emulator counts

/** The emulator is there, and this is how it counts. */
export function countWith(counter) {
  widthOf = counter;
}

/** Cells of a character: 2 for wide ones, 0 for those that join the one before. */
export function width(char) {
  return widthOf(char.codePointAt(0));
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

const TAB = 8;

/** How one writes a character that is being edited: tabs as blanks, control characters as ^X. */
function visible(char, column, columns) {
  const code = char.codePointAt(0);
  if (code === 10) return '\r\n';
  if (code === 9) return ' '.repeat(Math.min(TAB - (column % TAB), columns - column));
  if (code < 32 || code === 127) return `^${String.fromCharCode(code ^ 64)}`;
  return char;
}

/**
 * Lay characters out from a column on: {text, row, column, cursor, pieces}. The text is what to write; row and column
 * are where the next character would stand after all of them; cursor is {row, column} of character number `cursor`;
 * pieces are the texts of the characters.
 */
export function layOut(chars, cursor, start, columns) {
  let row = 0;
  let column = start;
  let at = null;
  const pieces = chars.map((char, index) => {
    if (char === '\n') {
      if (index === cursor) at = { row, column: Math.min(column, columns - 1) };
      row += 1;
      column = 0;
      return '\r\n';
    }
    const wide = width(char);
    if (column + (char === '\t' ? 1 : wide) > columns) {
      row += 1;
      column = 0;
    }
    if (index === cursor) at = { row, column };
    const piece = visible(char, column, columns);
    column += piece === char ? wide : piece.length;
    if (column > columns) { // ^X over the edge
      row += 1;
      column -= columns;
    }
    return piece;
  });
  const last = chars[chars.length - 1];
  if (column >= columns && last !== '\n') {
    row += 1;
    column = 0;
  }
  return { text: pieces.join(''), row, column, cursor: at ?? { row, column }, pieces };
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
