"""The lines typed at a terminal: the list, its file, and `!` expansion.

Follows readline histexpand.c as far as `!!`, `!n`, `!-n`, `!prefix`, `!?text?`, `!$`, `!^`, `!*` and `^old^new` go.
"""

from __future__ import annotations

import re

SIZE = 1000
EVENT = re.compile(r"!(?:(!)|(-?\d+)|\?([^?\n]*)\??|([$^*])|([^\s=(;&|<>\"'!$^*]+))")
WORD = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s;&|<>"'\\])+|&&|\|\||[;&|<>]+""")


class EventNotFoundError(Exception):
    """`!x` that means no line; the text is the event as written."""


class History:
    """The lines, oldest first."""

    def __init__(self, lines: list[str] | None = None) -> None:
        self.lines = list(lines or [])

    def add(self, line: str) -> None:
        """Remember a line: not when it is empty, begins with a blank or repeats the last (HISTCONTROL=ignoreboth)."""
        if not line.strip() or line.startswith(" ") or (self.lines and self.lines[-1] == line):
            return
        self.lines.append(line)
        del self.lines[:-SIZE]

    def expand(self, line: str) -> str:
        """A line with its `!` events replaced; EventNotFoundError when one means nothing."""
        if line.startswith("^") and (found := re.fullmatch(r"\^([^^]+)\^([^^]*)\^?", line)):
            last = self._event("!")
            if found[1] not in last:
                raise EventNotFoundError(f":s{line}")
            return last.replace(found[1], found[2], 1)
        out, at, single = [], 0, False
        while at < len(line):
            char = line[at]
            if char == "\\" and not single:
                out.append(line[at : at + 2])
                at += 2
                continue
            if char == "'":
                single = not single
            if char == "!" and not single and (match := EVENT.match(line, at)) and out[-1:] != ["$"]:
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
