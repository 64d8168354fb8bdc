"""Go templates' comparisons between basic kinds.

Follows Go's text/template/funcs.go and the older copy in client-go third_party/forked/golang/template.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.output.golang.values import kind

BASIC_KINDS = frozenset({"bool", "complex", "float", "int", "string", "uint"})
_INTEGERS = frozenset({"int", "uint"})


class ComparisonError(Exception):
    """Two values that Go does not compare."""


def equal(left: Any, right: Any) -> bool:
    """`left == right`; raises ComparisonError."""
    check_comparable(left, right)
    return bool(left == right)


def less(left: Any, right: Any) -> bool:
    """`left < right`; raises ComparisonError."""
    check_comparable(left, right)
    if kind(left) in {"bool", "complex"}:
        raise ComparisonError("invalid type for comparison")
    if kind(left) == "string":
        return bool(left.encode("utf-8", "surrogatepass") < right.encode("utf-8", "surrogatepass"))
    return bool(left < right)


def check_comparable(left: Any, right: Any) -> None:
    """Raises ComparisonError unless both are of one basic kind (or two kinds of integers)."""
    kinds = {kind(left), kind(right)}
    if not kinds <= BASIC_KINDS:
        raise ComparisonError("invalid type for comparison")
    if len(kinds) > 1 and not kinds <= _INTEGERS:
        raise ComparisonError("incompatible types for comparison")


def compare(operator: str, left: Any, right: Any) -> bool:
    """`<`, `>`, `==`, `!=`, `<=` or `>=`; raises ComparisonError, and KeyError for another operator."""
    return bool(_OPERATORS[operator](left, right))


_OPERATORS: dict[str, Any] = {
    "<": less,
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<=": lambda left, right: less(left, right) or equal(left, right),
    ">": lambda left, right: not (less(left, right) or equal(left, right)),
    ">=": lambda left, right: not less(left, right),
}
