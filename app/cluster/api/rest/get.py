"""Reading one object, or a list."""

from __future__ import annotations

import base64
from itertools import islice
from typing import Any

import orjson

from app.cluster.api import field_selectors, label_selectors, tables
from app.cluster.api.errors import ApiError, bad_request, error, not_found
from app.cluster.api.field_selectors import FieldSelector
from app.cluster.api.go_json import syntax_error
from app.cluster.api.label_selectors import LabelSelector
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.api.rest import encoding
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import ListOptions, first, list_options
from app.network.http import Response

INT64 = 1 << 63


def get(exchange: Exchange) -> Response:
    """GET of one object; `status` and the like show the whole object too."""
    info, resource = exchange.info, exchange.target
    check_version_number(first(exchange.query, "resourceVersion"))
    obj = exchange.api.store.get(resource.key, info.namespace if resource.kind.namespaced else "", info.name)
    if obj is None:
        raise not_found(resource.group, resource.plural, info.name)
    return represent(exchange, obj)


def represent(exchange: Exchange, obj: Object, status: int = 200) -> Response:
    """One stored (canonical) object as the client wants it."""
    resource, wanted = exchange.target, exchange.wanted.as_kind
    custom = resource.custom is not None
    if wanted == "Table":
        meta = {"resourceVersion": obj["metadata"].get("resourceVersion", "")}
        include = first(exchange.query, "includeObject")
        return exchange.document(tables.table(resource, [obj], exchange.api.clock.now, meta, include), status)
    if wanted == "PartialObjectMetadata":
        return exchange.document(metadata_alone(exchange, obj), status)
    if wanted:
        raise error("NotAcceptable", f"you requested {wanted}, but the requested object is not a list", details={})
    return exchange.document(shown(exchange, obj), status, unstructured=custom)


def shown(exchange: Exchange, obj: Object) -> Object:
    """A stored object as it goes out: in the served version, with managedFields."""
    api, resource = exchange.api, exchange.target
    tidy = api.tidy(resource, obj)
    if not api.release.modern:
        return linked(resource, resource.outward(tidy))
    return resource.outward(api.owners.shown(tidy))


def metadata_alone(exchange: Exchange, obj: Object) -> Object:
    """A stored object's PartialObjectMetadata."""
    return tables.partial_metadata(exchange.api.owners.shown(exchange.api.tidy(exchange.target, obj)))


def linked(resource: Resource, obj: Object) -> Object:
    """With the selfLink that objects had until 1.20, in its place among the metadata."""
    meta: Object = {}
    for name, value in obj["metadata"].items():
        if name == "uid":
            meta["selfLink"] = self_link(resource, obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
        meta[name] = value
    return {**obj, "metadata": meta}


def self_link(resource: Resource, namespace: str, name: str = "") -> str:
    """The path of an object or of a collection."""
    root = f"/apis/{resource.api_version}" if resource.group else f"/api/{resource.version}"
    place = f"{root}/namespaces/{namespace}" if namespace else root
    return f"{place}/{resource.plural}/{name}".rstrip("/")


def check_version_number(text: str) -> int:
    """A resourceVersion parameter; empty counts as 0. ApiError 500 as the server refuses it."""
    if not text:
        return 0
    if not text.isdigit() or int(text) >= 1 << 64:
        raise error(
            "InternalError",
            f'resourceVersion: Invalid value: "{text}": strconv.ParseUint: parsing "{text}": invalid syntax',
            code=500,
        )
    return int(text)


def selectors(resource: Resource, options: ListOptions) -> tuple[LabelSelector, FieldSelector]:
    """The parsed selectors; ApiError 400."""
    try:
        labels = label_selectors.parse(options.label_selector)
    except label_selectors.SelectorError as problem:
        raise bad_request(str(problem)) from None
    return labels, field_selectors.parse(options.field_selector, resource)


def select(exchange: Exchange, labels: LabelSelector, fields: FieldSelector) -> list[Object]:
    """The selected objects in order, looked up by an index where one helps."""
    store, resource, info = exchange.api.store, exchange.target, exchange.info
    namespace = info.namespace if resource.kind.namespaced else ""
    name = fields.exact("metadata.name") or (info.name or None)
    node = fields.exact("spec.nodeName") if resource.key == ("", "pods") else None
    found: Any
    if name is not None and (namespace or not resource.kind.namespaced):
        one = store.get(resource.key, namespace, name)
        found = [] if one is None else [one]
    elif node:
        found = [pod for pod in store.by_node(node) if not namespace or pod["metadata"]["namespace"] == namespace]
    elif namespace and not labels.empty:
        found = store.by_label(resource.key, namespace, labels)
    else:
        found = store.list(resource.key, namespace or None)
    if not labels.empty:
        found = [obj for obj in found if labels.matches(obj["metadata"].get("labels") or {})]
    return [obj for obj in found if fields.matches(obj)] if not fields.empty else found


def list_objects(exchange: Exchange) -> Response:
    """GET of a collection."""
    options = list_options(exchange.query)
    resource, store = exchange.target, exchange.api.store
    version = check_version_number(options.resource_version)
    labels, fields = selectors(resource, options)
    if version > store.resource_version:
        raise _too_large(version, store.resource_version)
    found = select(exchange, labels, fields)
    meta: dict[str, Any] = {"resourceVersion": str(store.resource_version)}
    if options.continue_:
        start = _continued(options.continue_)
        found = [obj for obj in found if _place(obj) >= start]
    if 0 < (options.limit or 0) < len(found):
        rest = len(found) - options.limit
        found = list(islice(found, options.limit))
        meta["continue"] = _token(store.resource_version, found[-1])
        if labels.empty and fields.empty:
            meta["remainingItemCount"] = rest
    return represent_list(exchange, found, meta)


def represent_list(exchange: Exchange, found: list[Object], meta: dict[str, Any]) -> Response:
    """Canonical objects as the client wants the list."""
    resource, wanted = exchange.target, exchange.wanted.as_kind
    if wanted == "Table":
        include = first(exchange.query, "includeObject")
        return exchange.document(tables.table(resource, found, exchange.api.clock.now, meta, include))
    if wanted == "PartialObjectMetadataList":
        items = [encoding.without_identity(metadata_alone(exchange, obj)) for obj in found]
        kind, version = "PartialObjectMetadataList", tables.META_V1
        return exchange.document({"kind": kind, "apiVersion": version, "metadata": meta, "items": items})
    if wanted:
        raise error("NotAcceptable", f"you requested {wanted}, but the requested object is a list", details={})
    if not exchange.api.release.modern:
        meta = {"selfLink": self_link(resource, exchange.info.namespace), **meta}
    custom = resource.custom is not None
    items = [shown(exchange, obj) for obj in found]
    if not custom:
        items = [encoding.without_identity(obj) for obj in items]
    document = {
        "kind": resource.kind.kind + "List",
        "apiVersion": resource.api_version,
        "metadata": meta,
        "items": items,
    }
    return exchange.document(document, unstructured=custom)


def _place(obj: Object) -> str:
    meta = obj["metadata"]
    namespace = meta.get("namespace")
    return f"{namespace}/{meta['name']}" if namespace else str(meta["name"])


def _token(version: int, last: Object) -> str:
    body = orjson.dumps({"v": "meta.k8s.io/v1", "rv": version, "start": _place(last) + "\0"})
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def _continued(token: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise _bad_token("illegal base64 data at input byte 0") from None
    try:
        return str(orjson.loads(raw)["start"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise _bad_token(syntax_error(raw.decode("latin-1")) or "invalid") from None


def _bad_token(why: str) -> ApiError:
    return bad_request(f"invalid continue token: continue key is not valid: {why}")


def _too_large(version: int, current: int) -> ApiError:
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    return error(
        "Timeout",
        f"Too large resource version: {version}, current: {current}",
        details={"causes": [cause], "retryAfterSeconds": 1},
    )
