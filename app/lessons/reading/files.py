"""The files of a lesson's folder: how errors name them, and how they are read."""

from __future__ import annotations

from pathlib import Path

from app.lessons.reading.source import MAX_BYTES, Source


def shown(path: Path) -> str:
    """A path as errors name it: from the lessons folder on."""
    parts = path.absolute().parts
    for at in range(len(parts) - 1, 0, -1):
        if parts[at] == "lessons":
            return "/".join(parts[at:])
    return "/".join(parts[-3:])


def lies_in(folder: Path, path: Path) -> bool:
    """Whether a file is really there, and not only a link that leads out of the folder."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return True  # opening it says what is wrong


def read_file(source: Source, path: Path, remedy: str) -> bytes | None:
    """What a file holds, one byte more than it may at most; None (and an error) when it cannot be read."""
    if not lies_in(path.parent, path):
        source.wrong(1, "the link leads out of the lesson's folder", "put the file itself there")
        return None
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        source.wrong(1, f"cannot be read: {error.strerror}", remedy)
        return None
