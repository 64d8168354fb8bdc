"""What functions there are: declared once, for the checker and for running them.

A declaration reads `string::startsWith(string) -> bool` (a member of string) or `url(string) -> kubernetes.URL`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.cluster.cel.types import Type, is_loose, is_param, parse_type
from app.cluster.cel.values import Uint, type_name

_NAME = r"[\w.@!?:\[\]&|=<>+*/%-]+?"
_DECLARATION = re.compile(rf"(?:(?P<target>.+?)::)?(?P<name>{_NAME})\((?P<args>.*)\) -> (?P<result>.+)")
_CLASSES: dict[str, type | tuple[type, ...]] = {"list": list, "map": dict, "string": str, "bytes": bytes, "bool": bool}


@dataclass(frozen=True)
class Overload:
    """One signature; a member's first parameter is its target."""

    member: bool
    params: tuple[Type, ...]
    result: Type
    run: Callable[..., Any]

    def takes(self, values: tuple[Any, ...]) -> bool:
        """Whether these run-time values suit."""
        return len(values) == len(self.params) and all(map(_suits, self.params, values))


def _suits(wanted: Type, value: Any) -> bool:
    if is_loose(wanted) or is_param(wanted):
        return True
    known = _CLASSES.get(wanted.name)
    if known is not None:
        return isinstance(value, known)
    if wanted.name == "int":
        return isinstance(value, int) and not isinstance(value, (bool, Uint))
    return type_name(value) == wanted.name


class Functions:
    """The functions of an environment by name."""

    def __init__(self) -> None:
        self._found: dict[str, list[Overload]] = {}

    def declare(self, declaration: str, run: Callable[..., Any]) -> None:
        """Add a signature."""
        match = _DECLARATION.fullmatch(declaration)
        if match is None:
            raise ValueError(f"not a declaration: {declaration}")
        params = [parse_type(item) for item in _split(match["args"])]
        if match["target"]:
            params.insert(0, parse_type(match["target"]))
        found = Overload(bool(match["target"]), tuple(params), parse_type(match["result"]), run)
        self._found.setdefault(match["name"], []).append(found)

    def known(self, name: str) -> list[Overload]:
        """Every signature of a name, or none."""
        return self._found.get(name, [])


def _split(text: str) -> list[str]:
    """The parameters of a declaration; commas inside of parentheses do not count."""
    found, depth, start = [], 0, 0
    for at, char in enumerate(text + ","):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            found.append(text[start:at].strip())
            start = at + 1
    return [item for item in found if item]
