// The cluster as the server tells it: shapes by id, and what ties them together. Knows nothing of the page.

const HUES = 6;
const PARTS = ['nodes', 'pods', 'workloads', 'services', 'routes', 'storage', 'scalers', 'policies'];
const SYSTEM = /^kube-|^ingress-nginx$|^nginx-gateway$|^metallb-system$|^local-path-storage$|^cert-manager$/;

/** Sets by a key; empty ones are dropped. */
class Index {
  constructor() {
    this.sets = new Map();
  }

  add(key, id) {
    if (!key) return;
    if (!this.sets.has(key)) this.sets.set(key, new Set());
    this.sets.get(key).add(id);
  }

  drop(key, id) {
    const found = this.sets.get(key);
    found?.delete(id);
    if (found && !found.size) this.sets.delete(key);
  }

  get(key) {
    return this.sets.get(key) ?? NONE;
  }
}

const NONE = new Set();

export class ClusterPicture {
  constructor() {
    this.version = -1; // nothing is known yet
    this.hues = new Map(); // topmost owner -> number of its hue
    this.clear();
  }

  clear() {
    for (const part of PARTS) this[part] = new Map();
    this.made = new Index(); // owner -> ids of pods and workloads
    this.onNode = new Index(); // name of a node -> ids of its pods
    this.inNamespace = new Index(); // namespace -> ids of its pods
    this.things = new Index(); // namespace -> ids of all else in it
    this.choosing = new Index(); // namespace -> ids of what selects pods: Services and NetworkPolicies
    this.selected = new Index(); // Service or NetworkPolicy -> ids of its pods
    this.selecting = new Index(); // pod -> ids of its Services and NetworkPolicies
    this.mounting = new Index(); // PersistentVolumeClaim -> ids of pods
  }

  /** The whole cluster. */
  replace(picture) {
    this.clear();
    this.version = picture.version;
    for (const part of PARTS) for (const shape of picture[part]) this.#put(part, shape);
  }

  /** What became different: the ids of all that is to be drawn anew. Null where a version is missing: look again. */
  change(picture) {
    const changed = new Set();
    if (picture.version <= this.version) return changed;
    if (picture.version !== this.version + 1) return null;
    this.version = picture.version;
    for (const id of picture.gone) this.#drop(id, changed);
    for (const part of PARTS) {
      for (const shape of picture[part]) {
        const before = this[part].get(shape.id);
        this.#drop(shape.id, changed);
        this.#put(part, shape);
        this.#touch(shape, changed);
        if (part === 'workloads' && before?.revision !== shape.revision) this.#touchFamily(shape, changed);
      }
    }
    return changed;
  }

  #put(part, shape) {
    const { id } = shape;
    this[part].set(id, shape);
    this.made.add(shape.owner, id);
    if (part === 'pods') {
      this.onNode.add(shape.node, id);
      this.inNamespace.add(shape.namespace, id);
      for (const claim of shape.claims) this.mounting.add(claim, id);
      for (const one of this.choosing.get(shape.namespace)) this.#select(this.find(one), shape);
    } else if (shape.namespace) {
      this.things.add(shape.namespace, id);
    }
    if (!shape.selector) return;
    this.choosing.add(shape.namespace, id);
    for (const pod of this.inNamespace.get(shape.namespace)) this.#select(shape, this.pods.get(pod));
  }

  #select(shape, { id, labels }) {
    if (!shape || !chooses(shape, labels)) return;
    this.selected.add(shape.id, id);
    this.selecting.add(id, shape.id);
  }

  #drop(id, changed) {
    const part = PARTS.find((one) => this[one].has(id));
    if (!part) return;
    const shape = this[part].get(id);
    this.#touch(shape, changed);
    this[part].delete(id);
    this.made.drop(shape.owner, id);
    if (part === 'pods') {
      this.onNode.drop(shape.node, id);
      this.inNamespace.drop(shape.namespace, id);
      for (const claim of shape.claims) this.mounting.drop(claim, id);
      for (const service of [...this.selecting.get(id)]) {
        this.selected.drop(service, id);
        this.selecting.drop(id, service);
      }
    } else if (shape.namespace) {
      this.things.drop(shape.namespace, id);
    }
    if (shape.selector) {
      this.choosing.drop(shape.namespace, id);
      for (const pod of [...this.selected.get(id)]) {
        this.selected.drop(id, pod);
        this.selecting.drop(pod, id);
      }
    }
  }

  /** Note a shape and those whose drawing depends on it. */
  #touch(shape, changed) {
    const { id } = shape;
    changed.add(id);
    if (this.pods.has(id)) {
      changed.add(`Node//${shape.node}`);
      for (const service of this.selecting.get(id)) changed.add(service);
    }
    if (this.policies.has(id)) for (const pod of this.selected.get(id)) changed.add(pod);
  }

  /** A new revision makes others old, and pods may have come before their owner. */
  #touchFamily({ id, owner }, changed) {
    for (const one of [id, ...this.made.get(owner)]) {
      changed.add(one);
      for (const pod of this.made.get(one)) changed.add(pod);
    }
  }

  find(id) {
    for (const part of PARTS) if (this[part].has(id)) return this[part].get(id);
    return undefined;
  }

  /** The namespaces that have anything, by name, with the number of their pods. */
  namespaces() {
    const names = new Set([...this.inNamespace.sets.keys(), ...this.things.sets.keys()]);
    return [...names].sort().map((name) => ({ name, pods: this.inNamespace.get(name).size }));
  }

  isSystem(namespace) {
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
    const mine = this.workloads.get(shape.id) ?? this.workloads.get(shape.owner);
    if (!mine?.revision || !mine.owner) return false;
    for (const other of this.made.get(mine.owner)) {
      if (this.workloads.get(other)?.revision > mine.revision) return true;
    }
    return false;
  }

  /** The NetworkPolicies that shut a pod off. */
  fences(pod) {
    return [...this.selecting.get(pod)].filter((id) => this.policies.has(id));
  }

  /** What scales a workload. */
  scaling(workload) {
    return [...this.scalers.values()].filter(({ target }) => target === workload);
  }

  /** Whether the namespace's folded pods on a node have one that fails. */
  fails(ids) {
    for (const id of ids) if (this.pods.get(id)?.state === 'failing') return true;
    return false;
  }

  /** All lines that tie shapes together: [kind, from, to], kind is owns | selects | fences | scales | leads | mounts. */
  * ties() {
    for (const pod of this.pods.values()) if (this.workloads.has(pod.owner)) yield ['owns', pod.owner, pod.id];
    for (const [id, pods] of this.selected.sets) {
      for (const pod of pods) yield [this.policies.has(id) ? 'fences' : 'selects', id, pod];
    }
    for (const { id, target } of this.scalers.values()) if (this.workloads.has(target)) yield ['scales', id, target];
    for (const route of this.routes.values()) {
      for (const service of new Set(route.rules.map((rule) => rule.service))) {
        if (this.services.has(service)) yield ['leads', route.id, service];
      }
      for (const parent of route.parents) if (this.routes.has(parent)) yield ['leads', parent, route.id];
    }
    for (const [claim, pods] of this.mounting.sets) {
      if (this.storage.has(claim)) for (const pod of pods) yield ['mounts', claim, pod];
    }
  }

  /** The ids of all that hangs together with one. */
  tied(id) {
    const shape = this.find(id);
    const found = new Set([id]);
    if (!shape) return found;
    const add = (ids) => { for (const one of ids) found.add(one); };
    if (this.nodes.has(id)) add(this.onNode.get(shape.name));
    else if (this.services.has(id)) this.#leading(shape, found);
    else if (this.routes.has(id)) this.#led(shape, found);
    else if (this.storage.has(id)) add([shape.bound, ...this.mounting.get(id), ...this.mounting.get(shape.bound)]);
    else if (this.policies.has(id)) add(this.selected.get(id));
    else if (this.scalers.has(id)) add([shape.target, ...this.tied(shape.target)]);
    else this.#family(shape, found);
    return found;
  }

  #leading({ id }, found) {
    for (const pod of this.selected.get(id)) found.add(pod);
    for (const route of this.routes.values()) {
      if (!route.rules.some((rule) => rule.service === id)) continue;
      found.add(route.id);
      for (const parent of route.parents) found.add(parent);
    }
  }

  #led(route, found) {
    for (const parent of route.parents) found.add(parent);
    for (const other of this.routes.values()) {
      if (other.parents.includes(route.id)) {
        found.add(other.id);
        this.#led(other, found);
      }
    }
    for (const { service } of route.rules) {
      found.add(service);
      for (const pod of this.selected.get(service)) found.add(pod);
    }
  }

  #family(shape, found) {
    for (const owner of this.owners(shape)) found.add(owner);
    const below = [shape.id];
    for (const id of below) {
      found.add(id);
      below.push(...this.made.get(id));
      for (const scaler of this.scaling(id)) found.add(scaler.id);
      for (const service of this.selecting.get(id)) found.add(service);
      for (const claim of this.pods.get(id)?.claims ?? []) found.add(claim);
    }
  }
}

/** Whether a Service or a NetworkPolicy is about a pod with these labels. */
function chooses({ selector, requirements }, labels) {
  const wanted = Object.entries(selector);
  if (!wanted.length && !requirements) return false; // a Service that looks for none
  return wanted.every(([key, value]) => labels[key] === value)
    && (requirements ?? []).every(({ key, operator, values }) => {
      const has = Object.hasOwn(labels, key);
      if (operator === 'Exists' || operator === 'DoesNotExist') return has === (operator === 'Exists');
      return (has && values.includes(labels[key])) === (operator === 'In');
    });
}

/** The command that tells more of a shape. */
export function describing(id) {
  const [kind, namespace, name] = id.split('/');
  const where = namespace && namespace !== 'default' ? ` -n ${namespace}` : '';
  return `kubectl describe ${kind.toLowerCase()} ${name}${where}`;
}
