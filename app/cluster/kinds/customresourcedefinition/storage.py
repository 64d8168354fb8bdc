"""A stored CustomResourceDefinition is served once its names are accepted; a deleted one takes its objects with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call, DeleteOptions
from app.cluster.api.custom import cleanup, definitions, naming
from app.cluster.api.objects import Object, name_of

if TYPE_CHECKING:
    from app.cluster.api.api import Api


def begin_create(api: Api, definition: Object, call: Call) -> None:
    """Its status is the server's to write."""
    status = {"acceptedNames": {"kind": "", "plural": ""}, "conditions": []}
    stored = (definition.get("status") or {}).get("storedVersions") or []
    definition["status"] = {**status, "storedVersions": stored}


def after_create(api: Api, definition: Object) -> None:
    """Look at its names, a write later."""
    _settle(api, definition)


def begin_update(api: Api, definition: Object, old: Object, call: Call) -> None:
    """Keep the list of versions that objects were stored in; who writes the status may shorten it."""
    if call.subresource == "status":
        return
    before = old.get("status") or {}
    stored = list(before.get("storedVersions") or ())
    current = [item["name"] for item in definition["spec"].get("versions") or () if item.get("storage")]
    versions = [*stored, *(name for name in current if name not in stored)]
    definition["status"] = {**before, "storedVersions": versions}


def after_update(api: Api, definition: Object, old: Object) -> None:
    """Serve the new versions."""
    if definition["spec"] == old["spec"] or cleanup.is_terminating(definition):
        return
    if definition["spec"]["names"] != old["spec"]["names"]:
        _settle(api, definition)
    elif definitions.established(definition):
        definitions.register(api, definition)


def begin_delete(api: Api, definition: Object, options: DeleteOptions, call: Call) -> Object | None:
    """Delete its objects first."""
    if call.dry_run or cleanup.is_terminating(definition):
        return None
    return cleanup.begin(api, definition)


def after_delete(api: Api, definition: Object) -> None:
    """Serve it no longer; others may have its names now."""
    if definitions.established(definition):
        definitions.unregister(api, definition)
    gone = name_of(definition)
    for other in tuple(api.store.list(definitions.KEY)):
        if other["spec"]["group"] == definition["spec"]["group"] and name_of(other) != gone:
            _settle(api, other, without=gone)


def _settle(api: Api, definition: Object, without: str = "") -> None:
    status = naming.settle(api, definition, without=without)
    if status != definition.get("status"):
        changed = {**definition, "status": status}
        definition = api.objects.update(definitions.KEY, changed, subresource="status", manager="kube-apiserver")
    if definitions.established(definition):
        definitions.register(api, definition)
