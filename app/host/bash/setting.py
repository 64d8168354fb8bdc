"""Where a script runs, as far as it matters for what the interpreter gets; and the variables that only we know."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

BASH_VERSION = "5.2.21(1)-release"
LAST_JOB = "__job"  # `$!`
FILED = re.compile(r"\bexec\s+[12&]?>>?\s*[^&\s]")  # from there on the streams are files
TRACED = re.compile(r"\bset\s+(?:-\w+\s+)*-\w*x|\bxtrace\b")  # from there on commands are traced
UNTRACED = re.compile(r"\bset\s+\+\w*x")
# Exported, with these values, before anything else: a variable that is set only before a command leaks otherwise, and
# bashkit has room for 10,000.
STREAMS = "__streams"
ELSEWHERE = "__elsewhere"
TAKEN, ENDED = "__taken", "__ended"  # what a program has read, and its status; see sharing.py
UNTOLD = {STREAMS: "", ELSEWHERE: ""}


# What `set -o` has on from the beginning, and what only matters to the line editor.
_USUAL = frozenset(
    {"braceexpand", "hashall", "interactive-comments", "emacs", "vi", "histexpand", "history", "monitor"}
)


def setting_of(options: Iterable[str]) -> str:
    """What turns options of `set -o` on before a text: the interpreter forgets them when a text ends."""
    wanted = [name for name in options if name and name not in _USUAL]
    return f"set {' '.join(f'-o {name}' for name in wanted)}; " if wanted else ""


@dataclass(frozen=True)
class Setting:
    """Where a script runs: the process it is, our commands' names, what an alias stands for, whether somebody types."""

    pid: int
    parent_pid: int
    name: str  # $0
    own: Collection[str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    typed: bool = False  # standard input is a terminal's
    filed: bool = False  # output and errors go to files from here on (`exec > file`)
    programs: Collection[str] = ()  # names of programs, ours and bashkit's
    functions: Collection[str] = ()  # names of functions that were defined before
    told: Collection[str] = ()  # our builtins that people know
    user: Callable[[], int] = lambda: 0  # whose shell it is
    screen: bool = False  # output is a terminal's
    traced: bool = False  # `set -x` may be on
    source: str | None = None  # the file when it is a sourced one, `` for the text of `eval`
    trapping: bool = False  # there may be traps for signals
    prompted: bool = False  # it is an interactive shell
    sockets: Collection[str] | None = ()  # descriptors that are connections; None where there are none, as in dash
