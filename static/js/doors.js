// The browser in the page: what the lab serves, in a frame or in a tab of its own. Its pages are others' work, and live in
// a cage (see app/web/doors.py): this script never looks inside.

import { t } from './texts.js';
import { TOLD } from './wire.js';

const SOON = 400; // milliseconds from a sign of change until it is looked for
const $ = (id) => document.getElementById(id);

/** Events: 'open' and 'close' ask for the pane to be shown or not; 'problem' with a Refused or {code, name}. */
export class Doors extends EventTarget {
  constructor(connection) {
    super();
    this.connection = connection;
    this.visible = () => false; // whether the pane is on the page
    this.frame = $('doors-frame');
    this.list = $('doors-list');
    $('doors-home').addEventListener('click', () => this.showList());
    $('doors-reload').addEventListener('click', () => this.#reload());
    $('doors-close').addEventListener('click', () => this.dispatchEvent(new Event('close')));
    $('doors-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.open($('doors-address').value);
    });
    document.addEventListener('click', (event) => this.#followLink(event));
    this.timer = 0;
    for (const name of [TOLD.terminal, TOLD.output]) connection.addEventListener(name, () => this.#refreshSoon());
    this.#show('');
  }

  /** The pane has come up. */
  appear() {
    if (!this.list.hidden) this.#refresh();
  }

  /** Open an address that somebody typed or that a lesson's text leads to. */
  async open(address) {
    this.dispatchEvent(new Event('open'));
    try {
      const found = await this.connection.api('doors', { address });
      this.#load(found.address, found.url);
    } catch (problem) {
      const what = problem.code === 'not-found' ? { code: 'bad-address', name: address } : problem;
      this.dispatchEvent(new CustomEvent('problem', { detail: what }));
    }
  }

  /** What there is to open now. */
  async showList() {
    this.#show('');
    await this.#refresh();
    this.list.focus({ preventScroll: true });
  }

  /** What commands change is seen while the list is. */
  #refreshSoon() {
    if (this.timer || this.list.hidden || !this.visible()) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.#refresh();
    }, SOON);
  }

  async #refresh() {
    if (this.connection.state !== 'connected') return;
    let doors;
    try {
      ({ doors } = await this.connection.api('doors'));
    } catch {
      return; // the connection's own sign tells of it
    }
    const key = JSON.stringify(doors.map(({ kind, namespace, name, port, address }) => [kind, namespace, name, port, address]));
    if (this.list.dataset.key === key) return;
    this.list.dataset.key = key;
    const title = element('h3', 'doors-title', doors.length ? t('doors_title') : '');
    const hint = element('p', 'doors-hint', t(doors.length ? 'doors_hint' : 'doors_none'));
    const items = document.createElement('ul');
    items.className = 'doors';
    items.append(...doors.map((door) => this.#item(door)));
    this.list.replaceChildren(...(doors.length ? [title, items, hint] : [hint]));
  }

  #item(door) {
    const { kind, namespace, name, port, address, url } = door;
    const item = element('li', 'door');
    const open = document.createElement('button');
    open.className = 'door-open';
    open.type = 'button';
    const words = { Ingress: t('door_ingress'), Machine: t('door_machine') }[kind] ?? t('door_service', { kind });
    open.append(
      element('span', 'door-name', [name, kind === 'Ingress' || kind === 'Machine' ? '' : port].filter(Boolean).join(' · ')),
      element('span', 'door-kind', [words, namespace].filter(Boolean).join(' · ')),
      element('span', 'door-address', address),
    );
    open.addEventListener('click', () => this.#load(address, url));
    const tab = document.createElement('a');
    tab.className = 'door-tab button quiet';
    tab.href = url;
    tab.target = '_blank';
    tab.rel = 'noopener';
    tab.textContent = '↗';
    tab.title = t('door_tab', { address });
    tab.setAttribute('aria-label', tab.title);
    item.append(open, tab);
    return item;
  }

  #load(address, url) {
    $('doors-address').value = address;
    this.#show(url);
  }

  /** A frame that is made anew each time: what was there before leaves no history and no state behind. */
  #show(url) {
    const fresh = this.frame.cloneNode();
    fresh.hidden = url === '';
    if (url) fresh.src = url;
    else fresh.removeAttribute('src');
    this.frame.replaceWith(fresh);
    this.frame = fresh;
    this.list.hidden = url !== '';
    $('doors-tab').hidden = url === '';
    $('doors-tab').href = url;
    if (!url) $('doors-address').value = '';
  }

  #reload() {
    if (this.list.hidden) this.#show(this.frame.getAttribute('src'));
    else this.#refresh();
  }

  #followLink(event) {
    const link = event.target.closest?.('a.lab-link');
    if (!link) return;
    event.preventDefault();
    const { node, port, path } = link.dataset;
    if (port) {
      this.open(`${node}:${port}${path}`);
      return;
    }
    this.dispatchEvent(new Event('open')); // any port of this machine
    $('doors-address').value = `${node}:`;
    $('doors-address').focus();
  }
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
