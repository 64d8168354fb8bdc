"""The lines typed at a terminal: the list, its file, and `!` expansion.

Follows readline histexpand.c as far as `!!`, `!n`, `!-n`, `!prefix`, `!?text?`, `!$`, `!^`, `!*` and `^old^new` go.
"""

from __future__ import annotations

import re

from app.host.script import IncompleteError
from app.host.syntax import parse_prefix

SIZE = 1000
QUOTES = ("'", '"', "`")
EVENT = re.compile(r"!(?:(!)|(-?\d+)|\?([^?\n]*)\??|([$^*])|([^\s=(;&|<>\"'!$^*]+))")
NO_SEMICOLON_AFTER = re.compile(r"(?:[{(;&|]|\)|(?:^|[\s;&|(])(?:case|do|else|if|then|until|while|in))\s*$|^\s*$")
WORD = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s;&|<>"'\\])+|&&|\|\||[;&|<>]+""")


class EventNotFoundError(Exception):
    """`!x` that means no line; the text is the event as written."""


class History:
    """The lines, oldest first. `kept` is False for a shell that has no history; `unsaved` are new to its file."""

    def __init__(self, lines: list[str] | None = None, *, kept: bool = True) -> None:
        self.lines = list(lines or [])
        self.kept = kept
        self.unsaved: list[str] = []

    def add(self, line: str) -> bool:
        """Remember a line: not when it is empty, begins with a blank or repeats the last (HISTCONTROL=ignoreboth)."""
        if not self.kept or not line.strip() or line.startswith(" ") or (self.lines and self.lines[-1] == line):
            return False
        self.lines.append(line)
        self.unsaved.append(line)
        del self.lines[:-SIZE]
        return True

    def expand(self, line: str) -> str:
        """A line with its `!` events replaced; EventNotFoundError when one means nothing."""
        if line.startswith("^") and (found := re.fullmatch(r"\^([^^]+)\^([^^]*)\^?", line)):
            last = self._event("!")
            if found[1] not in last:
                raise EventNotFoundError(f":s{line}")
            return last.replace(found[1], found[2], 1)
        out: list[str] = []
        at, quoted = 0, ""
        while at < len(line):
            char = line[at]
            if char == "#" and not quoted and (at == 0 or line[at - 1].isspace()):
                return "".join(out) + line[at:]  # a comment; follows readline's histexpand.c: history_expand
            if char == "\\" and quoted != "'":
                out.append(line[at : at + 2])
                at += 2
                continue
            if char in "'\"" and quoted in ("", char):
                quoted = "" if quoted else char
            if char == "!" and quoted != "'" and (match := EVENT.match(line, at)) and out[-1:] != ["$"]:
                out.append(self._replacement(match))
                at = match.end()
                continue
            out.append(char)
            at += 1
        return "".join(out)

    def _replacement(self, match: re.Match[str]) -> str:
        last, number, contains, words, prefix = match.groups()
        if words:
            found = WORD.findall(self._event("!"))
            return " ".join({"$": found[-1:], "^": found[1:2], "*": found[1:]}[words])
        return self._event(last or number or prefix or "", contains)

    def _event(self, event: str, contains: str | None = None) -> str:
        lines = self.lines
        try:
            if contains is not None:
                return next(line for line in reversed(lines) if contains in line)
            if event == "!":
                return lines[-1]
            if event.lstrip("-").isdigit():
                number = int(event)
                return lines[number] if number < 0 else lines[number - 1 if number else len(lines)]
            return next(line for line in reversed(lines) if line.startswith(event))
        except (IndexError, StopIteration):
            raise EventNotFoundError(f"!{event}" if contains is None else f"!?{contains}") from None


def joined(before: str, remembered: str, line: str) -> str:
    """One more line of a command that `before` (as it was typed) began, added to it as the history has it.

    Follows bash parse.y: history_delimiting_chars, bashhist.c: bash_add_history (cmdhist is on, lithist off): a
    joined line loses its backslash, quotes and here-documents keep their newlines, other lines are parted by `;`.
    """
    if before.endswith("\\") and not before.endswith("\\\\"):
        return remembered[:-1] + line
    _, error = parse_prefix(before)
    if "<<" in before or (isinstance(error, IncompleteError) and error.quote in QUOTES):
        return f"{remembered}\n{line}"
    if NO_SEMICOLON_AFTER.search(remembered):
        return f"{remembered} {line}"
    return f"{remembered}; {line}"
