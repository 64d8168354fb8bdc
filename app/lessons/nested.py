"""Checks inside checks."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from app.lessons.check import Check
from app.lessons.evidence import Need
from app.lessons.reading import Source, Takes, Value


def _read(texts: str, source: Source, value: Value) -> tuple[Check, ...]:
    entries = value.data if value.is_list else [value] if value.is_mapping else []
    if not entries:
        source.wrong(value, "a list of checks is expected here", "start each with `- `")
        return ()
    registry = import_module("app.lessons.checks")  # which imports the kinds that are made of checks
    found = [registry.read_check(source, below, texts=texts) for below in entries]
    return tuple(check for check in found if check is not None)


def needs_of(checks: Iterable[Check]) -> frozenset[Need]:
    """What any of them depends on."""
    return frozenset(need for check in checks for need in check.needs())


def _takes(name: str, texts: str) -> Takes:
    one = {"$ref": f"#/$defs/check-{texts}"}
    schema = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    return Takes(name, lambda source, value: _read(texts, source, value), schema)


CHECKS = _takes("a list of checks", "none")
WORDED = _takes("a list of checks, each with `says`", "says")
PERHAPS_WORDED = _takes("a list of checks, which may have `says`", "perhaps")
