"""Creating an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster import warnings
from app.cluster.api import admission, strategy
from app.cluster.api.admission.attributes import Attributes
from app.cluster.api.call import Call
from app.cluster.api.errors import ApiError, already_exists, bad_request
from app.cluster.api.objects import Object, clone, name_of, namespace_of
from app.cluster.api.registry import Resource
from app.cluster.api.store import ResourceKey
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

MAX_GENERATED = 63 - 5  # a generated name leaves room for its suffix
ATTEMPTS = 8


def create(api: Api, key: ResourceKey, obj: Object, call: Call) -> Object:
    """Take `obj` over, complete it, check it and store it. With a dry run everything but the last.

    ApiError: AlreadyExists, Invalid, Forbidden (admission), NotFound (the namespace).
    """
    resource = api.resources.canonical(key)
    hooks = api.hooks(key)
    obj = {"kind": resource.kind.kind, "apiVersion": resource.kind.api_version, **obj}
    obj["metadata"] = dict(obj.get("metadata") or {})
    _clear_system_fields(obj)
    strategy.defaults(resource, obj)
    asked = clone(obj)
    attributes = Attributes(api, "CREATE", resource, call, namespace_of(obj), name_of(obj), obj, None)
    admission.admit(attributes)
    obj = attributes.new
    if hooks.permit_create is not None:
        hooks.permit_create(api, obj, call)
    _fill_system_fields(api, resource, obj)
    strategy.prepare_create(resource, obj)
    if not call.checked:
        strategy.check_create(resource, obj)
        _warn(api, resource, obj, call)
    if hooks.begin_create is not None:
        hooks.begin_create(api, obj, call)
    attributes.named_by_now()
    admission.validate(attributes)
    there = api.store.get(key, namespace_of(obj), name_of(obj))
    if there is not None:
        raise taken(key, there)
    if call.in_order:
        obj = strategy.normalise(resource, obj)
    else:
        api.untidy.add(obj["metadata"]["uid"])
    if call.dry_run:
        obj["metadata"].pop("resourceVersion", None)
        api.owners.preview(resource, obj, None, asked, call)
        return obj
    api.owners.created(resource, obj, asked, call)
    stored = api.store.add(key, obj)
    if hooks.after_create is not None:
        hooks.after_create(api, stored)
    return stored


def _warn(api: Api, resource: Resource, obj: Object, call: Call) -> None:
    if resource.custom is not None:
        for text in warnings.on_finalizers(obj, None):
            call.warn(text)
    if api.release.modern and resource.kind.group in warnings.GROUPS:
        for text in warnings.on_create(resource.kind.kind, obj):
            call.warn(text)


def taken(key: ResourceKey, there: Object) -> ApiError:
    """409: the name is in use, perhaps not for long. Follows registry/generic/registry/store.go: create."""
    problem = already_exists(*key, name_of(there))
    if there["metadata"].get("deletionTimestamp"):
        problem.status["message"] = f"object is being deleted: {problem.status['message']}"
    return problem


def _clear_system_fields(obj: Object) -> None:
    meta = obj["metadata"]
    for name in (
        "uid",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "selfLink",
        "managedFields",
    ):
        meta.pop(name, None)
    if meta.pop("resourceVersion", ""):
        raise bad_request("resourceVersion should not be set on objects to be created")


def _fill_system_fields(api: Api, resource: Resource, obj: Object) -> None:
    meta = obj["metadata"]
    if not meta.get("name") and (prefix := meta.get("generateName")):
        meta["name"] = generated_name(api, resource, namespace_of(obj), prefix)
    meta["uid"] = api.randomness.uid()
    meta["resourceVersion"] = "0"  # holds the place; the store numbers it
    meta["creationTimestamp"] = rfc3339(api.clock.now)


def generated_name(api: Api, resource: Resource, namespace: str, prefix: str) -> str:
    """A free name of the form prefix + five characters."""
    name = ""
    for _ in range(ATTEMPTS):
        name = prefix[:MAX_GENERATED] + api.randomness.suffix()
        if api.store.get(resource.key, namespace, name) is None:
            break
    return name
