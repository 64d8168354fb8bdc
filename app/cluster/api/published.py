"""The definitions as the server publishes them in its OpenAPI documents.

The packaged definitions lack what Go's comments add to the real document: the values of enumerations with their meaning
(`enum_values.json`, by Go type) and the description of IntOrString.
Follows kubernetes kube-openapi/pkg/generators/enum.go: enumType.DescriptionLines.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.cluster.api.go_types import PREFIX, Field, go_type, json_fields
from app.sim import definitions as packaged

Node = dict[str, Any]
_INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
_INT_OR_STRING_TEXT = (
    "IntOrString is a type that can hold an int32 or a string.  When used in JSON or YAML marshalling and "
    "unmarshalling, it produces or consumes the inner type.  This allows you to have, for example, a JSON field that "
    "can accept a name or number."
)


@cache
def definitions() -> dict[str, Node]:
    """Every definition by name; references still read `#/$defs/NAME`."""
    result = {name: _published(name, node) for name, node in packaged.definitions().items()}
    result[_INT_OR_STRING] = {
        "description": _INT_OR_STRING_TEXT,
        "format": "int-or-string",
        "oneOf": [{"type": "integer"}, {"type": "string"}],
    }
    return result


@cache
def _enumerations() -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "enum_values.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


def _published(name: str, node: Node) -> Node:
    properties = node.get("properties")
    if not properties:
        return node
    fields = json_fields(name.removeprefix(PREFIX))
    changed = {key: _property(item, fields.get(key)) for key, item in properties.items()}
    return {**node, "properties": changed}


def _property(item: Node, field: Field | None) -> Node:
    values = _values(field)
    if not values:
        return item
    lines = [f' - `"{value}"`{" " + meaning if meaning else ""}' for value, meaning in sorted(values.items())]
    described = "\n".join([item.get("description", ""), "", "Possible enum values:", *lines])
    return {**item, "description": described, "enum": sorted(values)}


def _values(field: Field | None) -> dict[str, str] | None:
    if field is None:
        return None
    typ = field.type
    while typ.kind == "pointer":
        typ = go_type(typ.elem)
    return _enumerations().get(typ.expression)
