"""What is wrong with a lesson, where, and what its author can do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class LessonError:
    """One mistake in a lesson's file; `line` counts from 1."""

    file: str
    line: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (f"; {self.remedy}" if self.remedy else "")


def suggestion(word: str, known: Iterable[str]) -> str:
    """The remedy for an unknown word: the one that was probably meant, or all there are."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else "known are: " + ", ".join(names)


class SetupError(Exception):
    """A line of a lesson's setup failed; says which and what it printed."""
