// The cluster, drawn live: nodes with their pods, workloads and Services, and what ties them.

import { recall, remember } from './memory.js';
import { ClusterPicture, describing } from './picture.js';
import { t } from './texts.js';
import { ASK, TOLD } from './wire.js';

const $ = (id) => document.getElementById(id);
const LEAVING = 350; // milliseconds in which a pod that is gone fades, as in lesson.css
const DENSITY = [[24, 'large'], [90, 'medium'], [Infinity, 'small']]; // pods up to which cells are so large
const STATES = {
  pending: ['○', 'state_pending'], creating: ['◔', 'state_creating'], running: ['◑', 'state_running'],
  ready: ['●', 'state_ready'], terminating: ['✕', 'state_terminating'], failing: ['!', 'state_failing'],
  completed: ['✓', 'state_completed'],
};
const UNSCHEDULED = 'unscheduled';

const byName = (a, b) => (a.id < b.id ? -1 : 1);

function element(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Events: 'describe' (detail: a command to be typed for the learner, not run). */
export class Drawing extends EventTarget {
  constructor(connection, pane) {
    super();
    this.connection = connection;
    this.pane = pane;
    this.picture = new ClusterPicture();
    this.cells = new Map(); // id -> its button
    this.boxes = new Map(); // id of a node -> its box
    this.looking = false;
    this.asking = false;
    this.again = false; // look once more when the answer is there
    this.early = []; // changes that came before it
    this.due = false;
    this.traced = ''; // what one points at
    this.clicked = ''; // what was clicked last: its words stay
    this.calm = matchMedia('(prefers-reduced-motion: reduce)');
    this.system = $('drawing-system');
    this.system.checked = recall('drawing-system', false);
    this.system.addEventListener('change', () => {
      remember('drawing-system', this.system.checked);
      this.#draw();
    });
    $('drawing-legend').append(...Object.entries(STATES).map(([state, [mark, key]]) => {
      const item = element('li', 'legend-item');
      item.dataset.state = state;
      const sign = element('span', 'legend-mark', mark);
      sign.setAttribute('aria-hidden', 'true');
      item.append(sign, t(key));
      return item;
    }));
    connection.addEventListener(TOLD.cluster, ({ detail }) => this.#changed(detail.picture));
    connection.addEventListener('joined', () => this.#look());
    new ResizeObserver(() => this.#shown(pane.offsetHeight > 0)).observe(pane);
    for (const type of ['pointerover', 'focusin']) pane.addEventListener(type, (event) => this.#point(event.target));
    pane.addEventListener('pointerleave', () => this.#point(document.activeElement));
    pane.addEventListener('focusout', ({ relatedTarget }) => this.#point(relatedTarget));
    pane.addEventListener('click', ({ target }) => this.#clicked(target.closest('[data-id]')));
    for (const part of [$('drawing-nodes'), $('drawing-things')]) {
      part.addEventListener('keydown', (event) => walk(part, event));
      part.addEventListener('focusin', ({ target }) => stopAt(part, target));
    }
  }

  // --- from the server

  #shown(looking) {
    if (looking === this.looking) return;
    this.looking = looking;
    if (looking) this.#look();
    else this.connection.tell(ASK.lookAway, {});
  }

  async #look() {
    if (!this.looking || this.connection.state !== 'connected') return;
    this.again = this.asking; // what is on its way may be out of date
    if (this.asking) return;
    this.asking = true;
    this.early = [];
    try {
      this.picture.replace(await this.connection.ask(ASK.look));
      this.again ||= !this.early.every((picture) => this.picture.change(picture));
      this.#draw();
    } catch {
      // the connection is gone: joining again looks again
    }
    this.asking = false;
    if (this.again) this.#look();
  }

  #changed(picture) {
    if (!this.looking) return;
    if (this.asking) this.early.push(picture);
    else if (!this.picture.change(picture)) this.#look();
    else if (!this.due) {
      this.due = true;
      requestAnimationFrame(() => this.#draw());
    }
  }

  // --- the picture

  #draw() {
    this.due = false;
    const { picture } = this;
    const seen = (shape) => this.system.checked || !picture.isSystem(shape);
    const pods = [...picture.pods.values()].filter(seen);
    this.pane.dataset.density = DENSITY.find(([most]) => pods.length <= most)[1];
    const kept = new Set();
    const moved = this.#drawNodes(pods, kept);
    this.#drawThings(seen, kept);
    for (const [id, cell] of this.cells) if (!kept.has(id)) this.#leave(id, cell);
    this.#move(moved);
    stopAt($('drawing-nodes'));
    stopAt($('drawing-things'));
    this.#trace(this.traced);
  }

  #drawNodes(pods, kept) {
    const nodes = [...this.picture.nodes.values()].sort(byName);
    const names = new Set(nodes.map(({ name }) => name));
    const lost = pods.filter(({ node }) => !names.has(node));
    const boxes = nodes.map((node) => this.#box(node.id, node));
    if (lost.length) boxes.unshift(this.#box(UNSCHEDULED, null));
    for (const id of [...this.boxes.keys()]) if (!boxes.includes(this.boxes.get(id))) this.boxes.delete(id);
    for (const { id } of nodes) kept.add(id);
    const moved = [];
    arrange($('drawing-nodes'), boxes);
    for (const box of boxes) {
      const mine = pods.filter(({ node }) => (names.has(node) ? node : '') === (box.node?.name ?? ''));
      const cells = mine.sort(byName).map((pod) => {
        kept.add(pod.id);
        const cell = this.#cell(pod.id, () => podCell());
        if (cell.parentNode && cell.parentNode !== box.pods) moved.push([cell, cell.getBoundingClientRect()]);
        this.#drawPod(cell, pod);
        return cell;
      });
      arrange(box.pods, cells);
    }
    return moved;
  }

  /** A node's box, or the one of the pods that are on none. */
  #box(id, node) {
    let box = this.boxes.get(id);
    if (!box) {
      box = element('div', 'node-box');
      box.pods = element('div', 'node-pods');
      box.head = node ? this.#cell(id, () => element('button', 'node-head')) : element('p', 'node-head');
      box.append(box.head, box.pods);
      this.boxes.set(id, box);
    }
    const folded = node && !this.system.checked
      ? [...this.picture.pods.values()].filter((pod) => pod.node === node.name && this.picture.isSystem(pod)).length : 0;
    box.node = node;
    box.dataset.ready = String(node?.ready ?? true);
    box.dataset.id = id === UNSCHEDULED ? '' : id;
    const words = node
      ? [['node-name', node.name], ['node-roles', node.roles.join(', ')], ['node-status', node.status],
        ['node-folded', folded ? t('folded', { count: folded }) : '']]
      : [['node-name', t('unscheduled')]];
    fill(box.head, words);
    if (node) named(box.head, this.#says(node));
    return box;
  }

  #drawPod(cell, pod) {
    const old = this.picture.isOld(pod);
    cell.dataset.hue = String(this.picture.hue(pod));
    cell.dataset.old = String(old);
    if (cell.shape === pod) return;
    cell.shape = pod;
    cell.dataset.state = pod.state;
    const cut = pod.name.lastIndexOf('-') + 1;
    fill(cell, [
      ['pod-mark', STATES[pod.state][0]], ['pod-stem', pod.name.slice(0, cut)], ['pod-tail', pod.name.slice(cut)],
      ['pod-status', pod.status],
    ]);
    named(cell, this.#says(pod));
  }

  #drawThings(seen, kept) {
    const { picture } = this;
    const made = new Set([...picture.pods.values()].map(({ owner }) => owner));
    const workloads = [...picture.workloads.values()].filter(seen);
    const rows = [];
    const add = (workload, depth) => {
      rows.push(this.#row(workload, depth, [
        ['thing-kind', workload.kind], ['thing-name', workload.name],
        ['thing-count', `${workload.ready}/${workload.wanted}`],
      ]));
      const below = workloads.filter(({ id, owner, wanted }) => owner === workload.id && (wanted || made.has(id)));
      for (const one of below.sort((a, b) => b.revision - a.revision)) add(one, depth + 1);
    };
    for (const one of workloads.filter(({ owner }) => !picture.workloads.has(owner)).sort(byName)) add(one, 0);
    for (const service of [...picture.services.values()].filter(seen).sort(byName)) {
      rows.push(this.#row(service, 0, [
        ['thing-kind', 'Service'], ['thing-name', service.name], ['thing-ports', `${service.type} ${service.ports}`],
        ['thing-count', `→ ${picture.selected(service).length}`],
      ]));
    }
    for (const { dataset } of rows) kept.add(dataset.id);
    arrange($('drawing-things'), rows);
  }

  #row(shape, depth, words) {
    const row = this.#cell(shape.id, () => element('button', 'thing'));
    row.dataset.depth = String(Math.min(depth, 2));
    row.dataset.hue = String(this.picture.services.has(shape.id) ? -1 : this.picture.hue(shape));
    row.dataset.old = String(this.picture.isOld(shape));
    row.dataset.short = String((shape.ready ?? 0) < (shape.wanted ?? 0));
    fill(row, words);
    named(row, this.#says(shape));
    return row;
  }

  #cell(id, make) {
    if (!this.cells.has(id)) {
      const cell = make();
      cell.type = 'button';
      cell.dataset.id = id;
      cell.tabIndex = -1;
      this.cells.set(id, cell);
    }
    return this.cells.get(id);
  }

  #leave(id, cell) {
    this.cells.delete(id);
    const next = cell.nextElementSibling ?? cell.previousElementSibling ?? cell.closest('.node-box')?.head;
    if (document.activeElement === cell) next?.focus();
    if (this.calm.matches || !cell.classList.contains('pod')) {
      cell.remove();
      return;
    }
    cell.classList.add('leaving');
    cell.tabIndex = -1;
    cell.setAttribute('aria-hidden', 'true');
    setTimeout(() => cell.remove(), LEAVING);
  }

  /** Pods that got a node go there. */
  #move(moved) {
    if (this.calm.matches) return;
    for (const [cell, from] of moved) {
      const to = cell.getBoundingClientRect();
      const by = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
      cell.animate([{ transform: by }, { transform: 'none' }], { duration: 400, easing: 'ease-out' });
    }
  }

  // --- what one points at

  #says(shape) {
    if (shape.kind) return t('workload_says', shape);
    if (shape.type) return t('service_says', { ...shape, count: this.picture.selected(shape).length });
    if (shape.roles) {
      const count = [...this.picture.pods.values()].filter(({ node }) => node === shape.name).length;
      return t('node_says', { ...shape, count });
    }
    const owner = shape.owner ? t('pod_owner', { owner: shape.owner.split('/')[2], kind: shape.owner.split('/')[0] }) : '';
    const words = { ...shape, node: shape.node || t('no_node'), owner };
    return t('pod_says', words);
  }

  #point(target) {
    const id = target?.closest?.('#drawing [data-id]')?.dataset.id ?? '';
    if (id !== this.traced) this.#trace(id);
  }

  #trace(id) {
    const shape = this.picture.find(id);
    this.traced = shape ? id : '';
    const tied = shape ? this.picture.tied(id) : null;
    this.pane.dataset.tracing = String(Boolean(shape));
    for (const [other, cell] of this.cells) cell.classList.toggle('tied', Boolean(tied?.has(other)));
    const told = shape ?? this.picture.find(this.clicked);
    const text = told ? this.#says(told) : t('drawing_hint');
    if ($('drawing-detail').textContent !== text) $('drawing-detail').textContent = text;
  }

  #clicked(target) {
    if (!target?.dataset.id) return;
    this.clicked = target.dataset.id;
    this.#trace(this.clicked);
    this.dispatchEvent(new CustomEvent('describe', { detail: describing(target.dataset.id) }));
  }
}

function podCell() {
  return element('button', 'pod');
}

/** Words in spans of their classes; what is there already stays. */
function fill(parent, words) {
  for (const [index, [className, text]] of words.entries()) {
    const span = parent.children[index] ?? parent.appendChild(element('span', className));
    if (span.textContent !== text) span.textContent = text;
  }
}

function named(button, words) {
  if (button.getAttribute('aria-label') !== words) button.setAttribute('aria-label', words);
}

/** Children in this order, moving no more than must be; those that fade stay where they are. */
function arrange(parent, wanted) {
  const keep = new Set(wanted);
  let at = parent.firstElementChild;
  const skip = () => {
    while (at && !keep.has(at)) {
      const next = at.nextElementSibling;
      if (at.classList.contains('node-box')) at.remove();
      at = next;
    }
  };
  for (const child of wanted) {
    skip();
    if (at === child) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
  skip();
}

const stops = (part) => [...part.querySelectorAll('button:not(.leaving)')];

/** One of a part's buttons can be tabbed to. */
function stopAt(part, button = part.querySelector('button[tabindex="0"]:not(.leaving)')) {
  const chosen = button?.matches('button') ? button : stops(part)[0];
  for (const other of part.querySelectorAll('button[tabindex="0"]')) if (other !== chosen) other.tabIndex = -1;
  if (chosen) chosen.tabIndex = 0;
}

/** Arrow keys walk over the buttons; up and down go to the row above or below. */
function walk(part, event) {
  const all = stops(part);
  const at = all.indexOf(event.target);
  if (at < 0) return;
  const to = {
    ArrowRight: () => all[at + 1], ArrowLeft: () => all[at - 1], Home: () => all[0], End: () => all.at(-1),
    ArrowDown: () => beside(all.slice(at + 1), event.target, 1),
    ArrowUp: () => beside(all.slice(0, at).reverse(), event.target, -1),
  }[event.key];
  if (!to) return;
  event.preventDefault();
  to()?.focus();
}

function beside(others, from, direction) {
  const here = from.getBoundingClientRect();
  const places = others.map((other) => [other, other.getBoundingClientRect()]);
  const beyond = places.filter(([, { top }]) => (top - here.top) * direction > 2);
  if (!beyond.length) return undefined;
  const distance = ([, { left, top }]) => Math.abs(top - here.top) * 4 + Math.abs(left - here.left);
  return beyond.reduce((best, one) => (distance(one) < distance(best) ? one : best))[0];
}
