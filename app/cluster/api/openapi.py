"""The OpenAPI documents, cut from the schemas of what is served.

Follows kubernetes kube-openapi/pkg/builder3.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from app.cluster.api import schemas
from app.cluster.api.openapi_protobuf import encode_definitions, encode_head
from app.cluster.api.published import definitions
from app.cluster.api.registry import Resource

if TYPE_CHECKING:
    from app.cluster.api.api import Api

Document = dict[str, Any]
_POD = "io.k8s.api.core.v1.Pod"
_SCHEMAS = "#/components/schemas/"
_INFO = {"title": "Kubernetes"}


def index(api: Api) -> Document:
    """/openapi/v3."""
    found: Document = {}
    for group, versions in api.resources.groups():
        for version in versions:
            path = f"apis/{group}/{version}" if group else f"api/{version}"
            found[path] = {"serverRelativeURL": f"/openapi/v3/{path}?hash={_hash(api, group, version)}"}
    return {"paths": found}


def _hash(api: Api, group: str, version: str) -> str:
    names = ",".join(f"{item.plural}:{item.stamp}" for item in api.resources.of_version(group, version))
    return hashlib.sha512(f"{api.release.name}/{group}/{version}/{names}".encode()).hexdigest().upper()


def document(api: Api, group: str, version: str) -> Document | None:
    """/openapi/v3/apis/GROUP/VERSION; None when nothing is served there."""
    resources = api.resources.of_version(group, version)
    if not resources:
        return None
    if any(item.custom is not None for item in resources):
        return _assemble(api, resources)
    return _cached(api, group, version, resources)


_DOCUMENTS: dict[tuple[str, str, str], Document] = {}


def _cached(api: Api, group: str, version: str, resources: list[Resource]) -> Document:
    place = (api.release.name, group, version)
    if place not in _DOCUMENTS:
        _DOCUMENTS[place] = _assemble(api, resources)
    return _DOCUMENTS[place]


def _assemble(api: Api, resources: list[Resource]) -> Document:
    found: Document = {}
    paths: Document = {}
    for resource in resources:
        name = _add_kind(found, resource)
        paths |= _paths(resource, name)
    info = {**_INFO, "version": api.release.version["gitVersion"]}
    return {"openapi": "3.0.0", "info": info, "paths": paths, "components": {"schemas": found}}


def _add_kind(found: Document, resource: Resource) -> str:
    name = schemas.definition_name(resource.gvk) if resource.custom is None else None
    if name is not None:
        _collect(found, name)
        return name
    name, schema = _own_schema(resource)
    _references(found, schema)
    found[name] = _rewritten(schema)
    return name


def _own_schema(resource: Resource) -> tuple[str, Document]:
    """The definition of a resource that has none among the published ones, and its name."""
    reverse = ".".join(reversed(resource.group.split("."))) if resource.group else "core"
    identity = {"group": resource.group, "version": resource.version, "kind": resource.kind.kind}
    schema = dict(resource.schema or {"type": "object"})
    schema["x-kubernetes-group-version-kind"] = [identity]
    if resource.custom is not None and resource.schema:
        schema["properties"] = {**schema.get("properties", {}), **_meta_fields()}
    return f"{reverse}.{resource.version}.{resource.kind.kind}", schema


def _meta_fields() -> Document:
    """What every kind has, in the words of the others. Follows apiextensions-apiserver openapi/builder/builder.go."""
    of_pods = definitions()[_POD].get("properties", {})
    return {name: of_pods[name] for name in ("apiVersion", "kind", "metadata")}


def _collect(found: Document, name: str) -> None:
    if name in found:
        return
    node = definitions().get(name)
    if node is None:
        return
    found[name] = _rewritten(node)
    _references(found, node)


def _references(found: Document, node: Any) -> None:
    if isinstance(node, list):
        for item in node:
            _references(found, item)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("$ref"), str) and (name := schemas.ref_name(node)):
        _collect(found, name)
    for value in node.values():
        _references(found, value)


def _rewritten(node: Any) -> Any:
    if isinstance(node, list):
        return [_rewritten(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str) and (name := schemas.ref_name(node)):
        rest = {key: _rewritten(value) for key, value in node.items() if key != "$ref"}
        reference = {"$ref": _SCHEMAS + name}
        return {"allOf": [reference], **rest} if rest else reference
    result = {key: _rewritten(value) for key, value in node.items()}
    if isinstance(result.get("type"), list):
        result["type"] = next((item for item in result["type"] if item != "null"), "object")
    if "x-kubernetes-group-version-kind" in node:
        _free_identity(result)
    return result


def _free_identity(node: Document) -> None:
    """apiVersion and kind as the server describes them: any text."""
    for name in ("apiVersion", "kind"):
        if name in node.get("properties", {}):
            node["properties"][name] = {key: item for key, item in node["properties"][name].items() if key != "enum"}


_ACTIONS = {"get": "get", "put": "update", "patch": "patch", "delete": "delete"}


def _paths(resource: Resource, name: str) -> Document:
    gvk = {"group": resource.group, "version": resource.version, "kind": resource.kind.kind}
    root = f"/apis/{resource.group}/{resource.version}" if resource.group else f"/api/{resource.version}"
    place = f"{root}/namespaces/{{namespace}}" if resource.kind.namespaced else root
    reference = {"$ref": _SCHEMAS + name}
    content = {"application/json": {"schema": reference}}

    def action(verb: str, *, body: bool) -> Document:
        found: Document = {"responses": {"200": {"description": "OK", "content": content}}}
        found |= {"x-kubernetes-action": verb, "x-kubernetes-group-version-kind": gvk}
        if body:
            found["requestBody"] = {"content": {"*/*": {"schema": reference}}, "required": True}
            found["parameters"] = [
                {"name": option, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
                for option in ("dryRun", "fieldManager", "fieldValidation")
            ]
        return found

    verbs = resource.kind.verbs
    collection: Document = {}
    if "list" in verbs:
        collection["get"] = action("list", body=False)
    if "create" in verbs:
        collection["post"] = action("post", body=True)
    paths: Document = {f"{place}/{resource.plural}": collection}
    one = {
        method: action(verb if verb != "update" else "put", body=method in {"put", "patch"})
        for method, verb in _ACTIONS.items()
        if verb in verbs
    }
    if one:
        paths[f"{place}/{resource.plural}/{{name}}"] = one
    return paths


@cache
def _classic_definitions() -> Document:
    return {name: _swagger(node) for name, node in definitions().items()}


def _swagger(node: Any) -> Any:
    if isinstance(node, list):
        return [_swagger(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str) and (name := schemas.ref_name(node)):
        return {**{key: _swagger(value) for key, value in node.items()}, "$ref": f"#/definitions/{name}"}
    result = {key: _swagger(value) for key, value in node.items()}
    if isinstance(result.get("type"), list):
        result["type"] = next((item for item in result["type"] if item != "null"), "object")
    if isinstance(node.get("oneOf"), list):  # numbers that may be written as text; this format has one type only
        result = {"type": "string", **{key: value for key, value in result.items() if key != "oneOf"}}
    if "x-kubernetes-group-version-kind" in node:
        _free_identity(result)
    return result


def document_v2(api: Api) -> Document:
    """/openapi/v2: every definition, no paths."""
    info = {**_INFO, "version": api.release.version["gitVersion"]}
    return {"swagger": "2.0", "info": info, "paths": {}, "definitions": _classic_definitions() | _custom(api)}


def _custom(api: Api) -> Document:
    """The definitions of custom resources."""
    made = (_own_schema(one) for one in api.resources.all() if one.custom is not None)
    return {name: _swagger(schema) for name, schema in made}


PROTOBUF_V2_ACCEPT = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
PROTOBUF_V2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"


def protobuf_v2(api: Api) -> bytes:
    """/openapi/v2 as kubectl asks for it."""
    return _published_protobuf(api.release.version["gitVersion"]) + encode_definitions(_custom(api))


@cache
def _published_protobuf(version: str) -> bytes:
    return encode_head({**_INFO, "version": version}) + encode_definitions(_classic_definitions())
