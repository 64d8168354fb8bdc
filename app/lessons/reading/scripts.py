"""Scripts that a lesson brings along: in a file of its folder, or written where they are used."""

from __future__ import annotations

import re
from pathlib import Path

from app.lessons.reading.fields import Takes
from app.lessons.reading.source import MAX_BYTES, Source, Value
from app.lessons.reading.takes import read_word

_FIRST_LINE = re.compile(r"#!\s*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?")
_SHELLS = ("bash", "sh", "dash", "ash")


def other_interpreter(text: str) -> str:
    """The program that a script's first line asks for, when it is not a shell that runs here."""
    found = _FIRST_LINE.match(text)
    if found is None:
        return ""
    name = found[1].rpartition("/")[2]
    name = (found[2] or "").rpartition("/")[2] if name == "env" else name
    return "" if name in _SHELLS else name


def file_below(source: Source, value: Value, name: str) -> Path | None:
    """A file of the lesson's folder; None (and an error) when it is not there, or not in that folder."""
    if source.folder is None:
        source.wrong(value, f"{name!r} names a file, and there is no folder to look in")
        return None
    path = source.folder / name
    if not path.resolve().is_relative_to(source.folder.resolve()):
        source.wrong(value, f"the file {name!r} lies outside the lesson's folder", "copy it into the lesson's folder")
        return None
    if not path.is_file():
        source.wrong(value, f"there is no file {name!r} in the lesson's folder", "names are relative to lesson.yaml")
        return None
    return path


def read_script(source: Source, value: Value) -> str:
    """A script's text. A single word is a file's name; everything else is the script itself."""
    word = read_word(source, value)
    if not word.strip() or re.search(r"\s", word):
        return word
    path = file_below(source, value, word)
    if path is None:
        return ""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        source.wrong(value, f"the file {word!r} cannot be read as text", "save it as UTF-8")
        return ""
    if found := other_interpreter(text):
        source.wrong(value, f"{word!r} is a script for {found}", "only bash and sh run here")
    return text.replace("\r\n", "\n")


SCRIPT = Takes("a script, or the name of its file in the lesson's folder", read_script)
