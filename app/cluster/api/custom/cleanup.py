"""A definition that is deleted takes its objects with it, and stays until the last of them is gone.

Follows kubernetes apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go: Delete, and
pkg/controller/finalizer/crd_finalizer.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.custom.definitions import KEY
from app.cluster.api.custom.naming import set_condition
from app.cluster.api.objects import Object, clone, name_of
from app.cluster.api.writes import update
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

FINALIZER = "customresourcecleanup.apiextensions.k8s.io"


def begin(api: Api, definition: Object) -> Object:
    """Mark it, delete its objects, and let it go when there are none."""
    marked = clone(definition)
    meta, status = marked["metadata"], marked.setdefault("status", {})
    meta["deletionTimestamp"] = rfc3339(api.clock.now)
    meta["finalizers"] = [*(meta.get("finalizers") or ()), *([FINALIZER] if not _held(marked) else [])]
    text = "CustomResource deletion is in progress"
    _terminating(api, status, "True", "InstanceDeletionInProgress", text)
    stored = update.write(api, KEY, marked, definition)
    key = _objects(definition)
    for obj in tuple(api.store.list(key)):
        place = obj["metadata"]
        api.objects.delete(key, place.get("namespace", ""), place["name"], propagation="Background")
    watch(api, stored)
    finish(api, name_of(stored))
    return stored


def watch(api: Api, definition: Object) -> None:
    """Finish a deletion as soon as the last object goes."""
    key, name = _objects(definition), name_of(definition)
    if not api.store.size(key):
        return

    def gone(event: str, *_: object) -> None:
        if event == "DELETED" and not api.store.size(key):
            cancel()
            finish(api, name)

    cancel = api.store.subscribe(key, gone)


def finish(api: Api, name: str) -> None:
    """Take the finalizer away from a definition that has no objects any more."""
    current = api.store.get(KEY, "", name)
    if current is None or not is_terminating(current) or not _held(current) or api.store.size(_objects(current)):
        return
    changed = clone(current)
    _terminating(api, changed["status"], "False", "InstanceDeletionCompleted", "removed all instances")
    changed["metadata"]["finalizers"] = [item for item in changed["metadata"]["finalizers"] if item != FINALIZER]
    if not changed["metadata"]["finalizers"]:
        del changed["metadata"]["finalizers"]
    update.write(api, KEY, changed, current)


def is_terminating(definition: Object) -> bool:
    """Whether it is being deleted."""
    return "deletionTimestamp" in definition["metadata"]


def _held(definition: Object) -> bool:
    return FINALIZER in (definition["metadata"].get("finalizers") or ())


def _objects(definition: Object) -> tuple[str, str]:
    return definition["spec"]["group"], definition["spec"]["names"]["plural"]


def _terminating(api: Api, status: Object, state: str, reason: str, message: str) -> None:
    conditions = status["conditions"] = list(status.get("conditions") or ())
    wanted = {"type": "Terminating", "status": state, "reason": reason, "message": message}
    set_condition(api, conditions, wanted)
