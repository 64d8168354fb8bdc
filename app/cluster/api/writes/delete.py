"""Deleting an object: at once, gracefully, or when its finalizers have done their work.

Follows kubernetes apiserver/pkg/registry/rest/delete.go: BeforeDelete, and generic/registry/store.go: Delete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api import admission, strategy
from app.cluster.api.admission.attributes import Attributes
from app.cluster.api.call import Call, DeleteOptions
from app.cluster.api.errors import conflict, not_found
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.api.store import ResourceKey
from app.cluster.api.writes import update
from app.sim.clock import parse_rfc3339, rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

ORPHAN, FOREGROUND = "orphan", "foregroundDeletion"


def delete(api: Api, key: ResourceKey, namespace: str, name: str, *, options: DeleteOptions, call: Call) -> Object:
    """Delete, or begin to. Returns the object as it was last."""
    resource = api.resources.canonical(key)
    old = api.store.get(key, namespace, name)
    if old is None:
        raise not_found(*key, name)
    admission.validate(Attributes(api, "DELETE", resource, call, namespace, name, None, old))
    _check_preconditions(resource, old, options)
    hooks = api.hooks(key)
    if hooks.begin_delete is not None:
        replaced = hooks.begin_delete(api, old, options, call)
        if replaced is not None:
            return replaced
    obj = {**old, "metadata": dict(old["metadata"])}
    _set_finalizers(api, resource, obj, options)
    grace = hooks.grace(old, options) if hooks.grace is not None else 0
    if grace or obj["metadata"].get("finalizers"):
        return _mark(api, resource, obj, old, grace=grace, call=call)
    if call.dry_run:
        return old
    if hooks.after_delete is not None:
        hooks.after_delete(api, old)
    return api.store.remove(key, obj)


def _mark(api: Api, resource: Resource, obj: Object, old: Object, *, grace: int, call: Call) -> Object:
    """Set the deletionTimestamp, or bring it forward; the object stays."""
    meta = obj["metadata"]
    if "deletionTimestamp" in meta:
        before = meta.get("deletionGracePeriodSeconds")
        if before is not None and grace < before:
            start = parse_rfc3339(meta["deletionTimestamp"]) - before
            meta["deletionTimestamp"] = rfc3339(start + grace)
            meta["deletionGracePeriodSeconds"] = grace
    else:
        meta["deletionTimestamp"] = rfc3339(api.clock.now + grace)
        meta["deletionGracePeriodSeconds"] = grace
        if meta.get("generation"):
            meta["generation"] += 1
    obj = strategy.normalise(resource, obj)
    if obj == old or call.dry_run:
        return obj
    return update.write(api, resource.key, obj, old)


def _set_finalizers(api: Api, resource: Resource, obj: Object, options: DeleteOptions) -> None:
    meta = obj["metadata"]
    before = list(meta.get("finalizers") or ())
    orphan, foreground = _propagation(api, resource, before, options)
    after = [item for item in before if item not in {ORPHAN, FOREGROUND}]
    if orphan:
        after.append(ORPHAN)
    if foreground:
        after.append(FOREGROUND)
    if after:
        meta["finalizers"] = after
    else:
        meta.pop("finalizers", None)


def _propagation(api: Api, resource: Resource, finalizers: list[str], options: DeleteOptions) -> tuple[bool, bool]:
    """(orphan the dependents, wait for them). Follows store.go: shouldOrphanDependents, shouldDeleteDependents."""
    if options.propagation is not None:
        return options.propagation == "Orphan", options.propagation == "Foreground"
    if options.orphan_dependents is not None:
        return options.orphan_dependents, False
    if ORPHAN in finalizers or FOREGROUND in finalizers:
        return ORPHAN in finalizers, FOREGROUND in finalizers
    return resource.key in strategy.ORPHAN_BY_DEFAULT, False


def _check_preconditions(resource: Resource, obj: Object, options: DeleteOptions) -> None:
    """ApiError 409. Follows apiserver/pkg/registry/rest/delete.go: BeforeDelete, which names the kind."""
    meta = obj["metadata"]
    for field, name, why in (
        ("uid", "UID", "The object might have been deleted and then recreated"),
        ("resourceVersion", "ResourceVersion", "The object might have been modified"),
    ):
        wanted, stored = options.preconditions.get(field), meta[field]
        if wanted is not None and wanted != stored:
            text = f"the {name} in the precondition ({wanted}) does not match the {name} in record ({stored}). {why}"
            raise conflict(resource.kind.group, resource.kind.kind, meta["name"], text)
