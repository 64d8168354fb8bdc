"""The lines typed at a terminal; what `!` makes of them is in events.py."""

from __future__ import annotations

import re

from app.host.bash.script import IncompleteError
from app.host.bash.syntax import parse_prefix

SIZE = 1000
QUOTES = ("'", '"', "`")
NO_SEMICOLON_AFTER = re.compile(r"(?:[{(;&|]|\)|(?:^|[\s;&|(])(?:case|do|else|if|then|until|while|in))\s*$|^\s*$")


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
