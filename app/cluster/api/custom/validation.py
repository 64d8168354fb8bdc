"""Validation of custom objects against their version's schema.

Follows kubernetes apiextensions-apiserver/pkg/registry/customresource/strategy.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.cluster.api.custom.rules import judge
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.validation import validate_create as validate_meta
from app.cluster.validation import validate_update as validate_meta_update
from app.cluster.validation.field_errors import FieldError, required
from app.cluster.validation.schema_values import MISSING, check, duplicates

Node = dict[str, Any]
# After these, rules would be asked about values they cannot make sense of.
_BLOCKING = frozenset(
    {"FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid"}
)
_UNCHECKED = (
    "some validation rules were not checked because the object was invalid; correct the existing errors to complete "
    "validation"
)
Warn = Callable[[str], None]


def validate_create(resource: Resource, obj: Object) -> list[FieldError]:
    """Metadata, then every field by its schema, in the order of the fields' names."""
    gvk, namespaced = resource.gvk, resource.kind.namespaced
    return [*validate_meta(gvk, obj, namespaced=namespaced), *_body(resource, obj, MISSING, lambda _: None)]


def validate_update(resource: Resource, obj: Object, old: Object, warn: Warn = lambda _: None) -> list[FieldError]:
    """As on create, with what an update may not change; what stays as it was is only warned about."""
    gvk, namespaced = resource.gvk, resource.kind.namespaced
    return [*validate_meta_update(gvk, obj, old, namespaced=namespaced), *_body(resource, obj, old, warn)]


def validate_status(resource: Resource, obj: Object, old: Object, warn: Warn = lambda _: None) -> list[FieldError]:
    """What an update of the status alone must satisfy."""
    return _body(resource, obj, old, warn)


def _body(resource: Resource, obj: Object, old: Any, warn: Warn) -> list[FieldError]:
    node = resource.schema
    if node is None:
        return []
    properties = {key: item for key, item in (node.get("properties") or {}).items() if key != "metadata"}
    rest, before = _without_meta(obj), _without_meta(old) if old is not MISSING else MISSING
    found = list(check(rest, {**node, "properties": properties}, "", before))
    found += _embedded(rest, {**node, "properties": properties}, "")
    found += duplicates(rest, {**node, "properties": properties}, "")
    if not _has_rules(node):
        return found
    if any(item.type in _BLOCKING for item in found):
        return [*found, FieldError("FieldValueInvalid", "<nil>", None, _UNCHECKED)]
    for verdict in judge(obj, old, node):
        if verdict.warns:
            warn(str(verdict.error))
        else:
            found.append(verdict.error)
    return found


def _without_meta(obj: Object) -> Object:
    return {key: value for key, value in obj.items() if key != "metadata"}


def _has_rules(node: Node) -> bool:
    if node.get("x-kubernetes-validations"):
        return True
    below = [*(node.get("properties") or {}).values(), *(node.get("allOf") or ())]
    below += [node[key] for key in ("items", "additionalProperties") if isinstance(node.get(key), dict)]
    return any(_has_rules(item) for item in below)


def _embedded(value: Any, node: Node, path: str) -> Iterator[FieldError]:
    """Resources inside of a resource have a kind and an apiVersion. Follows schema/objectmeta/validation.go."""
    if isinstance(value, dict):
        if node.get("x-kubernetes-embedded-resource"):
            for key in ("apiVersion", "kind"):
                if not value.get(key):
                    yield required(f"{path}.{key}", "must not be empty")
        properties, rest = node.get("properties") or {}, node.get("additionalProperties")
        for key in sorted(value):
            if key in properties:
                yield from _embedded(value[key], properties[key], f"{path}.{key}".lstrip("."))
            elif isinstance(rest, dict):
                yield from _embedded(value[key], rest, f"{path}[{key}]")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _embedded(item, node.get("items") or {}, f"{path}[{index}]")
