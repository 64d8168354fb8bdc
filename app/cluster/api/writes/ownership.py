"""Who set which field: kept beside the stored objects, put into metadata.managedFields when an object goes out.

What the cluster's own parts write in a storm (pods, statuses, endpoints) costs a reference or two until somebody looks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.cluster.api import strategy
from app.cluster.api.call import Call
from app.cluster.api.field_paths import Paths
from app.cluster.api.managed_fields import Entry, Ownership, Pending, Writer, nothing, ownership, packed, unpacked
from app.cluster.api.objects import Object, clone, name_of, namespace_of, uid_of
from app.cluster.api.registry import Resource
from app.cluster.api.shelf import share
from app.cluster.api.store import ResourceKey
from app.cluster.api.writes.origins import origin
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

PORTION = 30  # objects whose managers take a few milliseconds to work out
KEPT = 64  # deleted objects whose managers are remembered
# Fields of metadata that a controller asks for when it creates a pod.
_ASKED = ("generateName", "labels", "annotations", "ownerReferences", "finalizers")


class Owners:
    """The ownership of every object somebody has written, by uid."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._by_uid: dict[str, Ownership] = {}
        self._rendered: dict[str, tuple[Ownership, list[Object]]] = {}
        self._writers: dict[tuple[str, str, str], Writer] = {}  # of this second
        self._second = 0
        self._gone: OrderedDict[str, Ownership] = OrderedDict()  # of what was deleted last, for telling of it
        self._template: tuple[Object, tuple[Any, ...], Ownership] | None = None
        self._before: Any = None  # of the field that was rewritten last

    def of(self, resource: Resource, obj: Object) -> Ownership:
        """An object's ownership, as far as its kind tells when nobody has written it by name."""
        found = self._by_uid.get(uid_of(obj))
        if found is not None:
            return found
        if not uid_of(obj):
            return ownership(resource.kind.gvk, schema=resource.schema)
        return Ownership(ownership(resource.kind.gvk, schema=resource.schema).node, origin(self._api, obj))

    def writer(self, call: Call, resource: Resource) -> Writer:
        """Who this call is, now."""
        subresource = "" if call.subresource in {"binding", "approval"} else call.subresource
        version = call.api_version or resource.kind.api_version
        return Writer(call.manager, version, rfc3339(self._api.clock.now), call.operation, subresource)

    def created(self, resource: Resource, obj: Object, asked: Object, call: Call) -> None:
        """Note a creation; `asked` is what the client sent, with defaults."""
        if call.ownership is not None:
            self._by_uid[uid_of(obj)] = call.ownership
        elif call.manager:
            start = ownership(resource.kind.gvk, schema=resource.schema)
            empty = nothing(resource.kind.gvk)
            # Most of what was asked for is what is stored: keep it once.
            asked = obj if asked is obj else share(asked, obj)
            self._by_uid[uid_of(obj)] = start.updated(empty, asked, self.writer(call, resource))

    def changed(self, resource: Resource, obj: Object, old: Object, call: Call) -> None:
        """Note an update."""
        if call.ownership is not None:
            self._by_uid[uid_of(obj)] = call.ownership
        elif call.manager:
            found = self.of(resource, old)
            # Follows managedfields/internal/skipnonapplied.go: what nobody manages stays so until it is applied.
            if found.entries or found.pending:
                self._by_uid[uid_of(obj)] = found.updated(old, obj, self.writer(call, resource))

    # What the cluster's own parts write; called thousands of times in a storm.

    def made_pod(self, meta: Object, spec: Object, manager: str) -> None:
        """Note that a controller made a pod; `spec` is what it asked for, which pods of a template share."""
        labels, references = meta.get("labels"), meta.get("ownerReferences")
        writer = self._own_writer(manager, "v1", "")
        same = (meta.get("generateName"), labels, references, meta.get("annotations"), meta.get("finalizers"), writer)
        last = self._template
        if last is None or last[0] is not spec or last[1] != same:
            asked = {"metadata": {name: meta[name] for name in _ASKED if name in meta}, "spec": spec}
            gvk = ("", "v1", "Pod")
            made = ownership(gvk).noted(Pending(nothing(gvk), asked, writer, "", _pod_with_defaults))
            last = self._template = (spec, same, made)
        self._by_uid[meta["uid"]] = last[2]

    def rewritten(self, key: ResourceKey, obj: Object, old: Object, field: str, manager: str) -> None:
        """Note that a field at the top (`status`, `spec`) got a new value."""
        meta = obj["metadata"]
        found = self._by_uid.get(meta["uid"]) or self.of(self._api.resources.canonical(key), old)
        writer = self._own_writer(manager, obj["apiVersion"], "status" if field == "status" else "")
        before = old.get(field)
        if not found.continues(before):
            # Pods of a template were all alike before their kubelets looked.
            before = self._before = self._before if before == self._before else before
        self._by_uid[meta["uid"]] = found.noted(Pending(before, obj.get(field), writer, field))

    def _own_writer(self, manager: str, version: str, subresource: str) -> Writer:
        now = int(self._api.clock.now)
        if now != self._second:
            self._second = now
            self._writers.clear()
        key = manager, version, subresource
        known = self._writers.get(key)
        if known is None:
            known = self._writers[key] = Writer(manager, version, rfc3339(now), subresource=subresource)
        return known

    def take_given(self, resource: Resource, obj: Object, old: Object, call: Call) -> None:
        """Go by the managedFields in an update, when they are not the ones that went out.

        A list of one empty entry forgets everybody. Follows apimachinery/pkg/util/managedfields/internal:
        fieldmanager.go, decodeLiveOrNew.
        """
        if call.managed and call.ownership is None and call.managed != self.rendered(old):
            given = [item for item in call.managed if item]
            if not given and len(call.managed) > 1:
                return
            base = ownership(resource.kind.gvk, given, resource.schema)
            unchanged = obj == old or not given
            call.ownership = base if unchanged else base.updated(old, obj, self.writer(call, resource))

    def set(self, obj: Object, found: Ownership) -> None:
        """Take this for the object's ownership."""
        self._by_uid[uid_of(obj)] = found

    def forget(self, uid: str) -> None:
        """The object is gone; its last state is still to be shown."""
        found = self._by_uid.pop(uid, None)
        self._rendered.pop(uid, None)
        if found is not None:
            self._gone[uid] = found
            if len(self._gone) > KEPT:
                self._gone.popitem(last=False)

    # Reading

    def rendered(self, obj: Object) -> list[Object]:
        """The managedFields list of an object; worked out once a change."""
        if not self._api.release.modern:
            return []
        uid = uid_of(obj)
        found = self._by_uid.get(uid)
        if found is None:
            return self._unnamed(obj)
        known = self._rendered.get(uid)
        if known is not None and known[0] is found:
            return known[1]
        settled = self._by_uid[uid] = found.settled()
        listed = settled.rendered()
        self._rendered[uid] = (settled, listed)
        return listed

    def _unnamed(self, obj: Object) -> list[Object]:
        """Of an object that was deleted, or that nobody wrote by name."""
        uid = uid_of(obj)
        gone = self._gone.get(uid)
        if gone is not None:
            return gone.settled().rendered()
        group = obj["apiVersion"].rpartition("/")[0]
        resource = self._api.resources.of_kind(group, obj["kind"])
        stored = self._api.store.get(resource.key, namespace_of(obj), name_of(obj)) if resource is not None else None
        if stored is None or uid_of(stored) != uid:
            return []
        return Ownership(None, origin(self._api, obj)).rendered()

    def preview(self, resource: Resource, obj: Object, old: Object | None, asked: Object, call: Call) -> None:
        """Put into a dry run's object what its managedFields would be; `old` is None for a creation."""
        found = call.ownership
        if found is None:
            before = nothing(resource.kind.gvk) if old is None else old
            start = ownership(resource.kind.gvk, schema=resource.schema) if old is None else self.of(resource, old)
            new = asked if old is None else obj
            named = call.manager and (old is None or start.entries or start.pending)
            found = start.updated(before, new, self.writer(call, resource)) if named else start
        if self._api.release.modern and (listed := found.settled().rendered()):
            obj["metadata"]["managedFields"] = listed

    def shown(self, obj: Object) -> Object:
        """The object as it goes out."""
        if "managedFields" in obj["metadata"]:  # of a dry run
            return obj
        listed = self.rendered(obj)
        return {**obj, "metadata": {**obj["metadata"], "managedFields": listed}} if listed else obj

    # Snapshots

    def settle(self) -> Iterator[None]:
        """Work out what is noted, a few objects at a time: a snapshot then has little to do, and others get a turn."""
        few = 0
        for uid, found in tuple(self._by_uid.items()):
            if found.pending and self._by_uid.get(uid) is found:
                self._by_uid[uid] = found.settled()
                few += 1
                if few % PORTION == 0:
                    yield

    def snapshot(self) -> Any:
        """JSON data: every set of fields once, and by uid who has which of them."""
        numbers: dict[Paths, int] = {}
        objects: dict[str, list[Any]] = {}
        for uid, found in tuple(self._by_uid.items()):
            settled = self._by_uid[uid] = found.settled()
            objects[uid] = [
                [
                    entry.writer.manager,
                    entry.writer.api_version,
                    entry.writer.time,
                    entry.writer.operation,
                    entry.writer.subresource,
                    numbers.setdefault(entry.paths, len(numbers)),
                ]
                for entry in settled.entries
            ]
        return {"fields": [packed(paths) for paths in numbers], "objects": objects}

    def restore(self, state: Any) -> None:
        """Go on from a snapshot, the stored objects being there again."""
        sets, kept = [unpacked(text) for text in state["fields"]], state["objects"]
        for key in self._api.store.resources():
            resource = self._api.resources.canonical(key)
            node = ownership(resource.kind.gvk, schema=resource.schema).node
            for obj in self._api.store.made(key):
                if (entries := kept.get(uid_of(obj))) is not None:
                    found = tuple(Entry(Writer(*writer), sets[number]) for *writer, number in entries)
                    self._by_uid[uid_of(obj)] = Ownership(node, found)


def _pod_with_defaults(asked: Object) -> Object:
    obj = {"kind": "Pod", "apiVersion": "v1", **clone(asked)}
    strategy.fill_in(("", "v1", "Pod"), obj)
    return obj
