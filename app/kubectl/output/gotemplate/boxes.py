"""Values on their way through a template: bare, in an interface, or not there.

In Go, what comes out of a map or list has the type `interface {}` until a pipeline takes it out. That shows in error
messages and in what null and missing keys do, so such values travel in a Box here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kubectl.output.golang.values import INVALID, type_name


@dataclass(frozen=True, slots=True)
class Box:
    """A value of type `interface {}`; None inside is a nil interface."""

    value: Any


def unboxed(value: Any) -> Any:
    """The bare value; a nil interface becomes INVALID."""
    if isinstance(value, Box):
        value = value.value
    return INVALID if value is None else value


def static_type(value: Any) -> str:
    """The name of the type under which Go holds `value`."""
    return "interface {}" if isinstance(value, Box) else type_name(value)


def truth(value: Any) -> bool:
    """Whether `if` takes `value` for true: not nil, not zero, not empty."""
    value = unboxed(value)
    return value is not INVALID and bool(value)
