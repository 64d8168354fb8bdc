"""Regular expressions as Go's programs take them: RE2, in linear time, what is wrong in Go's words.

Follows golang.org/src/regexp/syntax/parse.go: ErrorCode.
"""

from __future__ import annotations

from typing import Any

import re2

_PROBLEMS = {
    "missing ]": "missing closing ]", "missing )": "missing closing )", "unexpected )": "unexpected )",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid repetition size": "invalid repeat count", "bad repetition operator": "invalid nested repetition operator",
    "invalid escape sequence": "invalid escape sequence", "trailing \\": "trailing backslash at end of expression",
    "invalid character class range": "invalid character class range", "invalid perl operator": "invalid or "
    "unsupported Perl syntax", "invalid character class": "invalid character class range",
    "invalid named capture group": "invalid named capture",
}  # fmt: skip


class PatternError(ValueError):
    """What is no regular expression; the text is Go's."""


def compiled(pattern: str) -> Any:
    """The compiled pattern; PatternError when it is none."""
    options = re2.Options()
    options.log_errors = False  # the library would write to the real standard error
    try:
        return re2.compile(pattern, options)
    except re2.error as wrong:
        text = wrong.args[0].decode() if isinstance(wrong.args[0], bytes) else str(wrong.args[0])
        problem, _, part = text.partition(": ")
        raise PatternError("error parsing regexp: " + _in_words_of_go(problem, part, pattern)) from None


def _in_words_of_go(problem: str, part: str, pattern: str) -> str:
    if problem == "missing )":  # Go shows the whole expression, the library what it had not read yet
        part = pattern
    if part.startswith("(?<"):
        problem, rest = "invalid named capture group", pattern[pattern.index(part) :]
        name, end, _ = rest.partition(">")
        part = name + end
    shown = "" if problem.startswith("trailing") else part or pattern
    return f"{_PROBLEMS.get(problem, problem)}: `{shown}`"
