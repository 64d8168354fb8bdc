// Help with a task: hints that unfold one by one, and why it is not done yet, for those who ask.

import { recall, remember } from './memory.js';
import { pick, t } from './texts.js';

/** For the list of tasks: `step()` is the step on the page, `say(words)` says something aloud. */
export class Help {
  constructor(list, lesson, step, say) {
    this.list = list;
    this.kept = `hints.${lesson}`;
    this.step = step;
    this.say = say;
    this.asked = new Set(); // tasks whose learner wants to know why
    list.addEventListener('click', ({ target }) => {
      const item = target.closest('.check');
      if (target.closest('.next-hint')) this.#unfold(item);
      if (target.closest('.ask-why')) this.#ask(item);
    });
  }

  /** A step's tasks are on the page: hints that were read before are open. */
  prepare() {
    this.asked.clear();
    const read = recall(this.kept, {});
    for (const item of this.list.children) this.#showHints(item, read[this.#name(item)] ?? 0);
  }

  /** How a task stands: why it is not done yet shows where it was asked for, or where the lesson's author says so. */
  draw(item, check, phase) {
    const button = item.querySelector('.ask-why');
    const why = item.querySelector('.check-why');
    item.dataset.spoilt = String(check.spoilt);
    if (button) {
      const open = !check.passed && phase === 'open';
      if (!open) this.asked.delete(item.dataset.check);
      const asked = this.asked.has(item.dataset.check);
      button.hidden = !open || check.unasked;
      button.setAttribute('aria-expanded', String(asked));
      why.hidden = !open || !(asked || check.unasked);
    }
    const words = pick(check.why) || (button ? t('why_unknown') : '');
    if (why.textContent !== words) why.textContent = words;
    if (button && check.unasked && !check.passed && item.dataset.told !== words) this.say(words);
    item.dataset.told = check.unasked ? words : '';
  }

  #ask(item) {
    const name = item.dataset.check;
    const why = item.querySelector('.check-why');
    why.hidden = this.asked.delete(name);
    if (!why.hidden) {
      this.asked.add(name);
      this.say(why.textContent);
    }
    item.querySelector('.ask-why').setAttribute('aria-expanded', String(!why.hidden));
  }

  #name(item) {
    return `${this.step()}/${item.dataset.check}`;
  }

  #unfold(item) {
    const count = [...item.querySelectorAll('.hints p')].filter((hint) => !hint.hidden).length + 1;
    this.#showHints(item, count);
    remember(this.kept, { ...recall(this.kept, {}), [this.#name(item)]: count });
  }

  #showHints(item, count) {
    const hints = [...item.querySelectorAll('.hints p')];
    hints.forEach((hint, index) => { hint.hidden = index >= count; });
    const button = item.querySelector('.next-hint');
    if (!button) return;
    const all = hints.length;
    if (count >= all && document.activeElement === button) focusHint(hints[all - 1]);
    button.hidden = count >= all;
    if (all === 1) button.textContent = t('hint');
    else button.textContent = t(count ? 'hint_next' : 'hint_first', { number: count + 1, all });
  }
}

/** The button goes with the last hint: the focus stays where one reads. */
function focusHint(hint) {
  hint.tabIndex = -1;
  hint.focus();
}
