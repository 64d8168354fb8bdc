"""/openapi/v2 in the form in which kubectl asks for it.

Follows gnostic openapi_v2/OpenAPIv2.proto; numbers are those of its fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import orjson

Document = dict[str, Any]
_TEXTS = {"$ref": 1, "format": 2, "title": 3, "description": 4, "pattern": 17}
_LENGTH_DELIMITED = 2


def encode_head(info: Document) -> bytes:
    """The beginning of a document without paths: Document{swagger=1, info=2{title=1, version=2}, paths=8}."""
    return _text(1, "2.0") + _field(2, _text(1, info["title"]) + _text(2, info["version"])) + _field(8, b"")


def encode_definitions(definitions: Document) -> bytes:
    """What follows, Document{definitions=9}; more of them may follow in the same way."""
    return _field(9, _named(1, definitions.items()))


def _named(number: int, schemas: Iterable[tuple[str, Document]]) -> bytes:
    """NamedSchema{name=1, value=2}, each."""
    return b"".join(_field(number, _text(1, name) + _field(2, _schema(node))) for name, node in schemas)


def _schema(node: Document) -> bytes:
    """Schema: what Kubernetes' definitions have of it."""
    parts = [_text(number, node[key]) for key, number in _TEXTS.items() if key in node]
    if "default" in node:
        parts.append(_field(5, _any(node["default"])))
    parts += [_text(19, name) for name in node.get("required", ())]
    parts += [_field(20, _any(value)) for value in node.get("enum", ())]
    if "additionalProperties" in node:
        parts.append(_field(21, _additional(node["additionalProperties"])))
    if "type" in node:
        parts.append(_field(22, _text(1, node["type"])))
    if "items" in node:
        parts.append(_field(23, _field(1, _schema(node["items"]))))
    if "properties" in node:
        parts.append(_field(25, _named(1, node["properties"].items())))
    extensions = ((key, value) for key, value in node.items() if key.startswith("x-"))
    parts += [_field(31, _text(1, key) + _field(2, _any(value))) for key, value in extensions]
    return b"".join(parts)


def _additional(value: Any) -> bytes:
    """AdditionalPropertiesItem{schema=1 | boolean=2}."""
    if isinstance(value, dict):
        return _field(1, _schema(value))
    return bytes([2 << 3, int(bool(value))])


def _any(value: Any) -> bytes:
    """Any{yaml=2}."""
    return _field(2, orjson.dumps(value))


def _text(number: int, text: str) -> bytes:
    return _field(number, text.encode())


def _field(number: int, data: bytes) -> bytes:
    return _tag(number) + _varint(len(data)) + data


@cache
def _tag(number: int) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
