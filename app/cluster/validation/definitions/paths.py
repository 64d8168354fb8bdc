"""Paths into a schema, as fieldPath and selectableFields have them: `.spec.size`, `.spec['a-b']`.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go: ValidFieldPath.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
_TOKEN = re.compile(r"[.\[\]]|'(?:\\.|[^'\\])*'|[^.\[\]]+")
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "'": "'", "\\": "\\"}


class PathError(ValueError):
    """A path that leads nowhere; the text is the server's."""


def read_path(path: str, schema: Node, *, brackets: bool = True) -> tuple[str, Node]:
    """(the path as errors print it, the schema it leads to); PathError."""
    tokens = iter(_TOKEN.findall(path))
    shown, node = "", schema
    for token in tokens:
        if token == "[":
            if not brackets:
                raise PathError("array notation is not allowed")
            name = _quoted(tokens)
        elif token == ".":
            name = _next(tokens)
        else:
            raise PathError(f"expected [ or . but got: {token}")
        shown, node = _step(shown, node, name)
    return shown, node


def _next(tokens: Iterator[str]) -> str:
    found = next(tokens, None)
    if found is None:
        raise PathError("unexpected end of JSON path")
    return found


def _quoted(tokens: Iterator[str]) -> str:
    token = _next(tokens)
    if len(token) < 2 or token[0] != "'" or token[-1] != "'":
        raise PathError(f"expected single quoted string but got {token}")
    closing = _next(tokens)
    if closing != "]":
        raise PathError(f"expected ] but got {closing}")
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), token[1:-1])


def _step(shown: str, node: Node, name: str) -> tuple[str, Node]:
    properties, rest = node.get("properties"), node.get("additionalProperties")
    if properties:
        if name not in properties:
            raise PathError("does not refer to a valid field")
        return f"{shown}.{name}".lstrip("."), properties[name]
    if isinstance(rest, dict):
        return f"{shown}[{name}]", rest
    raise PathError("does not refer to a valid field")
