"""How large the values of a schema can be, in elements and in bytes of a request.

Follows kubernetes apiserver/pkg/cel/{limits.go,types.go} and apiserver/pkg/cel/common/schemas.go: SchemaDeclType.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.cluster.cel.schema_types import escape

Schema = dict[str, Any]
REQUEST = 3 * 1024 * 1024  # bytes of the largest request
_LEAST = {"string": 2, "boolean": 4, "integer": 1, "number": 1}
_OF_FORMAT = {"duration": 3, "date": 12, "date-time": 21}  # bytes of the shortest
_AT_MOST = {"duration": 32, "date": 12, "date-time": 32}
_TEXT: Schema = {"type": "string"}
_META: Schema = {"type": "object", "properties": {"name": _TEXT, "generateName": _TEXT}}


@dataclass(frozen=True)
class Declared:
    """A type with its bounds: `most` elements (or bytes), `least` bytes in a request."""

    most: int = 0
    least: int = 0
    fields: Mapping[str, Declared] = field(default_factory=dict)
    item: Declared | None = None
    key: Declared | None = None

    def at(self, path: tuple[str, ...]) -> Declared | None:
        """What a path of fields, `@items`, `@values` and `@keys` leads to."""
        found: Declared | None = self
        for name in path:
            if found is None:
                return None
            if name in {"@items", "@values"}:
                found = found.item
            else:
                found = found.key if name == "@keys" else found.fields.get(name)
        return found


def declared(schema: Schema, *, root: bool = False) -> Declared | None:
    """The type of a schema; None where expressions cannot look. `root` adds what every object has."""
    if schema.get("x-kubernetes-int-or-string"):
        return Declared(REQUEST - 2, 1)
    kind = schema.get("type")
    if kind == "array":
        item = _below(schema.get("items"))
        if item is None:
            return None
        most = _bound(schema, "maxItems", (REQUEST - 2) // (item.least + 1))
        return Declared(most, 2, item=item)
    if kind == "object":
        return _object(schema, root=root)
    if kind == "string":
        return _string(schema)
    return Declared(0, _LEAST[kind]) if kind in _LEAST else None


def _below(schema: Any) -> Declared | None:
    if not isinstance(schema, dict):
        return None
    return declared(schema, root=bool(schema.get("x-kubernetes-embedded-resource")))


def _bound(schema: Schema, key: str, otherwise: int) -> int:
    return max(0, int(schema[key])) if schema.get(key) is not None else otherwise


def _object(schema: Schema, *, root: bool) -> Declared | None:
    rest = schema.get("additionalProperties")
    if isinstance(rest, dict):
        value = _below(rest)
        if value is None:
            return None
        most = _bound(schema, "maxProperties", (REQUEST - 2) // (value.least + 6))
        return Declared(most, 2, item=value, key=Declared(0, 2))
    properties = dict(schema.get("properties") or {})
    if root:
        properties |= {"apiVersion": _TEXT, "kind": _TEXT, "metadata": _META}
    fields: dict[str, Declared] = {}
    least = 2
    for name, child in properties.items():
        found, escaped = _below(child), escape(name)
        if found is None:
            continue
        if escaped is not None:
            fields[escaped] = found
            if name in (schema.get("required") or ()) and child.get("default") is None:
                least += len(name) + found.least + 4
    return Declared(0, least, fields)


def _string(schema: Schema) -> Declared:
    form = schema.get("format") or ""
    least = _OF_FORMAT.get(form, 2)
    if form in _AT_MOST:
        return Declared(_AT_MOST[form], least)
    if form == "byte":
        return Declared(_bound(schema, "maxLength", REQUEST - 2), least)
    if schema.get("maxLength") is not None:  # of characters, each of up to four bytes
        return Declared(max(0, int(schema["maxLength"])) * 4, least)
    if schema.get("enum"):
        return Declared(max((len(one.encode()) for one in schema["enum"] if isinstance(one, str)), default=0), least)
    return Declared(REQUEST - 2, least)


def cardinality(least: int) -> int:
    """How often values of at least so many bytes can be in one request."""
    return REQUEST // (least + 1)
