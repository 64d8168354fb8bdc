"""Server-side apply.

Follows kubernetes apiserver/pkg/endpoints/handlers/patch.go: applyPatcher.
"""

from __future__ import annotations

import yaml

from app.cluster.api.decode import decode_object
from app.cluster.api.errors import bad_request, conflict, invalid, not_found
from app.cluster.api.go_values import GoError, json_kind
from app.cluster.api.managed_fields import nothing
from app.cluster.api.objects import Object, clone
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import represent
from app.cluster.api.rest.options import WriteOptions
from app.cluster.api.writes.create import create
from app.cluster.api.writes.update import update
from app.cluster.api.yaml_json import problem_text, yaml_to_json
from app.network.http import Response


def apply(exchange: Exchange, options: WriteOptions) -> Response:
    """PATCH with application/apply-patch+yaml: 201 when it creates."""
    resource, info, api = exchange.target, exchange.info, exchange.api
    config = _config(exchange, options)
    namespace = info.namespace if resource.kind.namespaced else ""
    old = api.store.get(resource.key, namespace, info.name)
    if old is None and info.subresource:
        raise not_found(resource.group, resource.plural, info.name)
    call = exchange.call(options, operation="Apply")
    writer = api.owners.writer(call, resource)
    live = clone(old) if old is not None else nothing(resource.gvk)
    given = config["metadata"]
    if given.get("uid") and (old is None or given["uid"] != old["metadata"]["uid"]):
        raise _wrong_uid(exchange, given["uid"], old)
    owned = api.owners.of(resource, live)
    where = f"{given.get('namespace') or ''}/{given.get('name') or ''}"
    place = f"{where}; {resource.group}/{resource.version}, Kind={resource.kind.kind}"
    merged, call.ownership = owned.applied(live, config, writer, force=bool(options.force), place=place)
    obj = _decoded(exchange, merged)
    if old is None:
        obj["metadata"].pop("resourceVersion", None)
        return represent(exchange, create(api, resource.key, resource.inward(obj), call), 201)
    obj["metadata"]["resourceVersion"] = given.get("resourceVersion") or old["metadata"]["resourceVersion"]
    return represent(exchange, update(api, resource.key, resource.inward(obj), call))


def _config(exchange: Exchange, options: WriteOptions) -> Object:
    """What the client applies: of the right kind and name, with no managedFields."""
    resource, info = exchange.target, exchange.info
    try:
        document = yaml_to_json(exchange.request.body.decode("utf-8", "replace"))
    except yaml.YAMLError as problem:
        text = f"error converting YAML to JSON: {problem_text(problem)}"
        raise bad_request(f"error decoding YAML: {text}") from None
    if document is None:
        document = {}
    if not isinstance(document, dict):
        text = f"json: cannot unmarshal {json_kind(document)} into Go value of type map[string]interface {{}}"
        raise bad_request(f"error decoding YAML: error unmarshaling JSON: while decoding JSON: {text}")
    document = clone(document)
    try:
        decoded = decode_object(document, resource.gvk, schema=resource.schema, validation=options.validation)
    except GoError as problem:
        raise bad_request(str(problem)) from None
    exchange.warnings.extend(text for text in decoded.warnings if text not in exchange.warnings)
    meta = document.setdefault("metadata", {}) or {}
    document["metadata"] = meta
    if meta.get("managedFields"):
        raise bad_request("metadata.managedFields must be nil")
    if meta.get("name", info.name) != info.name:
        given = meta["name"]
        raise bad_request(f"the name of the object ({given}) does not match the name on the URL ({info.name})")
    version, kind = document.get("apiVersion"), document.get("kind")
    if (version, kind) != (resource.api_version, resource.kind.kind):
        group, _, name = (version or "").rpartition("/")
        raise bad_request(f"invalid object type: {group}/{name}, Kind={kind or ''}")
    meta["name"] = info.name
    if resource.kind.namespaced:
        meta.setdefault("namespace", info.namespace)
    meta.pop("creationTimestamp", None)
    return document


def _decoded(exchange: Exchange, merged: Object) -> Object:
    resource = exchange.target
    try:
        return decode_object(merged, resource.gvk, schema=resource.schema, validation="Ignore").object
    except GoError as problem:
        raise bad_request(str(problem)) from None


def _wrong_uid(exchange: Exchange, given: str, old: Object | None) -> Exception:
    resource, name = exchange.target, exchange.info.name
    if old is None:
        why = f"uid mismatch: the provided object specified uid {given}, and no existing object was found"
        return conflict(resource.group, resource.plural, name, why)
    text = f'Invalid value: "{given}": field is immutable'
    cause = {"reason": "FieldValueInvalid", "message": text, "field": "metadata.uid"}
    return invalid(resource.kind.group, resource.kind.kind, name, [cause], f"metadata.uid: {text}")
