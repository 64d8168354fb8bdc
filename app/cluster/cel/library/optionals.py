"""Values that may be missing.

Follows cel-go cel/library.go: OptionalTypes.
"""

from __future__ import annotations

from typing import Any

from app.cluster.cel.functions import Functions
from app.cluster.cel.values import NONE, CelError, Optional, is_zero, some


def _value(optional: Optional) -> Any:
    if not optional.present:
        raise CelError("optional.none() dereference")
    return optional.value


def _non_zero(value: Any) -> Optional:
    return NONE if is_zero(value) else some(value)


def _or(one: Optional, two: Optional) -> Optional:
    return one if one.present else two


def declare(functions: Functions) -> None:
    """Add them."""
    functions.declare("optional.of(V) -> optional_type(V)", some)
    functions.declare("optional.ofNonZeroValue(V) -> optional_type(V)", _non_zero)
    functions.declare("optional.none() -> optional_type(V)", lambda: NONE)
    functions.declare("optional_type(V)::hasValue() -> bool", lambda optional: optional.present)
    functions.declare("optional_type(V)::value() -> V", _value)
    functions.declare("optional_type(V)::or(optional_type(V)) -> optional_type(V)", _or)
    functions.declare("optional_type(V)::orValue(V) -> V", lambda one, other: one.value if one.present else other)
