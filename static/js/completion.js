// What Tab does in a line: the server says what could stand there; it is put in, listed, or was a character.

const MANY = 100; // names that are listed without asking twice

export class Completion {
  /** `ask({line, cursor})` resolves to the server's answer, or null. */
  constructor(editor, screen, ask) {
    this.editor = editor;
    this.screen = screen;
    this.ask = ask;
    this.presses = 0; // of Tab, in a row
    this.asked = null; // what Tab was pressed in, until it is known what it means
  }

  /** Another key was pressed. */
  rest() {
    this.presses = 0;
  }

  /** A line goes to a program: a Tab pressed in it goes along as a character. */
  settle() {
    if (!this.asked) return;
    this.#insertTab(this.asked.text, this.asked.cursor);
    this.asked = null;
  }

  async press() {
    this.presses += 1;
    const { presses } = this;
    const { text, cursor } = this.editor;
    const asked = { text, cursor };
    this.asked = asked;
    const found = await this.ask({ line: text, cursor });
    if (this.asked !== asked) return; // another key has settled it
    this.asked = null;
    if (found?.busy) {
      this.#insertTab(text, cursor);
      return;
    }
    if (!found || this.editor.text !== text || this.editor.cursor !== cursor) return;
    this.#apply(found, presses);
    this.screen.draw();
  }

  #apply({ start, words, shown }, presses) {
    const typed = this.editor.chars.slice(start, this.editor.cursor).join('');
    const common = words.length ? sharedStart(words) : '';
    if (words.length === 1 || common.length > typed.length) this.editor.replace(start, common);
    else if (words.length > 1 && presses > 1 && (words.length <= MANY || presses > 2)) this.screen.list(shown);
  }

  /** A program has the terminal: Tab is a character of its line. What was typed since stands behind it. */
  #insertTab(text, cursor) {
    const since = this.editor.cursor - cursor;
    if (since < 0 || !this.editor.text.startsWith([...text].slice(0, cursor).join(''))) return;
    this.editor.cursor = cursor;
    this.editor.insert('\t');
    this.editor.cursor += since;
    this.screen.draw();
  }
}

function sharedStart(names) {
  let shared = [...names[0]];
  for (const name of names) {
    const chars = [...name];
    const differs = shared.findIndex((char, index) => char !== chars[index]);
    if (differs >= 0) shared = shared.slice(0, differs);
  }
  return shared.join('');
}
