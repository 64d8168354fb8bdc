// What leads to pods (left): Gateways, routes, Ingresses, Services; and what makes and keeps them (right).

import { arrange, byId, element, fillButton, mark } from './drawing-parts.js';
import { t } from './texts.js';

const $ = (id) => document.getElementById(id);
const SHORT = { PersistentVolumeClaim: 'PVC', PersistentVolume: 'PV', HorizontalPodAutoscaler: 'HPA' }; // where there is little room
const MOST_TICKS = 10; // pods that a meter shows one by one

export class Things {
  constructor(view) {
    this.view = view;
    this.picture = view.picture;
    this.headings = new Map(); // part and namespace -> its heading
  }

  draw() {
    const ways = this.#ways();
    const owners = [...this.#owners(), ...this.#storage()];
    const kept = new Set([...ways, ...owners].map(([id]) => id));
    for (const [id, cell] of this.view.cells) {
      if (!cell.classList.contains('thing') || kept.has(id)) continue;
      this.view.cells.delete(id);
      if (document.activeElement === cell) (cell.nextElementSibling ?? cell.previousElementSibling)?.focus?.();
    }
    this.#arrange($('drawing-ways'), ways);
    this.#arrange($('drawing-things'), owners);
  }

  /** Rows under the headings of their namespaces, where there is more than one. */
  #arrange(part, rows) {
    const namespaces = [...new Set(rows.map(([id]) => id.split('/')[1]).filter(Boolean))];
    const wanted = [];
    let last = '';
    for (const [id, cell] of rows) {
      const namespace = id.split('/')[1];
      if (namespaces.length > 1 && namespace && namespace !== last) wanted.push(this.#heading(part, namespace));
      last = namespace || last;
      wanted.push(cell);
    }
    arrange(part, wanted);
  }

  #heading(part, namespace) {
    const key = `${part.id}/${namespace}`;
    if (!this.headings.has(key)) this.headings.set(key, element('p', 'things-namespace', namespace));
    return this.headings.get(key);
  }

  #seen(shapes) {
    const order = (one) => `${one.namespace}/${one.name}`;
    return [...shapes].filter(({ namespace }) => !this.view.isFolded(namespace))
      .sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : byId(a, b)));
  }

  #ways() {
    const { picture } = this;
    const routes = this.#seen(picture.routes.values());
    const rows = [];
    const add = (route, depth) => {
      const hosts = [...new Set(route.rules.map(({ host, path }) => `${host || '*'}${path}`))];
      rows.push(this.#row(route, depth, hosts.join(' ') || route.address, ''));
      for (const below of routes.filter(({ parents }) => parents.includes(route.id))) add(below, 1);
    };
    for (const route of routes) if (!route.parents.some((id) => picture.routes.has(id))) add(route, 0);
    for (const service of this.#seen(picture.services.values())) {
      const pods = [...picture.selected.get(service.id)];
      const ready = pods.filter((id) => picture.pods.get(id)?.state === 'ready').length;
      const count = Object.keys(service.selector).length ? `→ ${ready}/${pods.length}` : '';
      const row = this.#row(service, 0, `${service.type} ${service.ports}`, count);
      mark(row[1], { short: Boolean(count) && ready < Math.max(1, pods.length) });
      rows.push(row);
    }
    for (const policy of this.#seen(picture.policies.values())) rows.push(this.#row(policy, 0, policy.passes.join(' · '), ''));
    // Sorted by namespace: routes, Services, policies.
    return rows.map((row, index) => [row, index]).sort(([[a], i], [[b], j]) => {
      const [first, second] = [a.split('/')[1], b.split('/')[1]];
      return first < second ? -1 : first > second ? 1 : i - j;
    }).map(([row]) => row);
  }

  #owners() {
    const { picture } = this;
    const rows = [];
    const add = (workload, depth) => {
      const count = workload.kind === 'CronJob' ? '' : `${workload.ready}/${workload.wanted}`;
      const note = workload.revision && depth ? `${t('revision', { number: workload.revision })} · ${workload.note}` : workload.note;
      const row = this.#row(workload, depth, note, count);
      mark(row[1], {
        hue: picture.hue(workload), old: picture.isOld(workload), short: workload.ready < workload.wanted,
      });
      rows.push(row, ...picture.scaling(workload.id).sort(byId).map((scaler) => this.#scaler(scaler, depth + 1)));
      const below = [...picture.made.get(workload.id)].map((id) => picture.workloads.get(id))
        .filter((one) => one && (one.wanted || [...picture.made.get(one.id)].some((id) => picture.pods.has(id))));
      for (const one of below.sort((a, b) => b.revision - a.revision || byId(a, b))) add(one, depth + 1);
    };
    for (const one of this.#seen(picture.workloads.values())) if (!picture.workloads.has(one.owner)) add(one, 0);
    const lost = this.#seen(picture.scalers.values()).filter(({ target }) => !picture.workloads.has(target));
    return [...rows, ...lost.map((scaler) => this.#scaler(scaler, 0))];
  }

  #scaler(scaler, depth) {
    return this.#row(scaler, depth, scaler.targets, `${scaler.least}–${scaler.most}`);
  }

  #storage() {
    const rows = [];
    const claims = this.#seen([...this.picture.storage.values()].filter(({ kind }) => kind === 'PersistentVolumeClaim'));
    const shown = new Set();
    for (const claim of claims) {
      rows.push(this.#row(claim, 0, claim.capacity, claim.status));
      mark(rows.at(-1)[1], { short: claim.status !== 'Bound' });
      const volume = this.picture.storage.get(claim.bound);
      if (!volume) continue;
      shown.add(volume.id);
      rows.push(this.#row(volume, 1, volume.capacity, volume.status));
    }
    for (const volume of this.picture.storage.values()) {
      const hidden = volume.kind === 'PersistentVolumeClaim' || shown.has(volume.id)
        || this.view.isFolded(volume.bound.split('/')[1]);
      if (!hidden) rows.push(this.#row(volume, 0, volume.capacity, volume.status));
    }
    return rows;
  }

  #row(shape, depth, note, count) {
    const cell = this.view.cell(shape.id, 'thing');
    mark(cell, { depth: Math.min(depth, 2), kind: shape.kind ?? 'Service' });
    fillButton(cell, this.view.says(shape), [
      ['thing-kind', SHORT[shape.kind] ?? shape.kind ?? 'Service'], ['thing-name', shape.name], ['thing-note', note], ['thing-count', count],
    ]);
    this.#meter(cell, shape);
    return [shape.id, cell];
  }

  /** As many ticks as there are to be pods; those that are ready are full. */
  #meter(cell, { ready = 0, wanted = 0 }) {
    const most = Math.max(ready, wanted);
    const ticks = most && most <= MOST_TICKS ? '▮'.repeat(ready) + '▯'.repeat(Math.max(0, wanted - ready)) : '';
    cell.children[4].dataset.ticks = ticks;
  }
}
