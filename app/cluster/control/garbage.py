"""Garbage collection: what happens to dependents when their owners go.

Follows kubernetes pkg/controller/garbagecollector/garbagecollector.go: attemptToDeleteItem,
processDeletingDependentsItem, attemptToOrphan.
"""

from __future__ import annotations

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import Name, Object, ResourceKey, is_deleting, name_of

COMPONENT = "garbage-collector-controller"
FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
DELAY = 0.02  # seconds until the collector has seen a change
Item = tuple[str, str]


def register(plane: Plane) -> None:
    """Start the garbage collector."""
    GarbageCollector(plane)


def _item(key: ResourceKey, obj: Object) -> Item:
    namespace, name = name_of(obj)
    return "/".join(key), f"{namespace}/{name}"


class GarbageCollector:
    """Deletes what nobody owns any more, in the foreground, in the background, or not at all."""

    def __init__(self, plane: Plane) -> None:
        self.plane, self._store = plane, plane.api.store
        self._kinds: dict[tuple[str, str], tuple[ResourceKey, bool]] = {}  # (apiVersion, kind) -> its resource
        self._sound: dict[str, set[str]] = {}  # an owner's uid -> the namespaces whose references to it are right
        self._unsound: dict[str, set[str]] = {}  # a dependent's uid -> the owners that it should not name
        self._waiting: set[str] = set()  # uids of owners that are being deleted after their dependents
        self.queue = plane.queue("garbagecollector", self.reconcile)
        plane.api.store.on_change(self._changed)
        for key in list(plane.api.store.resources()):  # what was under way when a snapshot was taken
            for obj in plane.api.store.made(key):
                if obj["metadata"].get("ownerReferences") or is_deleting(obj):
                    self._changed("ADDED", key, obj)

    def _changed(self, event: str, key: ResourceKey, obj: Object) -> None:
        meta = obj["metadata"]
        owners = meta.get("ownerReferences")
        if event == "DELETED":
            uid = meta["uid"]
            self._waiting.discard(uid)
            self._sound.pop(uid, None)
            self._unsound.pop(uid, None)
            for dependent_key, dependent in self._store.by_owner(uid):
                self.queue.add(_item(dependent_key, dependent), DELAY)
            for reference in owners or ():
                self._wake_waiting(reference, meta.get("namespace", ""))
        elif "deletionTimestamp" in meta and (finalizers := meta.get("finalizers")):
            if FOREGROUND in finalizers or ORPHAN in finalizers:
                self._waiting.add(meta["uid"])
                self.queue.add(_item(key, obj), DELAY)
        elif owners:
            for reference in owners if event == "MODIFIED" else ():
                if reference.get("blockOwnerDeletion"):
                    self._wake_waiting(reference, meta.get("namespace", ""))
            self._check_owners(key, obj)

    def _check_owners(self, key: ResourceKey, obj: Object) -> None:
        """Look at an object that names an owner which is not there; say so of one in another namespace."""
        uid, namespace = obj["metadata"]["uid"], obj["metadata"].get("namespace", "")
        for reference in obj["metadata"]["ownerReferences"]:
            owner = reference["uid"]
            if namespace in self._sound.get(owner, ()) or owner in self._unsound.get(uid, ()):
                continue
            if self._owner(reference, namespace) is not None:
                self._sound.setdefault(owner, set()).add(namespace)
                continue
            self._unsound.setdefault(uid, set()).add(owner)
            self.queue.add(_item(key, obj), DELAY)
            if self._lives_elsewhere(reference, namespace):
                shown = (f"[{reference['apiVersion']}/{reference['kind']}, namespace: {namespace}, "
                         f"name: {reference['name']}, uid: {owner}]")  # fmt: skip
                message = f'ownerRef {shown} does not exist in namespace "{namespace}"'
                self.plane.events.event(obj, "Warning", "OwnerRefInvalidNamespace", message, COMPONENT)

    def _lives_elsewhere(self, reference: Object, namespace: str) -> bool:
        """Whether a reference means an object of another namespace."""
        key, namespaced = self._resource(reference) or (None, False)
        return (
            key is not None
            and namespaced
            and any(
                one["metadata"]["uid"] == reference["uid"] and one["metadata"]["namespace"] != namespace
                for one in self.plane.objects.list(key)
            )
        )

    def _wake_waiting(self, reference: Object, namespace: str) -> None:
        """An owner that waits for its dependents looks again."""
        if reference["uid"] not in self._waiting:
            return
        found = self._owner(reference, namespace)
        if found is not None and is_deleting(found[1]) and FOREGROUND in (found[1]["metadata"].get("finalizers") or ()):
            self.queue.add(_item(*found), DELAY)

    def _owner(self, reference: Object, namespace: str) -> tuple[ResourceKey, Object] | None:
        """The object that a reference means, if it is still that one."""
        key, namespaced = self._resource(reference) or (None, False)
        if key is None:
            return None
        found = self.plane.objects.get(key, namespace if namespaced else "", reference["name"])
        return (key, found) if found is not None and found["metadata"]["uid"] == reference["uid"] else None

    def _resource(self, reference: Object) -> tuple[ResourceKey, bool] | None:
        """The resource that a reference names, and whether it has namespaces; None for unknown kinds."""
        named = (reference["apiVersion"], reference["kind"])
        if named not in self._kinds:
            resource = self.plane.api.resources.of_kind(named[0].rpartition("/")[0], named[1])
            if resource is None:
                return None
            self._kinds[named] = (resource.kind.key, resource.kind.namespaced)
        return self._kinds[named]

    def reconcile(self, item: Name) -> float | None:
        """Look at one object: as a dependent, or as an owner that is going."""
        group, _, resource = item[0].partition("/")
        namespace, _, name = item[1].partition("/")
        key = (group, resource)
        obj = self.plane.objects.get(key, namespace, name)
        if obj is None:
            return None
        finalizers = obj["metadata"].get("finalizers") or ()
        if is_deleting(obj) and FOREGROUND in finalizers:
            self._foreground(key, obj)
        elif is_deleting(obj) and ORPHAN in finalizers:
            self._orphan(key, obj)
        elif not is_deleting(obj):
            self._dependent(key, obj)
        return None

    def _dependent(self, key: ResourceKey, obj: Object) -> None:
        meta = obj["metadata"]
        references = meta.get("ownerReferences") or []
        if not all(self._can_be_judged(one, meta.get("namespace", "")) for one in references):
            return
        found = [(one, self._owner(one, meta.get("namespace", ""))) for one in references]
        solid = [one for one, owner in found if owner is not None and not _waits(owner[1])]
        if solid:
            if len(solid) < len(references):
                self._drop_references(key, obj, {one["uid"] for one in solid})
            return
        if not references:
            return
        waiting = any(owner is not None for _, owner in found)
        policy = "Background"
        if ORPHAN in (meta.get("finalizers") or ()):
            policy = "Orphan"
        elif FOREGROUND in (meta.get("finalizers") or ()) or (waiting and self._has_dependents(obj)):
            policy = "Foreground"
        self.plane.delete(key, obj, propagation=policy, preconditions={"uid": meta["uid"]})

    def _can_be_judged(self, reference: Object, namespace: str) -> bool:
        """Whether an owner can be missed: its kind is known, and has no namespaces where the dependent has none."""
        resource = self._resource(reference)
        return resource is not None and (bool(namespace) or not resource[1])

    def _has_dependents(self, obj: Object) -> bool:
        return any(True for _ in self.plane.objects.by_owner(obj["metadata"]["uid"]))

    def _drop_references(self, key: ResourceKey, obj: Object, keep: set[str]) -> None:
        def drop(new: Object) -> None:
            kept = [one for one in new["metadata"].get("ownerReferences") or () if one["uid"] in keep]
            if kept:
                new["metadata"]["ownerReferences"] = kept
            else:
                new["metadata"].pop("ownerReferences", None)

        self.plane.objects.patch(key, *name_of(obj), drop, manager="kube-controller-manager")

    def _foreground(self, key: ResourceKey, obj: Object) -> None:
        uid = obj["metadata"]["uid"]
        blocking = False
        for dependent_key, dependent in list(self.plane.objects.by_owner(uid)):
            reference = next(one for one in dependent["metadata"]["ownerReferences"] if one["uid"] == uid)
            blocking = blocking or bool(reference.get("blockOwnerDeletion"))
            if not is_deleting(dependent):
                self.queue.add(_item(dependent_key, dependent))
        if not blocking:
            self._remove_finalizer(key, obj, FOREGROUND)

    def _orphan(self, key: ResourceKey, obj: Object) -> None:
        uid = obj["metadata"]["uid"]
        for dependent_key, dependent in list(self.plane.objects.by_owner(uid)):
            keep = {one["uid"] for one in dependent["metadata"]["ownerReferences"]} - {uid}
            self._drop_references(dependent_key, dependent, keep)
        self._remove_finalizer(key, obj, ORPHAN)

    def _remove_finalizer(self, key: ResourceKey, obj: Object, finalizer: str) -> None:
        def remove(new: Object) -> None:
            kept = [one for one in new["metadata"].get("finalizers") or () if one != finalizer]
            if kept:
                new["metadata"]["finalizers"] = kept
            else:
                new["metadata"].pop("finalizers", None)

        try:
            self.plane.objects.patch(key, *name_of(obj), remove, manager="kube-controller-manager")
        except ApiError as problem:
            if problem.code != 404:
                raise


def _waits(owner: Object) -> bool:
    """Whether an owner is being deleted in the foreground: it holds its dependents no longer."""
    return is_deleting(owner) and FOREGROUND in (owner["metadata"].get("finalizers") or ())
