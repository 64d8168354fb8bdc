"""What a transcript is made of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Step:
    """One thing done at a terminal, and what was seen.

    Exactly one of `run` (a line, or several), `press` (a key) and `wait` (seconds of the lab's clock) says what.
    `line` is where it stands in its file, `terminal` which tab it is typed into, `note` why it
    differs from the real tool.
    """

    run: str = ""
    press: str = ""
    wait: float = 0
    terminal: int = 1
    output: str = ""
    exit: int = 0
    line: int = 0
    note: str = ""

    def seen(self, output: str, status: int) -> Step:
        """The same step with another outcome."""
        return replace(self, output=output, exit=status)


@dataclass(frozen=True)
class Transcript:
    """A session: the world it starts in, files that are there at the start, and its steps.

    `title` is the first comment; `comments` maps a step's index (or len(steps), the end) to the comment
    lines before it.
    """

    title: str = ""
    release: str = ""
    cluster: str = ""
    nodes: int = 0
    lesson: str = ""
    files: dict[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    comments: dict[int, tuple[str, ...]] = field(default_factory=dict)
