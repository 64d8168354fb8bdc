"""Where a command of a script stands: what its redirections and pipes do to its streams."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.host.bash.script import Command, Word


@dataclass(frozen=True)
class Place:
    """Where a command stands: its streams, whether `&` starts a job there, and whether it is fed.

    Streams: a letter for each of the three. `i` says that the first is the shell's own input; `o` and `e` that the
    second or third goes to the shell's own output or errors (`2>&1` makes `ioe` to `ioo`), `-` that it goes elsewhere.
    Fed: in a loop or group behind a pipe. When the pipe's writer is one of ours, bashkit gives the first program in
    there the rest of the pipe and takes it from the `read` that wants it; so programs get an empty input there.
    """

    streams: str
    jobs: bool = True
    fed: bool = False
    function: bool = False
    last: bool = True  # of its pipeline
    shared: str = ""  # what feeds it and others beside it: `pipe` or `file`, see sharing.py
    forked: bool = False  # in a process of its own: in a subshell, a part of a pipeline, a substitution


def behind_options(words: Sequence[Word], valued: str, *, assignments: bool = False) -> list[Word]:
    """The words behind options, of which the letters in `valued` want a word; behind `A=1` too with `assignments`."""
    rest = list(words)
    while rest and (rest[0].text.startswith("-") or (assignments and "=" in rest[0].text)):
        option = rest.pop(0).text
        if option.startswith("-") and option[-1] in valued and len(option) == 2 and rest:
            rest.pop(0)
    return rest


def elsewhere(streams: str, *which: int) -> str:
    """The same streams, some of which go elsewhere."""
    return "".join("-" if at in which else letter for at, letter in enumerate(streams))


def redirected(command: Command, streams: str) -> str:
    """The streams behind a command's redirections.

    What stands in a redirected group (or loop, or function) bashkit shows when all of it is done, so that none of its
    commands may write past it.
    """
    if command.reads_elsewhere():
        streams = elsewhere(streams, 0)
    outputs = [one for one in command.redirects if ">" in one.operator and one.descriptor in ("", "1", "2")]
    if outputs and command.kind != "simple":
        return elsewhere(streams, 1, 2)
    for one in outputs:
        target = one.target.text if one.operator == ">&" else ""
        where = {"1": streams[1], "2": streams[2]}.get(target, "-")
        both = one.operator.startswith("&") or (one.operator == ">&" and not one.descriptor and not _is_number(target))
        if both or one.descriptor != "2":
            streams = f"{streams[0]}{where}{streams[2]}"
        if both or one.descriptor == "2":
            streams = f"{streams[:2]}{where}"
    return streams


def _is_number(target: str) -> bool:
    return target.isdigit() or target == "-"


def reads_lines(command: Command) -> bool:
    """Whether a compound command is a loop over `read`."""
    if command.kind not in ("while", "until") or not command.lists:
        return False
    first = [item.pipelines[0].commands[0] for item in command.lists[0].items if item.pipelines[0].commands]
    return any(simple.words and simple.words[0].text == "read" for simple in first)


def head_lines(words: list[Word]) -> str:
    """How many typed lines `head` takes: bashkit cannot tell the feeder that its reader is done."""
    if words[0].text != "head":
        return ""
    found = re.fullmatch(r"head(?: -n ?| -| --lines=)?(\d+)?", " ".join(word.text for word in words))
    return f" {found[1] or 10}" if found else ""
