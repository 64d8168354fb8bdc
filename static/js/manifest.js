// Manifests in the editor: what the lab's server finds wrong with them, and what could stand at the cursor.

import { ASK } from './wire.js';

const PAUSE = 350; // milliseconds without a key until a text is judged
const IS_MANIFEST = /\.(ya?ml|json)$/;
const LONGEST = 500_000; // characters of a text that is judged

/** Whether a file may hold manifests, by its name. */
export const mayBeManifest = (path) => IS_MANIFEST.test(path);

/** Judges the file in the editor while it is written; `tell(findings)` gets what is wrong. */
export class Judge {
  constructor(ace, connection, tell) {
    this.Range = ace.require('ace/range').Range;
    this.connection = connection;
    this.tell = tell;
    this.file = null;
    this.timer = 0;
    this.markers = [];
  }

  /** Another file is in the editor, or none. */
  watch(file) {
    this.#clear();
    this.file = file;
    this.again(0);
  }

  /** Something changed: judge it soon. */
  again(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#judge(), pause);
  }

  async #judge() {
    const { file } = this;
    if (!file) return this.tell([]);
    const text = file.session.getValue();
    if (!mayBeManifest(file.path) || text.length > LONGEST) return this.#show(file, []);
    try {
      const { findings } = await this.connection.ask(ASK.check, { text });
      if (this.file === file && file.session.getValue() === text) this.#show(file, findings);
    } catch {
      // offline: what was found before stands until it can be asked again
    }
    return null;
  }

  #show(file, findings) {
    this.#clear();
    const { session } = file;
    session.setAnnotations(findings.map(({ line, column, message, severity }) => (
      { row: line, column, text: message, type: severity })));
    this.markers = findings.map(({ line, column, end, severity }) => [
      session, session.addMarker(new this.Range(line, column, line, end), `finding finding-${severity}`, 'text', true),
    ]);
    this.tell(findings);
  }

  #clear() {
    for (const [session, id] of this.markers) session.removeMarker(id);
    this.markers = [];
  }
}

/** Completion for Ace: asks the server what could stand at the cursor. */
export function completer(connection, pathOf) {
  const own = {
    id: 'manifest',
    identifierRegexps: [/[\w./-]/],
    async getCompletions(editor, session, position, _prefix, callback) {
      if (!/\.ya?ml$/.test(pathOf())) return callback(null, []);
      const { row: line, column } = position;
      try {
        const found = await connection.ask(ASK.suggest, { text: session.getValue(), line, column });
        return callback(null, found.words.map((item, index) => ({ ...suggestion(item, index, found), completer: own })));
      } catch {
        return callback(null, []);
      }
    },
    insertMatch: insert,
  };
  return own;
}

function suggestion({ word, type, required, doc }, index, { column, key }) {
  return {
    caption: word, value: word, meta: `${type}${required ? ' *' : ''}`, score: 1_000 - index, docText: doc, type, key,
    start: column,
  };
}

/** Put a word in place of what is written of it; a field gets its colon, and what its value begins with. */
function insert(editor, { value, key, type, start }) {
  const { row, column } = editor.getCursorPosition();
  const line = editor.session.getLine(row);
  const range = editor.getSelectionRange();
  range.start.row = row;
  range.start.column = Math.min(start, column);
  range.end.row = row;
  range.end.column = column;
  const goes = key && !/^\s*:/.test(line.slice(column));
  editor.session.replace(range, value + (goes ? opening(type, start) : ''));
  if (goes && !type.startsWith('[]')) setTimeout(() => editor.execCommand('startAutocomplete'), 0);
}

function opening(type, column) {
  if (type.startsWith('[]')) return `:\n${' '.repeat(column)}- `;
  return /^(string|integer|number|boolean|IntOrString|Quantity|Time)$/.test(type) ? ': ' : `:\n${' '.repeat(column + 2)}`;
}
