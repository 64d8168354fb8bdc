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


CHECKS = Takes("a list of checks", lambda source, value: _read("none", source, value))
WORDED = Takes("a list of checks, each with `says`", lambda source, value: _read("says", source, value))
PERHAPS_WORDED = Takes("a list of checks, which may have `says`", lambda source, value: _read("perhaps", source, value))
