// The same as a list, for those who would rather read: what there is, and what it hangs together with, in sentences.

import { byId, element } from './drawing-parts.js';
import { t } from './texts.js';

export class List {
  constructor(view) {
    this.view = view;
    this.root = document.getElementById('drawing-list');
    this.shown = false;
    this.written = '';
  }

  show(shown) {
    this.shown = shown;
    this.root.hidden = !shown;
    document.getElementById('drawing-story').ariaLive = shown ? 'polite' : 'off'; // read out to who reads
    this.root.parentElement.tabIndex = shown ? 0 : -1; // it is to be scrolled with keys, too
    if (shown) this.draw();
  }

  draw() {
    const { picture } = this.view;
    const seen = (shapes) => [...shapes].filter(({ namespace }) => !this.view.isFolded(namespace)).sort(byId);
    const parts = [
      [t('list_nodes'), picture.nodes.values()], [t('list_ways'), [...picture.routes.values(), ...picture.services.values(), ...picture.policies.values()]],
      [t('list_workloads'), [...picture.workloads.values(), ...picture.scalers.values()]], [t('list_pods'), picture.pods.values()],
      [t('list_storage'), picture.storage.values()],
    ].map(([title, shapes]) => [title, seen(shapes).map((shape) => this.#words(shape))]);
    const written = JSON.stringify(parts);
    if (written === this.written) return; // reading goes on where it was
    this.written = written;
    this.root.replaceChildren(...parts.flatMap(([title, sentences]) => {
      if (!sentences.length) return [];
      const list = element('ul', '');
      list.append(...sentences.map((words) => element('li', '', words)));
      return [element('h3', '', title), list];
    }));
  }

  #words(shape) {
    return this.view.says(shape) + (shape.why ? ` — ${shape.why}` : '');
  }
}
