"""How many: the Scale of Deployments, ReplicaSets, StatefulSets, ReplicationControllers and custom resources.

Follows kubernetes pkg/registry/apps/deployment/storage/storage.go: ScaleREST.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api import patch as patches
from app.cluster.api.custom.columns import read
from app.cluster.api.errors import ApiError, conflict, invalid, not_found
from app.cluster.api.objects import Object, clone
from app.cluster.api.rest.exchange import Exchange, not_here
from app.cluster.api.rest.options import write_options
from app.cluster.api.rest.patch import check_type
from app.cluster.api.rest.write import check_name, read_body, settle_namespace
from app.cluster.api.storage_keys import wrong_uid
from app.cluster.api.tables import META_V1, partial_metadata
from app.cluster.api.writes.update import MODIFIED, update
from app.cluster.kinds.column import age
from app.network.http import Reply, Response
from app.sim.label_selectors import LabelSelector

GVK = ("autoscaling", "v1", "Scale")
_COLUMNS = (
    ("Name", "string", "name", "Name must be unique within a namespace."),
    ("Desired", "integer", "", "desired number of instances for the scaled object."),
    ("Available", "integer", "", "actual number of observed instances of the scaled object."),
    (
        "Age",
        "string",
        "",
        "CreationTimestamp is a timestamp representing the server time when this object was created.",
    ),
)


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET, PUT or PATCH."""
    resource, info = exchange.target, exchange.info
    old = exchange.api.store.get(resource.key, info.namespace, info.name)
    if old is None:
        raise not_found(resource.group, resource.plural, info.name)
    current = scale_of(exchange, old)
    if info.verb == "get":
        return _respond(exchange, current)
    options = write_options(exchange.query, "UpdateOptions" if info.verb == "update" else "PatchOptions")
    if info.verb == "update":
        wanted = read_body(exchange, GVK, options.validation)
        settle_namespace(exchange, wanted)
        check_name(exchange, wanted)
    else:
        kind = check_type(exchange)
        body = exchange.request.body
        wanted = patches.apply_patch(kind, current, body, GVK, validation=options.validation).object
    _check(exchange, wanted, old)
    new = clone(old)
    _write_replicas(exchange, new, wanted.get("spec", {}).get("replicas") or 0)
    stored = update(exchange.api, resource.key, new, exchange.call(options, subresource="scale"))
    return _respond(exchange, scale_of(exchange, stored))


def _respond(exchange: Exchange, scale: Object) -> Response:
    if exchange.wanted.as_kind != "Table":
        return exchange.document(scale)
    meta, now = scale["metadata"], exchange.api.clock.now
    row = [meta["name"], scale["spec"].get("replicas", 0), scale["status"]["replicas"], age(scale, now)]
    columns = [
        {"name": name, "type": kind, "format": style, "description": doc, "priority": 0}
        for name, kind, style, doc in _COLUMNS
    ]
    document = {
        "kind": "Table",
        "apiVersion": META_V1,
        "metadata": {"resourceVersion": meta["resourceVersion"]},
        "columnDefinitions": columns,
        "rows": [{"cells": row, "object": partial_metadata(scale)}],
    }
    return exchange.document(document)


def _check(exchange: Exchange, wanted: Object, old: Object) -> None:
    name = old["metadata"]["name"]
    resource = exchange.target
    replicas = wanted.get("spec", {}).get("replicas") or 0
    uid, stored = wanted["metadata"].get("uid"), old["metadata"]["uid"]
    if uid and uid != stored and exchange.info.verb == "update":
        raise wrong_uid(resource, exchange.info.namespace, name, uid, stored)
    if replicas < 0:
        text = f"Invalid value: {replicas}: must be greater than or equal to 0"
        raise _invalid(name, text)
    if uid and uid != stored:
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored}"
        raise conflict(resource.group, f"{resource.plural}/scale", name, why)
    version = wanted["metadata"].get("resourceVersion")
    if version and version != old["metadata"]["resourceVersion"]:
        raise conflict(resource.group, resource.plural, name, MODIFIED)


def _invalid(name: str, text: str) -> ApiError:
    cause = {"reason": "FieldValueInvalid", "message": text, "field": "spec.replicas"}
    return invalid("autoscaling", "Scale", name, [cause], f"spec.replicas: {text}")


def _paths(exchange: Exchange) -> dict[str, str]:
    custom = exchange.target.custom
    found = (custom.get("subresources") or {}).get("scale") if custom is not None else None
    if custom is not None and not found:
        raise not_here()
    return found or {}


def _first(obj: Object, path: str | None) -> Any:
    values = read(obj, path) if path else []
    return values[0] if values else None


def _write_replicas(exchange: Exchange, obj: Object, replicas: int) -> None:
    path = _paths(exchange).get("specReplicasPath", ".spec.replicas")
    at = obj
    *parents, last = path.strip(".").split(".")
    for name in parents:
        at = at.setdefault(name, {})
    at[last] = replicas


def scale_of(exchange: Exchange, obj: Object) -> Object:
    """The Scale of a stored object."""
    paths, status = _paths(exchange), obj.get("status") or {}
    meta = obj["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    if paths:
        replicas = _first(obj, paths["specReplicasPath"]) or 0
        current = _first(obj, paths["statusReplicasPath"]) or 0
        selector = _first(obj, paths.get("labelSelectorPath")) or ""
    else:
        replicas = obj["spec"].get("replicas", 1)
        current = status.get("replicas", 0)
        selector = selector_text(obj)
    scale: Object = {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {key: meta[key] for key in kept if key in meta},
        "spec": {"replicas": replicas} if replicas else {},
        "status": {"replicas": current},
    }
    if selector:
        scale["status"]["selector"] = selector
    return scale


def selector_text(obj: Object) -> str:
    """The selector in its query form."""
    selector = obj["spec"].get("selector")
    if obj["kind"] == "ReplicationController":
        return str(LabelSelector.of_labels(selector))
    return str(LabelSelector.of(selector))
