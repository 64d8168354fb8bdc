// Ace set up for this page: its parts from our own files, no workers, no styles but those of our style sheets.

import { t } from './texts.js';

const at = (name) => new URL(`../vendor/ace/${name}`, import.meta.url).href;
const MODES = [
  [/\.(ya?ml)$|(^|\/)\.kube\/config$/, 'yaml'], [/\.json$/, 'json'], [/(^|\/)Dockerfile(\.|$)/, 'dockerfile'],
  [/\.(sh|bash)$|(^|\/)\.(bashrc|profile|bash_history)$/, 'sh'],
];
const THEME = { cssClass: 'ace-kubekata', isDark: false, cssText: '' };

let loading = null;

/** Load Ace, once; resolves to it. */
export function loadAce() {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load() {
  await script(at('ace.js'));
  const { ace } = window;
  ace.config.set('useStrictCSP', true);
  ace.config.set('loadWorkerFromBlob', false);
  for (const kind of ['basePath', 'modePath', 'themePath', 'workerPath']) ace.config.set(kind, at('.'));
  await Promise.all(['ext-language_tools', 'ext-searchbox', 'mode-yaml', 'mode-json', 'mode-sh', 'mode-dockerfile']
    .map((name) => script(at(`${name}.js`))));
  ace.config.setMessages(messages());
  return ace;
}

function script(src) {
  return new Promise((resolve, reject) => {
    const made = document.createElement('script');
    made.src = src;
    made.async = false; // in this order
    made.addEventListener('load', resolve);
    made.addEventListener('error', () => reject(new Error(src)));
    document.head.append(made);
  });
}

/** Ace's own words, in the page's language. */
function messages() {
  const fold = t('ace_fold');
  return {
    'autocomplete.popup.aria-roledescription': t('ace_suggestions'), 'autocomplete.popup.aria-label': t('ace_suggestions'),
    'autocomplete.popup.item.aria-roledescription': t('ace_suggestion'), 'autocomplete.loading': t('connecting'),
    'editor.scroller.aria-roledescription': t('editor'), 'editor.scroller.aria-label': t('ace_enter'),
    'editor.gutter.aria-roledescription': t('ace_gutter'), 'editor.gutter.aria-label': t('ace_gutter_enter'),
    'text-input.aria-roledescription': t('editor'), 'text-input.aria-label': t('ace_row'),
    'search-box.find.placeholder': t('ace_find'), 'search-box.find-all.text': t('ace_all'),
    'search-box.replace.placeholder': t('ace_replace_with'), 'search-box.replace-next.text': t('ace_replace'),
    'search-box.replace-all.text': t('ace_all'), 'search-box.toggle-replace.title': t('ace_toggle_replace'),
    'search-box.toggle-regexp.title': t('search_regexp'), 'search-box.toggle-case.title': t('search_case'),
    'search-box.toggle-whole-word.title': t('ace_word'), 'search-box.toggle-in-selection.title': t('ace_selection'),
    'search-box.search-counter': t('ace_counter'),
    'gutter.code-folding.range.aria-label': fold, 'gutter.code-folding.closed.aria-label': fold,
    'gutter.code-folding.open.aria-label': fold, 'gutter.code-folding.closed.title': fold,
    'gutter.code-folding.open.title': fold, 'inline-fold.closed.title': fold,
    'gutter.annotation.aria-label.error': t('ace_error'), 'gutter.annotation.aria-label.warning': t('ace_warning'),
    'gutter-tooltip.aria-label.error.singular': t('finding_error'), 'gutter-tooltip.aria-label.error.plural': t('finding_error'),
    'gutter-tooltip.aria-label.warning.singular': t('finding_warning'), 'gutter-tooltip.aria-label.warning.plural': t('finding_warning'),
    'editor.tooltip.disable-editing': t('file_fixed'),
  };
}

/** The mode of a file, by its name. */
export function modeOf(path) {
  return `ace/mode/${MODES.find(([names]) => names.test(path))?.[1] ?? 'text'}`;
}

/** An editor in an element. */
export function makeEditor(ace, holder) {
  const editor = ace.edit(holder, {
    theme: THEME,
    fontSize: 14,
    fontFamily: 'var(--mono)',
    showPrintMargin: false,
    useWorker: false,
    tabSize: 2,
    useSoftTabs: true,
    scrollPastEnd: 0.3,
    enableBasicAutocompletion: true,
    enableLiveAutocompletion: true,
    liveAutocompletionDelay: 200,
    enableKeyboardAccessibility: true,
    textInputAriaLabel: t('editor'),
    newLineMode: 'unix',
  });
  editor.commands.removeCommands(['showSettingsMenu', 'gotoline', 'openCommandPalette', 'openCommandPallete']);
  return editor;
}

/** A text of its own, with its own history. */
export function makeSession(ace, text, path) {
  const { EditSession } = ace.require('ace/edit_session');
  const session = new EditSession(text);
  session.setUndoManager(new (ace.require('ace/undomanager').UndoManager)());
  session.setUseWorker(false); // before the mode, which would start its worker
  session.setMode(modeOf(path));
  session.setOptions({ tabSize: 2, useSoftTabs: true, newLineMode: text.includes('\r\n') ? 'windows' : 'unix' });
  session.getUndoManager().markClean();
  return session;
}
