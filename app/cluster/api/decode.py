"""From the body of a request to an object of a kind: syntax, types, unknown fields.

Follows kubernetes apiserver/pkg/endpoints/handlers/create.go and rest.go: transformDecodeError, and
apimachinery/pkg/runtime/serializer/json/json.go: Decode.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from app.cluster.api import errors, schemas
from app.cluster.api.go_decode import Decoder
from app.cluster.api.go_json import loads
from app.cluster.api.go_types import GoType, go_type, known, struct_of
from app.cluster.api.go_values import GoError, json_kind
from app.cluster.api.structural import prune
from app.cluster.api.yaml_json import problem_text, yaml_to_json

GVK = schemas.GVK
Object = dict[str, Any]
STRICT, WARN, IGNORE = "Strict", "Warn", "Ignore"
OBJECT_META = "apimachinery.pkg.apis.meta.v1.ObjectMeta"
_SCHEME = "pkg/api/legacyscheme/scheme.go:30"


@dataclass(frozen=True, slots=True)
class Decoded:
    """An object as the server understood it, and warnings for the client (`unknown field "spec.foo"`)."""

    object: Object
    warnings: tuple[str, ...] = ()


def decode(
    body: bytes, content_type: str, *, gvk: GVK, schema: schemas.Node | None = None, validation: str = STRICT
) -> Decoded:
    """The object in a request's body; raises ApiError (400) in the API server's words.

    `gvk` is the kind of the resource that is asked for, and stands in for what the body leaves out; `schema` is the CRD
    version's (see schemas.for_crd) when the kind is a custom one; `validation` is the request's fieldValidation.
    """
    text = body.decode("utf-8", "replace")
    try:
        document = _parse(text, content_type)
        kind = _interpret(document)
    except GoError as error:
        raise _unrecognized(gvk, error, body) from error
    given = _with_defaults(kind, gvk)
    try:
        same_kind(given, gvk)
        return decode_object(document, gvk, schema=schema, validation=validation)
    except GoError as error:
        raise errors.bad_request(
            f'{given[2]} in version "{given[1]}" cannot be handled as a {gvk[2]}: {error}'
        ) from error


def decode_object(
    document: Any, gvk: GVK, *, schema: schemas.Node | None = None, validation: str = STRICT, converted: bool = False
) -> Decoded:
    """The same for a parsed document; raises GoError. `converted` words errors as the map-to-object converter does."""
    decoder = Converter() if converted else Decoder()
    if schema is None:
        name = schemas.definition_name(gvk)
        result = decoder.decode(document, struct_of(name)) if name and known(name) else dict(document)
        strict = decoder.strict
    else:
        result, strict = _custom(document, schema, decoder)
    if strict and validation == STRICT:
        raise GoError("strict decoding error: " + ", ".join(strict))
    identity = {"kind": gvk[2], "apiVersion": api_version(gvk)}
    return Decoded({**identity, **result, **identity}, tuple(strict) if validation == WARN else ())


def normalise(obj: Object, gvk: GVK) -> Object:
    """The object as the server encodes it: Go's field order, sorted maps, nothing empty that would be omitted."""
    return decode_object(obj, gvk, validation=IGNORE).object


def api_version(gvk: GVK) -> str:
    """`apps/v1`, or `v1` in the core group."""
    return f"{gvk[0]}/{gvk[1]}" if gvk[0] else gvk[1]


def _custom(document: Any, schema: schemas.Node, decoder: Decoder) -> tuple[Object, list[str]]:
    if not isinstance(document, dict):
        raise GoError(f"json: cannot unmarshal {json_kind(document)} into Go value of type map[string]interface {{}}")
    pruned, unknown = prune(document, schema)
    holder = decoder.decode({"metadata": document.get("metadata") or {}}, go_type("custom.Metadata"))
    pruned["metadata"] = holder["metadata"]
    return pruned, [*unknown, *decoder.strict]


def _parse(text: str, content_type: str) -> Any:
    if "yaml" in content_type:
        try:
            return yaml_to_json(text)
        except yaml.YAMLError as error:
            raise GoError(problem_text(error)) from error
    try:
        return loads(text)
    except GoError as error:
        raise GoError(f"couldn't get version/kind; json parse error: {error}") from error


def _interpret(document: Any) -> tuple[str, str]:
    """The apiVersion and kind that a document claims."""
    prefix = "couldn't get version/kind; json parse error: json: cannot unmarshal"
    if document is None:
        return "", ""
    if not isinstance(document, dict):
        wanted = (
            'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
        )
        raise GoError(f"{prefix} {json_kind(document)} into Go value of type {wanted}")
    found = []
    for name in ("apiVersion", "kind"):
        value = document.get(name) or ""
        if not isinstance(value, str):
            raise GoError(f"{prefix} {json_kind(value)} into Go struct field .{name} of type string")
        found.append(value)
    return found[0], found[1]


def _with_defaults(claimed: tuple[str, str], gvk: GVK) -> GVK:
    version, kind = claimed
    if not version:
        return gvk[0], gvk[1], kind or gvk[2]
    group, _, name = version.rpartition("/")
    return group, name, kind or gvk[2]


def same_kind(given: GVK, wanted: GVK) -> None:
    """GoError for an object of another kind, ApiError 400 for one of another version of its kind."""
    if given == wanted:
        return
    same = given[2] == wanted[2] and given[0] == wanted[0]
    if same and schemas.definition_name(wanted) is None:
        return  # a custom kind, or a version that went away: nothing is known of its versions here
    if same and schemas.definition_name(given) is not None:
        raise errors.bad_request(
            f"the API version in the data ({api_version(given)}) does not match the expected API version "
            f"({api_version(wanted)})"
        )
    if schemas.definition_name(given) is None:
        raise GoError(f'no kind "{given[2]}" is registered for version "{api_version(given)}" in scheme "{_SCHEME}"')
    inside = wanted[0].split(".")[0] or "core"
    raise GoError(f"converting ({given[1]}.{given[2]}) to ({inside}.{wanted[2]}): unknown conversion")


def _unrecognized(gvk: GVK, error: GoError, body: bytes) -> errors.ApiError:
    return errors.bad_request(
        f"the object provided is unrecognized (must be of type {gvk[2]}): {error} ({_summary(body)})"
    )


def _summary(body: bytes) -> str:
    if not body:
        return "<empty>"
    head = body[:30].decode("utf-8", "replace") if body[:1] == b"{" else body[:30].hex()
    return head + " ..." if len(body) > 30 else head


class Converter(Decoder):
    """The map-to-object converter that strategic merge ends in: stops at the first mismatch, in words of its own.

    Follows kubernetes apimachinery/pkg/runtime/converter.go: fromUnstructured.
    """

    def _mismatch(self, value: Any, typ: GoType) -> Any:
        source = {"number": "int64" if isinstance(value, int) else "float64", "array": "slice", "object": "map"}
        kind = source.get(json_kind(value), json_kind(value))
        if typ.kind == "map":
            raise GoError(f"cannot restore map from {kind}")
        if typ.kind in {"slice", "bytes"}:
            raise GoError(f"cannot restore slice from {kind}")
        if typ.kind == "struct":
            raise GoError(f"cannot restore struct from: {kind}")
        if json_kind(value) == "number" and typ.kind in {"string", "int"}:
            raise GoError(f"cannot convert {kind} to {typ.name}")
        raise GoError(f"unrecognized type: {go_kind(typ)}")


def go_kind(typ: GoType) -> str:
    """The kind that Go's reflection names for a simple type: `int32` or `string`."""
    return typ.name if typ.kind == "int" else {"float": "float64"}.get(typ.kind, typ.kind)
