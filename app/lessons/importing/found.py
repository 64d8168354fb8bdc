"""What an import tells: what it could not carry over, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.lessons.errors import LessonError

_WORDS = re.compile(r"[a-z0-9]+")


@dataclass
class Notes:
    """Remarks about the files of a scenario, in the order in which they were made."""

    entries: list[LessonError] = field(default_factory=list)

    def add(self, file: str, line: int, message: str, remedy: str = "") -> None:
        """Remember a remark; one that is there already is not repeated."""
        note = LessonError(file, line, message, remedy)
        if note not in self.entries:
            self.entries.append(note)


def slug(text: str, otherwise: str = "lesson") -> str:
    """A name for folders: `Run your 1st Pod!` is `run-your-1st-pod`."""
    words = "-".join(_WORDS.findall(text.lower()))
    return words[:60].strip("-") or otherwise
