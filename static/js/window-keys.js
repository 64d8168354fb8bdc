// What a terminal's window does with keys and pastes before its program or line editor hears of them: copying, searching,
// the size of the letters, leaving the terminal by Esc and Tab.

const ACTS = { f: 'find', '+': 'larger', '=': 'larger', '-': 'smaller', 0: 'ordinary' };

/** Listen for a TerminalTab in an element; the tab tells what it is asked to do (its event 'window'). */
export function hearWindowKeys(tab, element) {
  let leaving = false; // Esc was pressed: Tab moves the focus on
  tab.xterm.attachCustomKeyEventHandler((event) => { // true when the terminal shall have the key
    if (event.type !== 'keydown') return true;
    const line = tab.view.mode === 'line';
    const leave = leaving && event.key === 'Tab' && line;
    leaving = event.key === 'Escape' || (leaving && event.key === 'Shift');
    if (leave) return false;
    if (!event.ctrlKey || event.altKey || event.metaKey) return true;
    if (ofWindow(tab, event)) {
      event.preventDefault(); // the browser has other uses for some of them
      return false;
    }
    if (event.shiftKey) return true;
    if (event.key === 'c' && tab.copy()) {
      tab.xterm.clearSelection();
      return false;
    }
    return !(event.key === 'v' && line); // the browser pastes
  });
  element.addEventListener('paste', (event) => pasted(tab, event), true);
}

/** Keys of the terminal's window, as terminals have them: true when this was one. */
function ofWindow(tab, { key, shiftKey }) {
  const name = key.toLowerCase();
  const act = ACTS[name];
  if (shiftKey && name === 'c') tab.copy();
  else if (act && (act !== 'find' || shiftKey)) tab.dispatchEvent(new CustomEvent('window', { detail: act }));
  else return key === 'Insert' && tab.copy();
  return true;
}

/** At a prompt a paste goes into the line as it is; a program gets it as if it had been typed. */
function pasted(tab, event) {
  const { mode, busy, echo } = tab.view;
  if (mode !== 'line' || busy || !echo) return;
  const text = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n');
  event.preventDefault();
  event.stopPropagation();
  // control characters in pasted text would act as keys: leave them out
  tab.paste(text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, ''));
}
