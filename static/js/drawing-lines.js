// Lines between what is drawn: who owns a pod, which Service sends it requests, what leads to a Service, what it keeps.
// Where there are many, those to the pods of one node are one line, as thick as they are many.

const MOST = 40; // lines that are drawn one by one

export class Lines {
  constructor(view) {
    this.view = view;
    this.svg = document.getElementById('drawing-lines');
    this.ways = document.getElementById('drawing-ways');
    this.nodes = document.getElementById('drawing-nodes');
    this.ties = [];
    this.paths = new Map(); // key of a tie -> its path
    this.spots = new Map(); // cell -> where it stands, since the last drawing
    this.tied = null; // ids of what hangs together with what one points at
  }

  /** What ties the shapes is read anew, and drawn. */
  tie() {
    this.ties = [...this.view.picture.ties()];
    this.place();
  }

  /** Only what hangs together (ids) is to be seen; null: everything. */
  trace(tied) {
    if (tied === this.tied) return;
    this.tied = tied;
    if (this.ties.length > MOST) this.place();
    else this.#mark();
  }

  /** Put every line where its ends are now. */
  place() {
    this.spots.clear();
    this.ties = this.ties.filter(([, from, to]) => this.#stands(from) && this.#stands(to));
    const at = (id) => this.spot(this.#end(id));
    const stacked = this.ways.offsetTop + this.ways.offsetHeight <= this.nodes.offsetTop; // the columns are rows here
    const drawn = this.#wanted().map((tie) => [...tie, curve(tie[0], at(tie[1]), at(tie[2]), stacked)]);
    const kept = new Set();
    for (const [kind, from, to, count, path] of drawn) {
      const key = `${kind} ${from} ${to}`;
      kept.add(key);
      const line = this.paths.get(key) ?? this.#make(key, from, to);
      if (line.getAttribute('d') !== path) line.setAttribute('d', path);
      this.#look(line, kind, from, to, count);
    }
    for (const [key, line] of this.paths) {
      if (kept.has(key)) continue;
      line.remove();
      this.paths.delete(key);
    }
    this.#mark();
  }

  /** Where a cell stands in the sheet when nothing moves any more: found out once a drawing. */
  spot(cell) {
    let found = this.spots.get(cell);
    if (!found) {
      const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = cell;
      this.spots.set(cell, found = { left, top, width, height });
    }
    return found;
  }

  /** [kind, from, to, how many] of each line; `to` may be the box of a node. */
  #wanted() {
    const single = this.ties.map((tie) => [...tie, 1]);
    if (single.length <= MOST) return single;
    const bundles = new Map();
    for (const [kind, from, to] of this.ties) {
      const pod = this.view.picture.pods.get(to);
      const end = pod ? `box/${pod.node}` : to;
      const key = `${kind} ${from} ${end}`;
      bundles.set(key, [kind, from, end, (bundles.get(key)?.[3] ?? 0) + 1]);
    }
    const traced = this.tied ? single.filter(([, from, to]) => this.tied.has(from) && this.tied.has(to)) : [];
    return [...bundles.size <= 2 * MOST ? bundles.values() : [], ...traced.length <= MOST ? traced : []];
  }

  /** Whether there is such a shape, now, and it is drawn. */
  #stands(id) {
    return this.view.cells.has(id) && Boolean(this.view.picture.find(id));
  }

  #end(id) {
    return id.startsWith('box/') ? this.view.nodes.box(id.slice(4)) : this.view.cells.get(id);
  }

  #make(key, from, to) {
    const line = document.createElementNS(this.svg.namespaceURI, 'path');
    line.ends = [from, to];
    this.paths.set(key, line);
    return this.svg.appendChild(line);
  }

  #look(line, kind, from, to, count) {
    const { picture } = this.view;
    const shape = picture.find(to);
    const { dataset } = line;
    dataset.kind = kind === 'selects' && shape && shape.state !== 'ready' ? 'unready' : kind;
    dataset.many = String(count > 30 ? 3 : count > 8 ? 2 : count > 1 ? 1 : 0);
    if (kind !== 'owns') return;
    const owned = shape ?? picture.find(from);
    dataset.hue = String(picture.hue(owned));
    dataset.old = String(picture.isOld(owned));
  }

  #mark() {
    const { tied } = this;
    for (const line of this.paths.values()) {
      const [from, to] = line.ends;
      line.classList.toggle('tied', Boolean(tied?.has(from) && (tied.has(to) || to.startsWith('box/'))));
    }
  }
}

/** A soft curve from one box to another: from side to side, or from foot to head where one is above the other. */
function curve(kind, a, b, stacked) {
  const x = (rect, share) => Math.round(rect.left + rect.width * share);
  const y = (rect, share) => Math.round(rect.top + rect.height * share);
  if (kind === 'leads' && !stacked) { // both stand in one column: around its outer edge
    const [x1, y1, x2, y2] = [x(a, 0), y(a, 0.5), x(b, 0), y(b, 0.5)];
    const out = Math.min(x1, x2) - 14;
    return `M${x1} ${y1}C${out} ${y1} ${out} ${y2} ${x2} ${y2}`;
  }
  if (kind === 'scales' && !stacked) { // from below up to what it scales, with an arrow
    const [x1, y1, x2, y2] = [x(a, 1), y(a, 0.5), x(b, 1), y(b, 0.5)];
    const out = Math.max(x1, x2) + 11;
    return `M${x1} ${y1}C${out} ${y1} ${out} ${y2} ${x2} ${y2}M${x2 + 6} ${y2 - 4}L${x2} ${y2}L${x2 + 6} ${y2 + 4}`;
  }
  const level = stacked ? Math.abs(a.top - b.top) < a.height : b.left >= a.left + a.width - 4 || b.left + b.width <= a.left + 4;
  if (level) {
    const right = b.left >= a.left + a.width - 4;
    const [x1, y1, x2, y2] = [x(a, right ? 1 : 0), y(a, 0.5), x(b, right ? 0 : 1), y(b, 0.5)];
    const middle = Math.round((x1 + x2) / 2);
    return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
  }
  const down = b.top >= a.top;
  const [x1, y1, x2, y2] = [x(a, 0.5), y(a, down ? 1 : 0), x(b, 0.5), y(b, down ? 0 : 1)];
  const middle = Math.round((y1 + y2) / 2);
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}
