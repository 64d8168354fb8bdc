// What the pane of the files is made of: tools and tree, tabs, notes and questions, the list of what is wrong.

import { element, icon, iconButton } from './elements.js';
import { mayBeManifest } from './manifest.js';
import { t } from './texts.js';

const NEW_FILE = 'M6 3h8l5 5v5M14 3v5h5M5 4v16a1 1 0 0 0 1 1h6M18 15v6M15 18h6';
const NEW_FOLDER = 'M3 7.500V18a2 2 0 0 0 2 2h7M21 13V9a2 2 0 0 0-2-2h-7L10 4.500H5a2 2 0 0 0-2 2M18 15v6M15 18h6';
const RENAME = 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4';
const DELETE = 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5';
const TREE = 'M4 5h7M4 12h16M4 19h16';
const SAVE = 'M5 3h11l4 4v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM8 3v5h7V3M8 21v-7h8v7';
const MARK = { error: 'M12 7v6M12 16.500h.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z', warning: 'M12 9v4M12 16.500h.01M12 4l9 16H3z' };

/** `act` has what its buttons do: create(kind), rename, remove, save, apply, show(file, focus), close(file). */
export class Frame {
  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.files = [];
    this.current = null;
    this.questions = Promise.resolve();
    this.#build(root);
  }

  /** Show the open files, and the one in the editor. */
  draw(files, current) {
    this.files = [...files.values()];
    this.current = current;
    this.root.dataset.none = String(!current);
    const focused = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...this.files.map((file) => this.#tab(file)));
    if (focused) this.tabs.querySelector('[aria-selected="true"]')?.focus();
    this.holder.hidden = !current;
    this.empty.hidden = Boolean(current);
    this.saveButton.hidden = !current;
    this.saveButton.disabled = !current || (!isDirty(current) && !current.gone);
    const manifest = current && mayBeManifest(current.path) && /^kind:|"kind"/m.test(current.session.getLines(0, 200).join('\n'));
    this.applyButton.hidden = !manifest;
    if (manifest) this.applyButton.textContent = `kubectl apply -f ${nameOf(current.path)}`;
    this.#drawNote(current);
  }

  /** List what is wrong with a file; `go(finding)` leads there. */
  showFindings(current, findings, go) {
    this.problems.replaceChildren(...findings.map(({ line, column, message, severity }) => element('li', {},
      element('button', {
        type: 'button', class: `finding-row finding-${severity}`,
        click: () => go({ line, column }),
      }, icon(MARK[severity]), element('span', { class: 'unseen', text: t(`finding_${severity}`) }),
      element('span', { class: 'finding-line', text: t('finding_line', { line: line + 1 }) }), ` ${message}`))));
    this.problems.hidden = !findings.length;
    const another = this.foundIn !== current?.path;
    const before = another ? 0 : this.found;
    this.found = findings.length;
    this.foundIn = current?.path;
    if (another && this.status.textContent === this.said) this.status.textContent = ''; // that was of the file before
    if (findings.length === before) return;
    this.said = findings.length ? t('findings', { count: findings.length }) : t('findings_none');
    this.status.textContent = this.said;
  }

  /**
   * Ask calmly, in the pane; resolves to the name of the answer. One question at a time. One that nobody asked for is
   * `patient`: it leaves the focus where the learner is.
   */
  ask(text, answers, { patient = false } = {}) {
    const asked = this.questions.then(() => new Promise((resolve) => {
      this.root.dataset.tree = '';
      const back = document.activeElement;
      const done = (answer) => {
        if (back?.isConnected && this.question.contains(document.activeElement)) back.focus();
        this.question.hidden = true;
        this.question.replaceChildren();
        this.question.onkeydown = null;
        resolve(answer);
      };
      const names = Object.keys(answers);
      const words = element('p', { id: 'files-asked', text });
      this.question.setAttribute('aria-labelledby', 'files-asked');
      this.question.replaceChildren(words, ...names.map((name) => (
        element('button', { type: 'button', class: 'button', text: answers[name], click: () => done(name) }))));
      this.question.onkeydown = (event) => { if (event.key === 'Escape') done(names[names.length - 1]); };
      this.question.hidden = false;
      if (!patient || this.root.contains(back)) this.question.querySelector('button').focus();
    }));
    this.questions = asked.catch(() => {});
    return asked;
  }

  // --- inside

  #build(root) {
    const { act } = this;
    const bar = element('div', { class: 'files-tools', role: 'toolbar', 'aria-label': t('files_tools') },
      iconButton(NEW_FILE, t('files_new'), () => act.create('file')),
      iconButton(NEW_FOLDER, t('files_new_folder'), () => act.create('directory')),
      iconButton(RENAME, `${t('files_rename')} (F2)`, act.rename),
      iconButton(DELETE, t('files_delete'), act.remove));
    this.who = element('span', { class: 'files-who' });
    this.tree = element('ul', { class: 'tree', role: 'tree', 'aria-label': t('files') });
    this.tabs = element('div', { class: 'file-tabs', role: 'tablist', 'aria-label': t('files_open'), keydown: (event) => this.#walk(event) });
    this.holder = element('div', { class: 'editor', id: 'editor', role: 'tabpanel', 'aria-label': t('editor') });
    this.empty = element('p', { class: 'files-empty', text: t('files_empty') });
    this.note = element('div', { class: 'files-note', hidden: true });
    this.question = element('div', {
      class: 'files-question', role: 'alertdialog', 'aria-modal': 'false', 'aria-live': 'polite', hidden: true,
    });
    this.problems = element('ul', { class: 'findings', 'aria-label': t('findings_label'), hidden: true });
    this.status = element('span', { class: 'files-status', role: 'status' });
    this.applyButton = element('button', { type: 'button', class: 'button quiet apply', click: act.apply });
    this.saveButton = element('button', { type: 'button', class: 'button quiet save', title: `${t('file_save')} (Ctrl-S)`, click: act.save },
      icon(SAVE), element('span', { text: t('file_save') }));
    this.toggle = iconButton(TREE, t('files_tree'), () => {
      root.dataset.tree = root.dataset.tree === 'open' ? '' : 'open';
    }, { class: 'icon-button tree-toggle' });
    root.append(
      element('div', { class: 'files-side' }, bar, this.tree, this.who),
      element('div', { class: 'files-main' },
        element('div', { class: 'files-bar' }, this.toggle, this.tabs, this.saveButton),
        this.note, this.question, this.holder, this.empty, this.problems,
        element('div', { class: 'files-foot' }, this.status, this.applyButton)),
    );
    root.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 's') {
        event.preventDefault();
        act.save();
      }
    });
  }

  #drawNote(current) {
    const text = !current ? '' : current.gone ? t('file_gone', { name: nameOf(current.path) })
      : current.writable ? '' : t('file_fixed_mode', { mode: current.mode.toString(8).padStart(4, '0') });
    if (this.note.dataset.text === text) return;
    this.note.dataset.text = text;
    this.note.hidden = !text;
    this.note.replaceChildren(element('span', { text }));
    if (current && !current.gone && !current.writable && !/^\/(proc|sys|dev)\//.test(current.path)) {
      this.note.append(element('button', { type: 'button', class: 'button', text: t('file_edit_anyway'), click: () => {
        current.writable = true;
        this.act.show(current, true);
      } }));
    }
  }

  #tab(file) {
    const shown = file === this.current;
    const dirty = isDirty(file) || file.gone;
    const name = nameOf(file.path);
    const button = element('button', {
      type: 'button', role: 'tab', 'aria-selected': String(shown), 'aria-controls': 'editor', tabindex: shown ? 0 : -1,
      'aria-keyshortcuts': 'Delete', title: file.path, click: () => this.act.show(file, true),
    }, element('span', { text: name }), dirty ? element('span', { class: 'unseen', text: ` (${t('file_unsaved')})` }) : '');
    const close = element('button', {
      type: 'button', class: 'tab-close', tabindex: -1, 'aria-hidden': 'true', title: t('close_file', { name }), text: '×',
      click: () => this.act.close(file),
    });
    const item = element('div', { class: 'file-tab', role: 'presentation' }, button, close);
    item.dataset.shown = String(shown);
    item.dataset.dirty = String(dirty);
    return item;
  }

  #walk(event) {
    const { files } = this;
    const at = files.indexOf(this.current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: files.length - 1 }[event.key];
    if (event.key === 'Delete' && this.current) this.act.close(this.current);
    else if (to !== undefined && files.length) {
      event.preventDefault();
      this.act.show(files[(to + files.length) % files.length], false);
      this.tabs.querySelector('[aria-selected="true"]').focus();
    }
  }
}

/** Whether a file has changes that are not on the machine. */
export const isDirty = (file) => !file.session.getUndoManager().isClean();

/** A file's own name. */
export const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);
