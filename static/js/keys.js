// What the terminal emulator reports as keys, as the names that Readline's documentation uses: C-a, M-b, Up, ...

const SEQUENCES = {
  '\x1b[A': 'Up', '\x1b[B': 'Down', '\x1b[C': 'Right', '\x1b[D': 'Left',
  '\x1bOA': 'Up', '\x1bOB': 'Down', '\x1bOC': 'Right', '\x1bOD': 'Left',
  '\x1b[H': 'Home', '\x1b[F': 'End', '\x1bOH': 'Home', '\x1bOF': 'End', '\x1b[1~': 'Home', '\x1b[4~': 'End',
  '\x1b[3~': 'Delete', '\x1b[5~': 'PageUp', '\x1b[6~': 'PageDown',
  '\x1b[1;5C': 'M-f', '\x1b[1;5D': 'M-b', '\x1b[1;3C': 'M-f', '\x1b[1;3D': 'M-b',
  '\x1b[3;5~': 'M-d', '\x1b\x7f': 'M-Backspace', '\x1b\b': 'M-Backspace', '\x17': 'C-w',
  '\x7f': 'Backspace', '\b': 'Backspace', '\r': 'Enter', '\n': 'Enter', '\t': 'Tab', '\x1b': 'Escape',
  '\x1c': 'C-\\', '\x1f': 'C-_', '\x00': 'C-Space',
};
const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/** A list of {key} and {text} (to insert as it is) from one report of the emulator. */
export function keys(data) {
  const named = name(data);
  if (named) return [{ key: named }];
  if (data.startsWith('\x1b[') && !data.startsWith(PASTE_START)) return []; // a key that line mode has no use for
  return pasted(data.replaceAll(PASTE_START, '').replaceAll(PASTE_END, ''));
}

function name(data) {
  if (data in SEQUENCES) return SEQUENCES[data];
  if (/^[\x01-\x1a]$/.test(data)) return `C-${String.fromCharCode(data.charCodeAt(0) + 96)}`;
  if (/^\x1b[ -~]$/.test(data)) return `M-${data[1]}`;
  return '';
}

/** Text that came at once: typed, composed by an input method or pasted; its line ends are Enter, its tabs are text. */
function pasted(data) {
  const found = [];
  data.split(/\r\n|\r|\n/).forEach((text, index) => {
    if (index > 0) found.push({ key: 'Enter' });
    // control characters in pasted text would act as keys: leave them out
    const clean = text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '');
    if (clean) found.push({ text: clean });
  });
  return found;
}
