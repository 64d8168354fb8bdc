"""Validation of custom objects against their version's schema.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/validation/validation.go and the kube-openapi validator.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import re2

from app.cluster.api.cel import CelError, evaluate
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.validation import validate_create as validate_meta
from app.cluster.validation import validate_update as validate_meta_update
from app.cluster.validation.field_errors import Bare, FieldError

Node = dict[str, Any]
_NAMES = {"object": dict, "array": list, "string": str, "boolean": bool}


def validate_create(resource: Resource, obj: Object) -> list[FieldError]:
    """Metadata, then every field by its schema, in the order of the fields' names."""
    gvk, namespaced = resource.gvk, resource.kind.namespaced
    return [*validate_meta(gvk, obj, namespaced=namespaced), *_body(resource, obj)]


def validate_update(resource: Resource, obj: Object, old: Object) -> list[FieldError]:
    """As on create, with what an update may not change."""
    gvk, namespaced = resource.gvk, resource.kind.namespaced
    return [*validate_meta_update(gvk, obj, old, namespaced=namespaced), *_body(resource, obj, old)]


def _body(resource: Resource, obj: Object, old: Object | None = None) -> list[FieldError]:
    node = resource.schema
    if node is None:
        return []
    properties = {key: item for key, item in (node.get("properties") or {}).items() if key != "metadata"}
    rest = {key: value for key, value in obj.items() if key != "metadata"}
    found = list(check(rest, {**node, "properties": properties}, ""))
    # Rules are only asked about objects that are otherwise well-formed.
    return found or list(rules(obj, old, node, ""))


def _type_name(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, dict) else "array" if isinstance(value, list) else "null"


def _is_type(value: Any, wanted: str) -> bool:
    if wanted == "integer":
        return type(value) is int or (isinstance(value, float) and value == math.floor(value))
    if wanted == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, _NAMES.get(wanted, object)) and not (wanted != "boolean" and isinstance(value, bool))


def check(value: Any, node: Node, path: str) -> Iterator[FieldError]:
    """The errors of a value, parents before children."""
    if value is None and node.get("nullable"):
        return
    if node.get("x-kubernetes-int-or-string"):
        if not isinstance(value, (int, str)) or isinstance(value, bool):
            yield _mistyped(path, value, "integer,string")
        return
    wanted = node.get("type")
    if wanted and not _is_type(value, wanted):
        yield _mistyped(path, value, wanted)
        return
    yield from _choices(value, node, path)
    if isinstance(value, dict):
        yield from _object(value, node, path)
    elif isinstance(value, list):
        yield from _array(value, node, path)
    elif isinstance(value, str):
        yield from _string(value, node, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number(value, node, path)


def _mistyped(path: str, value: Any, wanted: str) -> FieldError:
    detail = f"{path} in body must be of type {wanted}: {_quoted(_type_name(value))}"
    return FieldError("FieldValueTypeInvalid", path, Bare(_quoted(_type_name(value))), detail)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _choices(value: Any, node: Node, path: str) -> Iterator[FieldError]:
    choices = node.get("enum")
    if choices and value not in choices:
        listed = ", ".join(_quoted(item) if isinstance(item, str) else str(item) for item in choices)
        yield FieldError("FieldValueNotSupported", path, value, f"supported values: {listed}")


def _object(value: Object, node: Node, path: str) -> Iterator[FieldError]:
    for name in node.get("required") or ():
        if name not in value:
            yield FieldError("FieldValueRequired", f"{path}.{name}".lstrip("."), "")
    properties, rest = node.get("properties") or {}, node.get("additionalProperties")
    for key in sorted(value):
        at = f"{path}.{key}".lstrip(".")
        if key in properties:
            yield from check(value[key], properties[key], at)
        elif isinstance(rest, dict):
            yield from check(value[key], rest, at)
    yield from _sizes(len(value), node, path, ("minProperties", "maxProperties"), "properties")


def _array(value: list[Any], node: Node, path: str) -> Iterator[FieldError]:
    items = node.get("items") or {}
    yield from _sizes(len(value), node, path, ("minItems", "maxItems"), "items")
    if node.get("uniqueItems") and any(item in value[:index] for index, item in enumerate(value)):
        yield FieldError("FieldValueDuplicate", path, value)
    keys = node.get("x-kubernetes-list-map-keys")
    seen: list[Any] = []
    for index, item in enumerate(value):
        identity = {key: item.get(key) for key in keys} if keys and isinstance(item, dict) else item
        if (keys or node.get("x-kubernetes-list-type") == "set") and identity in seen:
            yield FieldError("FieldValueDuplicate", f"{path}[{index}]", identity)
        seen.append(identity)
        yield from check(item, items, f"{path}[{index}]")


def _sizes(size: int, node: Node, path: str, names: Iterable[str], noun: str) -> Iterator[FieldError]:
    low, high = (node.get(name) for name in names)
    if low is not None and size < low:
        yield FieldError("FieldValueInvalid", path, size, f"{path} in body should have at least {low} {noun}")
    if high is not None and size > high:
        yield FieldError("FieldValueTooMany", path, size, f"must have at most {high} {noun}")


def _string(value: str, node: Node, path: str) -> Iterator[FieldError]:
    low, high, pattern = node.get("minLength"), node.get("maxLength"), node.get("pattern")
    if high is not None and len(value) > high:
        yield FieldError("FieldValueTooLong", path, "", f"may not be more than {high} bytes")
    if low is not None and len(value) < low:
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should be at least {low} chars long")
    if pattern is not None and not re2.search(pattern, value):
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should match '{pattern}'")


def _number(value: float, node: Node, path: str) -> Iterator[FieldError]:
    low, high, step = node.get("minimum"), node.get("maximum"), node.get("multipleOf")
    if high is not None and (value >= high if node.get("exclusiveMaximum") else value > high):
        words = "less than" if node.get("exclusiveMaximum") else "less than or equal to"
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should be {words} {high}")
    if low is not None and (value <= low if node.get("exclusiveMinimum") else value < low):
        words = "greater than" if node.get("exclusiveMinimum") else "greater than or equal to"
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should be {words} {low}")
    if step and value % step:
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should be a multiple of {step}")


def rules(value: Any, old: Any, node: Node, path: str) -> Iterator[FieldError]:
    """What a schema's x-kubernetes-validations say, parents before children.

    Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
    """
    for rule in node.get("x-kubernetes-validations") or ():
        if "oldSelf" in rule["rule"] and old is None:
            continue  # a transition rule on something new
        yield from _rule(rule, value, old, node, path)
    if isinstance(value, dict):
        before = old if isinstance(old, dict) else {}
        properties, rest = node.get("properties") or {}, node.get("additionalProperties")
        for key in sorted(value):
            child = properties.get(key) or (rest if isinstance(rest, dict) else None)
            if child is not None and key != "metadata":
                yield from rules(value[key], before.get(key), child, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from rules(item, None, node.get("items") or {}, f"{path}[{index}]")


def _rule(rule: Node, value: Any, old: Any, node: Node, path: str) -> Iterator[FieldError]:
    variables = {"self": value, "oldSelf": old}
    kind, place = rule.get("reason", "FieldValueInvalid"), path + rule.get("fieldPath", "")
    try:
        if evaluate(rule["rule"], variables) is True:
            return
        text = rule.get("message") or f"failed rule: {rule['rule'].strip()}"
        if rule.get("messageExpression"):
            text = str(evaluate(rule["messageExpression"], variables))
    except CelError as problem:
        text = rule.get("message") or f"rule evaluation failed: {problem} evaluating rule: {rule['rule'].strip()}"
    yield FieldError(kind, place.lstrip(".") or "<nil>", node.get("type", ""), text)
