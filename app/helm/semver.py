"""Semantic versions and constraints on them.

Follows github.com/Masterminds/semver/v3 version.go and constraints.go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import total_ordering

_IDENTIFIERS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_LOOSE = re.compile(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?\Z")
_STRICT = re.compile(rf"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?\Z")
_CONSTRAINT = re.compile(
    r"\s*(=|!=|>=|=>|<=|=<|>|<|~>|~|\^|)\s*"
    rf"(v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(-{_IDENTIFIERS})?(\+{_IDENTIFIERS})?)\s*"
)
_RANGE = re.compile(
    rf"\s*(v?[0-9|xX*]+(?:\.[0-9|xX*]+){{0,2}}(?:-{_IDENTIFIERS})?)\s+-\s+"
    rf"(v?[0-9|xX*]+(?:\.[0-9|xX*]+){{0,2}}(?:-{_IDENTIFIERS})?)\s*"
)


class VersionError(ValueError):
    """A version or constraint that is none; the text is the library's."""


@total_ordering
@dataclass(frozen=True)
class Version:
    """major.minor.patch-prerelease+metadata; metadata does not count when two are compared."""

    major: int
    minor: int
    patch: int
    prerelease: str = ""
    metadata: str = field(default="", compare=False)
    original: str = field(default="", compare=False)

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        text += f"-{self.prerelease}" if self.prerelease else ""
        return text + (f"+{self.metadata}" if self.metadata else "")

    def __lt__(self, other: Version) -> bool:
        mine, its = (self.major, self.minor, self.patch), (other.major, other.minor, other.patch)
        if mine != its:
            return mine < its
        if not self.prerelease or not other.prerelease:
            return bool(self.prerelease) and not other.prerelease
        return _precedence(self.prerelease) < _precedence(other.prerelease)


def _precedence(prerelease: str) -> list[tuple[int, int, str]]:
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in prerelease.split(".")]


def parse(text: str) -> Version:
    """A version, minor and patch optional; VersionError otherwise."""
    match = _LOOSE.match(text)
    if match is None:
        raise VersionError("invalid semantic version")
    return _version(match, text)


def parse_strict(text: str) -> Version:
    """A version with all its parts and no `v`; VersionError otherwise."""
    match = _STRICT.match(text)
    if match is None:
        raise VersionError("invalid semantic version")
    return _version(match, text)


def _version(match: re.Match[str], text: str) -> Version:
    major, minor, patch, prerelease, metadata = match.groups()
    for part in (prerelease or "").split("."):
        if part.isdigit() and len(part) > 1 and part[0] == "0":
            raise VersionError("version segment starts with 0")
    return Version(int(major), int(minor or 0), int(patch or 0), prerelease or "", metadata or "", text)


@dataclass(frozen=True)
class _Comparator:
    """One part of a constraint. `precision`: how many of its numbers are not wildcards."""

    operator: str
    version: Version
    precision: int

    def holds(self, version: Version) -> bool:
        if version.prerelease and not self.version.prerelease:
            return False
        return bool(_CHECKS[self.operator](self, version))

    def within(self, version: Version, precision: int) -> bool:
        """Whether the first numbers are the same."""
        return _numbers(version)[:precision] == _numbers(self.version)[:precision]


def _numbers(version: Version) -> tuple[int, int, int]:
    return version.major, version.minor, version.patch


def _equal(c: _Comparator, v: Version) -> bool:
    return _tilde(c, v) if c.precision < 3 else v == c.version


def _not_equal(c: _Comparator, v: Version) -> bool:
    return not c.within(v, c.precision) if c.precision < 3 else v != c.version


def _greater(c: _Comparator, v: Version) -> bool:
    if c.precision in {0, 3}:
        return c.precision == 3 and v > c.version
    return _numbers(v)[: c.precision] > _numbers(c.version)[: c.precision]


def _less_equal(c: _Comparator, v: Version) -> bool:
    return v <= c.version or (c.precision < 3 and c.within(v, c.precision))


def _tilde(c: _Comparator, v: Version) -> bool:
    if v < c.version:
        return False
    return c.within(v, min(c.precision, 2))


def _caret(c: _Comparator, v: Version) -> bool:
    if v < c.version:
        return False
    if c.version.major > 0 or c.precision < 2:
        return c.within(v, min(c.precision, 1))
    if c.version.minor > 0 or c.precision < 3:
        return c.within(v, 2)
    return c.within(v, 3)


_CHECKS = {
    "": _equal, "=": _equal, "!=": _not_equal, ">": _greater, "<": lambda c, v: v < c.version,
    ">=": lambda c, v: v >= c.version, "=>": lambda c, v: v >= c.version, "<=": _less_equal, "=<": _less_equal,
    "~": _tilde, "~>": _tilde, "^": _caret,
}  # fmt: skip


@dataclass(frozen=True)
class Constraint:
    """Alternatives (`||`), each of several comparators that must all hold."""

    alternatives: tuple[tuple[_Comparator, ...], ...]

    def allows(self, version: Version) -> bool:
        """Whether a version satisfies the constraint."""
        return any(all(c.holds(version) for c in group) for group in self.alternatives)


def constraint(text: str) -> Constraint:
    """A constraint such as `^1.2`, `>=1.2 <2 || 3.x`, `1.2 - 2.3`; VersionError otherwise."""
    text = _RANGE.sub(r">=\1,<=\2 ", text)
    return Constraint(tuple(_group(part, text) for part in text.split("||")))


def _group(part: str, text: str) -> tuple[_Comparator, ...]:
    found: list[_Comparator] = []
    rest = part
    while rest.strip(" ,"):
        rest = rest.lstrip(" ,")
        match = _CONSTRAINT.match(rest)
        if match is None:
            raise VersionError(f"improper constraint: {text}")
        found.append(_comparator(match))
        rest = rest[match.end() :]
    if not found:
        raise VersionError(f"improper constraint: {text}")
    return tuple(found)


def _comparator(match: re.Match[str]) -> _Comparator:
    operator, _, *parts, prerelease, _metadata = match.groups()
    numbers: list[int] = []
    for part in parts:
        digits = (part or "x").lstrip(".")
        if not digits.isdigit():
            break
        numbers.append(int(digits))
    padded = [*numbers, 0, 0, 0][:3]
    major, minor, patch = padded
    return _Comparator(operator, Version(major, minor, patch, (prerelease or "-")[1:]), len(numbers))
