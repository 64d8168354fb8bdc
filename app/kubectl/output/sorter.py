"""`--sort-by`: lists of objects, and the rows of Tables, by a field.

Follows kubernetes kubectl pkg/cmd/get/sorter.go. Strings are not in natural order: `web-10` comes before `web-2`.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from app.kubectl.output.errors import OutputError
from app.kubectl.output.golang.sorting import go_sort
from app.kubectl.output.golang.values import go_number, type_name
from app.kubectl.output.jsonpath import JSONPathError, evaluate, parse, relaxed_expression
from app.sim.go_strings import quote
from app.sim.quantity import Quantity, QuantityError
from app.sim.quantity import parse as parse_quantity


class UnsortableError(OutputError):
    """Values that cannot be compared: kubectl then exits at once (status 1) with a line of its log.

    The message stands behind the log line's head, which is `F`, the date, the time, the process, and `source`.
    """

    def __init__(self, message: str, source: str) -> None:
        super().__init__(message)
        self.source = source


class _TypeMismatchError(Exception):
    pass


def sort_objects(objects: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    """`objects` by the field at `path`, those without it first; raises OutputError when none has it."""
    if not objects:
        return []
    try:
        field = relaxed_expression(path)
    except JSONPathError as error:
        raise OutputError(str(error)) from None
    return _sorted(objects, objects, field, ("*unstructured.Unstructured", "sorter.go:329"))


def sort_table(table: dict[str, Any], path: str) -> dict[str, Any]:
    """`table` with its rows by the field at `path` of their objects; raises OutputError when none has it.

    Up to one row is left alone. `get` drops this error, so that nothing at all is printed.
    """
    rows = table.get("rows") or []
    if len(rows) < 2:
        return table
    try:
        field = relaxed_expression(path)
    except JSONPathError:
        field = path
    objects = [row.get("object") or {} for row in rows]
    return {**table, "rows": _sorted(rows, objects, field, ("[][][]reflect.Value", "sorter.go:375"))}


def _sorted(items: list[Any], objects: list[Any], field: str, where: tuple[str, str]) -> list[Any]:
    """`items` by what `field` finds in the object of each; `where` is for the log."""
    try:
        template = parse(field)
        found = [evaluate(template, obj, allow_missing_keys=True) for obj in objects]
    except JSONPathError as error:
        raise OutputError(str(error)) from None
    keys = [_Key.of(results[0] if results else []) for results in found]
    if not any(key.found for key in keys):
        raise OutputError(f"couldn't find any field with path {quote(field)} in the list of objects")
    pairs = list(zip(keys, items, strict=True))
    try:
        go_sort(pairs, lambda left, right: _is_less(left[0], right[0]))
    except _TypeMismatchError as error:
        raise UnsortableError(
            f"Field {field} in {where[0]} is an unsortable type: interface, err: {error}", where[1]
        ) from None
    return [item for _, item in pairs]


@dataclass(frozen=True, slots=True)
class _Key:
    """What an object is sorted by."""

    found: bool
    value: Any = None
    quantity: Quantity | None = None

    @classmethod
    def of(cls, values: list[Any]) -> _Key:
        if not values:
            return cls(False)
        value = go_number(values[0])
        return cls(True, value, _quantity(value) if isinstance(value, str) else None)


def _is_less(left: _Key, right: _Key) -> bool:
    """What is missing comes before everything, itself included; then nulls, numbers, quantities, strings bytewise."""
    if not left.found or not right.found:
        return not left.found
    a, b = left.value, right.value
    if a is None or b is None:
        return a is None and b is not None
    if isinstance(a, bool) or not isinstance(a, str | int | float):
        raise _TypeMismatchError(f"unsortable type: {type_name(a)}")
    if type(a) is not type(b):
        raise _TypeMismatchError("unsortable interface: interface")
    if left.quantity is not None and right.quantity is not None:
        return left.quantity < right.quantity
    return bool(operator.lt(a, b))  # code points sort as their UTF-8


def _quantity(text: str) -> Quantity | None:
    try:
        return parse_quantity(text)
    except QuantityError:
        return None
