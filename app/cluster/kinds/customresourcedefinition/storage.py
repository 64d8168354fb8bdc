"""A stored CustomResourceDefinition is served; a deleted one takes its objects with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call, DeleteOptions
from app.cluster.api.custom import definitions
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api


def begin_create(api: Api, definition: Object, call: Call) -> None:
    """Accept its names."""
    definitions.establish(api, definition)


def after_create(api: Api, definition: Object) -> None:
    """Serve it."""
    if definitions.established(definition):
        definitions.register(api, definition)


def begin_update(api: Api, definition: Object, old: Object, call: Call) -> None:
    """Keep the list of versions that objects were stored in."""
    stored = list((old.get("status") or {}).get("storedVersions") or ())
    current = [item["name"] for item in definition["spec"].get("versions") or () if item.get("storage")]
    status = definition["status"] = dict(definition.get("status") or {})
    status["storedVersions"] = [*stored, *(name for name in current if name not in stored)]


def after_update(api: Api, definition: Object, old: Object) -> None:
    """Serve the new versions."""
    if definitions.established(definition) and definition["spec"] != old["spec"]:
        definitions.register(api, definition)


def begin_delete(api: Api, definition: Object, options: DeleteOptions, call: Call) -> None:
    """Delete its objects first."""
    if call.dry_run:
        return
    spec = definition["spec"]
    key = (spec["group"], spec["names"]["plural"])
    for obj in api.store.list(key):
        meta = obj["metadata"]
        api.objects.delete(key, meta.get("namespace", ""), meta["name"], propagation="Background")


def after_delete(api: Api, definition: Object) -> None:
    """Serve it no longer."""
    definitions.unregister(api, definition)
