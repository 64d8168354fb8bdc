"""What a program reads of an input that it shares with others is gone for them.

bashkit hands the whole rest of a redirected file or of a pipe to each program that asks, and only `read` takes from
it. So behind a program that reads in a loop or group, `read` takes what the program has read: all that is left, but of
a file no more than what `head` shows, as `head` goes back to where it stopped.
"""

from __future__ import annotations

import re

from app.host.bash.script import Command, Pipeline
from app.host.bash.setting import ENDED, TAKEN

ALL = f'read -rd "" {TAKEN} || __status 0'
LINES = f"for {TAKEN} in {{1..%s}}; do read -r {TAKEN} || __status 0; done"
HEAD = re.compile(r"head(?: -n ?| -| --lines=)?(\d+)?|sed (?:-n )?(\d+)q")
PIPE, FILE = "pipe", "file"


def shared(command: Command, behind_pipe: bool, around: str) -> str:
    """What feeds the commands in a compound one: `pipe`, `file` (which can be gone back in) or `` for neither."""
    redirects = [one for one in command.redirects if one.operator.startswith("<") and one.descriptor in ("", "0")]
    if redirects:
        last = redirects[-1]
        return FILE if last.operator == "<" and not last.target.text.startswith("<(") else PIPE
    return PIPE if behind_pipe else around


def taking(pipeline: Pipeline, source: str) -> tuple[str, str]:
    """What stands before and behind a pipeline whose first command reads what it shares."""
    first = pipeline.commands[0]
    found = HEAD.fullmatch(" ".join(word.text for word in first.words)) if source == FILE else None
    take = LINES % (found[1] or found[2] or 10) if found else ALL
    return "{ ", f" && {ENDED}=0 || {ENDED}=$?; {take}; unset {TAKEN}; __status ${ENDED}; }}"


def read_aside(command: Command) -> list[tuple[int, int, str]]:
    """The edits that make `read x <&3` a `read -u 3 x`: in a group with `3< file` bashkit knows only that."""
    found = [one for one in command.redirects if one.operator == "<&" and one.descriptor in ("", "0")]
    if len(found) != 1 or not found[0].target.text.isdigit() or int(found[0].target.text) < 3:
        return []
    name, (aside,) = command.words[0], found
    return [(name.end, name.end, f" -u {aside.target.text}"), (aside.start, aside.target.end, "")]
