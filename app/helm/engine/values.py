"""Go values that JSON does not have: typed lists and maps, structs with methods, bytes, times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.kubectl.output.gotemplate.builtins import Function


class Strings(list[Any]):
    """`[]string`."""

    go_type, go_kind = "[]string", "slice"


class Ints(list[Any]):
    """`[]int`."""

    go_type, go_kind = "[]int", "slice"


class Lists(list[Any]):
    """`[][]interface {}`."""

    go_type, go_kind = "[][]interface {}", "slice"


class StringMap(dict[str, Any]):
    """`map[string]string`."""

    go_type, go_kind = "map[string]string", "map"


class Values(dict[str, Any]):
    """The top of what a template sees."""

    go_type, go_kind = "common.Values", "map"


class Bytes(bytes):
    """`[]uint8`: a file's contents."""

    go_type, go_kind = "[]uint8", "slice"

    def __str__(self) -> str:
        return "[" + " ".join(map(str, self)) + "]"


class Struct(dict[str, Any]):
    """A struct or a type with methods. `go_text` is how it prints; its fields are the dict's entries."""

    go_kind = "struct"

    def __init__(
        self, go_type: str, fields: dict[str, Any], methods: dict[str, Function], text: str = "", kind: str = "struct"
    ) -> None:
        super().__init__(fields)
        self.go_type, self.methods, self.go_text, self.go_kind = go_type, methods, text, kind

    def __str__(self) -> str:
        return self.go_text


@dataclass(frozen=True)
class Time:
    """`time.Time`: seconds since 1970, in UTC."""

    seconds: float
    go_type: str = field(default="time.Time", repr=False)
    go_kind: str = field(default="struct", repr=False)

    def __str__(self) -> str:
        from app.helm.engine.functions.dates import go_time_text  # noqa: PLC0415 - dates know times

        return go_time_text(self)


def method(call: Callable[..., Any], *parameters: str, variadic: bool = False) -> Function:
    """A method of a struct: what it is called with and what it gives."""
    return Function(call, parameters, variadic)
