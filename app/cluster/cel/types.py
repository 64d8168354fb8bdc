"""Static types: how they are written, and which fits which.

Follows cel-go common/types/types.go and checker/types.go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Type:
    """`name` with its parameters: list(int) is Type("list", (INT,)). `fields` are those of an object type."""

    name: str
    params: tuple[Type, ...] = ()
    fields: Mapping[str, Type] | None = field(default=None, compare=False, hash=False)

    def __str__(self) -> str:
        shown = _SHOWN.get(self.name, self.name)
        return f"{shown}({', '.join(map(str, self.params))})" if self.params else shown


_SHOWN = {"google.protobuf.Timestamp": "timestamp", "google.protobuf.Duration": "duration", "null_type": "null"}
DYN, BOOL, INT, UINT, DOUBLE = Type("dyn"), Type("bool"), Type("int"), Type("uint"), Type("double")
STRING, BYTES, NULL, ERROR = Type("string"), Type("bytes"), Type("null_type"), Type("*error*")
TIMESTAMP, DURATION = Type("google.protobuf.Timestamp"), Type("google.protobuf.Duration")
_LOOSE = frozenset({"dyn", "*error*"})
_PARAM = re.compile(r"[A-Z]")
_NULLABLE = frozenset({"google.protobuf.Timestamp", "google.protobuf.Duration"})


def list_of(item: Type) -> Type:
    """list(item)."""
    return Type("list", (item,))


def map_of(key: Type, value: Type) -> Type:
    """map(key, value)."""
    return Type("map", (key, value))


def optional_of(value: Type) -> Type:
    """optional_type(value)."""
    return Type("optional_type", (value,))


def is_loose(found: Type) -> bool:
    """Whether nothing is known of it."""
    return found.name in _LOOSE


def is_param(found: Type) -> bool:
    """Whether it is a type parameter; `A~3` is parameter A of the third call looked at."""
    return bool(_PARAM.fullmatch(found.name.partition("~")[0]))


def parse_type(text: str) -> Type:
    """`map(string, list(A))`."""
    found, rest = _parse(text.strip())
    if rest:
        raise ValueError(f"not a type: {text}")
    return found


def _parse(text: str) -> tuple[Type, str]:
    name = re.match(r"[\w.]+", text)
    if name is None:
        raise ValueError(f"not a type: {text}")
    rest, params = text[name.end() :].lstrip(), []
    if rest.startswith("("):
        while rest[0] in "(,":
            item, rest = _parse(rest[1:].lstrip())
            params.append(item)
            rest = rest.lstrip()
        rest = rest[1:].lstrip()
    return Type(_ALIASES.get(name.group(), name.group()), tuple(params)), rest


_ALIASES = {"timestamp": TIMESTAMP.name, "duration": DURATION.name, "null": NULL.name}


class Mappings:
    """What type parameters stand for, while one expression is checked."""

    def __init__(self) -> None:
        self._found: dict[str, Type] = {}
        self._calls = 0

    def copy(self) -> dict[str, Type]:
        """A point to go back to."""
        return dict(self._found)

    def restore(self, found: dict[str, Type]) -> None:
        """Go back to it."""
        self._found = found

    def fresh(self) -> str:
        """A mark that makes a call's parameters its own."""
        self._calls += 1
        return f"~{self._calls}"

    def resolve(self, found: Type, *, loosely: bool = False) -> Type:
        """The type with its parameters replaced; unknown ones by dyn when `loosely`."""
        if is_param(found):
            known = self._found.get(found.name)
            if known is None:
                return DYN if loosely else found
            return self.resolve(known, loosely=loosely)
        if not found.params:
            return found
        return Type(found.name, tuple(self.resolve(item, loosely=loosely) for item in found.params), found.fields)

    def fits(self, wanted: Type, given: Type) -> bool:
        """Whether a value of type `given` may stand where `wanted` is asked for; notes what parameters become."""
        before = self.copy()
        if self._fits(wanted, given):
            return True
        self._found = before
        return False

    def _fits(self, wanted: Type, given: Type) -> bool:
        wanted, given = self.resolve(wanted), self.resolve(given)
        if wanted == given:
            return True
        for one, other in ((given, wanted), (wanted, given)):
            if is_param(one):
                if _mentions(other, one):
                    return False
                self._found[one.name] = other
                return True
        if is_loose(wanted) or is_loose(given):
            return True
        if NULL in (wanted, given):
            other = given if wanted == NULL else wanted
            return other.name in _NULLABLE or other.fields is not None or "." in other.name
        if wanted.name != given.name or len(wanted.params) != len(given.params):
            return False
        return all(self._fits(*pair) for pair in zip(wanted.params, given.params, strict=True))


def _mentions(found: Type, param: Type) -> bool:
    return found.name == param.name or any(_mentions(item, param) for item in found.params)


def renamed(found: Type, mark: str) -> Type:
    """The type with its parameters marked as those of one call."""
    if is_param(found):
        return Type(found.name + mark)
    return (
        Type(found.name, tuple(renamed(item, mark) for item in found.params), found.fields) if found.params else found
    )


def join(left: Type, right: Type, mappings: Mappings) -> Type | None:
    """The more general of two types; None when neither holds the other."""
    if is_loose(left) or is_loose(right):
        return DYN if DYN in (left, right) else left
    return left if mappings.fits(left, right) else None
