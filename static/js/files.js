// The learner's files: what of them is there before they are looked at. The tree and the editor are loaded when first
// asked for, so that a page without them is light.

const here = (name) => new URL(name, import.meta.url).href;

/** Events: 'show' (the pane is to be seen), 'type' (detail: a command for the terminal), 'problem'. */
export class Files extends EventTarget {
  constructor(connection, element) {
    super();
    this.connection = connection;
    this.element = element;
    this.loading = null;
  }

  /** The pane, loaded once. */
  pane() {
    this.loading ??= this.#load().catch((error) => {
      this.loading = null; // the next click tries again
      throw error;
    });
    return this.loading;
  }

  /** Show it; resolves when it can be used. */
  async show() {
    try {
      const pane = await this.pane();
      pane.shown();
      return pane;
    } catch (error) {
      this.dispatchEvent(new CustomEvent('problem', { detail: { code: error.code ?? 'unavailable' } }));
      return null;
    }
  }

  /** Open a file in front of the learner. */
  async open(path) {
    this.dispatchEvent(new Event('show'));
    await (await this.show())?.open(path, { named: true });
  }

  /** Put a text into a file, as a block of the lesson says: {file, how, marker, text}. It is saved. */
  async put(block) {
    this.dispatchEvent(new Event('show'));
    await (await this.show())?.put(block);
  }

  async #load() {
    const [{ FilePane }] = await Promise.all([
      import('./file-pane.js'), style(here('../vendor/ace/ace.css')), style(here('../css/files.css')),
    ]);
    this.element.hidden = false;
    const pane = new FilePane(this.connection, this.element);
    for (const name of ['type', 'problem', 'show']) {
      pane.addEventListener(name, ({ detail }) => this.dispatchEvent(new CustomEvent(name, { detail })));
    }
    await pane.ready;
    return pane;
  }
}

function style(href) {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    link.addEventListener('load', resolve);
    link.addEventListener('error', reject);
    document.head.append(link);
  });
}
