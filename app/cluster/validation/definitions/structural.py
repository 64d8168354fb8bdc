"""Structural schemas: every field is said outside of value validations.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.validation.field_errors import Errors, FieldError, forbidden, invalid, required
from app.sim.regular import PatternError, compiled

Node = dict[str, Any]
_INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
_EMPTY_TYPE = {
    "root": "must not be empty at the root",
    "item": "must not be empty for specified array items",
    "field": "must not be empty for specified object fields",
}
_NESTED = (
    ("type", "must be empty to be structural"),
    ("additionalProperties", "must be undefined to be structural"),
    ("default", "must be undefined to be structural"),
    ("title", "must be empty to be structural"),
    ("description", "must be empty to be structural"),
    ("nullable", "must be false to be structural"),
    ("externalDocs", "must be undefined to be structural"),
    ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
    ("x-kubernetes-embedded-resource", "must be false to be structural"),
    ("x-kubernetes-int-or-string", "must be false to be structural"),
    ("x-kubernetes-list-map-keys", "must be empty to be structural"),
    ("x-kubernetes-list-type", "must be undefined to be structural"),
    ("x-kubernetes-map-type", "must be undefined to be structural"),
    ("x-kubernetes-validations", "must be empty to be structural"),
)


def check_structural(path: str, schema: Node) -> Errors:
    """Everything that keeps a schema from being structural, in the order of the texts."""
    return sorted([*_invariants(schema, "root", path), *_completeness(schema, path)], key=str)


def children(schema: Node, path: str) -> Iterator[tuple[Node, str, str]]:
    """(schema, path, level) of what lies directly below."""
    if isinstance(schema.get("items"), dict):
        yield schema["items"], f"{path}.items", "item"
    for name, node in sorted((schema.get("properties") or {}).items()):
        yield node, f"{path}.properties[{name}]", "field"
    if isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"], f"{path}.additionalProperties", "field"


def _invariants(schema: Node, level: str, path: str) -> Iterator[FieldError]:
    kind, embedded = schema.get("type") or "", bool(schema.get("x-kubernetes-embedded-resource"))
    keeps = bool(schema.get("x-kubernetes-preserve-unknown-fields"))
    if kind == "array" and schema.get("items") is None:
        yield required(f"{path}.items", "must be specified")
    for node, at, below in children(schema, path):
        yield from _invariants(node, below, at)
    if "additionalProperties" in schema:
        if level == "root":
            yield forbidden(f"{path}.additionalProperties", "must not be used at the root")
        if embedded:
            text = "must not be used if x-kubernetes-embedded-resource is set"
            yield forbidden(f"{path}.additionalProperties", text)
    yield from _extensions(schema, path)
    yield from _values(schema, path, outer=True)
    if embedded and kind != "object":
        text = "must be object if x-kubernetes-embedded-resource is true"
        yield invalid(f"{path}.type", kind, text) if kind else required(f"{path}.type", text)
    elif not kind and not schema.get("x-kubernetes-int-or-string") and not keeps:
        yield required(f"{path}.type", _EMPTY_TYPE[level])
    if level == "root" and kind not in {"", "object"}:
        yield invalid(f"{path}.type", kind, "must be object at the root")
    yield from _meta(schema, level, path, checked=level == "root" or embedded)
    if embedded and not keeps and not schema.get("properties"):
        text = (
            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
        )
        yield required(f"{path}.properties", text)


def _meta(schema: Node, level: str, path: str, *, checked: bool) -> Iterator[FieldError]:
    properties = schema.get("properties") or {}
    for name in ("kind", "apiVersion"):
        if checked and name in properties and properties[name].get("type") != "string":
            yield invalid(f"{path}.properties[{name}].type", properties[name].get("type") or "", "must be string")
    metadata = properties.get("metadata")
    if metadata is None:
        return
    at = f"{path}.properties[metadata]"
    if checked and metadata.get("type") != "object":
        yield invalid(f"{at}.type", metadata.get("type") or "", "must be object")
    if level == "root":
        rest = {key: value for key, value in metadata.items() if key not in {"type", "default"} and value}
        if set(rest.get("properties") or ()) <= {"name", "generateName"}:
            rest.pop("properties", None)
        if rest:
            text = "must not specify anything other than name and generateName, but metadata is implicitly specified"
            yield forbidden(at, text)


def _extensions(schema: Node, path: str) -> Iterator[FieldError]:
    for name in ("x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"):
        if schema.get("x-kubernetes-int-or-string") and schema.get(name):
            yield invalid(f"{path}.{name}", True, "must be false if x-kubernetes-int-or-string is true")


def _values(schema: Node, path: str, *, outer: bool = False) -> Iterator[FieldError]:
    """What stands in logical junctors."""
    first = (schema.get("allOf") or [{}])[0]
    exempt = outer and first.get("anyOf") == _INT_OR_STRING
    if not (outer and schema.get("anyOf") == _INT_OR_STRING):
        for index, node in enumerate(schema.get("anyOf") or ()):
            yield from _nested(node, f"{path}.anyOf[{index}]")
    for index, node in enumerate(schema.get("allOf") or ()):
        yield from _nested(node, f"{path}.allOf[{index}]", exempt=exempt and index == 0)
    for index, node in enumerate(schema.get("oneOf") or ()):
        yield from _nested(node, f"{path}.oneOf[{index}]")
    if schema.get("not") is not None:
        yield from _nested(schema["not"], f"{path}.not")
    pattern = schema.get("pattern")
    if pattern and (problem := regex_problem(pattern)):
        yield invalid(f"{path}.pattern", pattern, f"must be a valid regular expression, but isn't: {problem}")


def regex_problem(pattern: str) -> str:
    """Why a regular expression cannot be read, as Go says it; empty when it can."""
    try:
        compiled(pattern)
    except PatternError as problem:
        return str(problem)
    return ""


def _nested(node: Node, path: str, *, exempt: bool = False) -> Iterator[FieldError]:
    yield from _values({**node, "anyOf": None} if exempt else node, path)
    if isinstance(node.get("items"), dict):
        yield from _nested(node["items"], f"{path}.items")
    for name, child in sorted((node.get("properties") or {}).items()):
        yield from _nested(child, f"{path}.properties[{name}]")
    for key, text in _NESTED:
        if node.get(key) not in (None, False, "", []):
            yield forbidden(f"{path}.{key}", text)
    if "metadata" in (node.get("properties") or {}):
        yield forbidden(f"{path}.properties[metadata]", "must not be specified in a nested context")


def _completeness(schema: Node, path: str) -> Iterator[FieldError]:
    """What value validations mention must be specified outside of them. Follows schema/complete.go."""
    for key in ("anyOf", "allOf", "oneOf"):
        for index, node in enumerate(schema.get(key) or ()):
            yield from _complete(node, schema, f"{path}.{key}[{index}]", path)
    if schema.get("not") is not None:
        yield from _complete(schema["not"], schema, f"{path}.not", path)
    for node, at, _ in children(schema, path):
        yield from _completeness(node, at)


def _complete(nested: Node, schema: Node, at: str, path: str) -> Iterator[FieldError]:
    for key in ("anyOf", "allOf", "oneOf"):
        for index, node in enumerate(nested.get(key) or ()):
            yield from _complete(node, schema, f"{at}.{key}[{index}]", path)
    if nested.get("not") is not None:
        yield from _complete(nested["not"], schema, f"{at}.not", path)
    text = f"because it is defined in {at}"
    if isinstance(nested.get("items"), dict):
        if isinstance(schema.get("items"), dict):
            yield from _complete(nested["items"], schema["items"], f"{at}.items", f"{path}.items")
        else:
            yield required(f"{path}.items", f"{text}.items")
    for name, node in sorted((nested.get("properties") or {}).items()):
        below = (schema.get("properties") or {}).get(name)
        if below is None:
            yield required(f"{path}.properties[{name}]", f"{text}.properties[{name}]")
        else:
            yield from _complete(node, below, f"{at}.properties[{name}]", f"{path}.properties[{name}]")
