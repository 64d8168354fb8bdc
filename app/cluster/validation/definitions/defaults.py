"""The defaults in a schema must suit it.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go. Missing: defaults inside of
metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.cluster.validation.field_errors import FieldError, invalid
from app.cluster.validation.schema_values import check

Node = dict[str, Any]
_TYPE_META = frozenset({"apiVersion", "kind", "metadata"})


def check_defaults(path: str, schema: Node, *, root: bool = True) -> Iterator[FieldError]:
    """What is wrong with the defaults of a node and of those below it."""
    given = schema.get("default")
    if given is not None:
        if _unknown(given, schema):
            yield invalid(f"{path}.default", given, "must not have unknown fields")
        for problem in check(given, schema, ""):
            yield _moved(problem, f"{path}.default")
    if isinstance(schema.get("items"), dict):
        yield from check_defaults(f"{path}.items", schema["items"], root=False)
    for name, node in sorted((schema.get("properties") or {}).items()):
        if root and name in _TYPE_META:
            continue  # forbidden there for other reasons
        yield from check_defaults(f"{path}.properties[{name}]", node, root=False)


def _moved(problem: FieldError, path: str) -> FieldError:
    field = path if problem.field == "<nil>" else f"{path}.{problem.field}" if problem.field else path
    return replace(problem, field=field)


def _unknown(value: Any, schema: Node) -> bool:
    if isinstance(value, list):
        return any(_unknown(item, schema.get("items") or {}) for item in value)
    if not isinstance(value, dict) or schema.get("x-kubernetes-preserve-unknown-fields"):
        return False
    properties, rest = schema.get("properties") or {}, schema.get("additionalProperties")
    embedded = schema.get("x-kubernetes-embedded-resource")
    for key, item in value.items():
        if key in properties:
            if _unknown(item, properties[key]):
                return True
        elif isinstance(rest, dict):
            if _unknown(item, rest):
                return True
        elif not rest and not (embedded and key in _TYPE_META):
            return True
    return False
