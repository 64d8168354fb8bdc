"""The in-process client of the cluster's own parts: what they write is well-formed, so much checking can be left out.

Pods made from a stored template, statuses, bindings, events and endpoints are written thousands of times in a storm;
everything else goes the common way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cluster.api import admission, strategy
from app.cluster.api.admission import namespace_lifecycle
from app.cluster.api.admission.attributes import Attributes
from app.cluster.api.admission.pod_topology_labels import labels_of_node
from app.cluster.api.call import SYSTEM, Call, User
from app.cluster.api.client import Objects
from app.cluster.api.errors import already_exists, conflict, not_found
from app.cluster.api.objects import Object, clone
from app.cluster.api.shelf import Packed, share
from app.cluster.api.store import ResourceKey
from app.cluster.api.writes.create import create, generated_name
from app.cluster.api.writes.update import MODIFIED, write
from app.cluster.releases import v1_5_conversion
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

NAMESPACES, PODS, EVENTS, JOBS = ("", "namespaces"), ("", "pods"), ("", "events"), ("batch", "jobs")
OWNERS = 32  # whose last pods are remembered
LEAN = frozenset({EVENTS, ("", "endpoints"), ("discovery.k8s.io", "endpointslices")})
_METADATA = (
    "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp",
    "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
    "managedFields",
)  # fmt: skip


class TrustedObjects(Objects):
    """`Objects` with short cuts. Given objects become the stored ones: the caller does not touch them again."""

    _in_order = False

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        self._last_of: dict[str, tuple[str, Object]] = {}  # owner's uid -> the last pod written: its uid and parts

    def create(self, key: ResourceKey, obj: Object, *, user: User = SYSTEM, manager: str = "") -> Object:
        """Events and endpoints as they are, pods as far as admission changes them, others the common way."""
        if key == EVENTS and not manager:
            return self.tell(obj)
        if key == JOBS:  # of a CronJob
            return create(self._api, key, clone(obj), Call(user=user, manager=manager, checked=True, in_order=False))
        if key not in LEAN and key != PODS:
            return super().create(key, obj, user=user, manager=manager)
        api, resource = self._api, self._api.resources.canonical(key)
        meta = dict(obj["metadata"])
        obj = {"kind": obj["kind"], "apiVersion": obj["apiVersion"], "metadata": meta,
               **{name: value for name, value in obj.items() if name not in _IDENTITY}}  # fmt: skip
        namespace, asked = meta["namespace"], obj.get("spec")
        call = Call(user=user, manager=manager)
        attributes = Attributes(api, "CREATE", resource, call, namespace, meta.get("name", ""), obj, None)
        if key == PODS:
            if not api.release.modern:
                meta |= v1_5_conversion.created_by(meta, lambda key, name: self._store.get(key, namespace, name))
            obj["spec"] = clone(obj["spec"])  # shared with its template, and admission adds to it
            strategy.defaults(resource, obj)
            admission.admit(attributes)
            obj = attributes.new
            meta = obj["metadata"]
        else:
            namespace_lifecycle.check(attributes)
        if "name" not in meta:
            meta["name"] = generated_name(api, resource, namespace, meta["generateName"])
        elif self._store.get(key, namespace, meta["name"]) is not None:
            raise already_exists(*key, meta["name"])
        meta["uid"], meta["resourceVersion"] = api.randomness.uid(), "0"
        meta["creationTimestamp"] = rfc3339(api.clock.now)
        strategy.prepare_create(resource, obj)
        if key == PODS:
            attributes.named_by_now()
            admission.validate(attributes)
        obj["metadata"] = {name: meta[name] for name in _METADATA if name in meta}
        api.untidy.add(meta["uid"])
        if key == PODS and manager:
            api.owners.made_pod(meta, asked or {}, manager)
        elif manager:
            api.owners.created(resource, obj, obj, call)
        if key == PODS:
            self._like_others(obj, obj)
        return self._store.add(key, obj)

    def tell(self, obj: Object, packed: Packed | None = None) -> Object:
        """Create an event. By far the most of what is created: it comes in Go's order, with nothing to complete."""
        given, api = obj["metadata"], self._api
        namespace, name = given["namespace"], given["name"]
        found = self._store.get(NAMESPACES, "", namespace)
        if found is None or (found.get("status") or {}).get("phase") == "Terminating":
            resource = api.resources.canonical(EVENTS)
            namespace_lifecycle.check(Attributes(api, "CREATE", resource, Call(), namespace, name, obj, None))
        if self._store.get(EVENTS, namespace, name) is not None:
            raise already_exists(*EVENTS, name)
        given["uid"], given["resourceVersion"] = api.randomness.uid(), "0"
        given["creationTimestamp"] = rfc3339(api.clock.now)
        return self._store.add(EVENTS, obj, packed)

    def update(
        self, key: ResourceKey, obj: Object, *, subresource: str = "", user: User = SYSTEM, manager: str = ""
    ) -> Object:
        """Events and endpoints as they are, others the common way."""
        if key not in LEAN or subresource:
            return super().update(key, obj, subresource=subresource, user=user, manager=manager)
        old = self._current(key, obj)
        obj = {**obj, "metadata": {**old["metadata"], **obj["metadata"]}}
        resource = self._api.resources.canonical(key)
        strategy.prepare_update(resource, obj, old, "")
        self._api.untidy.add(old["metadata"]["uid"])
        if obj == old:
            return old
        self._api.owners.changed(resource, obj, old, Call(user=user, manager=manager))
        return write(self._api, key, obj, old)

    def rewrite(self, key: ResourceKey, old: Object, manager: str = "", **fields: Any) -> Object:
        """A stored object with top-level fields replaced (`status=...`), nothing else looked at.

        Without a manager the fields belong to nobody. Conflict when `old` is no longer the stored version.
        """
        current = self._current(key, old)
        if key == PODS:
            self._like_others(current, fields)
        obj = {**current, **fields, "metadata": dict(current["metadata"])}
        self._api.untidy.add(current["metadata"]["uid"])
        if manager:
            for field in fields:
                self._api.owners.rewritten(key, obj, current, field, manager)
        return write(self._api, key, obj, current, fields)

    def bind(self, namespace: str, name: str, node: str) -> Object:
        """Give a pod its node, and the condition that says so. Conflict when it has one or is being deleted."""
        old = self._store.get(PODS, namespace, name)
        if old is None:
            raise not_found("", "pods", name)
        if "deletionTimestamp" in old["metadata"] or old["spec"].get("nodeName"):
            return self._api.bind(namespace, name, node)  # which words the refusal
        if labels_of_node(self._api, node):
            return self._api.bind(namespace, name, node)  # which adds them
        status = {name: value for name, value in (old.get("status") or {}).items() if name != "nominatedNodeName"}
        conditions = [item for item in status.get("conditions") or () if item["type"] != "PodScheduled"]
        scheduled: Object = {"type": "PodScheduled"}
        if self._api.release.modern:
            scheduled["observedGeneration"] = old["metadata"].get("generation", 1)
        scheduled |= {"status": "True", "lastProbeTime": None, "lastTransitionTime": rfc3339(self._api.clock.now)}
        status["conditions"] = [*conditions, scheduled]
        return self.rewrite(PODS, old, spec={**old["spec"], "nodeName": node}, status=status)

    def release(self, key: ResourceKey, obj: Object, finalizer: str, manager: str) -> Object:
        """Take a finalizer off whatever version is stored; nothing but metadata is looked at."""
        meta = obj["metadata"]
        old = self._current(key, {"metadata": {"namespace": meta.get("namespace", ""), "name": meta["name"]}})
        new = {**old, "metadata": dict(old["metadata"])}
        kept = [one for one in old["metadata"].get("finalizers") or () if one != finalizer]
        if kept:
            new["metadata"]["finalizers"] = kept
        elif new["metadata"].pop("finalizers", None) is None:
            return old
        resource, call = self._api.resources.canonical(key), Call(user=SYSTEM, manager=manager)
        attributes = Attributes(self._api, "UPDATE", resource, call, meta.get("namespace", ""), meta["name"], new, old)
        admission.admit(attributes)
        admission.validate(attributes)
        self._api.untidy.add(meta["uid"])
        self._api.owners.changed(resource, attributes.new, old, call)
        return write(self._api, key, attributes.new, old)

    def _like_others(self, pod: Object, fields: Object) -> None:
        """Take all in a pod's new fields that equals those of the last pod of its owner from there.

        Replicas differ in a few names: this halves what each of many takes.
        """
        meta = pod["metadata"]
        references = meta.get("ownerReferences")
        if not references:
            return
        owner, uid = references[0]["uid"], meta["uid"]
        whose, before = self._last_of.pop(owner, (uid, {}))
        if whose != uid:  # what a pod has from its own last version it shares anyway
            for name in ("metadata", "spec", "status"):
                if name in fields and name in before:
                    share(fields[name], before[name])
        before.update(fields)
        self._last_of[owner] = (uid, before)
        if len(self._last_of) > OWNERS:
            del self._last_of[next(iter(self._last_of))]

    def expire(self, key: ResourceKey, namespace: str, name: str) -> None:
        """Its time to live is over: gone without a word to admission, as from etcd."""
        stored = self._store.get(key, namespace, name)
        if stored is not None:
            self._store.remove(key, stored)

    def _current(self, key: ResourceKey, obj: Object) -> Object:
        meta = obj["metadata"]
        current = self._store.get(key, meta.get("namespace", ""), meta["name"])
        if current is None:
            raise not_found(*key, meta["name"])
        version = meta.get("resourceVersion")
        if version and version != current["metadata"]["resourceVersion"]:
            raise conflict(*key, meta["name"], MODIFIED)
        return current


_IDENTITY = frozenset({"kind", "apiVersion", "metadata"})
