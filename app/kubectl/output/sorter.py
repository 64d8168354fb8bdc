"""`--sort-by`: lists of objects, and the rows of Tables, by a field.

Follows kubernetes kubectl pkg/cmd/get/sorter.go. kubectl 1.37 no longer sorts strings in natural order: `web-10` comes
before `web-2`.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.output.errors import OutputError
from app.kubectl.output.golang.quoting import quote
from app.kubectl.output.golang.sorting import go_sort
from app.kubectl.output.golang.values import go_numbers, type_name
from app.kubectl.output.jsonpath import JSONPathError, evaluate, parse, relaxed_expression
from app.sim.quantity import Quantity, QuantityError
from app.sim.quantity import parse as parse_quantity

_MISSING: list[Any] = []


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
        found = [evaluate(template, go_numbers(obj), allow_missing_keys=True) for obj in objects]
    except JSONPathError as error:
        raise OutputError(str(error)) from None
    keys = [results[0] if results else _MISSING for results in found]
    if not any(keys):
        raise OutputError(f"couldn't find any field with path {quote(field)} in the list of objects")
    pairs = list(zip(keys, items, strict=True))
    try:
        go_sort(pairs, lambda left, right: _less_found(left[0], right[0]))
    except _TypeMismatchError as error:
        raise UnsortableError(
            f"Field {field} in {where[0]} is an unsortable type: interface, err: {error}", where[1]
        ) from None
    return [item for _, item in pairs]


def _less_found(left: list[Any], right: list[Any]) -> bool:
    """What is missing comes before everything, itself included."""
    if not left:
        return True
    return bool(right) and is_less(left[0], right[0])


def is_less(left: Any, right: Any) -> bool:
    """Whether `left` sorts before `right`: nulls first, then numbers, quantities, other strings bytewise."""
    if left is None or right is None:
        return left is None and right is not None
    if isinstance(left, bool) or not isinstance(left, str | int | float):
        raise _TypeMismatchError(f"unsortable type: {type_name(left)}")
    if type(left) is not type(right):
        raise _TypeMismatchError("unsortable interface: interface")
    if not isinstance(left, str) or not isinstance(right, str):
        return bool(left < right)  # type: ignore[operator]  # of one type, as was just seen
    quantities = _quantity(left), _quantity(right)
    if quantities[0] is not None and quantities[1] is not None:
        return quantities[0] < quantities[1]
    return left.encode("utf-8", "surrogateescape") < right.encode("utf-8", "surrogateescape")


def _quantity(text: str) -> Quantity | None:
    try:
        return parse_quantity(text)
    except QuantityError:
        return None
