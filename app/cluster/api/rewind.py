"""The whole store as one piece of data, and back: what etcd's snapshots hold.

Going back is written object by object, so that everybody who follows the store sees what a watch would tell. What the
nodes go on telling (statuses, leases, mirrors of static pods) stays as it is.
Follows etcd etcdutl/snapshot/v3_snapshot.go (restore with a bumped revision: versions only grow).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cluster.api.custom import definitions
from app.cluster.api.objects import Object, clone
from app.cluster.api.shelf import storage_key
from app.cluster.api.store import PODS, ResourceKey
from app.cluster.api.writes.ownership import Owners

if TYPE_CHECKING:
    from app.cluster.api.api import Api

NODES, LEASES, SERVICES = ("", "nodes"), ("coordination.k8s.io", "leases"), ("", "services")
MIRROR = "kubernetes.io/config.mirror"
FIRST: tuple[ResourceKey, ...] = (("", "namespaces"), definitions.KEY)
ENDED = {"Succeeded", "Failed"}
# What an API server makes by itself when it finds nothing, or has made here once and for all.
OWN_GROUPS = frozenset({"rbac.authorization.k8s.io", "flowcontrol.apiserver.k8s.io", "apiregistration.k8s.io"})
OWN_NAMES = frozenset({
    "default", "kube-system", "kube-public", "kube-node-lease", "kubernetes", "system-cluster-critical",
    "system-node-critical", "10.96.0.1",
})  # fmt: skip
OWN_RESOURCES = frozenset({"namespaces", "services", "endpoints", "endpointslices", "priorityclasses", "servicecidrs",
                           "ipaddresses"})  # fmt: skip


def saved(api: Api) -> dict[str, Any]:
    """Everything as JSON data; objects that nobody has looked at are made now."""
    store = api.store
    found = [[*key, obj] for key in store.resources() for obj in store.list(key)]
    return {"revision": store.resource_version, "objects": found, "owners": api.owners.snapshot()}


def empty(api: Api) -> dict[str, Any]:
    """What there is behind an API server whose etcd began with nothing."""
    kept = [one for one in saved(api)["objects"] if one[0] in OWN_GROUPS or _is_own(one[1], one[2]["metadata"])]
    return {"revision": 1, "objects": kept, "owners": api.owners.snapshot()}


def rewind(api: Api, data: dict[str, Any]) -> None:
    """Make the store hold what `data` does."""
    wanted: dict[ResourceKey, dict[str, Object]] = {}
    for group, resource, obj in data["objects"]:
        meta = obj["metadata"]
        if not _stays((group, resource), obj):
            wanted.setdefault((group, resource), {})[storage_key(meta.get("namespace", ""), meta["name"])] = obj
    keys = sorted({*wanted, *api.store.resources()}, key=lambda key: (key not in FIRST, key))
    for key in reversed(keys):
        _remove(api, key, wanted.get(key, {}))
    for key in keys:
        _put(api, key, wanted.get(key, {}))
    Owners.restore(api.owners, data["owners"])


def _is_own(resource: str, meta: Object) -> bool:
    name = meta["name"]
    return resource in OWN_RESOURCES and (name in OWN_NAMES or name.startswith("kubernetes"))


def _stays(key: ResourceKey, obj: Object) -> bool:
    """Whether an object is written anew all the time by those who run."""
    if key == LEASES:
        return bool(obj["metadata"].get("namespace") == "kube-node-lease")
    return key == PODS and MIRROR in (obj["metadata"].get("annotations") or {})


def _remove(api: Api, key: ResourceKey, wanted: dict[str, Object]) -> None:
    """Take out what was made since, and what has been made anew under an old name."""
    for obj in api.store.list(key):
        meta = obj["metadata"]
        if _stays(key, obj):
            continue
        old = wanted.get(storage_key(meta.get("namespace", ""), meta["name"]))
        same = old is not None and old["metadata"].get("uid") == meta.get("uid")
        if same and (key != PODS or not _was_ended(obj)):
            continue
        api.store.remove(key, obj)
        if key == SERVICES:
            api.service_addresses.release(obj)
        if key == definitions.KEY and definitions.established(obj):
            definitions.unregister(api, obj)


def _was_ended(pod: Object) -> bool:
    """A pod that cannot go on: its containers are stopping, or have stopped for good."""
    return "deletionTimestamp" in pod["metadata"] or (pod.get("status") or {}).get("phase") in ENDED


def _put(api: Api, key: ResourceKey, wanted: dict[str, Object]) -> None:
    for old in wanted.values():
        meta = old["metadata"]
        there = api.store.get(key, meta.get("namespace", ""), meta["name"])
        obj = _returning(key, clone(old), there)
        if there is None:
            api.store.add(key, obj)
        elif _differs(obj, there):
            api.store.replace(key, obj, there)
            if key == SERVICES:
                api.service_addresses.release(there)
        else:
            continue
        api.untidy.add(meta.get("uid", ""))
        if key == SERVICES:
            api.service_addresses.take(obj)
        if key == definitions.KEY and definitions.established(obj):
            definitions.register(api, obj)


def _returning(key: ResourceKey, obj: Object, there: Object | None) -> Object:
    """An object as it comes back: what nodes tell is what they tell now."""
    status = obj.get("status") or {}
    if there is not None and key in (NODES, PODS):
        return {**obj, "status": there.get("status") or {}}
    if key == PODS and status.get("phase") not in ENDED:
        scheduled = [one for one in status.get("conditions") or () if one["type"] == "PodScheduled"]
        kept = {"qosClass": status["qosClass"]} if "qosClass" in status else {}
        return {**obj, "status": {"phase": "Pending", "conditions": scheduled, **kept}}
    return obj


def _differs(one: Object, other: Object) -> bool:
    first, second = ({**obj["metadata"], "resourceVersion": ""} for obj in (one, other))
    return first != second or {**one, "metadata": None} != {**other, "metadata": None}
