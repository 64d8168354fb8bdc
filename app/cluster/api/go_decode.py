"""A JSON document through a Go struct and back: what the API server keeps of a body, and what it objects to.

Follows sigs.k8s.io/json internal/golang/encoding/json/decode.go (case-sensitive, first type error wins, unknown and
duplicate fields collected) and Go's encoder for what comes out: struct order, sorted maps, omitempty.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from app.cluster.api.go_types import Field, GoType, go_type, json_fields
from app.cluster.api.go_values import (
    GoError,
    TypeMismatchError,
    json_kind,
    number_text,
    parse_base64,
    parse_duration,
    parse_int_or_string,
    parse_quantity,
    parse_time,
)

MAX_STRICT_ERRORS = 100
_SCHEMA_PROPS = "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
_RANGES = {"int": 64, "int64": 64, "int32": 32, "int16": 16, "int8": 8}


class Duplicates(dict[str, Any]):
    """A parsed JSON object that named a key more than once; `repeated` are those keys, the last value counts."""

    repeated: frozenset[str] = frozenset()


class Decoder:
    """One pass over a document; afterwards `strict` lists unknown and duplicate fields in document order."""

    def __init__(self) -> None:
        self.strict: list[str] = []
        self._names: list[str] = []
        self._struct = ""
        self._path = ""
        self._first: GoError | None = None

    def decode(self, value: Any, typ: GoType) -> Any:
        """What the server would write for `value`; raises GoError as the Go decoder would return it."""
        try:
            result = self._value(value, typ)
        except TypeMismatchError as error:
            raise self._located(error) from error
        if self._first is not None:
            raise self._first
        return result

    def _located(self, error: TypeMismatchError) -> GoError:
        if not self._struct:
            return error
        place = f"{self._struct}.{'.'.join(self._names)}"
        return GoError(f"json: cannot unmarshal {error.value} into Go struct field {place} of type {error.wanted}")

    def _save(self, error: GoError) -> None:
        if self._first is None:
            self._first = self._located(error) if isinstance(error, TypeMismatchError) else error

    def _object_to(self, text: str) -> None:
        if text not in self.strict and len(self.strict) < MAX_STRICT_ERRORS:
            self.strict.append(text)

    def _value(self, value: Any, typ: GoType) -> Any:
        if typ.kind == "pointer":
            return None if value is None else self._value(value, go_type(typ.elem))
        if typ.kind in _PARSERS:
            return _PARSERS[typ.kind](value)
        if value is None:
            return zero(typ)
        return _METHODS[typ.kind](self, value, typ)

    def _mismatch(self, value: Any, typ: GoType) -> Any:
        self._save(TypeMismatchError(json_kind(value), typ.name))
        return zero(typ)

    def _string(self, value: Any, typ: GoType) -> Any:
        return value if isinstance(value, str) else self._mismatch(value, typ)

    def _bool(self, value: Any, typ: GoType) -> Any:
        return value if isinstance(value, bool) else self._mismatch(value, typ)

    def _int(self, value: Any, typ: GoType) -> Any:
        if json_kind(value) != "number":
            return self._mismatch(value, typ)
        bits = _RANGES.get(go_type(typ.expression).name, 64)
        if not isinstance(value, int) or not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            self._save(TypeMismatchError(f"number {number_text(value)}", typ.name))
            return 0
        return value

    def _float(self, value: Any, typ: GoType) -> Any:
        return value if json_kind(value) == "number" else self._mismatch(value, typ)

    def _bytes(self, value: Any, typ: GoType) -> Any:
        if not isinstance(value, str):
            return self._mismatch(value, typ)
        try:
            return parse_base64(value)
        except GoError as error:
            self._save(error)
            return None

    def _slice(self, value: Any, typ: GoType) -> Any:
        if not isinstance(value, list):
            return self._mismatch(value, typ)
        elem, path, result = go_type(typ.elem), self._path, []
        for index, item in enumerate(value):
            self._path = f"{path}[{index}]"
            result.append(self._value(item, elem))
        self._path = path
        return result

    def _map(self, value: Any, typ: GoType) -> Any:
        if not isinstance(value, dict):
            return self._mismatch(value, typ)
        self._report_repeated(value)
        elem, path, result = go_type(typ.elem), self._path, {}
        for key, item in value.items():
            self._path = f"{path}.{key}"
            result[key] = self._value(item, elem)
        self._path = path
        return dict(sorted(result.items()))

    def _report_repeated(self, value: dict[str, Any]) -> None:
        for key in value if isinstance(value, Duplicates) else ():
            if key in value.repeated:  # type: ignore[attr-defined]
                self._object_to(f'duplicate field "{self._path + "." if self._path else ""}{key}"')

    def _struct_value(self, value: Any, typ: GoType) -> Any:
        if not isinstance(value, dict):
            return self._mismatch(value, typ)
        known = json_fields(typ.expression)
        found = self._members(value, known, typ)
        result: dict[str, Any] = {}
        for name, item, always in _plan(typ.expression):
            if name in found:
                member = found[name]
                if not omitted(item, member):
                    result[name] = member
            elif always:
                result[name] = zero(item.type)
        return result

    def _members(self, value: dict[str, Any], known: dict[str, Field], typ: GoType) -> dict[str, Any]:
        struct, path, found = self._struct, self._path, {}
        repeated = value.repeated if isinstance(value, Duplicates) else frozenset()
        for key, item in value.items():
            field = known.get(key)
            self._path = f"{path}.{key}" if path else key
            if field is None:
                self._object_to(f'unknown field "{self._path}"')
                continue
            if key in repeated:
                self._object_to(f'duplicate field "{self._path}"')
            if type(item) is _PLAIN.get(field.type.kind):  # most members: nothing to object to, so no bookkeeping
                found[key] = item
                continue
            self._struct = typ.name.rsplit(".", 1)[-1]
            self._names.append(key)
            found[key] = self._value(item, field.type)
            self._names.pop()
            self._struct = struct
        self._path = path
        return found

    def _any(self, value: Any, typ: GoType) -> Any:
        return value

    def _schema_or(self, value: Any, typ: GoType) -> Any:
        # Their UnmarshalJSON decodes leniently: unknown fields inside go without a word.
        inner = Decoder()
        if isinstance(value, dict):
            return inner.decode(value, go_type(_SCHEMA_PROPS))
        if isinstance(value, list):
            return [self._schema_or(item, typ) for item in value]
        return value


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "quantity": parse_quantity,
    "intOrString": parse_int_or_string,
    "time": parse_time,
    "microTime": lambda value: parse_time(value, micro=True),
    "duration": parse_duration,
}
_PLAIN: dict[str, type] = {"string": str, "bool": bool}
_METHODS: dict[str, Callable[[Decoder, Any, GoType], Any]] = {
    "string": Decoder._string,
    "bool": Decoder._bool,
    "int": Decoder._int,
    "float": Decoder._float,
    "bytes": Decoder._bytes,
    "slice": Decoder._slice,
    "map": Decoder._map,
    "struct": Decoder._struct_value,
    "any": Decoder._any,
    "raw": Decoder._any,
    "schemaOr": Decoder._schema_or,
}
_ZEROS: dict[str, Any] = {"string": "", "bool": False, "int": 0, "float": 0, "quantity": "0", "intOrString": 0}
_EMPTY_KINDS = {"string", "bool", "int", "float", "slice", "map", "bytes", "pointer", "any"}


def zero(typ: GoType) -> Any:
    """How Go encodes the zero value of a type: null for what is nil, and structs with what they never omit."""
    if typ.kind == "duration":
        return "0s"
    if typ.kind != "struct":
        return _ZEROS.get(typ.kind)
    return {name: zero(item.type) for name, item, always in _plan(typ.expression) if always}


@cache
def _plan(struct: str) -> list[tuple[str, Field, bool]]:
    """The fields of a struct, and whether each is written even when it is not there."""
    return [(name, item, not omitted(item, zero(item.type))) for name, item in json_fields(struct).items()]


def omitted(item: Field, value: Any) -> bool:
    """Whether Go's encoder leaves the field out."""
    if item.omitempty and item.type.kind in _EMPTY_KINDS:
        return value is None if item.type.kind in {"pointer", "any"} else not value
    if item.omitempty and item.type.kind == "raw":
        return value is None
    return item.omitzero and (value is None or value == zero(item.type))
