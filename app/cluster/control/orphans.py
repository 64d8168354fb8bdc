"""Objects without a controller: what may be adopted, found without looking at everything else."""

from __future__ import annotations

from app.cluster.control.resources import CONTROLLER_REVISIONS, PODS, REPLICA_SETS, Object, ResourceKey, owner_uid

ADOPTABLE = (PODS, REPLICA_SETS, CONTROLLER_REVISIONS)


class Orphans:
    """The names of objects without controller, by resource and namespace."""

    def __init__(self) -> None:
        self._names: dict[tuple[ResourceKey, str], dict[str, None]] = {}

    def changed(self, resource: ResourceKey, event: str, obj: Object, old: Object | None) -> None:
        """An object of a resource came, changed or went."""
        meta = obj["metadata"]
        owners = meta.get("ownerReferences")
        if owners is not None and old is not None and old["metadata"].get("ownerReferences") is owners:
            return
        found = self._names.get((resource, meta["namespace"]))
        if event != "DELETED" and not owner_uid(obj):
            if found is None:
                found = self._names[resource, meta["namespace"]] = {}
            found[meta["name"]] = None
        elif found is not None:
            found.pop(meta["name"], None)

    def names(self, resource: ResourceKey, namespace: str) -> list[str]:
        """Names of those in a namespace."""
        return list(self._names.get((resource, namespace), ()))
