// The cluster, drawn live: what the server tells of it, asked for only while somebody looks. The drawing itself is
// loaded when it is opened first.

import { ClusterPicture } from './picture.js';
import { t } from './texts.js';
import { ASK, TOLD } from './wire.js';

const MOST_FLOWS = 60; // that wait to be drawn

/** Events: 'describe' (detail: a command to be typed for the learner, not run), 'problem' (detail: a Refused). */
export class Drawing extends EventTarget {
  constructor(connection, pane) {
    super();
    this.connection = connection;
    this.picture = new ClusterPicture();
    this.view = null;
    this.looking = false;
    this.asking = false;
    this.again = false; // look once more when the answer is there
    this.early = []; // changes that came before it
    this.changed = null; // ids to be drawn anew; null: everything
    this.flows = []; // requests that are not drawn yet
    this.due = false;
    this.pane = pane;
    connection.addEventListener(TOLD.cluster, ({ detail }) => this.#change(detail.picture));
    connection.addEventListener('joined', () => this.#look());
    new ResizeObserver(() => this.#shown(pane.offsetHeight > 0)).observe(pane);
  }

  describe(command) {
    this.dispatchEvent(new CustomEvent('describe', { detail: command }));
  }

  /** All there is to know of one object. */
  detail(id) {
    return this.connection.ask(ASK.detail, { id });
  }

  #shown(looking) {
    if (looking === this.looking) return;
    this.looking = looking;
    if (looking) this.#look();
    else this.connection.tell(ASK.lookAway, {});
  }

  async #load() {
    if (this.view) return;
    try {
      const { View } = await import('./drawing-view.js');
      this.view ??= new View(this, this.pane);
    } catch {
      this.pane.querySelector('.drawing-story').textContent = t('drawing_unloaded');
    }
  }

  async #look() {
    if (!this.looking || this.connection.state !== 'connected') return;
    this.again = this.asking; // what is on its way may be out of date
    if (this.asking) return;
    this.asking = true;
    this.early = [];
    await this.#load();
    try {
      this.picture.replace(await this.connection.ask(ASK.look));
      this.again ||= !this.early.every((picture) => this.picture.change(picture));
      this.changed = null;
      this.#soon();
    } catch {
      // the connection is gone: joining again looks again
    }
    this.asking = false;
    if (this.again) this.#look();
  }

  #change(picture) {
    if (!this.looking) return;
    if (this.asking) {
      this.early.push(picture);
      return;
    }
    const changed = this.picture.change(picture);
    if (!changed) {
      this.#look();
      return;
    }
    if (this.changed) for (const id of changed) this.changed.add(id);
    this.flows = [...this.flows, ...picture.flows].slice(-MOST_FLOWS); // a page that is out of sight draws nothing
    this.#soon();
  }

  #soon() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      const { changed, flows } = this;
      [this.due, this.changed, this.flows] = [false, new Set(), []];
      this.view?.draw(changed, flows);
    });
  }
}
