"""The Go structs behind the API kinds: field order, JSON names, omitempty, and how Go prints their types.

The server decodes into these structs and encodes from them, so they say what a JSON schema cannot: the type named in
`cannot unmarshal string into Go struct field PodSpec.spec.nodeName of type string`, which empty fields survive a round
trip, and the order in which a pod template is hashed. The table is `go_structs.json`: one line a struct, a field is
`[Go name, JSON name, flags, type]` with flags o (omitempty), z (omitzero), i (embedded, inlined), s (string option).
`go_structs_classic.json` holds the internal pod template of release 1.5, under `classic.`, for the hashes of that time.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PREFIX = "io.k8s."
_META = "apimachinery.pkg.apis.meta.v1."
_INTEGERS = {"int", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}
_FLOATS = {"float32", "float64"}
# Types with an UnmarshalJSON of their own; the value is the kind that decode and encode dispatch on.
SPECIAL = {
    "apimachinery.pkg.api.resource.Quantity": "quantity",
    "apimachinery.pkg.util.intstr.IntOrString": "intOrString",
    _META + "Time": "time",
    _META + "MicroTime": "microTime",
    _META + "Duration": "duration",
    _META + "FieldsV1": "raw",
    "classic.unversioned.Time": "classicTime",
    "apimachinery.pkg.runtime.RawExtension": "raw",
    "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "raw",
    "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "schemaOr",
    "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "schemaOr",
    "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "schemaOr",
}


@dataclass(frozen=True, slots=True)
class GoType:
    """A type: `kind` is pointer, slice, map, struct, bytes, string, bool, int, float, any, or one of SPECIAL's values.

    `name` is what Go prints (`[]v1.Container`); `elem` and `key` are expressions for go_type(); `struct` names a row.
    """

    kind: str
    name: str
    expression: str
    elem: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a struct; `omit` is omitempty or omitzero as far as the kind of the type makes them matter."""

    go_name: str
    json_name: str
    omitempty: bool
    omitzero: bool
    inline: bool
    type: GoType


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = {"named": {}, "structs": {}}
    for name in ("go_structs.json", "go_structs_classic.json"):
        part = json.loads((Path(__file__).parent / name).read_bytes())
        for key, rows in table.items():
            rows.update(part[key])
    return table


def _printed(dotted: str) -> str:
    return ".".join(dotted.rsplit(".", 2)[-2:])


@cache
def go_type(expression: str) -> GoType:
    """The type of an expression such as `*int32`, `[]api.core.v1.Container` or `map[string]string`."""
    if expression.startswith("*"):
        return GoType("pointer", "*" + go_type(expression[1:]).name, expression, expression[1:])
    if expression == "[]uint8":
        return GoType("bytes", "[]uint8", expression)
    if expression.startswith("[]"):
        return GoType("slice", "[]" + go_type(expression[2:]).name, expression, expression[2:])
    if match := re.match(r"map\[([^]]*)\](.*)", expression):
        key, elem = match.groups()
        return GoType("map", f"map[{go_type(key).name}]{go_type(elem).name}", expression, elem, key)
    return _leaf(expression)


def _leaf(expression: str) -> GoType:
    if expression in _INTEGERS:
        return GoType("int", expression, expression)
    if expression in _FLOATS:
        return GoType("float", expression, expression)
    if expression in {"string", "bool"}:
        return GoType(expression, expression, expression)
    if expression == "any":
        return GoType("any", "interface {}", expression)
    name = _printed(expression)
    if expression in SPECIAL:
        return GoType(SPECIAL[expression], name, expression)
    underlying = _table()["named"].get(expression)
    if underlying is not None:
        under = go_type(underlying)
        return GoType(under.kind, name, expression, under.elem, under.key)
    return GoType("struct", name, expression)


@cache
def fields(struct: str) -> tuple[Field, ...]:
    """The fields of a struct in Go's order, embedded structs as one field; empty for an unknown struct."""
    rows = _table()["structs"].get(struct, [])
    return tuple(
        Field(go, name, "o" in flags, "z" in flags, "i" in flags, go_type(typ)) for go, name, flags, typ in rows
    )


@cache
def json_fields(struct: str) -> dict[str, Field]:
    """The fields of a struct by JSON name, those of embedded structs promoted, in Go's order."""
    result: dict[str, Field] = {}
    for item in fields(struct):
        if item.inline:
            result.update(json_fields(item.type.expression))
        elif item.json_name and item.json_name != "-":
            result[item.json_name] = item
    return result


@cache
def folded_fields(struct: str) -> dict[str, Field]:
    """As json_fields, by lower-cased name; the server matches case-sensitively, classic releases did not."""
    return {name.lower(): item for name, item in reversed(json_fields(struct).items())}


def known(definition: str) -> bool:
    """Whether there is a struct for a schema definition name (`io.k8s.api.core.v1.Pod`)."""
    return definition.removeprefix(PREFIX) in _table()["structs"]


def struct_of(definition: str) -> GoType:
    """The Go type for a schema definition name."""
    return go_type(definition.removeprefix(PREFIX))
