"""Checks inside checks."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from app.lessons.check import Check
from app.lessons.evidence import Need
from app.lessons.reading import Source, Takes, Value


def _read(source: Source, value: Value) -> tuple[Check, ...]:
    if not value.is_list or not value.data:
        source.wrong(value, "a list of checks is expected here", "start each with `- `")
        return ()
    registry = import_module("app.lessons.checks")  # which imports the kinds that are made of checks
    found = [registry.read_check(source, below, alone=False) for below in value.data]
    return tuple(check for check in found if check is not None)


def needs_of(checks: Iterable[Check]) -> frozenset[Need]:
    """What any of them depends on."""
    return frozenset(need for check in checks for need in check.needs())


CHECKS = Takes("a list of checks", _read)
