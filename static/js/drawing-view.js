// The drawing on the page: who draws what, what one points at, which namespaces are folded.

import { saveDrawing } from './drawing-save.js';
import { Lines } from './drawing-lines.js';
import { List } from './drawing-list.js';
import { Panel } from './drawing-panel.js';
import { Nodes } from './drawing-nodes.js';
import { Story } from './drawing-story.js';
import { Things } from './drawing-things.js';
import { Traffic } from './drawing-traffic.js';
import { stopAt, walk } from './drawing-keys.js';
import { STATES, element } from './drawing-parts.js';
import { recall, remember } from './memory.js';
import { t } from './texts.js';

const $ = (id) => document.getElementById(id);

export class View {
  constructor(drawing, pane) {
    this.drawing = drawing;
    this.picture = drawing.picture;
    this.pane = pane;
    this.sheet = $('drawing-sheet');
    this.folds = recall('drawing-folds', {}); // namespace -> whether it is folded, where one has said so
    this.calm = matchMedia('(prefers-reduced-motion: reduce)');
    this.cells = new Map(); // id -> the button that stands for it
    this.traced = ''; // what one points at
    this.moving = null; // the frame in which lines will follow
    this.nodes = new Nodes(this);
    this.things = new Things(this);
    this.lines = new Lines(this);
    this.traffic = new Traffic(this);
    this.panel = new Panel(this);
    this.list = new List(this);
    this.story = new Story(this);
    legend();
    this.#listen();
  }

  #listen() {
    const { pane } = this;
    for (const type of ['pointerover', 'focusin']) this.sheet.addEventListener(type, ({ target }) => this.#point(target));
    this.sheet.addEventListener('pointerleave', () => this.#point(document.activeElement));
    this.sheet.addEventListener('focusout', ({ relatedTarget }) => this.#point(relatedTarget));
    this.sheet.addEventListener('click', (event) => this.#clicked(event));
    $('drawing-namespaces').addEventListener('click', ({ target }) => this.fold(target.closest('button')?.dataset.namespace));
    for (const part of [$('drawing-ways'), $('drawing-nodes'), $('drawing-things')]) {
      part.addEventListener('keydown', (event) => walk(part, event));
      part.addEventListener('focusin', ({ target }) => stopAt(part, target));
    }
    new ResizeObserver(() => this.moved()).observe(this.sheet);
    toggle($('drawing-wide'), (wide) => { pane.closest('.workbench').dataset.drawingSize = wide ? 'all' : ''; });
    toggle($('drawing-as-list'), (asList) => {
      this.list.show(asList);
      this.sheet.hidden = asList;
      if (!asList) this.draw(null, []);
    });
    for (const kind of ['svg', 'png']) {
      $(`drawing-save-${kind}`).addEventListener('click', ({ target }) => {
        target.closest('details').open = false;
        saveDrawing(this, kind);
      });
    }
    pane.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      const open = event.target.closest('details[open]');
      if (open) {
        open.open = false;
        open.querySelector('summary').focus();
      } else if (this.panel.shown) this.panel.close();
    });
  }

  // --- namespaces

  isFolded(namespace) {
    return Boolean(namespace) && (this.folds[namespace] ?? this.picture.isSystem(namespace));
  }

  /** Fold a namespace, or unfold it. */
  fold(namespace) {
    if (!namespace) return;
    this.folds[namespace] = !this.isFolded(namespace);
    remember('drawing-folds', this.folds);
    this.draw(null, []);
  }

  #drawNamespaces() {
    const bar = $('drawing-namespaces');
    const buttons = this.picture.namespaces().map(({ name, pods }) => {
      const found = [...bar.children].find(({ dataset }) => dataset.namespace === name) ?? element('button', 'namespace');
      found.dataset.namespace = name;
      found.setAttribute('aria-pressed', String(!this.isFolded(name)));
      found.textContent = `${name} ${pods}`;
      found.title = t(this.isFolded(name) ? 'unfold_namespace' : 'fold_namespace', { count: pods });
      return found;
    });
    const same = buttons.length === bar.children.length && buttons.every((one, index) => bar.children[index] === one);
    if (!same) bar.replaceChildren(...buttons);
  }

  // --- drawing

  /** Draw these ids anew (null: everything), then the requests that were sent. */
  draw(changed, flows) {
    if (this.list.shown) {
      this.list.draw();
      this.story.tell(changed);
      this.panel.changed(changed);
      for (const flow of flows) this.story.request(flow);
      return;
    }
    this.#drawNamespaces();
    const moved = this.nodes.draw(changed);
    if (!changed || [...changed].some((id) => !id.startsWith('Pod/'))) this.things.draw();
    this.nodes.settle(moved);
    for (const part of [$('drawing-ways'), $('drawing-nodes'), $('drawing-things')]) stopAt(part);
    this.story.tell(changed);
    this.panel.changed(changed);
    this.lines.tie();
    this.#trace(this.traced);
    this.traffic.send(flows);
  }

  /** Things stand elsewhere: their lines follow, once a frame. */
  moved() {
    this.moving ??= requestAnimationFrame(() => {
      this.moving = null;
      this.lines.place();
    });
  }

  /** The button of an id, made where there is none. */
  cell(id, className) {
    let cell = this.cells.get(id);
    if (!cell) {
      cell = element('button', className);
      cell.dataset.id = id;
      cell.tabIndex = -1;
      this.cells.set(id, cell);
    }
    return cell;
  }

  /** What stands for an id: its own button, or that of its folded namespace on its node; null where nothing does. */
  place(id) {
    if (!id) return $('drawing-seat');
    const cell = this.cells.get(id);
    if (cell) return cell;
    const pod = this.picture.pods.get(id);
    return pod ? this.cells.get(`fold/${pod.node}/${pod.namespace}`) ?? null : null;
  }

  // --- what one points at

  says(shape) {
    return says(this.picture, shape);
  }

  #point(target) {
    const id = target?.closest?.('#drawing-sheet [data-id]')?.dataset.id ?? '';
    if (id !== this.traced) this.#trace(id);
  }

  /** Show what hangs together with an id, or with what the panel tells of. */
  #trace(id) {
    const pointed = this.picture.find(id);
    this.traced = pointed ? id : '';
    const shape = pointed ?? this.picture.find(this.panel.shown);
    const tied = shape ? this.picture.tied(shape.id) : null;
    this.pane.dataset.tracing = String(Boolean(shape));
    for (const [other, cell] of this.cells) {
      const isTied = Boolean(tied?.has(other));
      if (cell.tied !== isTied) cell.classList.toggle('tied', cell.tied = isTied);
    }
    this.lines.trace(tied);
    this.story.show(pointed ? this.says(pointed) + (pointed.why ? ` — ${pointed.why}` : '') : '');
  }

  retrace() {
    this.#trace(this.traced);
  }

  #clicked(event) {
    const { id, fold } = event.target.closest('button')?.dataset ?? {};
    if (fold) this.fold(fold);
    else if (id) this.panel.open(id, event.detail === 0);
  }
}

/** A shape in a sentence. */
function says(picture, shape) {
  const { id } = shape;
  if (picture.pods.has(id)) {
    const [kind, , name] = shape.owner.split('/');
    const owner = shape.owner ? t('pod_owner', { owner: name, kind }) : '';
    const fences = picture.fences(id).map((policy) => policy.split('/')[2]).join(', ');
    const fenced = fences && t('pod_fenced', { policies: fences });
    return t('pod_says', { ...shape, node: shape.node || t('no_node'), owner }) + fenced;
  }
  if (picture.nodes.has(id)) return t('node_says', { ...shape, count: picture.onNode.get(shape.name).size });
  if (picture.services.has(id)) {
    const pods = [...picture.selected.get(id)];
    const ready = pods.filter((pod) => picture.pods.get(pod)?.state === 'ready').length;
    return t('service_says', { ...shape, count: pods.length, ready });
  }
  if (picture.routes.has(id)) {
    const rules = shape.rules.map(({ host, path, service }) => `${host || '*'}${path} → ${service.split('/')[2] ?? '?'}`);
    return t('route_says', { ...shape, rules: [...new Set(rules)].join(', ') || t('no_rules') });
  }
  if (picture.storage.has(id)) return t('storage_says', shape);
  if (picture.policies.has(id)) {
    return t('policy_says', { name: shape.name, count: picture.selected.get(id).size, passes: shape.passes.join(', ') });
  }
  if (picture.scalers.has(id)) return t('scaler_says', { ...shape, target: shape.target.split('/')[2] });
  if (shape.kind === 'CronJob') return t('cron_says', shape);
  return t('workload_says', { ...shape, note: shape.note ? ` (${shape.note})` : '' });
}

/** A button that is pressed or not. */
function toggle(button, act) {
  button.addEventListener('click', () => {
    const pressed = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(pressed));
    act(pressed);
  });
}

function legend() {
  const marks = Object.entries(STATES).map(([state, [mark, key]]) => {
    const item = element('li', 'legend-item');
    const sign = element('span', 'legend-mark', mark);
    sign.dataset.state = state;
    sign.setAttribute('aria-hidden', 'true');
    item.append(sign, t(key));
    return item;
  });
  $('drawing-legend').replaceChildren(...marks);
  const lines = [['owns', t('line_owns')], ['selects', t('line_selects')], ['unready', t('line_unready')],
    ['leads', t('line_leads')], ['mounts', t('line_mounts')], ['scales', t('line_scales')], ['fences', t('line_fences')]].map(([kind, words]) => {
    const item = element('li', 'legend-item');
    const sign = element('span', 'legend-line');
    sign.dataset.kind = kind;
    item.append(sign, words);
    return item;
  });
  $('drawing-legend-lines').replaceChildren(...lines);
}
