// What one may do with a terminal's window: search in what it showed, the size of its letters, clear, rename.

import { ORDINARY } from './terminals.js';
import { t } from './texts.js';

const $ = (id) => document.getElementById(id);
const FOUND = {
  matchBackground: '#4d4119', matchOverviewRuler: '#e9c46a', activeMatchBackground: '#8a6b12',
  activeMatchBorder: '#f5dc96', activeMatchColorOverviewRuler: '#f5dc96',
};

/** Wire the tools of the terminals' bar. */
export function showTerminalTools(terminals) {
  const search = new Search(terminals);
  const acts = {
    find: () => search.open(),
    larger: () => { terminals.fontSize += 1; },
    smaller: () => { terminals.fontSize -= 1; },
    ordinary: () => { terminals.fontSize = ORDINARY; },
    clear: () => terminals.front?.clear(),
    rename: () => terminals.rename(),
  };
  const draw = () => { $('font-size').textContent = String(terminals.fontSize); };
  terminals.addEventListener('window', ({ detail }) => {
    acts[detail]();
    draw();
  });
  for (const button of document.querySelectorAll('[data-window]')) {
    button.addEventListener('click', () => {
      const name = button.dataset.window;
      if (name === 'clear' || name === 'rename') $('terminal-menu').open = false;
      acts[name]();
      draw();
      if (name === 'clear') terminals.focus();
    });
  }
  draw();
}

/** The line in which a search is written, over the terminal that is shown. */
class Search {
  constructor(terminals) {
    this.terminals = terminals;
    this.bar = $('search');
    this.field = $('search-text');
    this.addons = new WeakMap();
    this.field.addEventListener('input', () => this.#find(true, true));
    for (const id of ['search-case', 'search-regexp']) {
      $(id).addEventListener('click', (event) => {
        const button = event.currentTarget;
        button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
        this.#again();
      });
    }
    $('search-back').addEventListener('click', () => this.#find(true));
    $('search-on').addEventListener('click', () => this.#find(false));
    $('search-close').addEventListener('click', () => this.close());
    this.bar.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
      else if (event.key === 'Enter' && event.target === this.field) this.#find(!event.shiftKey);
    });
  }

  async open() {
    this.bar.hidden = false;
    const selected = this.terminals.front?.xterm.getSelection();
    if (selected && !selected.includes('\n')) this.field.value = selected;
    this.field.focus();
    this.field.select();
    if (this.field.value) await this.#find(true, true);
  }

  close() {
    this.bar.hidden = true;
    const { front } = this.terminals;
    if (front) this.addons.get(front)?.clearDecorations();
    this.terminals.focus();
  }

  /** The addon of the terminal that is shown; it is loaded with the first search. */
  async #addon() {
    const { front } = this.terminals;
    if (!front) return null;
    if (!this.addons.has(front)) {
      const { SearchAddon } = await import('../vendor/xterm-addon-search/addon-search.mjs');
      const addon = new SearchAddon({ highlightLimit: 2_000 });
      front.xterm.loadAddon(addon);
      addon.onDidChangeResults((found) => { if (front === this.terminals.front) this.#count(found); });
      this.addons.set(front, addon);
    }
    return this.addons.get(front);
  }

  /** Other options: what was found by the ones before does not count. */
  async #again() {
    (await this.#addon())?.clearDecorations();
    await this.#find(true);
  }

  async #find(back, incremental = false) {
    const addon = await this.#addon();
    if (!addon) return;
    const text = this.field.value;
    if (!text) {
      addon.clearDecorations();
      this.#count(null);
      return;
    }
    const pressed = (id) => $(id).getAttribute('aria-pressed') === 'true';
    const options = { caseSensitive: pressed('search-case'), regex: pressed('search-regexp'), decorations: FOUND, incremental };
    try {
      if (back) addon.findPrevious(text, options);
      else addon.findNext(text, options);
    } catch {
      this.#count({ resultIndex: -1, resultCount: 0 }); // no regular expression yet
    }
  }

  #count(found) {
    const { resultIndex = -1, resultCount = 0 } = found ?? {};
    $('search-count').textContent = !found || !this.field.value ? ''
      : resultCount ? t('search_count', { at: resultIndex < 0 ? '?' : resultIndex + 1, all: resultCount }) : t('search_none');
  }
}
