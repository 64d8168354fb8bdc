// The page's texts in the learner's language, which the server put into the page.

const found = document.getElementById('texts');
const texts = found ? JSON.parse(found.textContent) : {};

/** Words that came in every language, in the page's. */
export function pick(words) {
  return words?.[document.documentElement.lang] ?? words?.en ?? '';
}

/** One text with its {values} filled in. */
export function t(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
