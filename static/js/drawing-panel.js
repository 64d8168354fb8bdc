// What there is to know of one object: details, events and YAML, and the command that tells it in the terminal.

import { STATES, element } from './drawing-parts.js';
import { describing } from './picture.js';
import { t } from './texts.js';

const TITLES = { details: 'panel_details', events: 'panel_events', yaml: 'panel_yaml' };
const TABS = Object.keys(TITLES);
const GATHER = 400; // milliseconds: an object that changes often is asked for once in them

export class Panel {
  constructor(view) {
    this.view = view;
    this.aside = document.getElementById('drawing-panel');
    this.shown = ''; // the id of what it tells of
    this.tab = 'details';
    this.timer = 0;
    this.told = null;
    this.opener = null;
    this.#build();
  }

  #build() {
    const { aside } = this;
    this.title = element('h3', 'panel-title');
    this.title.id = 'drawing-panel-title';
    this.title.tabIndex = -1;
    const close = element('button', 'drawing-tool', '×');
    close.setAttribute('aria-label', t('panel_close'));
    close.addEventListener('click', () => this.close());
    const head = element('div', 'panel-head');
    head.append(this.title, close);
    this.lead = element('p', 'panel-lead');
    this.command = element('button', 'button panel-command');
    this.command.addEventListener('click', () => this.view.drawing.describe(describing(this.shown)));
    this.tabs = element('div', 'panel-tabs');
    this.tabs.setAttribute('role', 'tablist');
    this.tabs.setAttribute('aria-label', t('panel_parts'));
    this.body = element('div', 'panel-body');
    this.body.id = 'drawing-panel-body';
    this.body.setAttribute('role', 'tabpanel');
    for (const name of TABS) {
      const tab = element('button', 'panel-tab', t(TITLES[name]));
      tab.id = `drawing-tab-${name}`;
      tab.dataset.tab = name;
      tab.setAttribute('role', 'tab');
      tab.setAttribute('aria-controls', this.body.id);
      this.tabs.append(tab);
    }
    this.tabs.addEventListener('click', ({ target }) => this.#choose(target.dataset.tab));
    this.tabs.addEventListener('keydown', (event) => this.#walk(event));
    aside.append(head, this.lead, this.command, this.tabs, this.body);
  }

  /** Tell of an object; `byKeys` when it was opened with the keyboard, whose place goes there. */
  open(id, byKeys) {
    if (id === this.shown) {
      this.close();
      return;
    }
    this.opener = document.activeElement;
    [this.shown, this.told] = [id, null];
    this.aside.hidden = false;
    this.aside.dataset.side = this.#side(id);
    this.view.pane.dataset.panel = 'open';
    this.#draw();
    this.#ask();
    this.view.retrace();
    if (byKeys) this.title.focus();
  }

  /** Where it does not cover what was clicked. */
  #side(id) {
    const cell = this.view.cells.get(id);
    return cell && cell.offsetLeft + cell.offsetWidth / 2 > this.view.sheet.offsetWidth / 2 ? 'left' : 'right';
  }

  close() {
    const inside = this.aside.contains(document.activeElement);
    [this.shown, this.told] = ['', null];
    this.aside.hidden = true;
    this.view.pane.dataset.panel = '';
    clearTimeout(this.timer);
    this.timer = 0;
    if (inside) (this.opener?.isConnected ? this.opener : document.querySelector('#drawing-nodes button'))?.focus();
    this.view.retrace();
  }

  /** Something is different (null: perhaps everything). */
  changed(ids) {
    if (!this.shown || (ids && !ids.has(this.shown))) return;
    this.#draw();
    this.timer ||= setTimeout(() => {
      this.timer = 0;
      this.#ask();
    }, GATHER);
  }

  async #ask() {
    const id = this.shown;
    if (!id) return;
    try {
      const told = await this.view.drawing.detail(id);
      if (this.shown === id) this.told = told;
    } catch {
      // it is gone, or the connection is: what was told stays
    }
    if (this.shown === id) this.#draw();
  }

  #choose(name) {
    if (!name) return;
    this.tab = name;
    this.#draw();
    this.aside.scrollTop = 0;
  }

  #walk(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    this.#choose(TABS[(TABS.indexOf(this.tab) + by + TABS.length) % TABS.length]);
    this.tabs.querySelector('[aria-selected="true"]').focus();
  }

  #draw() {
    const [kind, namespace, name] = this.shown.split('/');
    const shape = this.view.picture.find(this.shown);
    this.title.replaceChildren(element('span', 'panel-kind', namespace ? `${kind} · ${namespace}` : kind), ' ', element('span', 'panel-name', name));
    const sign = shape?.state ? `${STATES[shape.state][0]} ${shape.status}` : '';
    this.lead.textContent = shape ? [sign, shape.why].filter(Boolean).join(' — ') : t('panel_gone');
    this.lead.dataset.state = shape?.state ?? '';
    this.command.replaceChildren(element('span', '', t('panel_type')), ' ', element('code', '', describing(this.shown)));
    for (const tab of this.tabs.children) {
      const chosen = tab.dataset.tab === this.tab;
      tab.setAttribute('aria-selected', String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    this.body.setAttribute('aria-labelledby', `drawing-tab-${this.tab}`);
    const { told } = this;
    if (!told) this.body.replaceChildren(element('p', 'panel-none', shape ? '…' : ''));
    else this.body.replaceChildren(...{ details: facts, events, yaml }[this.tab](told));
  }
}

function facts({ facts: found, conditions }) {
  const parts = [list(found)];
  if (conditions.length) parts.push(element('h4', '', t('panel_conditions')), list(conditions));
  return parts;
}

function list(found) {
  const made = element('dl', 'panel-facts');
  for (const { name, value } of found) made.append(element('dt', '', name), element('dd', '', value));
  return made;
}

function events({ events: found }) {
  if (!found.length) return [element('p', 'panel-none', t('panel_no_events'))];
  const made = element('ol', 'panel-events');
  for (const { last, type, reason, message, count } of found) {
    const item = element('li', '');
    item.dataset.type = type;
    const head = element('p', 'event-head');
    head.append(element('strong', '', type === 'Warning' ? `! ${reason}` : reason),
      element('span', '', t('event_last', { last }) + (count > 1 ? ` ×${count}` : '')));
    item.append(head, element('p', 'event-message', message));
    made.append(item);
  }
  return [made];
}

function yaml({ yaml: text }) {
  const copy = element('button', 'button panel-copy', t('copy'));
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = t('copied');
    } catch {
      copy.textContent = t('refused');
    }
  });
  return [copy, element('pre', 'panel-yaml', text)];
}
