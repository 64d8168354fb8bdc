// Finding lessons: what one types narrows the list at once; `/` goes to the field, the arrows from there to the lessons.

const $ = (id) => document.getElementById(id);
const finder = $('finder');
const search = $('search');
const lessons = [...document.querySelectorAll('.lesson[data-words]')].map((item) => ({
  item,
  words: item.dataset.words.normalize('NFKC'),
  link: item.querySelector('h3 a'),
}));

function narrow() {
  const words = search.value.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  const level = finder.elements.level.value;
  let count = 0;
  for (const lesson of lessons) {
    const fits = (!level || lesson.item.dataset.level === level) && words.every((word) => lesson.words.includes(word));
    lesson.item.hidden = !fits;
    count += fits;
  }
  const asked = words.length > 0 || level !== '';
  for (const course of document.querySelectorAll('.course')) {
    course.hidden = asked && !course.querySelector('.lesson[data-words]:not([hidden])');
  }
  for (const broken of document.querySelectorAll('.lesson.broken')) broken.hidden = asked;
  const { one, many, none } = $('found').dataset;
  $('found').textContent = !asked ? '' : [none, one][count] ?? many.replace('{count}', count);
}

/** From the field down to the lessons, and between them. */
function walk(event) {
  const shown = lessons.filter(({ item }) => !item.hidden).map(({ link }) => link);
  const at = shown.indexOf(document.activeElement);
  const inField = document.activeElement === search;
  if ((at < 0 && !inField) || event.altKey || event.ctrlKey || event.metaKey) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (to === undefined || (inField && event.key === 'ArrowUp')) return;
  event.preventDefault();
  if (to < 0) search.focus();
  else shown[to]?.focus();
}

if (finder) {
  finder.hidden = false;
  finder.addEventListener('input', narrow);
  finder.addEventListener('submit', (event) => {
    event.preventDefault();
    lessons.find(({ item }) => !item.hidden)?.link.click();
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input:not([type=radio]), textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && event.target === search && search.value) {
      search.value = '';
      narrow();
    } else {
      walk(event);
    }
  });
  narrow(); // the browser may have kept what was typed
}
