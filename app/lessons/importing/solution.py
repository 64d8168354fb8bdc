"""The commands of a page as a solution that `kubekata lesson verify` can play."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.lessons.commands.endless import runs_on, without_heredocs
from app.lessons.importing.found import Notes
from app.lessons.importing.texts import Command

_EDITORS = re.compile(r"^\s*(?:sudo\s+)?(?:vim?|nano|emacs|code|k9s|less|man)\b|^\s*(?:kubectl|k)\b.*\s+edit\s", re.M)
_PLACEHOLDER = re.compile(r"(?<![<\w])<(?!<)[A-Za-z][\w .:/-]*>(?!>)")
_LOOKS = re.compile(
    r"^\s*(?:(?:kubectl|k)\s+(?:-\S+\s+(?:[\w-]+\s+)?)?(?:get|describe|logs|explain|top|version|cluster-info|api-\w+|auth|"
    r"wait|rollout\s+(?:status|history))\b|helm\s+(?:status|list|ls|get|history|show|search)\b|(?:cat|ls|echo|clear|pwd|"
    r"which|hostname|curl)\b(?!.*>))"
)
WATCHED = "5s"  # how long what never ends is looked at


@dataclass
class Solver:
    """Makes solutions page by page; what stays in front of a terminal is interrupted before its next command."""

    file: str
    notes: Notes
    busy: set[int] = field(default_factory=set)
    elsewhere: dict[int, int] = field(default_factory=dict)  # terminal -> the machine to which it is logged in

    def actions(self, commands: Sequence[Command], node: str) -> list[Any]:
        """Lines of `solution:`; `node` is the other machine's name."""
        found: list[Any] = []
        for command in commands:
            found += self._act(command, node)
        return found

    def _act(self, command: Command, node: str) -> list[Any]:
        terminal = command.act.terminal
        if command.text == "^C":
            self.busy.discard(terminal)
            return [_at(terminal, press="ctrl-c")]
        if reason := unplayable(command.text):
            self.notes.add(self.file, command.line, f"the solution leaves out {_short(command.text)}: {reason}",
                           "add to `solution:` what does the same")  # fmt: skip
            return []
        found: list[Any] = []
        if command.act.interrupt or terminal in self.busy:
            found += [{"wait": WATCHED}] if terminal in self.busy else []
            found.append(_at(terminal, press="ctrl-c"))
            self.busy.discard(terminal)
        if command.act.machine > 1 and self.elsewhere.get(terminal) != command.act.machine:
            self.elsewhere[terminal] = command.act.machine
            found.append(_at(terminal, type=f"ssh {node}"))
        if runs_on(command.text):
            self.busy.add(terminal)
        return [*found, _at(terminal, type=command.text)]


def _at(terminal: int, **what: str) -> Any:
    if terminal == 1 and "type" in what:
        return what["type"]
    return {**what, "terminal": terminal} if terminal != 1 else what


def unplayable(text: str) -> str:
    """Why nobody but a person can do it; empty when it can be typed."""
    if not text.strip():
        return "it is empty"
    outside = without_heredocs(text)
    if _EDITORS.search(outside):
        return "it opens an editor or a page"
    if found := _PLACEHOLDER.search(outside):
        return f"{found[0]} stands for something else"
    return ""


def chosen(commands: Sequence[Command], *, needed: bool) -> list[Command]:
    """Which commands of a page solve it: those that a click runs, and those that a solution shows.

    A solution that only repeats the clicks is left out. `needed`: the scenario has checks. Where those only look at
    things, everything that is shown is taken.
    """
    clicks = {line.strip() for command in commands if command.clicked for line in command.text.split("\n")}
    found = [
        command
        for command in commands
        if command.clicked or (command.solved and not {line.strip() for line in command.text.split("\n")} <= clicks)
    ]
    if needed and all(looks_only(command.text) for command in found):
        found = [command for command in commands if command in found or not command.clicked]
    taken = found
    return [
        _applied(command, taken[number + 1 :]) if command.manifest else command for number, command in enumerate(taken)
    ]


def looks_only(text: str) -> bool:
    """Whether commands change nothing."""
    lines = [line for line in without_heredocs(text).split("\n") if line.strip() and not line.strip().startswith("#")]
    return all(_LOOKS.match(line) for line in lines) and "apiVersion:" not in text


def _applied(manifest: Command, later: Sequence[Command]) -> Command:
    """What a reader does with a manifest: save it, if it has a file's name, and apply it, unless a command does."""
    name = manifest.file.rpartition("/")[2]
    end = "EOF"
    while f"\n{end}\n" in f"\n{manifest.text}\n":
        end += "_"
    text = f"<<'{end}'\n{manifest.text}\n{end}"
    folder = manifest.file.rpartition("/")[0]
    made = f"mkdir -p {folder}\n" if folder else ""
    if not name:
        return replace(manifest, text=f"kubectl apply -f - {text}")
    used = any(name in command.text and re.search(r"\s-f\s|\s-f=", command.text) for command in later)
    apply = "" if used else f"\nkubectl apply -f {manifest.file}"
    return replace(manifest, text=f"{made}cat > {manifest.file} {text}{apply}")


def _short(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return f"`{line if len(line) <= 50 else line[:49] + '…'}`"
