"""What an OpenAPI schema of a CustomResourceDefinition may say, node by node.

Follows kubernetes apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go:
ValidateCustomResourceDefinitionOpenAPISchema. Properties come by name, where upstream's order is a map's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from app.cluster.validation.definitions.expressions import Costs, check_expressions, check_texts
from app.cluster.validation.field_errors import Errors, FieldError, forbidden, invalid, not_supported, required

Node = dict[str, Any]
_TYPES = ["array", "boolean", "integer", "number", "object", "string"]
_META = frozenset({"metadata", "kind", "apiVersion"})
_JUNCTORS = ("allOf", "oneOf", "anyOf")
_SCALAR = "must be a scalar type if parent array's x-kubernetes-list-type is map"


@dataclass(frozen=True)
class Place:
    """Where a node is. `no_default` forbids defaults for a reason; `uncorrelated`: no old items are found below."""

    path: str
    root: bool = False
    no_default: str | None = None
    inside_meta: bool = False
    uncorrelated: str = ""
    expressions: bool = True  # whether its rules are compiled
    cardinality: int | None = 1  # how many values there can be in one object; None: no limit is set
    costs: Costs = field(default_factory=list)  # of the expressions, one list for a whole schema

    def below(self, suffix: str, **changes: Any) -> Place:
        """A place further down."""
        return replace(self, path=self.path + suffix, root=False, **changes)


def check_schema(schema: Node, place: Place) -> tuple[Errors, Errors]:
    """(errors of the schema, errors of its expressions)."""
    errors: Errors = list(_plain(schema, place))
    rules: Errors = []
    for node, at in _children(schema, place):
        found, of_rules = check_schema(node, at)
        errors += found
        rules += of_rules
    errors += _extensions(schema, place.path)
    given = schema.get("x-kubernetes-validations") or []
    errors += check_texts(given, schema, place.path)
    if not errors and place.expressions and given:
        rules += check_expressions(given, schema, place.path, root=place.root, uncorrelated=place.uncorrelated,
                                   times=place.cardinality, costs=place.costs)  # fmt: skip
    return errors, rules


def _plain(schema: Node, place: Place) -> Iterator[FieldError]:
    path, kind = place.path, schema.get("type") or ""
    if kind and kind not in _TYPES:
        yield not_supported(f"{path}.type", kind, _TYPES)
    if schema.get("default") is not None and place.no_default is not None:
        yield forbidden(f"{path}.default", f"must not be set {place.no_default}".strip())
    for key in ("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"):
        if schema.get(key) not in (None, "", {}):
            yield forbidden(f"{path}.{key}", f"{key} is not supported")
    if kind == "null":
        yield forbidden(f"{path}.type", "type cannot be set to null, use nullable as an alternative")
    if isinstance(schema.get("items"), list):
        yield forbidden(f"{path}.items", "items must be a schema object and not an array")
    if place.inside_meta and schema.get("x-kubernetes-embedded-resource"):
        yield forbidden(f"{path}.x-kubernetes-embedded-resource", "must not be used inside of resource meta")
    if schema.get("uniqueItems"):
        text = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        yield forbidden(f"{path}.uniqueItems", text)
    rest = schema.get("additionalProperties")
    if schema.get("properties") and rest is not None and rest is not True:
        text = "additionalProperties and properties are mutual exclusive"
        yield forbidden(f"{path}.additionalProperties", text)


def _children(schema: Node, place: Place) -> Iterator[tuple[Node, Place]]:
    rest = schema.get("additionalProperties")
    if isinstance(rest, dict):
        why = "inside additionalProperties applying to object metadata" if place.inside_meta else place.no_default
        count = _times(place.cardinality, schema.get("maxProperties"))
        yield rest, place.below(".additionalProperties", no_default=why, cardinality=count)
    lost = place.uncorrelated or (place.path if schema.get("x-kubernetes-map-type") == "atomic" else "")
    for name, node in sorted((schema.get("properties") or {}).items()):
        at = place.below(f".properties[{name}]", uncorrelated=lost)
        if name in _META and (place.root or schema.get("x-kubernetes-embedded-resource")):
            why = f"in top-level {name}" if place.root else at.no_default
            at = replace(at, inside_meta=True, no_default=why)
        yield node, at
    if schema.get("not") is not None:
        yield schema["not"], place.below(".not", expressions=False)
    for key in _JUNCTORS:
        for index, node in enumerate(schema.get(key) or ()):
            yield node, place.below(f".{key}[{index}]", expressions=False)
    if isinstance(schema.get("items"), dict):
        lost = place.uncorrelated or ("" if schema.get("x-kubernetes-list-type") == "map" else place.path)
        count = _times(place.cardinality, schema.get("maxItems"))
        yield schema["items"], place.below(".items", uncorrelated=lost, cardinality=count)


def _times(cardinality: int | None, limit: int | None) -> int | None:
    return None if cardinality is None or limit is None else cardinality * limit


def _must_be(path: str, kind: str, text: str) -> FieldError:
    return invalid(f"{path}.type", kind, text) if kind else required(f"{path}.type", text)


def _extensions(schema: Node, path: str) -> Iterator[FieldError]:
    kind = schema.get("type") or ""
    map_type, list_type = schema.get("x-kubernetes-map-type"), schema.get("x-kubernetes-list-type")
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        yield invalid(f"{path}.x-kubernetes-preserve-unknown-fields", False, "must be true or undefined")
    if map_type is not None and kind != "object":
        yield _must_be(path, kind, "must be object if x-kubernetes-map-type is specified")
    if map_type not in (None, "atomic", "granular"):
        yield not_supported(f"{path}.x-kubernetes-map-type", map_type, ["atomic", "granular"])
    if list_type is not None and kind != "array":
        yield _must_be(path, kind, "must be array if x-kubernetes-list-type is specified")
    elif list_type == "set":
        yield from _set_items(schema.get("items") or {}, path)
    if list_type not in (None, "atomic", "set", "map"):
        yield not_supported(f"{path}.x-kubernetes-list-type", list_type, ["atomic", "set", "map"])
    keys = schema.get("x-kubernetes-list-map-keys") or []
    if keys and list_type != "map":
        text, at = "must be map if x-kubernetes-list-map-keys is non-empty", f"{path}.x-kubernetes-list-type"
        yield required(at, text) if list_type is None else invalid(at, list_type, text)
    if list_type == "map":
        yield from _map_list(schema, keys, path)
    if list_type in {"set", "map"} and isinstance(schema.get("items"), dict):
        yield from _keys(schema["items"], list_type, keys, path)


def _set_items(items: Node, path: str) -> Iterator[FieldError]:
    text = "must be atomic as item of a list with x-kubernetes-list-type=set"
    given = items.get("x-kubernetes-list-type")
    if items.get("type") == "array" and given not in (None, "atomic"):
        yield invalid(f"{path}.items.x-kubernetes-list-type", given, text)
    if items.get("type") == "object" and items.get("x-kubernetes-map-type") != "atomic":
        yield invalid(f"{path}.items.x-kubernetes-map-type", given, text)


def _map_list(schema: Node, keys: list[str], path: str) -> Iterator[FieldError]:
    items, at = schema.get("items"), f"{path}.x-kubernetes-list-map-keys"
    if not keys:
        yield required(at, "must not be empty if x-kubernetes-list-type is map")
    if items is None:
        yield required(f"{path}.items", "must have a schema if x-kubernetes-list-type is map")
        return
    if items.get("type") != "object":
        text = "must be object if parent array's x-kubernetes-list-type is map"
        yield invalid(f"{path}.items.type", items.get("type") or "", text)
        return
    seen = set()
    for key in keys:
        found = (items.get("properties") or {}).get(key)
        if found is None:
            yield invalid(at, keys, "entries must all be names of item properties")
        elif found.get("type") in {"array", "object"}:
            yield invalid(f"{path}.items.properties[{key}].type", items["type"], _SCALAR)
        if key in seen:
            yield invalid(at, keys, "must not contain duplicate entries")
        seen.add(key)


def _keys(items: Node, list_type: str, keys: list[str], path: str) -> Iterator[FieldError]:
    if items.get("nullable"):
        yield forbidden(f"{path}.items.nullable", f"cannot be nullable when x-kubernetes-list-type is {list_type}")
    if list_type != "map":
        return
    for key in keys:
        found = (items.get("properties") or {}).get(key)
        at = f"{path}.items.properties[{key}]"
        if found is None:
            continue
        if key not in (items.get("required") or ()) and found.get("default") is None:
            text = "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
            yield required(f"{at}.default", text)
        if found.get("nullable"):
            text = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"
            yield forbidden(f"{at}.nullable", text)
