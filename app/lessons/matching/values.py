"""Scalars: when two are the same, how two compare, and what a miss is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.lessons.sentences import Sentence, say
from app.sim import quantity


@dataclass(frozen=True)
class Miss:
    """One place where a value does not fit."""

    path: str
    why: Sentence


_REASONABLE = re.compile(r"[-+]?[0-9.]{1,40}([a-zA-Z]{0,2}|[eE][-+]?[0-9]{1,2})")


class Absent:
    """There is no value at all (which is not the same as null)."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


def path_words(path: str) -> Any:
    """A path for a sentence; the empty path is the whole value."""
    return path or say("the whole")


def is_number(value: Any) -> bool:
    """A number that is no boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def amount(value: Any) -> quantity.Quantity | None:
    """A number or a Kubernetes quantity, or None when it is neither."""
    if not is_number(value) and not isinstance(value, str):
        return None
    text = str(value).strip()
    if not _REASONABLE.fullmatch(text):
        return None
    try:
        return quantity.parse(text)
    except ValueError:
        return None


def same(expected: Any, actual: Any) -> bool:
    """Whether two scalars mean the same: `3` is `3.0`, `1000m` is `1` and `80` is `"80"`, but `true` is not `1`."""
    if expected is actual:
        return True
    if isinstance(expected, bool) or isinstance(actual, bool):
        return False
    if type(expected) is type(actual) and expected == actual:
        return True
    if isinstance(expected, str) and isinstance(actual, str) and expected.isdigit() and actual.isdigit():
        return False
    return compare(expected, actual) == 0


def compare(expected: Any, actual: Any) -> int | None:
    """-1, 0 or 1 as `actual` is below, at or above `expected`; None when they cannot be compared."""
    wanted, found = amount(expected), amount(actual)
    if wanted is None or found is None:
        return None
    return quantity.compare(found, wanted)
