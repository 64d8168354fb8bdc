"""`set -x`: what the interpreter traces of the commands that stand around those of a script (see rewrite.py)."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.host.bash.quoting import quote
from app.host.bash.script import Command

_WORD = r"(?: (?:'[^']*'|\$'(?:[^'\\]|\\.)*'|\\.|[^\s'\\])+)"
_PREFIX = r"^(?P<prefix>[^\n'\"]*?)"
# Whole lines that nobody wrote.
_DROPPED = re.compile(
    rf"{_PREFIX}(?:__(?:streams|elsewhere|ended|job|written)=[^\n]*|(?:read|unset)[^\n]* __taken|echo /run/fd\d+|"
    rf"eval '__status (?:[^']|'\\'')*'|"
    rf"__(?:background|caught|chosen|connect|decoded|evaluated|hang_up|input|left|"
    rf"line|logout|menu|name|prompt|ps1|public|receive|refused|seconds|send|since|sourced|"
    rf"status|time|trapped|written|xargs){_WORD}*)\n",
    re.M,
)
# Names, and how many words belong to them, that stand for other names.
_STANDING: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"{_PREFIX}__(cat|enable|fc|help|history)(?=[ \n])", re.M), r"\g<prefix>\2"),
    (re.compile(rf"{_PREFIX}__(?:exec|missing) \d+ ", re.M), r"\g<prefix>"),
    (re.compile(rf"{_PREFIX}__version (\S+)$", re.M), r"\g<prefix>\2 --version"),
    (re.compile(rf"{_PREFIX}__viewed ", re.M), r"\g<prefix>"),
    (re.compile(rf"{_PREFIX}__nameless(?=[ \n])", re.M), r"\g<prefix>''"),
    (re.compile(rf"{_PREFIX}__merge\n", re.M), r"\g<prefix>exec\n"),
    (re.compile(rf"{_PREFIX}__(type|command){_WORD}{{2}}", re.M), r"\g<prefix>\2"),
    (re.compile(rf"{_PREFIX}__functions{_WORD}", re.M), r"\g<prefix>declare -f"),
    (re.compile(rf"{_PREFIX}__exported{_WORD}", re.M), r"\g<prefix>export -f"),
    (re.compile(rf"{_PREFIX}__traced '((?:[^'\n]|'\\'')*)'$", re.M), lambda found: _compound(*found.groups())),
    (re.compile(rf"{_PREFIX}__traced case (.*)$", re.M), r"\g<prefix>case \2 in"),
)  # fmt: skip
_SOURCED = re.compile(rf"{_PREFIX}(\.|source) /dev/fd/\d+", re.M)
_FILE = re.compile(r"/run/fd(\d\d)\b")


def _compound(prefix: str, text: str) -> str:
    return prefix + text.replace("'\\''", "'")


def compounds(command: Command) -> list[tuple[int, int, str]]:
    """The edits that trace a `for` or `case`: bashkit traces what stands in them only."""
    if command.kind == "for" and command.assignments:
        name, words = [*(word.text.strip() for word in command.assignments), '"$@"'][:2]
        where = command.lists[0].items[0].start
        return [(where, where, f"__traced {quote(f'for {name} in {words}')}; ")]
    if command.kind == "case" and not set("`(") & set(command.assignments[0].text):
        before = f"{{ __traced case {command.assignments[0].text}; "
        return [(command.start, command.start, before), (command.end, command.end, "; }")]
    return []


def as_written(errors: str, sourced: str) -> str:
    """Standard error with the commands of the script only; `sourced` is the file that was sourced last."""
    if "__" in errors or "/run/fd" in errors:
        errors = _DROPPED.sub("", errors)
        for pattern, words in _STANDING:
            errors = pattern.sub(words, errors)
    if "/fd" in errors:
        errors = _FILE.sub(r"/dev/fd/\1", errors)
        errors = _SOURCED.sub(lambda found: f"{found['prefix']}{found[2]} {sourced}", errors) if sourced else errors
    return errors
