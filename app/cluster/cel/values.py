"""Run-time values: plain Python and JSON values, and what CEL has beyond them.

int is CEL's int, float its double; uint is `Uint`. Values of libraries carry the name of their type in `cel_type`.
Follows cel-go common/types.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


class CelError(ValueError):
    """An expression that cannot be compiled or that went wrong; the text is cel-go's."""


class Uint(int):
    """An unsigned number."""


class KeyedList(list[Any]):
    """A list that is a set, or a map by the `keys` of its items: order does not count, and sums have no repetitions.

    Follows kubernetes apiserver/pkg/cel/common/values.go: unstructuredSetList, unstructuredMapList.
    """

    def __init__(self, items: Iterable[Any], keys: tuple[str, ...] = ()) -> None:
        super().__init__(items)
        self.keys = keys

    def _key(self, item: Any) -> Any:
        return [item.get(key) for key in self.keys] if self.keys and isinstance(item, dict) else item

    def same(self, other: list[Any]) -> bool:
        """Whether the other list has the same items."""
        return len(self) == len(other) and all(any(equal(item, one) for one in other) for item in self)

    def joined(self, other: list[Any]) -> KeyedList:
        """Both together; the other's item wins where keys are equal."""
        found = list(self)
        for item in other:
            key = self._key(item)
            at = next((index for index, one in enumerate(found) if equal(self._key(one), key)), None)
            if at is None:
                found.append(item)
            else:
                found[at] = item
        return KeyedList(found, self.keys)


@dataclass(frozen=True, order=True)
class Duration:
    """A length of time in nanoseconds."""

    nanoseconds: int


@dataclass(frozen=True, order=True)
class Timestamp:
    """A moment: nanoseconds since 1970, UTC."""

    nanoseconds: int


@dataclass(frozen=True)
class TypeValue:
    """What `type(x)` gives."""

    name: str


@dataclass(frozen=True)
class Optional:
    """A value that may be missing."""

    value: Any = None
    present: bool = False


NONE = Optional()


def some(value: Any) -> Optional:
    """An optional that has a value."""
    return Optional(value, True)


_NAMES = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): "null_type",
    list: "list",
    dict: "map",
    Timestamp: "google.protobuf.Timestamp",
    Duration: "google.protobuf.Duration",
    TypeValue: "type",
    Optional: "optional_type",
}


def type_name(value: Any) -> str:
    """The name of a value's type."""
    found = _NAMES.get(type(value))
    if found is not None:
        return found
    if isinstance(value, (dict, list)):
        return "map" if isinstance(value, dict) else "list"
    return str(getattr(value, "cel_type", type(value).__name__))


def is_number(value: Any) -> bool:
    """Whether a value is an int, uint or double."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def equal(left: Any, right: Any) -> bool:
    """Equality: numbers by value, everything else within its type."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, KeyedList) and isinstance(right, list):
        return left.same(right)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(equal(*pair) for pair in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return len(left) == len(right) and all(key in right and equal(left[key], right[key]) for key in left)
    if isinstance(left, Optional) and isinstance(right, Optional):
        return left.present == right.present and equal(left.value, right.value)
    return type_name(left) == type_name(right) and bool(left == right)


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1; CelError for values that have no order."""
    comparable = (is_number(left) and is_number(right)) or (
        type_name(left) == type_name(right) and isinstance(left, (bool, str, bytes, Timestamp, Duration))
    )
    if not comparable:
        raise CelError("no such overload")
    if isinstance(left, float) and math.isnan(left):
        raise CelError("NaN values cannot be ordered")
    if isinstance(left, str) and isinstance(right, str):
        left, right = left.encode(), right.encode()
    return 0 if left == right else -1 if left < right else 1


def is_zero(value: Any) -> bool:
    """Whether a value is its type's zero."""
    return value is None or value is False or (is_number(value) and value == 0) or value in ("", b"", [], {})


def plain(value: Any) -> Any:
    """The value as JSON data; CelError for what JSON cannot hold."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Uint):
        return int(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (Timestamp, Duration)):
        from app.cluster.cel.library.times import as_text  # noqa: PLC0415 - the library stands on the values

        return as_text(value)
    raise CelError(f"unsupported conversion of {type_name(value)} to JSON")
