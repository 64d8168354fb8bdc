"""JSON schemas as CEL types, and JSON values as CEL sees them through a schema.

Follows kubernetes apiserver/pkg/cel/common/{schemas,values}.go and apiserver/pkg/cel/escaping.go.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from app.cluster.cel.library.times import parse_duration, parse_timestamp
from app.cluster.cel.types import BOOL, BYTES, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP, Type, list_of, map_of
from app.cluster.cel.values import CelError, KeyedList

Node = dict[str, Any]
Resolve = Callable[[Node], Node]
_IDENTIFIER = re.compile(r"[a-zA-Z_./-][a-zA-Z0-9_./-]*")
_RESERVED_WORDS = """
    true false null in as break const continue else for function if import let loop package namespace return var
    void while
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())
_ESCAPES = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}
_FORMATS = {"byte": BYTES, "duration": DURATION, "date": TIMESTAMP, "date-time": TIMESTAMP}
_SCALARS = {"boolean": BOOL, "number": DOUBLE, "integer": INT}


def escape(name: str) -> str | None:
    """A property's name as an identifier; None when it cannot be one."""
    if name in _RESERVED:
        return f"__{name}__"
    if not _IDENTIFIER.fullmatch(name):
        return None
    return re.sub(r"__|[./-]", lambda match: _ESCAPES[match.group()], name)


def _itself(node: Node) -> Node:
    return node


def type_of(node: Node, name: str, *, root: bool = False, resolve: Resolve = _itself, depth: int = 0) -> Type | None:
    """The type of a schema; None when expressions cannot look at it. `root` adds what every object has."""
    node = resolve(node)
    if node.get("x-kubernetes-int-or-string") or node.get("format") == "int-or-string":
        return DYN
    kind = node.get("type")
    if isinstance(kind, list):  # with null, as the published schemas of built-in kinds have it
        kind = next((item for item in kind if item != "null"), None)
    if kind == "array":
        item = type_of(node.get("items") or {}, f"{name}.@idx", resolve=resolve, depth=depth + 1)
        return None if item is None else list_of(item)
    if kind == "object" or (kind is None and "properties" in node):
        return _object(node, name, root=root or bool(node.get("x-kubernetes-embedded-resource")), resolve=resolve,
                       depth=depth)  # fmt: skip
    if kind == "string":
        return _FORMATS.get(node.get("format", ""), STRING)
    return _SCALARS.get(str(kind))


def _object(node: Node, name: str, *, root: bool, resolve: Resolve, depth: int) -> Type | None:
    rest = node.get("additionalProperties")
    if isinstance(rest, dict) and not node.get("properties"):
        value = type_of(rest, f"{name}.@elem", resolve=resolve, depth=depth + 1)
        return None if value is None else map_of(STRING, value)
    if depth > 20:
        return DYN
    fields: dict[str, Type] = {}
    for key, child in (node.get("properties") or {}).items():
        found = type_of(child, f"{name}.{key}", resolve=resolve, depth=depth + 1)
        escaped = escape(key)
        if found is None and resolve is not _itself:
            found = DYN  # of a built-in kind: its schema says less than its Go type
        if found is not None and escaped is not None:
            fields[escaped] = found
    if root:
        meta = {"name": STRING, "generateName": STRING}
        fields |= {"apiVersion": STRING, "kind": STRING, "metadata": Type(f"{name}.metadata", fields=meta)}
    return Type(name, fields=fields)


def seen(value: Any, node: Node) -> Any:
    """A JSON value as expressions see it: formats read, names escaped, numbers of the schema's type."""
    if value is None or node.get("x-kubernetes-int-or-string"):
        return value
    if isinstance(value, dict):
        properties, rest = node.get("properties") or {}, node.get("additionalProperties")
        if isinstance(rest, dict) and not properties:
            return {key: seen(item, rest) for key, item in value.items()}
        if not properties:
            return value
        return {escape(key) or key: seen(item, properties.get(key) or {}) for key, item in value.items()}
    if isinstance(value, list):
        items = node.get("items") or {}
        found = [seen(item, items) for item in value]
        unique = node.get("x-kubernetes-list-type") in {"set", "map"}
        return KeyedList(found, tuple(node.get("x-kubernetes-list-map-keys") or ())) if unique else found
    if isinstance(value, str):
        return _text(value, node.get("format", ""))
    if node.get("type") == "number" and not isinstance(value, bool):
        return float(value)
    return value


def _text(value: str, kind: str) -> Any:
    try:
        if kind == "duration":
            return parse_duration(value)
        if kind == "date-time":
            return parse_timestamp(value)
        if kind == "date":
            return parse_timestamp(f"{value}T00:00:00Z")
        return base64.b64decode(value) if kind == "byte" else value
    except (CelError, binascii.Error):
        return value  # its own check says what is wrong with it
