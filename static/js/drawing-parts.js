// Small parts of the drawing: elements, their words, and keeping children in order.

export const STATES = {
  pending: ['○', 'state_pending'], creating: ['◔', 'state_creating'], running: ['◑', 'state_running'],
  ready: ['●', 'state_ready'], terminating: ['✕', 'state_terminating'], failing: ['!', 'state_failing'],
  completed: ['✓', 'state_completed'],
};

export const byId = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export function element(tag, className, text = '') {
  const made = document.createElement(tag);
  if (tag === 'button') made.type = 'button';
  made.className = className;
  made.textContent = text;
  return made;
}

/** Words in spans of their classes; what is there already stays. */
export function fill(parent, words) {
  for (const [index, [className, text]] of words.entries()) {
    const span = parent.children[index] ?? parent.appendChild(element('span', className));
    if (span.className !== className) span.className = className;
    if (text !== null && span.textContent !== text) span.textContent = text; // null: what is in it is not ours
  }
  while (parent.children.length > words.length) parent.lastElementChild.remove();
}

/** As `fill`, for a button: a sentence for those who cannot see it, and words for those who can. */
export function fillButton(button, sentence, words) {
  fill(button, [['unseen', sentence], ...words]);
  for (let index = button.children.length - 1; index > 0; index -= 1) {
    if (!button.children[index].ariaHidden) button.children[index].ariaHidden = 'true';
  }
}

/** Another sentence for a button. */
export function named(button, sentence) {
  const [unseen] = button.children;
  if (unseen.textContent !== sentence) unseen.textContent = sentence;
}

/** Set data attributes that are different. */
export function mark(cell, values) {
  for (const [name, value] of Object.entries(values)) {
    if (cell.dataset[name] !== String(value)) cell.dataset[name] = String(value);
  }
}

/** Children in this order, moving no more than must be; those that fade stay where they are. */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  let at = parent.firstElementChild;
  const skip = () => {
    while (at && !keep.has(at)) {
      const next = at.nextElementSibling;
      if (!at.classList.contains('leaving')) at.remove();
      at = next;
    }
  };
  for (const child of wanted) {
    skip();
    if (at === child) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
  skip();
}
