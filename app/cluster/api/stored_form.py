"""Objects as they lie in etcd: built-in kinds in protobuf, custom resources in JSON.

Follows kubernetes apimachinery/pkg/runtime/serializer/protobuf/protobuf.go (Serializer.Encode) and gogo's generated
MarshalTo: fields by number, maps sorted by key, structs that are no pointers even when they are empty.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable
from typing import Any

import orjson

from app.cluster.api import schemas
from app.cluster.api.go_types import Field, GoType, go_type
from app.cluster.api.protobuf import MAGIC, ProtobufError, _by_number
from app.sim.clock import parse_rfc3339

_VARINT, _FIXED64, _BYTES = 0, 1, 2


def stored_form(obj: dict[str, Any]) -> bytes:
    """The value under an object's key."""
    body = {key: value for key, value in obj.items() if key not in ("apiVersion", "kind")}
    body["metadata"] = {key: value for key, value in obj["metadata"].items() if key != "resourceVersion"}
    group, _, version = obj["apiVersion"].rpartition("/")
    definition = schemas.definition_name((group, version, obj["kind"]))
    if definition is not None:
        try:
            raw = _message(body, definition.removeprefix("io.k8s."))
        except ProtobufError:
            pass  # a kind whose numbers are not known
        else:
            identity = _bytes(1, obj["apiVersion"].encode()) + _bytes(2, obj["kind"].encode())
            return MAGIC + _bytes(1, identity) + _bytes(2, raw) + _bytes(3, b"") + _bytes(4, b"")
    return orjson.dumps({"apiVersion": obj["apiVersion"], "kind": obj["kind"], **body}) + b"\n"


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _bytes(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(data)) + data


def _message(obj: dict[str, Any], name: str) -> bytes:
    return b"".join(_field(number, item, obj) for number, item in sorted(_by_number(name).items()))


def _field(number: int, item: Field, obj: dict[str, Any]) -> bytes:
    typ = item.type
    if item.inline:
        return _bytes(number, _message(obj, typ.expression))
    value = obj.get(item.json_name)
    if typ.kind == "slice":
        return b"".join(_value(number, one, go_type(typ.elem)) for one in value or ())
    if typ.kind == "map":
        key, elem = go_type("string"), go_type(typ.elem)
        pairs = sorted((value or {}).items())
        return b"".join(_bytes(number, _value(1, name, key) + _value(2, one, elem)) for name, one in pairs)
    if value is None:
        # Go writes empty structs, strings and numbers that are no pointers.
        zero: dict[str, Any] = {"struct": {}, "string": "", "int": 0, "bool": False}
        return _value(number, zero[typ.kind], typ) if typ.kind in zero else b""
    return _value(number, value, typ)


def _value(number: int, value: Any, typ: GoType) -> bytes:
    match typ.kind:
        case "pointer":
            return _value(number, value, go_type(typ.elem))
        case "string":
            return _bytes(number, str(value or "").encode())
        case "bool" | "int":
            return _varint(number << 3 | _VARINT) + _varint(int(value or 0))
        case "float":
            return _varint(number << 3 | _FIXED64) + struct.pack("<d", float(value))
        case "bytes":
            return _bytes(number, base64.b64decode(value or ""))
        case "struct":
            return _bytes(number, _message(value or {}, typ.expression))
        case "slice":
            return _bytes(number, b"".join(_value(1, one, go_type(typ.elem)) for one in value))
    if typ.kind not in SPECIAL:
        raise ProtobufError(f"cannot write a {typ.kind}")
    return _bytes(number, SPECIAL[typ.kind](value))


def _int_or_string(value: Any) -> bytes:
    kind, number, text = (1, 0, value) if isinstance(value, str) else (0, value, "")
    return _varint(8) + _varint(kind) + _varint(16) + _varint(number) + _bytes(3, text.encode())


def _time(value: Any) -> bytes:
    seconds = parse_rfc3339(value) if value else 0.0
    whole = int(seconds // 1)
    return _varint(8) + _varint(whole) + _varint(16) + _varint(int((seconds - whole) * 1e9))


SPECIAL: dict[str, Callable[[Any], bytes]] = {
    "quantity": lambda value: _bytes(1, str(value).encode()),
    "intOrString": _int_or_string,
    "time": _time,
    "microTime": _time,
    "raw": lambda value: _bytes(1, orjson.dumps(value)),
}
