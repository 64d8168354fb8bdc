// The terminal's first screen comes with the page, as text, with a field behind its prompt: what is typed there before
// the emulator is loaded is kept for it.

/** Take the first screen away; resolves to {text, focused}: what was typed, and whether the learner was there. */
export async function takeFirstScreen() {
  const screen = document.getElementById('first-screen');
  if (!screen) return { text: '', focused: false };
  const field = screen.querySelector('textarea');
  if (field.dataset.composing) { // an input method has it: not under its hands
    await new Promise((resolve) => { field.addEventListener('compositionend', resolve, { once: true }); });
  }
  const focused = document.activeElement === field;
  screen.remove();
  return { text: field.value, focused };
}

const field = document.querySelector('#first-screen textarea');
field?.addEventListener('compositionstart', () => { field.dataset.composing = 'true'; });
field?.addEventListener('compositionend', () => { delete field.dataset.composing; });
