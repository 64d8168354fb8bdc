"""Values against a JSON schema: what the server says about custom objects and about defaults in their schemas.

Follows kube-openapi pkg/validation/validate and kubernetes apiextensions-apiserver/pkg/apiserver/validation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import re2

from app.cluster.validation.field_errors import Bare, FieldError
from app.cluster.validation.formats import is_format
from app.sim.go_strings import quote

Node = dict[str, Any]
MISSING = object()


def type_name(value: Any) -> str:
    """The JSON type of a value."""
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
    found = type_name(value)
    if wanted == "number":
        return found in {"integer", "number"}
    return found == wanted or (wanted == "integer" and found == "number" and value == int(value))


def check(value: Any, node: Node, path: str, old: Any = MISSING) -> Iterator[FieldError]:
    """The errors of a value, parents before children. What is as it was in `old` is let through."""
    if old is not MISSING and value == old:
        return
    yield from _type(value, node, path)
    yield from _compositions(value, node, path)
    if isinstance(value, str):
        yield from _string(value, node, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number(value, node, path)
    elif isinstance(value, list):
        yield from _array(value, node, path, old)
    yield from _choices(value, node, path)
    if isinstance(value, dict):
        yield from _object(value, node, path, old)


def _type(value: Any, node: Node, path: str) -> Iterator[FieldError]:
    wanted = (
        ["integer", "string"] if node.get("x-kubernetes-int-or-string") else [node["type"]] if "type" in node else []
    )
    if not wanted or (value is None and node.get("nullable")):
        return
    if not any(_is_type(value, item) for item in wanted):
        shown = quote(type_name(value))
        detail = f"{path} in body must be of type {','.join(wanted)}: {shown}"
        yield FieldError("FieldValueTypeInvalid", path or "<nil>", Bare(shown), detail)


def _compositions(value: Any, node: Node, path: str) -> Iterator[FieldError]:
    def failures(alternatives: list[Node]) -> list[list[FieldError]]:
        return [list(check(value, item, path)) for item in alternatives]

    if node.get("anyOf"):
        found = failures(node["anyOf"])
        if all(found):
            yield _composed(path, "must validate at least one schema (anyOf)")
            yield from min(found, key=len)
    if node.get("oneOf"):
        found = failures(node["oneOf"])
        valid = sum(not item for item in found)
        if valid != 1:
            count = "Found none valid" if not valid else f"Found {valid} valid alternatives"
            yield _composed(path, f"must validate one and only one schema (oneOf). {count}")
        if not valid:
            yield from min(found, key=len)
    if node.get("allOf"):
        found = failures(node["allOf"])
        for item in found:
            yield from item
        if any(found):
            none = ". None validated" if all(found) else ""
            yield _composed(path, f"must validate all the schemas (allOf){none}")
    if node.get("not") is not None and not list(check(value, node["not"], path)):
        yield _composed(path, "must not validate the schema (not)")


def _composed(path: str, text: str) -> FieldError:
    return FieldError("FieldValueInvalid", "<nil>", "", f"{quote(path)} {text}")


def _string(value: str, node: Node, path: str) -> Iterator[FieldError]:
    low, high, pattern = node.get("minLength"), node.get("maxLength"), node.get("pattern")
    if high is not None and len(value) > high:
        yield FieldError("FieldValueTooLong", path, "", f"may not be more than {high} bytes")
    elif low is not None and len(value) < low:
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should be at least {low} chars long")
    elif pattern and not re2.search(pattern, value):
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should match '{pattern}'")
    named = node.get("format")
    if named and not is_format(named, value):
        detail = f"{path} in body must be of type {named}: {quote(value)}"
        yield FieldError("FieldValueTypeInvalid", path, value, detail)


def _number(value: float, node: Node, path: str) -> Iterator[FieldError]:
    low, high, step = node.get("minimum"), node.get("maximum"), node.get("multipleOf")
    if step and value % step:
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should be a multiple of {_plain(step)}")
    if high is not None and (value >= high if node.get("exclusiveMaximum") else value > high):
        words = "less than" if node.get("exclusiveMaximum") else "less than or equal to"
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should be {words} {_plain(high)}")
    if low is not None and (value <= low if node.get("exclusiveMinimum") else value < low):
        words = "greater than" if node.get("exclusiveMinimum") else "greater than or equal to"
        yield FieldError("FieldValueInvalid", path, value, f"{path} in body should be {words} {_plain(low)}")


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _choices(value: Any, node: Node, path: str) -> Iterator[FieldError]:
    choices = node.get("enum")
    if choices and value not in choices and not (value is None and node.get("nullable")):
        texts = [item if isinstance(item, str) else json.dumps(item, separators=(",", ":")) for item in choices]
        listed = ", ".join(map(quote, texts))
        yield FieldError("FieldValueNotSupported", path, value, f"supported values: {listed}")


def _array(value: list[Any], node: Node, path: str, old: Any) -> Iterator[FieldError]:
    items = node.get("items") or {}
    keys = node.get("x-kubernetes-list-map-keys")
    for index, item in enumerate(value):
        yield from check(item, items, f"{path}[{index}]", same_item(item, old, keys))
    low, high = node.get("minItems"), node.get("maxItems")
    if low is not None and len(value) < low:
        detail = f"{path} in body should have at least {low} items"
        yield FieldError("FieldValueInvalid", path, len(value), detail)
    if high is not None and len(value) > high:
        noun = "item" if high == 1 else "items"
        yield FieldError("FieldValueTooMany", path, len(value), f"must have at most {high} {noun}")


def same_item(item: Any, old: Any, keys: list[str] | None) -> Any:
    """The item of an old map list that this one follows, or MISSING."""
    if not keys or not isinstance(old, list) or not isinstance(item, dict):
        return MISSING
    wanted = [item.get(key) for key in keys]
    return next((one for one in old if isinstance(one, dict) and [one.get(key) for key in keys] == wanted), MISSING)


def _object(value: Node, node: Node, path: str, old: Any) -> Iterator[FieldError]:
    low, high = node.get("minProperties"), node.get("maxProperties")
    if low is not None and len(value) < low:
        detail = f"{path} in body should have at least {low} properties"
        yield FieldError("FieldValueInvalid", path, len(value), detail)
        return
    if high is not None and len(value) > high:
        noun = "item" if high == 1 else "items"
        yield FieldError("FieldValueTooMany", path, len(value), f"must have at most {high} {noun}")
        return
    for name in node.get("required") or ():
        if name not in value:
            yield FieldError("FieldValueRequired", f"{path}.{name}".lstrip("."), "")
    properties, rest = node.get("properties") or {}, node.get("additionalProperties")
    before = old if isinstance(old, dict) and node.get("x-kubernetes-map-type") != "atomic" else {}
    for key in sorted(value):
        at = f"{path}.{key}".lstrip(".")
        child = properties.get(key, rest if isinstance(rest, dict) else None)
        if child is not None:
            yield from check(value[key], child, at, before.get(key, MISSING))


def duplicates(value: Any, node: Node, path: str) -> Iterator[FieldError]:
    """Repeated items of lists that are sets or maps.

    Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go.
    """
    if isinstance(value, dict):
        properties, rest = node.get("properties") or {}, node.get("additionalProperties")
        for key in sorted(value):
            if key in properties:
                yield from duplicates(value[key], properties[key], f"{path}.{key}".lstrip("."))
            elif isinstance(rest, dict):
                yield from duplicates(value[key], rest, f"{path}[{key}]")
    elif isinstance(value, list):
        keys, seen = node.get("x-kubernetes-list-map-keys"), []
        unique = node.get("x-kubernetes-list-type") in {"set", "map"}
        for index, item in enumerate(value):
            identity = {key: item.get(key) for key in sorted(keys)} if keys and isinstance(item, dict) else item
            if unique and identity in seen:
                yield FieldError("FieldValueDuplicate", f"{path}[{index}]", identity)
            seen.append(identity)
            yield from duplicates(item, node.get("items") or {}, f"{path}[{index}]")
