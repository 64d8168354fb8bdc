"""Reading one object, or a list."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import Any

from app.cluster.api import field_selectors, tables
from app.cluster.api.errors import bad_request, error, not_found
from app.cluster.api.field_selectors import FieldSelector
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.api.rest import encoding, paging
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import ListOptions, first, include_object, list_options
from app.network.http import Response
from app.sim import label_syntax
from app.sim.label_selectors import LabelSelector


def get(exchange: Exchange) -> Response:
    """GET of one object; `status` and the like show the whole object too."""
    info, resource = exchange.info, exchange.target
    version = check_version_number(first(exchange.query, "resourceVersion"))
    if version > exchange.api.store.resource_version:
        raise paging.too_large(version, exchange.api.store.resource_version)
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
        return exchange.document(tables.table(resource, [obj], exchange.api.clock.now, meta, carried(exchange)), status)
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


def carried(exchange: Exchange) -> tables.Carried:
    """What the rows of a Table carry of their objects: metadata unless `includeObject` says Object or None."""
    match include_object(exchange.query):
        case "Object":
            return lambda obj: shown(exchange, obj)
        case "None":
            return lambda _: None
    return tables.partial_metadata


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
        why = "value out of range" if text.isdigit() else "invalid syntax"
        raise error(
            "", f'resourceVersion: Invalid value: "{text}": strconv.ParseUint: parsing "{text}": {why}', code=500
        )
    return int(text)


def selectors(resource: Resource, options: ListOptions) -> tuple[LabelSelector, FieldSelector]:
    """The parsed selectors; ApiError 400."""
    try:
        labels = label_syntax.parse(options.label_selector)
    except label_syntax.SelectorError as problem:
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
    return chosen(found, labels, fields)


def chosen(found: list[Object], labels: LabelSelector, fields: FieldSelector) -> list[Object]:
    """Those of a list that the selectors match."""
    if not labels.empty:
        found = [obj for obj in found if labels.matches(obj["metadata"].get("labels") or {})]
    return [obj for obj in found if fields.matches(obj)] if not fields.empty else found


def list_objects(exchange: Exchange) -> Response:
    """GET of a collection."""
    options = list_options(exchange.query)
    resource, store = exchange.target, exchange.api.store
    version = check_version_number(options.resource_version)
    labels, fields = selectors(resource, options)
    page = paging.page(store, resource.key, options, version)
    namespace = exchange.info.namespace if resource.kind.namespaced else ""
    shown_version = store.resource_version if page.version is None else page.version
    if page.version is None or store.unchanged_since(resource.key, page.version):
        found = select(exchange, labels, fields)
    else:
        found = chosen(store.list_at(resource.key, namespace, page.version), labels, fields)
    meta: dict[str, Any] = {"resourceVersion": str(shown_version)}
    if page.start:
        found = found[bisect_left(found, page.start, key=lambda obj: paging.place(obj, namespace)) :]
    if 0 < page.limit < len(found):
        rest = len(found) - page.limit
        found = list(islice(found, page.limit))
        meta["continue"] = paging.encode(shown_version, paging.place(found[-1], namespace) + "\0")
        if labels.empty and fields.empty:
            meta["remainingItemCount"] = rest
    return represent_list(exchange, found, meta)


def represent_list(exchange: Exchange, found: list[Object], meta: dict[str, Any]) -> Response:
    """Canonical objects as the client wants the list."""
    resource, wanted = exchange.target, exchange.wanted.as_kind
    if wanted == "Table":
        return exchange.document(tables.table(resource, found, exchange.api.clock.now, meta, carried(exchange)))
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
