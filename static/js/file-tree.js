// The tree of files: the learner's home and the whole machine. Works with the keyboard as trees do (WAI-ARIA).

import { element, icon } from './elements.js';
import { t } from './texts.js';
import { ASK } from './wire.js';

const FOLDER = 'M3 7.500V18a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2h-7L10 4.500H5a2 2 0 0 0-2 2z';
const FILE = 'M6 3h8l5 5v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5';

/** Events: 'open' (detail: a path), 'problem', 'remove' and 'renamed' (detail: {path, to}). */
export class FileTree extends EventTarget {
  constructor(connection, root) {
    super();
    this.connection = connection;
    this.root = root;
    this.listings = new Map(); // folder that is open -> Listing
    this.roots = [];
    this.focused = '';
    this.open = ''; // the file in the editor
    this.editing = null; // {folder, path, kind}: a name is being written
    root.addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('click', (event) => this.#click(event));
    root.addEventListener('focusin', (event) => {
      const item = event.target.closest('[role="treeitem"]');
      if (item && item.dataset.path !== this.focused) this.#focus(item.dataset.path, false);
    });
  }

  /** Read it all from the machine: the folders that were open are open again. */
  async load() {
    const home = await this.#list('~');
    this.where = home;
    this.roots = [{ path: home.path, name: `~ (${home.path})` }, { path: '/', name: '/' }];
    if (!this.focused) this.focused = home.path;
    this.listings.set(home.path, home);
    for (const path of [...this.listings.keys()]) if (path !== home.path) await this.refresh(path);
    this.draw();
  }

  /** A folder has other entries now. */
  async refresh(path) {
    if (!this.listings.has(path)) return;
    try {
      this.listings.set(path, await this.#list(path));
    } catch {
      for (const open of [...this.listings.keys()]) {
        if (open === path || open.startsWith(`${path}/`)) this.listings.delete(open);
      }
    }
    this.draw();
  }

  /** The file that is in the editor. */
  mark(path) {
    this.open = path;
    for (const item of this.root.querySelectorAll('[role="treeitem"]')) {
      if (item.dataset.path === path) item.setAttribute('aria-current', 'true');
      else item.removeAttribute('aria-current');
    }
  }

  /** Where something new belongs: the folder with the focus, or that of the file with it. */
  get folder() {
    const item = this.#item(this.focused);
    if (!item) return this.roots[0]?.path ?? '/';
    return item.dataset.kind === 'directory' ? this.focused : parent(this.focused);
  }

  /** Let a name be written for a new file or folder. */
  async create(kind) {
    const folder = this.folder;
    if (!this.listings.has(folder)) await this.#expand(folder);
    this.#write({ folder, kind, path: '' });
  }

  rename(path = this.focused) {
    if (this.#item(path) && !this.#isRoot(path)) this.#write({ folder: parent(path), kind: '', path });
  }

  remove(path = this.focused) {
    if (!this.#isRoot(path)) this.dispatchEvent(new CustomEvent('remove', { detail: path }));
  }

  draw() {
    const had = this.root.contains(document.activeElement) && !this.editing;
    this.root.replaceChildren(...this.roots.map(({ path, name }, index) => (
      this.#draw({ path, name, kind: 'directory' }, 1, index === 0 ? '~' : ''))));
    if (!this.#item(this.focused)) this.focused = this.roots[0]?.path ?? '';
    this.#focus(this.focused, had);
    this.mark(this.open);
  }

  // --- inside

  #list(path) {
    return this.connection.ask(ASK.list, { path });
  }

  #isRoot(path) {
    return this.roots.some((root) => root.path === path);
  }

  #item(path) {
    return [...this.root.querySelectorAll('[role="treeitem"]')].find((item) => item.dataset.path === path);
  }

  #draw({ path, name, kind, link }, level) {
    const listing = kind === 'directory' ? this.listings.get(path) : null;
    const item = element('li', {
      role: 'treeitem', 'aria-level': level, tabindex: -1, 'aria-selected': 'false',
      'aria-expanded': kind === 'directory' ? String(Boolean(listing)) : null,
    });
    item.dataset.path = path;
    item.dataset.kind = kind;
    const row = element('div', { class: 'tree-row' }, icon(kind === 'directory' ? FOLDER : FILE),
      this.editing?.path === path && path ? this.#field(name) : element('span', { class: 'tree-name', text: name }));
    row.style.setProperty('--level', level);
    if (link) row.append(element('span', { class: 'tree-link', 'aria-hidden': 'true', text: '↗' }));
    item.append(row);
    if (listing) item.append(this.#children(path, listing, level));
    return item;
  }

  #children(path, listing, level) {
    const group = element('ul', { role: 'group' });
    if (this.editing?.folder === path && !this.editing.path) {
      const row = element('div', { class: 'tree-row' }, icon(this.editing.kind === 'directory' ? FOLDER : FILE), this.#field(''));
      row.style.setProperty('--level', level + 1);
      group.append(element('li', { role: 'none' }, row));
    }
    for (const entry of listing.entries) {
      const full = `${path === '/' ? '' : path}/${entry.name}`;
      if (path === '/' && this.#isRoot(full)) continue; // the home is above already
      group.append(this.#draw({ ...entry, path: full }, level + 1));
    }
    if (listing.more) group.append(element('li', { role: 'none', class: 'tree-more', text: t('files_more') }));
    return group;
  }

  // --- names that are written

  #write(editing) {
    this.editing = editing;
    this.draw();
    const field = this.root.querySelector('input');
    field?.focus();
    const stem = field?.value.lastIndexOf('.') ?? 0;
    field?.setSelectionRange(0, stem > 0 ? stem : field.value.length);
  }

  #field(value) {
    const label = this.editing.path ? t('files_rename') : t(this.editing.kind === 'directory' ? 'files_new_folder' : 'files_new');
    const field = element('input', { class: 'tree-field', 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' });
    field.value = value;
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter') this.#written(field.value.trim());
      else if (event.key === 'Escape') this.#written('');
    });
    field.addEventListener('blur', () => { if (this.editing) this.#written(field.value.trim()); });
    return field;
  }

  async #written(name) {
    const { folder, path, kind } = this.editing;
    this.editing = null;
    const full = `${folder === '/' ? '' : folder}/${name}`;
    if (name && full !== path) {
      this.focused = full;
      try {
        await this.#make(full, path, kind);
      } catch (problem) {
        this.dispatchEvent(new CustomEvent('problem', { detail: problem }));
      }
      await this.refresh(folder);
    }
    this.draw();
    const here = this.root.contains(document.activeElement) || document.activeElement === document.body;
    this.#focus(this.focused, here); // unless the learner went elsewhere meanwhile
    if (name && !path && kind === 'file') this.dispatchEvent(new CustomEvent('open', { detail: full }));
  }

  async #make(full, path, kind) {
    if (path) {
      await this.connection.ask(ASK.rename, { path, to: full });
      if (this.listings.has(path)) {
        this.listings.set(full, this.listings.get(path));
        this.listings.delete(path);
        await this.refresh(full);
      }
      this.dispatchEvent(new CustomEvent('renamed', { detail: { path, to: full } }));
    } else if (kind === 'directory') {
      await this.connection.ask(ASK.folder, { path: full });
    } else {
      await this.connection.ask(ASK.write, { path: full, text: '', before: '' });
    }
  }

  // --- keys and clicks

  async #expand(path) {
    try {
      this.listings.set(path, await this.#list(path));
    } catch (problem) {
      this.dispatchEvent(new CustomEvent('problem', { detail: problem }));
    }
    this.draw();
  }

  #collapse(path) {
    this.listings.delete(path);
    this.draw();
  }

  #act(item) {
    const { path, kind } = item.dataset;
    if (kind !== 'directory') this.dispatchEvent(new CustomEvent('open', { detail: path }));
    else if (this.listings.has(path)) this.#collapse(path);
    else this.#expand(path);
  }

  #click(event) {
    const item = event.target.closest('[role="treeitem"]');
    if (!item || event.target.closest('input')) return;
    this.#focus(item.dataset.path, true);
    this.#act(item);
  }

  #focus(path, really) {
    this.focused = path;
    for (const item of this.root.querySelectorAll('[role="treeitem"]')) {
      const it = item.dataset.path === path;
      item.tabIndex = it ? 0 : -1;
      item.setAttribute('aria-selected', String(it));
      if (it && really) item.focus();
    }
  }

  #key(event) {
    if (event.target.tagName === 'INPUT' || event.ctrlKey || event.altKey || event.metaKey) return;
    const items = [...this.root.querySelectorAll('[role="treeitem"]')];
    const at = items.findIndex((item) => item.dataset.path === this.focused);
    const item = items[at];
    if (!item) return;
    const { path, kind } = item.dataset;
    const go = (to) => to && this.#focus(to.dataset.path, true);
    const open = this.listings.has(path);
    const acts = {
      ArrowDown: () => go(items[at + 1]),
      ArrowUp: () => go(items[at - 1]),
      Home: () => go(items[0]),
      End: () => go(items[items.length - 1]),
      ArrowRight: () => { if (open) go(items[at + 1]); else if (kind === 'directory') this.#expand(path); },
      ArrowLeft: () => { if (open) this.#collapse(path); else go(item.parentElement.closest('[role="treeitem"]')); },
      Enter: () => this.#act(item),
      ' ': () => this.#act(item),
      F2: () => this.rename(path),
      Delete: () => this.remove(path),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }
}

export const parent = (path) => path.slice(0, path.lastIndexOf('/')) || '/';
