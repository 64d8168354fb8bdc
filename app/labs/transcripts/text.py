"""The `.t` format: reading and writing.

    # the title, and comments anywhere between steps
    @ release 1.8            the world: release, cluster, nodes, lesson (before the first step)
    -- /root/pod.yaml --     a file that is there at the start; its text goes on to the next `--`, `#`, `@` or `$` line
    $ kubectl get pods       a line typed; `> ` lines continue it
    No resources found.      what the screen showed
    [1]                      the exit status, when it is not 0
    @ wait 10s               the clock moves on (s, m or h)
    @ press ctrl-c           a key; what the screen shows then follows
    @ terminal 2             the tab for the steps that follow
    (differs: reason)        directly under a `$` line: the output is known to differ from the real tool's, and why

A line of output or file that would read as one of these begins with a backslash more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.labs.transcripts.model import Step, Transcript

MARKUP = re.compile(r"^\\*(?:[$@#>] |-- |\[\d+\]$|\(differs: |#$)")
UNITS = {"s": 1, "m": 60, "h": 3600}


class TranscriptError(Exception):
    """A `.t` file that cannot be read; the message begins with its line."""


@dataclass
class _Reading:
    header: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    comments: dict[int, tuple[str, ...]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)  # output lines of the newest step
    terminal: int = 1
    file: list[str] | None = None

    def add(self, step: Step) -> None:
        self.end_step()
        self.file = None
        self.steps.append(step)

    def end_step(self) -> None:
        if self.steps and self.seen:
            status = 0
            if found := re.fullmatch(r"\[(\d+)\]", self.seen[-1]):
                status = int(found[1])
                self.seen.pop()
            output = "".join(f"{unescape(line)}\n" for line in self.seen)
            self.steps[-1] = self.steps[-1].seen(output, status)
        self.seen = []


def parse(text: str) -> Transcript:
    """Read a `.t` file; TranscriptError names the line that makes no sense."""
    reading = _Reading()
    for number, line in enumerate(text.splitlines(), 1):
        _read_line(reading, number, line)
    reading.end_step()
    comments = reading.comments
    return Transcript(
        title=next((line for lines in comments.values() for line in lines if line), ""),
        release=reading.header.get("release", ""),
        cluster=reading.header.get("cluster", ""),
        nodes=int(reading.header.get("nodes", "0")),
        lesson=reading.header.get("lesson", ""),
        files={path: "".join(f"{unescape(line)}\n" for line in lines) for path, lines in reading.files.items()},
        steps=tuple(reading.steps),
        comments=comments,
    )


def _read_line(reading: _Reading, number: int, line: str) -> None:
    if line.startswith("$ "):
        reading.add(Step(run=line[2:], terminal=reading.terminal, line=number))
    elif line.startswith("> ") and reading.steps and reading.steps[-1].run and not reading.seen:
        last = reading.steps[-1]
        reading.steps[-1] = Step(run=f"{last.run}\n{line[2:]}", terminal=last.terminal, line=last.line)
    elif line.startswith("(differs: ") and reading.steps and not reading.seen:
        last = reading.steps[-1]
        reading.steps[-1] = Step(last.run, last.press, terminal=last.terminal, line=last.line, note=line[10:-1])
    elif line.startswith("@ "):
        _read_act(reading, number, line[2:].split())
    elif (found := re.fullmatch(r"-- (\S+) --", line)) and not reading.steps:
        reading.file = reading.files[found[1]] = []
    elif line.startswith("# ") or line == "#":
        reading.end_step()
        reading.file = None
        at = len(reading.steps)
        reading.comments[at] = (*reading.comments.get(at, ()), line[2:])
    elif reading.file is not None:
        reading.file.append(line)
    elif reading.steps:
        reading.seen.append(line)
    elif line:
        raise TranscriptError(f"line {number}: {line!r} stands before the first step; begin a comment with '# '")


def _read_act(reading: _Reading, number: int, words: list[str]) -> None:
    match words:
        case ["wait", duration] if found := re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", duration):
            reading.add(Step(wait=float(found[1]) * UNITS[found[2]], terminal=reading.terminal, line=number))
        case ["press", key]:
            reading.add(Step(press=key, terminal=reading.terminal, line=number))
        case ["terminal", tab] if tab.isdigit():
            reading.end_step()
            reading.terminal = int(tab)
        case [("release" | "cluster" | "nodes" | "lesson") as name, value] if not reading.steps:
            reading.file = None
            reading.header[name] = value
        case _:
            raise TranscriptError(
                f"line {number}: '@ {' '.join(words)}' is no act; there are wait 10s, press ctrl-c, terminal 2 and, "
                "before the first step, release, cluster, nodes, lesson"
            )


def escape(line: str) -> str:
    """A line of output as it stands in the file."""
    return "\\" + line if MARKUP.match(line) else line


def unescape(line: str) -> str:
    """A line of the file as it was printed."""
    return line[1:] if line.startswith("\\") and MARKUP.match(line) else line


def render(transcript: Transcript) -> str:
    """Write a transcript; `parse(render(t))` is `t` but for line numbers."""
    lines: list[str] = [f"# {line}".rstrip() for line in transcript.comments.get(0, ())]
    for name in ("release", "cluster", "nodes", "lesson"):
        if value := getattr(transcript, name):
            lines.append(f"@ {name} {value}")
    for path, text in transcript.files.items():
        lines += [f"-- {path} --", *map(escape, text.splitlines())]
    terminal = 1
    for index, step in enumerate(transcript.steps):
        if index:
            lines += [f"# {line}".rstrip() for line in transcript.comments.get(index, ())]
        if step.terminal != terminal:
            terminal = step.terminal
            lines.append(f"@ terminal {terminal}")
        lines += _step_lines(step)
    if transcript.steps:
        lines += [f"# {line}".rstrip() for line in transcript.comments.get(len(transcript.steps), ())]
    return "\n".join(lines) + "\n"


def _step_lines(step: Step) -> list[str]:
    if step.wait:
        lines = [f"@ wait {step.wait:g}s"]
    elif step.press:
        lines = [f"@ press {step.press}"]
    else:
        first, *more = step.run.split("\n")
        lines = [f"$ {first}", *(f"> {line}" for line in more)]
    if step.note:
        lines.append(f"(differs: {step.note})")
    if step.output:
        lines += map(escape, step.output.removesuffix("\n").split("\n"))
    if step.exit:
        lines.append(f"[{step.exit}]")
    return lines
