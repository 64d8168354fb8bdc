// The learner's files: the tree, the files that are open in the editor, and how they go with what is on the machine.

import { loadAce, makeEditor, makeSession, modeOf } from './editor.js';
import { Frame, isDirty, nameOf } from './file-frame.js';
import { FileTree } from './file-tree.js';
import { completer, Judge } from './manifest.js';
import { t } from './texts.js';
import { ASK, TOLD } from './wire.js';

const SAID = {
  'not-found': 'file_not_found', exists: 'file_exists', folder: 'file_is_folder', 'no-folder': 'file_no_folder',
  'not-empty': 'file_not_empty', denied: 'file_denied', 'read-only': 'file_read_only', binary: 'file_binary',
  'too-large': 'file_too_large', full: 'file_full', busy: 'file_busy', name: 'file_name', changed: 'file_changed',
  other: 'file_other',
};

/** Events: 'type' (detail: a command for the terminal), 'problem' (detail: {code} or {text}). */
export class FilePane extends EventTarget {
  constructor(connection, root) {
    super();
    this.connection = connection;
    this.root = root;
    this.files = new Map(); // by path: {path, session, version, writable, mode, gone}
    this.current = null;
    this.frame = new Frame(root, {
      create: (kind) => this.tree.create(kind),
      rename: () => this.tree.rename(),
      remove: () => this.tree.remove(),
      save: () => this.save(),
      apply: () => this.#apply(),
      show: (file, focus) => this.#show(file, focus),
      close: (file) => this.#close(file),
    });
    this.tree = new FileTree(connection, this.frame.tree);
    this.tree.addEventListener('open', ({ detail }) => this.open(detail));
    this.tree.addEventListener('problem', ({ detail }) => this.#problem(detail));
    this.tree.addEventListener('remove', ({ detail }) => this.#remove(detail));
    this.tree.addEventListener('renamed', ({ detail }) => this.#renamed(detail));
    connection.addEventListener(TOLD.files, ({ detail }) => this.#changed(detail));
    connection.addEventListener('joined', () => this.#lookAgain());
    window.addEventListener('beforeunload', (event) => {
      if ([...this.files.values()].some(isDirty)) event.preventDefault();
    });
    this.ready = this.#begin();
  }

  async #begin() {
    this.ace = await loadAce();
    this.editor = makeEditor(this.ace, this.frame.holder);
    this.blank = this.editor.session;
    this.editor.completers = [completer(this.connection, () => this.current?.path ?? '')];
    this.editor.commands.addCommand({
      name: 'save', bindKey: { win: 'Ctrl-S', mac: 'Command-S' }, exec: () => this.save(), readOnly: true,
    });
    this.judge = new Judge(this.ace, this.connection, (findings) => this.#findings(findings));
    new ResizeObserver(() => this.editor.resize()).observe(this.frame.holder);
    await this.tree.load();
    const { user, machine } = this.tree.where;
    this.frame.who.textContent = `${user}@${machine}`;
    this.frame.who.title = t('files_who', { user, machine });
    this.#draw();
  }

  /** The pane has come into view. */
  shown() {
    this.editor.resize();
    this.judge.again();
  }

  /** Open a file in front of the learner. Resolves to it, or to null when it cannot be shown. */
  async open(path, { focus = true, named = false } = {}) {
    if (this.files.has(path)) return this.#show(this.files.get(path), focus);
    try {
      const opened = await this.connection.ask(ASK.read, { path });
      const known = this.files.get(opened.path);
      return this.#show(known ?? this.#add(opened), focus);
    } catch (problem) {
      if (problem.message === 'not-found' && named) return this.#create(path);
      this.#problem(problem, path);
      return null;
    }
  }

  /** A file that a lesson's text names, and that is not there yet. */
  async #create(path) {
    const answer = await this.frame.ask(t('file_not_there', { name: path }), { create: t('file_create'), stay: t('file_later') });
    if (answer !== 'create') return null;
    try {
      const { path: made } = await this.connection.ask(ASK.write, { path, text: '', before: '', parents: true });
      return await this.open(made);
    } catch (problem) {
      this.#problem(problem, path);
      return null;
    }
  }

  /** Put a text into a file and save it: {file, how: replace, append, prepend or insert (in place of `marker`), text}. */
  async put({ file: path, how, marker, text }) {
    let file = this.files.get(path);
    if (!file) {
      const found = await this.connection.ask(ASK.read, { path }).catch((problem) => problem);
      if (found instanceof Error && found.message !== 'not-found') return this.#problem(found, path);
      file = this.#add(found instanceof Error ? { path, text: '', version: '', writable: true, mode: 0o644 } : found);
    }
    this.#show(file, false);
    const { Range } = this.ace.require('ace/range');
    const old = file.session.getValue();
    const at = how === 'insert' ? old.indexOf(marker) : -1;
    if (how === 'insert' && at < 0) return this.#problem({ text: t('file_no_marker', { marker }) });
    const lines = text.endsWith('\n') ? text : `${text}\n`;
    const before = { replace: 0, append: old.length, prepend: 0, insert: at }[how] ?? 0;
    const end = { replace: old.length, append: old.length, prepend: 0, insert: at + (marker?.length ?? 0) }[how] ?? 0;
    const doc = file.session.doc;
    const [from, to] = [doc.indexToPosition(before), doc.indexToPosition(end)];
    const gap = how === 'append' && old && !old.endsWith('\n') ? '\n' : '';
    const after = doc.replace(Range.fromPoints(from, to), gap + (how === 'insert' ? text.replace(/\n$/, '') : lines));
    const mark = file.session.addMarker(Range.fromPoints(from, after), 'put', 'text');
    setTimeout(() => file.session.removeMarker(mark), 2_500);
    this.editor.renderer.scrollCursorIntoView(from, 0.5);
    this.editor.moveCursorToPosition(from);
    this.editor.clearSelection();
    await this.save(file);
    return null;
  }

  /** Keep a file on the machine. True when it is there. */
  async save(file = this.current) {
    if (!file) return false;
    const text = file.session.getValue();
    try {
      const before = file.gone ? '' : file.version;
      const kept = await (file.saving = this.connection.ask(ASK.write, { path: file.path, text, before, parents: !before }));
      file.version = kept.version;
      file.gone = false;
      if (file.session.getValue() === text) file.session.getUndoManager().markClean();
      this.#draw();
      this.frame.status.textContent = t('file_saved', { name: nameOf(file.path) });
      return true;
    } catch (problem) {
      if (problem.code !== 'file' || !['changed', 'exists'].includes(problem.message)) {
        this.#problem(problem, file.path);
        return false;
      }
      return this.#settle(file);
    } finally {
      file.saving = null;
    }
  }

  // --- the open files

  #add({ path, text, version, writable, mode }) {
    const session = makeSession(this.ace, text, path);
    const file = { path, session, version, writable, mode, gone: false };
    session.on('change', () => {
      if (this.current === file) this.judge.again();
      requestAnimationFrame(() => this.#draw());
    });
    this.files.set(path, file);
    return file;
  }

  #show(file, focus) {
    this.current = file;
    this.root.dataset.tree = '';
    this.editor.setSession(file?.session ?? this.blank);
    this.editor.setReadOnly(!file || !file.writable);
    this.judge.watch(file);
    this.tree.mark(file?.path ?? '');
    this.#draw();
    this.editor.resize();
    if (file && focus) this.editor.focus();
    return file;
  }

  async #close(file) {
    if (isDirty(file)) {
      const answer = await this.frame.ask(t('file_close_unsaved', { name: nameOf(file.path) }), {
        save: t('file_save'), drop: t('file_drop'), stay: t('file_stay'),
      });
      if (answer === 'stay' || (answer === 'save' && !(await this.save(file)))) return;
    }
    this.#forget(file);
  }

  #forget(file) {
    const paths = [...this.files.keys()];
    const at = paths.indexOf(file.path);
    this.files.delete(file.path);
    if (this.current === file) this.#show(this.files.get(paths[at + 1] ?? paths[at - 1]) ?? null, true);
    if (!this.current) this.frame.tree.querySelector('[tabindex="0"]')?.focus();
    this.#draw();
  }

  #renamed({ path, to }) {
    for (const file of [...this.files.values()]) {
      if (file.path !== path && !file.path.startsWith(`${path}/`)) continue;
      file.path = to + file.path.slice(path.length);
      file.session.setMode(modeOf(file.path));
      this.connection.ask(ASK.read, { path: file.path }).catch(() => {}); // hear of its changes under this name
    }
    this.files = new Map([...this.files.values()].map((file) => [file.path, file]));
    this.tree.mark(this.current?.path ?? '');
    this.#draw();
  }

  async #remove(path) {
    const folder = this.tree.listings.has(path) || this.frame.tree.querySelector(`[data-path="${CSS.escape(path)}"]`)?.dataset.kind === 'directory';
    const answer = await this.frame.ask(t(folder ? 'files_delete_folder' : 'files_delete_sure', { name: path }), {
      remove: t('files_delete'), stay: t('file_keep'),
    });
    if (answer !== 'remove') return;
    try {
      await this.connection.ask(ASK.remove, { path });
    } catch (problem) {
      this.#problem(problem, path);
      return;
    }
    for (const file of [...this.files.values()]) {
      if (file.path === path || file.path.startsWith(`${path}/`)) this.#forget(file);
    }
    this.tree.focused = path.slice(0, path.lastIndexOf('/')) || '/';
    await this.tree.refresh(this.tree.focused);
  }

  // --- what happens on the machine

  #changed({ folders, files }) {
    for (const folder of folders) this.tree.refresh(folder);
    for (const { path, version } of files) this.#moved(path, version);
  }

  /** The world may be another one: a connection that came back, an undo, a lab that began anew. */
  async #lookAgain() {
    if (!this.tree.where) return;
    await this.tree.load().catch(() => {});
    for (const file of [...this.files.values()]) {
      const now = await this.connection.ask(ASK.read, { path: file.path }).catch((problem) => problem);
      if (!(now instanceof Error)) this.#moved(file.path, now.version, now);
      else if (now.message === 'not-found') this.#moved(file.path, '');
    }
    this.judge.again();
  }

  async #moved(path, version, now = null) {
    const file = this.files.get(path);
    await file?.saving?.catch(() => {}); // the news may be of our own words, and come before the answer
    if (!file || file.version === version) return;
    if (!version) {
      file.gone = true;
      this.#draw();
    } else if (isDirty(file)) {
      if (this.current === file) await this.#settle(file, { patient: true });
      else file.gone = false;
    } else {
      await this.#reread(file, now);
    }
  }

  /** The file's text as it is on the machine now; Ctrl-Z brings the one before back. */
  async #reread(file, now = null) {
    try {
      const { text, version, writable } = now ?? await this.connection.ask(ASK.read, { path: file.path });
      const { row, column } = this.editor.getCursorPosition();
      const { doc } = file.session;
      const { Range } = this.ace.require('ace/range');
      if (file.session.getValue() !== text) {
        doc.replace(new Range(0, 0, doc.getLength(), 0), text);
        if (this.current === file) this.editor.moveCursorTo(row, column);
      }
      Object.assign(file, { version, writable, gone: false });
      file.session.getUndoManager().markClean();
      this.#draw();
    } catch (problem) {
      this.#problem(problem, file.path);
    }
  }

  /** A file was changed here and there: whose words count? True when it is saved. */
  async #settle(file, how = {}) {
    const answer = await this.frame.ask(t('file_changed', { name: nameOf(file.path) }), {
      mine: t('file_mine'), theirs: t('file_theirs'), stay: t('file_later'),
    }, how);
    if (answer === 'theirs') await this.#reread(file);
    if (answer !== 'mine') return false;
    file.version = '*';
    return this.save(file);
  }

  // --- the pane

  #findings(findings) {
    this.frame.showFindings(this.current, findings, ({ line, column }) => {
      this.editor.gotoLine(line + 1, column, false);
      this.editor.focus();
    });
    this.editor.resize();
  }

  #draw() {
    this.frame.draw(this.files, this.current);
  }

  async #apply() {
    const file = this.current;
    if (isDirty(file) && !(await this.save(file))) return;
    this.dispatchEvent(new CustomEvent('type', { detail: `kubectl apply -f ${quoted(this.#short(file.path))}` }));
  }

  /** A path as the learner would type it. */
  #short(path) {
    const { home } = this.tree.where;
    return path.startsWith(`${home}/`) ? `~/${path.slice(home.length + 1)}` : path;
  }

  #problem(problem, path = '') {
    const said = problem.code === 'file' ? t(SAID[problem.message] ?? SAID.other, { name: nameOf(path) }) : null;
    const detail = problem.text ? { text: problem.text } : said ? { text: said } : { code: problem.code ?? 'unavailable' };
    this.dispatchEvent(new CustomEvent('problem', { detail }));
  }
}

const quoted = (word) => (/^[\w./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
