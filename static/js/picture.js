// The cluster as the server tells it: shapes by id, and what ties them together. Knows nothing of the page.

const HUES = 6;
const SYSTEM = /^kube-/; // namespaces that are folded

export class ClusterPicture {
  constructor() {
    this.version = -1; // nothing is known yet
    this.clear();
    this.hues = new Map(); // topmost owner -> number of its hue
  }

  clear() {
    this.nodes = new Map();
    this.pods = new Map();
    this.workloads = new Map();
    this.services = new Map();
  }

  /** The whole cluster. */
  replace(picture) {
    this.clear();
    this.version = picture.version;
    this.#put(picture);
  }

  /** What became different. False where a version is missing: look again. */
  change(picture) {
    if (picture.version <= this.version) return true;
    if (picture.version !== this.version + 1) return false;
    this.version = picture.version;
    for (const id of picture.gone) {
      for (const shapes of [this.nodes, this.pods, this.workloads, this.services]) shapes.delete(id);
    }
    this.#put(picture);
    return true;
  }

  #put(picture) {
    for (const part of ['nodes', 'pods', 'workloads', 'services']) {
      for (const shape of picture[part]) this[part].set(shape.id, shape);
    }
  }

  find(id) {
    return this.nodes.get(id) ?? this.pods.get(id) ?? this.workloads.get(id) ?? this.services.get(id);
  }

  isSystem({ namespace }) {
    return SYSTEM.test(namespace ?? '');
  }

  /** The owners of a pod or workload, nearest first; the last one may be of a kind that is not drawn. */
  owners(shape) {
    const found = [];
    let id = shape.owner;
    while (id && !found.includes(id)) {
      found.push(id);
      id = this.workloads.get(id)?.owner;
    }
    return found;
  }

  /** The number of the hue that a workload and all that it makes have in common; -1 for a pod that nothing owns. */
  hue(shape) {
    const top = this.owners(shape).at(-1) ?? (this.workloads.has(shape.id) ? shape.id : '');
    if (!top || top.startsWith('Node/')) return -1;
    if (!this.hues.has(top)) this.hues.set(top, this.hues.size % HUES);
    return this.hues.get(top);
  }

  /** Whether a pod or ReplicaSet is of an older revision than the one that is rolled out. */
  isOld(shape) {
    const set = this.workloads.get(shape.owner) ?? shape;
    const mine = this.workloads.get(shape.id) ?? set;
    if (!mine.revision || !mine.owner) return false;
    for (const other of this.workloads.values()) {
      if (other.owner === mine.owner && other.revision > mine.revision) return true;
    }
    return false;
  }

  /** The pods that a Service looks for. */
  selected(service) {
    const wanted = Object.entries(service.selector);
    if (!wanted.length) return [];
    return [...this.pods.values()].filter(({ namespace, labels }) => (
      namespace === service.namespace && wanted.every(([key, value]) => labels[key] === value)
    ));
  }

  /** The ids of all that hangs together with one. */
  tied(id) {
    const shape = this.find(id);
    const found = new Set([id]);
    if (!shape) return found;
    if (this.services.has(id)) {
      for (const pod of this.selected(shape)) found.add(pod.id);
      return found;
    }
    for (const owner of this.owners(shape)) found.add(owner);
    for (const other of [...this.workloads.values(), ...this.pods.values()]) {
      const belongs = this.nodes.has(id) ? other.node === shape.name : this.owners(other).includes(id);
      if (belongs) found.add(other.id);
    }
    if (this.nodes.has(id)) return found;
    for (const service of this.services.values()) {
      if (this.selected(service).some((pod) => found.has(pod.id))) found.add(service.id);
    }
    return found;
  }
}

/** The command that tells more of a shape. */
export function describing(id) {
  const [kind, namespace, name] = id.split('/');
  const where = namespace && namespace !== 'default' ? ` -n ${namespace}` : '';
  return `kubectl describe ${kind.toLowerCase()} ${name}${where}`;
}
