"""POST and PUT of an object."""

from __future__ import annotations

from dataclasses import replace

import orjson

from app.cluster.api import protobuf
from app.cluster.api.decode import decode, decode_object
from app.cluster.api.errors import bad_request, error
from app.cluster.api.go_values import GoError
from app.cluster.api.objects import Object, name_of, namespace_of
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import represent
from app.cluster.api.rest.options import write_options
from app.cluster.api.writes.create import create as store_new
from app.cluster.api.writes.update import update as store_version
from app.network.http import Response
from app.sim.limits import LIMITS

_BODIES = ("application/json", "application/yaml", "application/vnd.kubernetes.protobuf")


def media_type(exchange: Exchange) -> str:
    """The body's media type; ApiError 415 for one the server cannot read."""
    given = exchange.request.headers.get("Content-Type", "").split(";")[0].strip() or "application/json"
    if given in _BODIES:
        return given
    listed = ", ".join(_BODIES)
    raise error(
        "UnsupportedMediaType",
        f"the body of the request was in an unknown format - accepted media types include: {listed}",
        details={},
    )


def read_body(exchange: Exchange, gvk: tuple[str, str, str], validation: str) -> Object:
    """The object in the body, of the kind the path serves."""
    body = exchange.request.body
    if len(body) > LIMITS.request_bytes:
        raise error("RequestEntityTooLarge", f"Request entity too large: limit is {LIMITS.request_bytes}", details={})
    schema, kind = exchange.target.schema, media_type(exchange)
    if kind == protobuf.MEDIA_TYPE:
        body, kind = orjson.dumps(protobuf.decode(body)), "application/json"
    if exchange.target.foreign and gvk == exchange.target.gvk:
        return _foreign(exchange, body, kind)
    decoded = decode(body, kind, gvk=gvk, schema=schema, validation=validation)
    for text in decoded.warnings:
        if text not in exchange.warnings:
            exchange.warnings.append(text)
    return decoded.object


def _foreign(exchange: Exchange, body: bytes, kind: str) -> Object:
    """An object of a version without a schema: converted, then read as the stored version; unknown fields go."""
    resource = exchange.target
    given = decode(body, kind, gvk=resource.gvk, validation="Ignore").object
    stored = {**resource.inward(given), "apiVersion": resource.kind.api_version, "kind": resource.kind.kind}
    try:
        return decode_object(stored, resource.kind.gvk, validation="Ignore").object
    except GoError as problem:
        named = f'{resource.kind.kind} in version "{resource.version}" cannot be handled as a {resource.kind.kind}'
        raise bad_request(f"{named}: {problem}") from None


def settle_namespace(exchange: Exchange, obj: Object) -> None:
    """The namespace is the path's; ApiError 400 when the object names another."""
    meta = obj.setdefault("metadata", {})
    resource, info = exchange.target, exchange.info
    if not resource.kind.namespaced:
        if meta.get("namespace"):
            meta.pop("namespace")
        return
    if not info.namespace:
        raise bad_request("an empty namespace may not be set during creation")
    given = meta.setdefault("namespace", info.namespace) or info.namespace
    meta["namespace"] = given
    if given != info.namespace:
        raise bad_request("the namespace of the provided object does not match the namespace sent on the request")


def create(exchange: Exchange) -> Response:
    """POST to a collection."""
    resource = exchange.target
    options = write_options(exchange.query, "CreateOptions")
    obj = read_body(exchange, resource.gvk, options.validation)
    settle_namespace(exchange, obj)
    meta = obj["metadata"]
    if meta.get("resourceVersion"):
        raise error("InternalError", "resourceVersion should not be set on objects to be created", details={})
    inward = obj if resource.foreign else resource.inward(obj)
    stored = store_new(exchange.api, resource.key, inward, exchange.call(options))
    return represent(exchange, stored, 201)


def update(exchange: Exchange) -> Response:
    """PUT of an object or of its status."""
    resource, info = exchange.target, exchange.info
    options = write_options(exchange.query, "UpdateOptions")
    obj = read_body(exchange, resource.gvk, options.validation)
    settle_namespace(exchange, obj)
    check_name(exchange, obj)
    call = exchange.call(options)
    if resource.key in MAY_CREATE:
        call = replace(call, update_may_create=True)
    before = exchange.api.store.get(resource.key, namespace_of(obj), info.name)
    inward = obj if resource.foreign else resource.inward(obj)
    stored = store_version(exchange.api, resource.key, inward, call)
    return represent(exchange, stored, 200 if before is not None else 201)


# Kinds that PUT may create (AllowCreateOnUpdate).
MAY_CREATE = frozenset(
    {
        ("", "endpoints"),
        ("", "events"),
        ("", "limitranges"),
        ("rbac.authorization.k8s.io", "clusterroles"),
        ("rbac.authorization.k8s.io", "clusterrolebindings"),
        ("rbac.authorization.k8s.io", "roles"),
        ("rbac.authorization.k8s.io", "rolebindings"),
        ("coordination.k8s.io", "leases"),
        ("node.k8s.io", "runtimeclasses"),
        ("scheduling.k8s.io", "priorityclasses"),
    }
)


def check_name(exchange: Exchange, obj: Object) -> None:
    """ApiError 400 when the object has another name than the path."""
    given, wanted = name_of(obj), exchange.info.name
    if not given:
        raise bad_request(f"the name of the object ({wanted} based on URL) was undeterminable: name must be provided")
    if given != wanted:
        raise bad_request(f"the name of the object ({given}) does not match the name on the URL ({wanted})")
