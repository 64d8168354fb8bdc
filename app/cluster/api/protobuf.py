"""Request bodies in protobuf, as kubectl's typed clients send them.

Follows kubernetes apimachinery/pkg/runtime/serializer/protobuf/protobuf.go: a magic number, then a runtime.Unknown.
Field numbers by struct and JSON name are in `proto_fields.json`; types are those of `go_types`.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from app.cluster.api import schemas
from app.cluster.api.errors import bad_request
from app.cluster.api.go_types import Field, GoType, fields, go_type
from app.sim.clock import rfc3339, rfc3339_micro

MAGIC = b"k8s\x00"
MEDIA_TYPE = "application/vnd.kubernetes.protobuf"
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
Wire = tuple[int, int, Any]  # number, wire type, value


class ProtobufError(ValueError):
    """Bytes that are no message."""


def decode(body: bytes) -> dict[str, Any]:
    """The object in a body, as JSON would have it; ApiError 400 for anything else."""
    try:
        if not body.startswith(MAGIC):
            raise ProtobufError(
                "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"
            )
        unknown = {number: value for number, _, value in _read(body[len(MAGIC) :])}
        identity = {number: value.decode() for number, _, value in _read(unknown.get(1, b""))}
        version, kind = identity.get(1, ""), identity.get(2, "")
        raw = unknown.get(2, b"")
        if unknown.get(4, b"").decode() == "application/json":
            found: dict[str, Any] = orjson.loads(raw)
            return found
        group, _, name = version.rpartition("/")
        definition = schemas.definition_name((group, name, kind)) or _shared(kind)
        if definition is None:
            raise ProtobufError(f'no kind "{kind}" is registered for version "{version}"')
        return {"apiVersion": version, "kind": kind, **_message(raw, definition.removeprefix("io.k8s."))}
    except (ProtobufError, IndexError, UnicodeDecodeError, struct.error) as problem:
        raise bad_request(str(problem)) from None


def _shared(kind: str) -> str | None:
    """Options that every group knows."""
    return f"io.k8s.apimachinery.pkg.apis.meta.v1.{kind}" if kind.endswith("Options") else None


@cache
def _numbers() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = orjson.loads((Path(__file__).parent / "proto_fields.json").read_bytes())
    return found


@cache
def _by_number(name: str) -> dict[int, Field]:
    listed = _numbers().get(name)
    if listed is None:
        raise ProtobufError(f"no protobuf fields are known for {name}")
    named = {item.json_name or item.go_name: item for item in fields(name)}
    return {int(number): named[key] for number, key in listed.items() if key in named}


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _read(data: bytes) -> Iterator[Wire]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield number, wire, value
        elif wire == _BYTES:
            size, at = _varint(data, at)
            if at + size > len(data):
                raise ProtobufError("unexpected EOF")
            yield number, wire, data[at : at + size]
            at += size
        elif wire in {_FIXED64, _FIXED32}:
            size = 8 if wire == _FIXED64 else 4
            yield number, wire, data[at : at + size]
            at += size
        else:
            raise ProtobufError(f"proto: illegal wireType {wire}")


def _message(data: bytes, name: str) -> dict[str, Any]:
    known = _by_number(name)
    result: dict[str, Any] = {}
    for number, _, value in _read(data):
        item = known.get(number)
        if item is None:
            continue
        if item.inline:
            result.update(_message(value, item.type.expression))
        elif item.type.kind == "slice":
            _append(result, item, value)
        elif item.type.kind == "map":
            key, entry = _entry(value, item.type)
            result.setdefault(item.json_name, {})[key] = entry
        else:
            result[item.json_name] = _value(value, item.type)
    return result


def _append(result: dict[str, Any], item: Field, value: Any) -> None:
    found = result.setdefault(item.json_name, [])
    elem = go_type(item.type.elem)
    if elem.kind in {"int", "bool"} and isinstance(value, bytes):
        at = 0  # packed
        while at < len(value):
            number, at = _varint(value, at)
            found.append(_value(number, elem))
    else:
        found.append(_value(value, elem))


def _entry(data: bytes, typ: GoType) -> tuple[str, Any]:
    parts = {number: value for number, _, value in _read(data)}
    elem = go_type(typ.elem)
    value = _value(parts[2], elem) if 2 in parts else _nothing(elem)
    return parts.get(1, b"").decode(), value


def _nothing(typ: GoType) -> Any:
    return {"string": "", "bytes": "", "int": 0, "bool": False, "slice": [], "quantity": "0"}.get(typ.kind)


def _value(value: Any, typ: GoType) -> Any:
    match typ.kind:
        case "pointer":
            return _value(value, go_type(typ.elem))
        case "string":
            return value.decode()
        case "bool":
            return bool(value)
        case "int":
            return value - (1 << 64) if value >= 1 << 63 else value
        case "float":
            return struct.unpack("<d" if len(value) == 8 else "<f", value)[0]
        case "bytes":
            return base64.b64encode(value).decode()
        case "struct":
            return _message(value, typ.expression)
        case "slice":  # a named slice is a message that holds items
            elem = go_type(typ.elem)
            return [_value(item, elem) for number, _, item in _read(value) if number == 1]
        case "map":
            return dict(_entry(item, typ) for number, _, item in _read(value) if number == 1)
    return _special(value, typ.kind)


def _special(value: bytes, kind: str) -> Any:
    parts = {number: item for number, _, item in _read(value)}
    match kind:
        case "quantity":
            return parts.get(1, b"0").decode()
        case "intOrString":
            if parts.get(1, 0):
                return parts.get(3, b"").decode()
            number = parts.get(2, 0)
            return number - (1 << 64) if number >= 1 << 63 else number
        case "time":
            return rfc3339(_signed(parts.get(1, 0))) if parts else None
        case "microTime":
            return rfc3339_micro(_signed(parts.get(1, 0)) + parts.get(2, 0) / 1e9) if parts else None
        case "raw":
            return orjson.loads(parts[1]) if parts.get(1) else None
        case "duration":
            return f"{_signed(parts.get(1, 0)) / 1e9:g}s"
    raise ProtobufError(f"cannot read a {kind}")


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value
