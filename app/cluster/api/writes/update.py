"""Replacing an object, or its status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster import warnings
from app.cluster.api import admission, strategy
from app.cluster.api.admission.attributes import Attributes
from app.cluster.api.call import Call
from app.cluster.api.errors import bad_request, conflict, invalid, not_found
from app.cluster.api.objects import Object, name_of, namespace_of
from app.cluster.api.registry import Resource
from app.cluster.api.storage_keys import wrong_uid
from app.cluster.api.store import ResourceKey
from app.cluster.api.writes.create import create

if TYPE_CHECKING:
    from app.cluster.api.api import Api

MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"
# Fields of metadata that a client cannot change.
_SYSTEM = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink")


def update(api: Api, key: ResourceKey, obj: Object, call: Call) -> Object:
    """Write a new version of a stored object; takes `obj` over. An object that would not change is not written.

    ApiError: NotFound, Conflict (stale resourceVersion or another uid), Invalid, Forbidden (admission).
    """
    resource = api.resources.canonical(key)
    old = api.store.get(key, namespace_of(obj), name_of(obj))
    if old is None:
        if call.update_may_create and not call.subresource:
            return create(api, key, obj, call)
        raise not_found(*key, name_of(obj))
    obj = {**obj, "kind": resource.kind.kind, "apiVersion": resource.kind.api_version}
    obj["metadata"] = dict(obj.get("metadata") or {})
    _check_version(api, resource, obj, old)
    call.managed = obj["metadata"].get("managedFields") if not call.subresource else None
    keep_system_fields(obj, old)
    strategy.defaults(resource, obj)
    attributes = Attributes(api, "UPDATE", resource, call, namespace_of(old), name_of(old), obj, old)
    admission.admit(attributes)
    return finish(api, resource, attributes.new, old, call=call, attributes=attributes)


def finish(
    api: Api, resource: Resource, obj: Object, old: Object, *, call: Call, attributes: Attributes | None = None
) -> Object:
    """The second half of an update: strategy, validation, and the write itself."""
    hooks = api.hooks(resource.key)
    if hooks.permit_update is not None:
        hooks.permit_update(api, obj, old, call)
    strategy.prepare_update(resource, obj, old, call.subresource)
    strategy.check_update(resource, obj, old, call.subresource, call.warn)
    if api.release.modern and call.subresource != "status" and resource.kind.group in warnings.GROUPS:
        for text in warnings.on_update(resource.kind.kind, obj, old):
            call.warn(text)
    if resource.custom is not None and not call.subresource:
        for text in warnings.on_finalizers(obj, old):
            call.warn(text)
    if hooks.begin_update is not None:
        hooks.begin_update(api, obj, old, call)
    if attributes is not None:
        attributes.obj = obj
        admission.validate(attributes)
    if call.in_order:
        obj = strategy.normalise(resource, obj)
    if call.managed:
        api.owners.take_given(resource, obj, old, call)
    if obj == old:
        if call.ownership is not None and not call.dry_run and call.ownership != api.owners.of(resource, old):
            # Server-side apply that takes a share in fields as they are changes nothing but managedFields.
            api.owners.changed(resource, old, old, call)
            return api.store.replace(resource.key, obj, old)
        if api.encryption is not None and not call.dry_run and api.encryption.stale(resource.key, old):
            return api.store.replace(resource.key, obj, old)  # the same, with another key
        return old
    if call.dry_run:
        api.owners.preview(resource, obj, old, obj, call)
        return obj
    api.owners.changed(resource, obj, old, call)
    if not call.in_order:
        api.untidy.add(old["metadata"]["uid"])
    return write(api, resource.key, obj, old)


def write(api: Api, key: ResourceKey, obj: Object, old: Object, fields: Object | None = None) -> Object:
    """Store a version; an object being deleted whose last finalizer went away goes with it.

    `fields`: see Store.replace.
    """
    meta = obj["metadata"]
    hooks = api.hooks(key)
    gone = meta.get("deletionTimestamp") and not meta.get("finalizers") and not meta.get("deletionGracePeriodSeconds")
    if gone and not (hooks.keeps is not None and hooks.keeps(obj)):
        if hooks.after_delete is not None:
            hooks.after_delete(api, obj)
        # Follows store.go: updateForGracefulDeletionAndFinalizers; the last state goes out with the deletion.
        return api.store.remove(key, {**obj, "metadata": dict(meta)})
    stored = api.store.replace(key, obj, old, fields)
    if hooks.after_update is not None:
        hooks.after_update(api, stored, old)
    return stored


def keep_system_fields(obj: Object, old: Object) -> None:
    """What the server sets in metadata stays as it is."""
    meta, before = obj["metadata"], old["metadata"]
    for name in _SYSTEM:
        if name in before:
            meta[name] = before[name]
        else:
            meta.pop(name, None)
    meta["resourceVersion"] = before["resourceVersion"]
    meta.pop("managedFields", None)


def _check_version(api: Api, resource: Resource, obj: Object, old: Object) -> None:
    meta, before = obj["metadata"], old["metadata"]
    version = meta.get("resourceVersion")
    name = before["name"]
    if meta.get("uid") and meta["uid"] != before["uid"]:
        raise wrong_uid(resource, before.get("namespace", ""), name, meta["uid"], before["uid"])
    if not version or version == "0":
        if resource.custom is not None or resource.key in strategy.CONDITIONAL_ONLY:
            detail = "metadata.resourceVersion: Invalid value: 0: must be specified for an update"
            cause = {
                "reason": "FieldValueInvalid",
                "message": "Invalid value: 0: must be specified for an update",
                "field": "metadata.resourceVersion",
            }
            raise invalid(resource.kind.group, resource.kind.kind, name, [cause], detail)
        return
    if not version.isdigit():
        raise bad_request(
            f'metadata.resourceVersion: Invalid value: "{version}": strconv.ParseUint: parsing "{version}": '
            "invalid syntax"
        )
    if version != before["resourceVersion"]:
        raise conflict(*resource.key, name, MODIFIED)
