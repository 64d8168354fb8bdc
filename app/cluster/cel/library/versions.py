"""Semantic versions.

Follows kubernetes apiserver/pkg/cel/library/semverlib.go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.cluster.cel.functions import Functions
from app.cluster.cel.values import CelError

_NUMBER = r"(0|[1-9]\d*)"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?")


@dataclass(frozen=True)
class Semver:
    """A version; builds do not count in comparisons."""

    numbers: tuple[int, int, int]
    pre: tuple[str, ...]
    cel_type = "kubernetes.Semver"

    @property
    def order(self) -> tuple[object, ...]:
        """What versions are sorted by: a release comes after its pre-releases, numbers before words."""
        parts = tuple((0, int(item), "") if item.isdigit() else (1, 0, item) for item in self.pre)
        return (self.numbers, not self.pre, parts)


def _normalized(text: str) -> str:
    text = text.removeprefix("v")
    core, mark, rest = re.fullmatch(r"([^-+]*)([-+]?)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    numbers = [item.lstrip("0") or "0" if item.isdigit() else item for item in core.split(".")]
    return ".".join([*numbers, "0", "0"][: max(3, len(numbers))]) + mark + rest


def _parse(text: str, normalize: bool = False) -> Semver:
    match = _VERSION.fullmatch(_normalized(text) if normalize else text)
    if match is None:
        few = text.count(".") < 2
        raise CelError("No Major.Minor.Patch elements found" if few else f'Invalid character(s) found in "{text}"')
    return Semver((int(match[1]), int(match[2]), int(match[3])), tuple(match[4].split(".")) if match[4] else ())


def _is_semver(text: str, normalize: bool = False) -> bool:
    try:
        _parse(text, normalize)
    except CelError:
        return False
    return True


def _compare(one: Semver, two: Semver) -> int:
    return (one.order > two.order) - (one.order < two.order)


def declare(functions: Functions) -> None:
    """Add them."""
    kind = "kubernetes.Semver"
    for args in ("string", "string, bool"):
        functions.declare(f"semver({args}) -> {kind}", _parse)
        functions.declare(f"isSemver({args}) -> bool", _is_semver)
    functions.declare(f"{kind}::isGreaterThan({kind}) -> bool", lambda one, two: _compare(one, two) > 0)
    functions.declare(f"{kind}::isLessThan({kind}) -> bool", lambda one, two: _compare(one, two) < 0)
    functions.declare(f"{kind}::compareTo({kind}) -> int", _compare)
    functions.declare(f"{kind}::major() -> int", lambda one: one.numbers[0])
    functions.declare(f"{kind}::minor() -> int", lambda one: one.numbers[1])
    functions.declare(f"{kind}::patch() -> int", lambda one: one.numbers[2])
