"""Regular expressions in Oniguruma's Perl syntax, in linear time: translated for RE2.

What RE2 has not (looking around, references to groups) is refused, since it may take any time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.host.jq.values import JqError
from app.sim.regular import PatternError, compiled

Span = tuple[int, int]
_CLASSES = {"\\h": "[0-9a-fA-F]", "\\H": "[^0-9a-fA-F]", "\\Z": "\\z", "\\R": "(?:\\r\\n|[\\n\\v\\f\\r])"}
_PART = re.compile(
    r"\\[\s\S]|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]?"
    r"|\(\?<(?![=!])|\(\?#[^)]*\)|\s+|#[^\n]*|[\s\S]"
)
_PROBLEMS = {
    "missing closing )": "end pattern with unmatched parenthesis", "unexpected )": "unmatched close parenthesis",
    "missing closing ]": "premature end of char-class", "trailing backslash": "end pattern at escape",
    "missing argument": "target of repeat operator is not specified", "invalid named capture": "invalid group name <>",
    "invalid character class range": "empty range in char class", "invalid repeat count": "too big number in {}",
}  # fmt: skip


@dataclass(frozen=True)
class Expression:
    """A compiled expression; the names of its groups, None for those without."""

    pattern: Any
    names: tuple[str | None, ...]

    def search(self, text: str, start: int) -> list[Span] | None:
        """The first match from there: where it and its groups are, (-1, -1) for those that took no part."""
        found = self.pattern.search(text, start)
        if found is None:
            return None
        return [found.span(group) for group in range(len(self.names) + 1)]


@lru_cache(maxsize=256)
def expression(pattern: str, switches: frozenset[str]) -> Expression:
    """Compile; JqError in Oniguruma's words when it is none."""
    flags = ("i" if "i" in switches else "") + ("s" if switches & {"m", "p"} else "")
    text = _translated(pattern, "x" in switches)
    try:
        made = compiled(f"(?{flags}){text}" if flags else text)
    except PatternError as wrong:
        raise JqError(f"Regex failure: {_in_words_of_oniguruma(str(wrong))}") from None
    names: list[str | None] = [None] * made.groups
    for name, number in made.groupindex.items():
        names[number - 1] = name
    return Expression(made, tuple(names))


def _translated(pattern: str, extended: bool) -> str:
    def replaced(found: re.Match[str]) -> str:
        part = found[0]
        if part == "(?<":
            return "(?P<"
        if part.startswith("(?#"):
            return ""
        if extended and (part.isspace() or part.startswith("#")):
            return ""
        if part.startswith("[") and len(part) > 1:
            return re.sub(r"\\[hH]", lambda one: _CLASSES[one[0]][1:-1] if one[0] == "\\h" else one[0], part)
        return _CLASSES.get(part, part)

    return _PART.sub(replaced, pattern)


def _in_words_of_oniguruma(problem: str) -> str:
    for start, text in _PROBLEMS.items():
        if start in problem:
            return text
    return "undefined group option" if "(?" in problem else problem.removeprefix("error parsing regexp: ")
