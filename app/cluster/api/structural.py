"""Custom resources and their structural schemas: pruning of unknown fields, and defaults.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/{pruning,defaulting}.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api.go_decode import Duplicates
from app.cluster.api.schemas import Node

_TYPE_META = ("apiVersion", "kind")


def prune(document: dict[str, Any], schema: Node) -> tuple[dict[str, Any], list[str]]:
    """A copy without fields the schema does not know, and `unknown field "spec.x"` for each of them.

    Metadata is left out of it: it has a Go type of its own.
    """
    unknown: list[str] = []
    rest = {key: value for key, value in document.items() if key != "metadata"}
    if isinstance(document, Duplicates):
        marked = Duplicates(rest)
        marked.repeated = document.repeated
        rest = marked
    result = _prune(rest, schema, "", unknown)
    return {**{key: document[key] for key in _TYPE_META if key in document}, **result}, unknown


def _prune(value: Any, schema: Node, path: str, unknown: list[str]) -> Any:
    if isinstance(value, list):
        items = schema.get("items") or {}
        return [_prune(item, items, f"{path}[{index}]", unknown) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    keep = bool(schema.get("x-kubernetes-preserve-unknown-fields"))
    embedded = bool(schema.get("x-kubernetes-embedded-resource"))
    properties, rest = schema.get("properties") or {}, schema.get("additionalProperties")
    result = {}
    for key, item in value.items():
        place = f"{path}.{key}" if path else key
        if isinstance(value, Duplicates) and key in value.repeated:
            unknown.append(f'duplicate field "{place}"')
        if key in properties:
            result[key] = _prune(item, properties[key], place, unknown)
        elif rest:
            result[key] = _prune(item, rest if isinstance(rest, dict) else {}, place, unknown)
        elif keep or (embedded and key in {*_TYPE_META, "metadata"}):
            result[key] = item
        else:
            unknown.append(f'unknown field "{place}"')
    return result


def apply_schema_defaults(value: Any, schema: Node) -> None:
    """Fills in the schema's defaults, in place; a null where null is not allowed counts as missing."""
    if isinstance(value, list):
        for item in value:
            apply_schema_defaults(item, schema.get("items") or {})
    if not isinstance(value, dict):
        return
    properties, rest = schema.get("properties") or {}, schema.get("additionalProperties")
    for key, node in properties.items():
        missing = key in value and value[key] is None and not node.get("nullable")
        if missing and ("default" in node or key not in (schema.get("required") or ())):
            del value[key]
        if key not in value and "default" in node:
            value[key] = _copy(node["default"])
        if key in value:
            apply_schema_defaults(value[key], node)
    if isinstance(rest, dict):
        for key in value.keys() - properties.keys():
            apply_schema_defaults(value[key], rest)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
