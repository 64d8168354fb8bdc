// The lesson's text: its steps, their checks as they come true, hints, the solution and the way on.

import { Help } from './help.js';
import { prepareRunBlocks } from './run-blocks.js';
import { pick, t } from './texts.js';
import { ASK, TOLD } from './wire.js';

const VARIABLE = /\{\{([a-z_]+(?: "[^"\n]*")*)\}\}/g; // as app/lessons/variables.py writes them

const $ = (id) => document.getElementById(id);

/** Events: 'run' with {terminal, command}, 'problem' with a Refused. */
export class Steps extends EventTarget {
  /** With `preview` an author may go to every step. */
  constructor(connection, finishedPage, preview) {
    super();
    this.connection = connection;
    this.finishedPage = finishedPage;
    this.preview = preview;
    this.shown = $('text').dataset.step; // the step whose text is on the page
    this.state = null; // {step, steps, finished} as the server says
    this.passing = false;
    this.help = new Help($('checks'), $('workbench').dataset.lesson, () => this.shown, say);
    this.help.prepare();
    this.buttons = [...document.querySelectorAll('#steps button')];
    $('steps').addEventListener('click', ({ target }) => this.#go(target.closest('button')?.dataset.step));
    $('next').addEventListener('click', () => this.#next());
    $('back').addEventListener('click', () => this.#go(this.#neighbour(-1)));
    $('solution-button').addEventListener('click', () => this.#solution());
    $('checks').addEventListener('submit', (event) => this.#answer(event));
    $('checks').addEventListener('input', ({ target }) => { delete target.closest('.check').dataset.drawn; });
    connection.addEventListener(TOLD.steps, ({ detail }) => this.update(detail));
    this.#prepare($('step-html'));
  }

  /** What the server says of steps and checks. */
  async update({ step, steps, finished, values }) {
    const before = this.state;
    this.state = { step, steps, finished, values };
    if (finished && this.passing) {
      location.assign(this.finishedPage);
      return;
    }
    if (step !== this.shown) await this.#show(step);
    this.#draw();
    this.#drawValues();
    if (before && before.step === step) this.#announce(before);
  }

  /** The lesson was saved, and `#steps` is new: the texts are read again, where the reader is. */
  async reload() {
    this.buttons = [...document.querySelectorAll('#steps button')];
    if (!this.state) return; // not joined yet
    await this.#show(this.state.step, true);
    this.#draw();
    this.#drawValues();
  }

  #view(id = this.shown) {
    return this.state?.steps.find((step) => step.id === id);
  }

  #neighbour(by) {
    const ids = this.buttons.map((button) => button.dataset.step);
    return ids[ids.indexOf(this.shown) + by];
  }

  async #show(id, stay = false) {
    this.shown = id;
    let texts;
    try {
      texts = await this.connection.step(id);
    } catch (problem) {
      this.#problem(problem);
      return;
    }
    if (this.shown !== id) return; // gone on meanwhile
    $('text').dataset.step = id;
    $('step-title').textContent = texts.title;
    $('step-html').innerHTML = texts.html; // cleaned where it was made, and the page's policy runs nothing in it
    $('checks').innerHTML = texts.checks;
    this.help.prepare();
    if ($('builds-on')) $('builds-on').hidden = id !== $('builds-on').dataset.first;
    $('tasks').hidden = $('checks').children.length === 0;
    $('solution-part').hidden = !texts.solved;
    this.#hideSolution();
    this.#prepare($('step-html'));
    if (stay) return;
    $('text-scroll').scrollTop = 0;
    $('step-title').focus({ preventScroll: true });
  }

  #draw() {
    const { steps } = this.state;
    const number = steps.findIndex((step) => step.id === this.shown) + 1;
    const phases = { locked: 'step_locked', open: 'step_open', done: 'step_finished' };
    this.buttons.forEach((button, index) => {
      if (!steps[index]) return; // the lesson was saved with fewer steps: the page is about to be read again
      const { phase, id } = steps[index];
      button.disabled = phase === 'locked' && !this.preview;
      button.dataset.phase = phase;
      button.toggleAttribute('aria-current', id === this.shown);
      if (id === this.shown) {
        button.setAttribute('aria-current', 'step');
        const track = button.closest('ol');
        track.scrollLeft = button.offsetLeft - track.clientWidth / 3;
      }
      button.querySelector('.step-state').textContent = `(${t(phases[phase])})`;
      button.title = button.dataset.title;
    });
    $('step-of').textContent = t('step_of', { number, all: steps.length });
    this.#drawChecks();
    this.#drawFoot(number === steps.length);
  }

  #drawChecks() {
    const checks = this.#view()?.checks ?? [];
    [...$('checks').children].forEach((item, index) => {
      const check = checks[index];
      if (!check) return;
      item.dataset.passed = String(check.passed);
      item.querySelector('.check-state').textContent = `(${t(check.passed ? 'is_passed' : 'not_passed')})`;
      this.help.draw(item, check, this.#view().phase);
      if (item.querySelector('.quiz')) drawQuiz(item, check, this.#view().phase);
    });
  }

  #drawFoot(last) {
    const view = this.#view();
    const checks = view?.checks ?? [];
    const done = checks.filter((check) => check.passed).length;
    const failed = pick(view?.failed);
    const ready = view?.phase === 'done' || (done === checks.length && !failed);
    $('back').disabled = !this.#neighbour(-1);
    $('next').disabled = !ready;
    $('next').textContent = t(last ? 'finish' : 'next');
    const tasks = checks.length ? t('tasks_done', { done, all: checks.length }) : t('no_tasks');
    $('foot-state').dataset.ready = String(ready);
    $('foot-state').textContent = failed ? t('failed') : tasks;
    $('failed').hidden = !failed;
    if ($('failed-why').textContent === failed) return;
    $('failed-why').textContent = failed;
    if (failed) say(t('failed_says', { why: failed }));
  }

  /** What the lab has for the variables of the text. */
  #drawValues(root = $('text')) {
    for (const part of root.querySelectorAll('[data-value]')) {
      const value = this.state?.values[part.dataset.value] ?? '';
      part.dataset.placeholder ??= part.textContent;
      part.dataset.known = String(value !== '');
      if (part.textContent !== (value || part.dataset.placeholder)) part.textContent = value || part.dataset.placeholder;
    }
  }

  /** A command with its variables filled in; null where the lab has no value for one. */
  filled(text) {
    let known = true;
    const result = text.replace(VARIABLE, (whole, variable) => {
      const value = this.state?.values[variable];
      if (value === '') known = false;
      return value || whole;
    });
    return known ? result : null;
  }

  /** Say aloud what has just come true. */
  #announce(before) {
    const old = before.steps.find((step) => step.id === this.shown)?.checks ?? [];
    const now = this.#view().checks;
    const sentences = [...document.querySelectorAll('#checks .check-sentence')].map((item) => item.textContent);
    const said = now.flatMap((check, index) => (
      check.passed && !old[index]?.passed ? [t('passed', { says: sentences[index] ?? '' })] : []
    ));
    if (said.length && now.every((check) => check.passed)) said.push(t('step_done'));
    if (said.length) say(said.join(' '));
  }

  async #answer(event) {
    event.preventDefault();
    const item = event.target.closest('.check');
    const given = new FormData(event.target).getAll(`question-${item.dataset.check}`).filter((word) => word.trim());
    if (given.length) await this.#ask(ASK.answer, { step: this.shown, check: Number(item.dataset.check), given });
    else item.querySelector('input').focus();
  }

  async #go(id) {
    if (!id || id === this.state?.step) return;
    await this.#ask(this.#view(id)?.phase === 'locked' ? ASK.jump : ASK.go, { step: id });
  }

  async #next() {
    this.passing = true;
    await this.#ask(ASK.next, { step: this.shown });
    if (this.state?.finished && !this.#neighbour(1)) location.assign(this.finishedPage);
    this.passing = false;
  }

  /** What was played, and why it works. */
  showSolution() {
    if ($('solution').hidden) this.#solution();
  }

  async #solution() {
    if (!$('solution').hidden) return this.#hideSolution();
    const found = await this.#ask(ASK.solution, { step: this.shown });
    if (!found) return null;
    const list = document.createElement('ol');
    list.append(...found.actions.map((action) => solutionItem(action, (text) => this.filled(text) ?? text)));
    const explanation = document.createElement('div');
    explanation.className = 'prose';
    explanation.innerHTML = pick(found.explanation);
    $('solution').replaceChildren(list, explanation);
    this.#prepare($('solution'));
    $('solution').hidden = false;
    $('solution-button').setAttribute('aria-expanded', 'true');
    $('solution-button').textContent = t('solution_hide');
    return null;
  }

  #hideSolution() {
    $('solution').hidden = true;
    $('solution').replaceChildren();
    $('solution-button').setAttribute('aria-expanded', 'false');
    $('solution-button').textContent = t('solution_show');
  }

  #prepare(root) {
    prepareRunBlocks(root, (block) => this.#run(block), (text) => this.filled(text) ?? text);
    this.#drawValues(root);
  }

  #run(block) {
    const command = this.filled(block.command);
    if (command === null) this.#problem({ code: 'unknown-value' });
    else this.dispatchEvent(new CustomEvent('run', { detail: { ...block, command } }));
  }

  async #ask(event, payload) {
    try {
      return await this.connection.ask(event, payload);
    } catch (problem) {
      this.#problem(problem);
      return null;
    }
  }

  #problem(problem) {
    this.dispatchEvent(new CustomEvent('problem', { detail: problem }));
  }
}

/** Say something aloud, and the same once more if it is asked for again. */
function say(words) {
  $('announce').textContent = $('announce').textContent === words ? `${words}\u00a0` : words;
}

/** A question as it stands: what was answered, and whether it can still be. What is being chosen is left alone. */
function drawQuiz(item, { passed, given, why }, phase) {
  const answered = JSON.stringify([passed, given, phase]);
  if (item.dataset.drawn === answered) return;
  item.dataset.drawn = answered;
  item.dataset.wrong = String(!passed && given.length > 0);
  item.querySelector('fieldset').disabled = passed || phase !== 'open';
  item.querySelector('.check-why').hidden = !given.length || !pick(why);
  if (!given.length) {
    if (item.dataset.given) item.querySelector('form').reset(); // the step began anew
    delete item.dataset.given;
    return;
  }
  item.dataset.given = 'true';
  for (const input of item.querySelectorAll('input')) {
    if (input.type === 'text') [input.value] = given;
    else input.checked = given.includes(input.value);
  }
}

function solutionItem({ terminal, text, press, wait, says }, filled) {
  const item = document.createElement('li');
  if (text !== null) {
    const figure = document.createElement('figure');
    figure.className = 'run-block';
    figure.dataset.terminal = terminal;
    figure.dataset.command = text;
    const pre = document.createElement('pre');
    const code = document.createElement('code');
    code.textContent = filled(text);
    pre.append(code);
    figure.append(pre);
    item.append(figure);
  } else if (pick(says)) {
    item.textContent = filled(pick(says));
  } else {
    const what = press !== null ? t('solution_press', { key: press }) : t('solution_wait', { seconds: wait });
    item.textContent = press !== null ? `${t('solution_in', { name: terminal })}: ${what}` : what;
  }
  return item;
}
