"""Namespaces end in two steps: first Terminating, then gone when nothing is left and the finalizers are off.

Follows kubernetes pkg/registry/core/namespace/storage/storage.go: Delete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call, DeleteOptions
from app.cluster.api.objects import Object, clone
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

KEY = ("", "namespaces")


def begin_delete(api: Api, namespace: Object, options: DeleteOptions, call: Call) -> Object | None:
    """Mark the namespace; None lets an emptied one go."""
    if "deletionTimestamp" not in namespace["metadata"]:
        marked = clone(namespace)
        marked["metadata"]["deletionTimestamp"] = rfc3339(api.clock.now)
        marked["status"] = {**(marked.get("status") or {}), "phase": "Terminating"}
        return marked if call.dry_run else api.store.replace(KEY, marked, namespace)
    if (namespace.get("spec") or {}).get("finalizers"):
        return namespace
    return None


def keeps(namespace: Object) -> bool:
    """Whether its own finalizers still hold it."""
    return bool((namespace.get("spec") or {}).get("finalizers"))
