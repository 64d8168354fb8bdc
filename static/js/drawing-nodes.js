// Nodes with their pods. Only what is different is drawn anew.

import { STATES, arrange, byId, element, fill, fillButton, mark, named } from './drawing-parts.js';
import { t } from './texts.js';

const $ = (id) => document.getElementById(id);
const LEAVING = 350; // milliseconds in which a pod that is gone fades, as in drawing.css
const MANY = 4; // nodes that stand one below the other, even where there is room
const MOST_MOVING = 60; // pods that fly to their places at once; more would only flicker
const DENSITY = [[24, 'large'], [90, 'medium'], [320, 'small'], [Infinity, 'tiny']]; // pods up to which cells are so large
const UNSCHEDULED = 'unscheduled';

/** A node's roles, but for one that its name says already. */
function roles({ name, roles: found }) {
  const said = name.replaceAll('-', '');
  return found.filter((role) => !said.includes(role.replaceAll('-', ''))).join(', ');
}

export class Nodes {
  constructor(view) {
    this.view = view;
    this.picture = view.picture;
    this.boxes = new Map(); // name of a node -> its box
  }

  /** Draw what changed (null: all); gives the pods that were elsewhere before, with their old places. */
  draw(changed) {
    const { picture, view } = this;
    const shown = picture.namespaces().reduce((sum, { name, pods }) => sum + (view.isFolded(name) ? 0 : pods), 0);
    const density = DENSITY.find(([most]) => shown <= most)[1];
    mark(view.pane, { density, nodes: picture.nodes.size > MANY ? 'many' : 'few' });
    const names = new Set([...picture.nodes.values()].map(({ name }) => name));
    const lost = [...picture.onNode.sets.keys()].filter((name) => !names.has(name));
    const waiting = [...picture.pods.values()].filter(({ node }) => !node);
    const touched = new Set();
    const all = !changed || density !== this.density;
    this.density = density;
    for (const id of changed ?? []) this.#note(id, touched);
    const homes = [...picture.nodes.values()].sort(byId);
    const boxes = homes.map((node) => this.#box(node.name, node));
    const homeless = lost.flatMap((name) => [...picture.onNode.get(name)].map((id) => picture.pods.get(id)));
    const nowhere = [...waiting, ...homeless].filter((pod) => !view.isFolded(pod.namespace));
    if (nowhere.length) boxes.unshift(this.#box(UNSCHEDULED, null));
    for (const [name, box] of this.boxes) if (!boxes.includes(box)) this.#forget(name, box);
    arrange($('drawing-nodes'), boxes);
    this.#gone();
    const moved = [];
    for (const node of homes) {
      if (all || touched.has(node.name)) this.#pods(this.boxes.get(node.name), [...picture.onNode.get(node.name)], changed, moved, all);
    }
    if (nowhere.length) this.#pods(this.boxes.get(UNSCHEDULED), nowhere.map(({ id }) => id), changed, moved, all);
    return moved;
  }

  #note(id, touched) {
    const pod = this.picture.pods.get(id);
    if (pod) touched.add(pod.node);
    else if (id.startsWith('Node//')) touched.add(id.slice(6));
  }

  /** A node's box, or the one of the pods that are on none. */
  #box(name, node) {
    let box = this.boxes.get(name);
    if (!box) {
      box = element('div', 'node-box');
      box.pods = element('div', 'node-pods');
      box.folds = element('div', 'node-folds');
      box.head = node ? this.view.cell(node.id, 'node-head') : element('p', 'node-head');
      box.append(box.head, box.folds, box.pods);
      this.boxes.set(name, box);
    }
    if (box.node === node && node) return box;
    box.node = node;
    const status = node?.status.replace(',', ', ') ?? '';
    mark(box, { ready: node?.ready ?? true, closed: status.includes('SchedulingDisabled'), waiting: !node });
    if (node) {
      fillButton(box.head, this.view.says(node), [
        ['node-name', node.name], ['node-roles', roles(node)], ['node-status', status],
      ]);
    } else fill(box.head, [['node-name', t('unscheduled')]]);
    return box;
  }

  #pods(box, ids, changed, moved, all) {
    const { picture, view } = this;
    const folded = new Map();
    const shapes = [];
    for (const id of ids) {
      const pod = picture.pods.get(id);
      if (!view.isFolded(pod.namespace)) shapes.push(pod);
      else if (folded.has(pod.namespace)) folded.get(pod.namespace).push(id);
      else folded.set(pod.namespace, [id]);
    }
    const cells = shapes.sort(byId).map((pod) => {
      const fresh = !view.cells.has(pod.id);
      const cell = view.cell(pod.id, 'pod');
      const moves = fresh || (cell.parentNode && cell.parentNode !== box.pods);
      if (moves && changed && moved.length <= MOST_MOVING) moved.push([cell, fresh, this.#from(cell, pod, fresh)]);
      if (fresh || all || changed.has(pod.id)) this.#drawPod(cell, pod);
      return cell;
    });
    arrange(box.pods, cells);
    if (box.node) {
      named(box.head, view.says(box.node));
      this.#folds(box, folded);
    }
  }

  /** What is folded stands at the foot of its node. */
  #folds(box, folded) {
    const { name } = box.node;
    const tokens = [...folded].sort(([a], [b]) => (a < b ? -1 : 1)).map(([namespace, ids]) => {
      const token = this.view.cell(`fold/${name}/${namespace}`, 'fold');
      token.dataset.fold = namespace;
      const failing = this.picture.fails(ids);
      mark(token, { failing });
      fillButton(token, t(failing ? 'folded_failing' : 'folded', { count: ids.length, namespace, node: name }), [
        ['fold-count', String(ids.length)], ['fold-name', namespace], ['fold-mark', failing ? STATES.failing[0] : ''],
      ]);
      return token;
    });
    for (const old of box.folds.children) if (!tokens.includes(old)) this.view.cells.delete(old.dataset.id);
    arrange(box.folds, tokens);
  }

  #drawPod(cell, pod) {
    mark(cell, { hue: this.picture.hue(pod), old: this.picture.isOld(pod), fenced: this.picture.fences(pod.id).length > 0 });
    const brief = this.density === 'small' || this.density === 'tiny'; // hundreds of them: their marks alone
    if (cell.shape === pod && cell.brief === brief) return;
    const before = cell.shape?.state;
    [cell.shape, cell.brief] = [pod, brief];
    mark(cell, { state: pod.state });
    if (before && before !== pod.state && !this.view.calm.matches && this.density === 'large') {
      cell.animate([{ transform: 'scale(1.06)' }, { transform: 'none' }], { duration: 350, easing: 'ease-out' });
    }
    const sign = ['pod-mark', STATES[pod.state][0]];
    if (brief) {
      fillButton(cell, this.view.says(pod), [sign]);
      return;
    }
    fillButton(cell, this.view.says(pod), [
      sign, ['pod-name', null], ['pod-status', pod.status], ['pod-restarts', pod.restarts ? `↻ ${pod.restarts}` : ''],
    ]);
    fill(cell.children[2], this.#nameParts(pod));
  }

  /** A name in parts: what it is one of, the hash of its template, and its own end, which matters most. */
  #nameParts({ name, owner }) {
    const cut = name.lastIndexOf('-') + 1;
    const base = this.picture.workloads.get(owner)?.owner.split('/')[2];
    const from = base && name.startsWith(`${base}-`) ? Math.min(base.length + 1, cut) : cut;
    return [['pod-base', name.slice(0, from)], ['pod-hash', name.slice(from, cut)], ['pod-tail', name.slice(cut)]];
  }

  /** Where a pod was; a new one comes from what made it. */
  #from(cell, pod, fresh) {
    const from = fresh ? this.view.cells.get(pod.owner) : cell;
    return from?.isConnected ? from.getBoundingClientRect() : null;
  }

  /** Once all stands where it will stay: those that were elsewhere fly there. */
  settle(moved) {
    if (this.view.calm.matches || moved.length > MOST_MOVING) return;
    const places = moved.map(([cell]) => cell.getBoundingClientRect());
    for (const [index, [cell, fresh, from]] of moved.entries()) {
      const to = places[index];
      if (!to.width) continue;
      const by = from?.width ? `translate(${from.left - to.left}px, ${from.top - to.top}px) ` : '';
      const start = { transform: `${by}scale(${fresh ? 0.5 : 1})`, opacity: fresh ? 0 : 1 };
      cell.animate([start, { transform: 'none', opacity: 1 }], { duration: 450, easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)' });
    }
  }

  /** The box of a node, or that of pods which are on none. */
  box(name) {
    return this.boxes.get(name) ?? this.boxes.get(UNSCHEDULED);
  }

  #forget(name, box) {
    this.boxes.delete(name);
    if (box.node) this.view.cells.delete(box.node.id);
    for (const token of box.folds.children) this.view.cells.delete(token.dataset.id);
  }

  /** Pods that are gone, or folded, fade. */
  #gone() {
    const { picture, view } = this;
    const gone = [];
    for (const [id, cell] of view.cells) {
      if (!cell.shape) continue;
      const pod = picture.pods.get(id);
      if (!pod || view.isFolded(pod.namespace)) gone.push([id, cell, Boolean(pod)]);
    }
    for (const [id, cell, folded] of gone) {
      view.cells.delete(id);
      this.#leave(cell, folded || gone.length > MOST_MOVING);
    }
  }

  #leave(cell, atOnce) {
    const next = cell.nextElementSibling ?? cell.previousElementSibling ?? cell.closest('.node-box')?.head;
    if (document.activeElement === cell) next?.focus();
    if (this.view.calm.matches || atOnce || !cell.isConnected) {
      cell.remove();
      return;
    }
    cell.classList.add('leaving');
    cell.tabIndex = -1;
    cell.setAttribute('aria-hidden', 'true');
    setTimeout(() => {
      cell.remove();
      this.view.moved(); // the others close the gap
    }, LEAVING);
  }
}
