"""Translations that lag behind: texts that are missing, or that do not say what the English ones say.

What a translation must have in common with the English text is what readers of both do and see: code that is run or
written, in its order, pictures, links, notes, headings and variables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from app.lessons.errors import LessonError
from app.lessons.markdown import code_blocks, inline_runs, links, pictures
from app.lessons.model import Body, Lesson
from app.lessons.text import FALLBACK
from app.lessons.variables import variables

_HEADING = re.compile(r"^#{2,}\s", re.M)
_NOTE = re.compile(r"^:::[ \t]*(\w+)", re.M)


def lagging(lesson: Lesson, language: str = "") -> Iterator[LessonError]:
    """What is not translated, and what differs; in every language of the course, or only in one."""
    for error in lesson.untranslated:
        if not language or f".{language}." in error.file or error.remedy == f"add `{language}:`":
            yield error
    bodies: list[tuple[str, Body | None]] = [(step.id, step.body) for step in lesson.steps]
    for name, body in [*bodies, ("finish", lesson.finish)]:
        for other, text in body.text.by_language.items() if body else ():
            if other != FALLBACK and (not language or other == language) and body is not None:
                file = f"lessons/{lesson.id}/{name}.{other}.md"
                yield from _differences(file, str(body.text), text, f"{name}.{FALLBACK}.md")


def _differences(file: str, english: str, translated: str, source: str) -> Iterator[LessonError]:
    ours, theirs = _commands(english), _commands(translated)
    remedy = f"compare it with {source}"
    matcher = SequenceMatcher(None, [text for _, text in ours], [text for _, text in theirs], autojunk=False)
    for tag, begin, end, start, stop in matcher.get_opcodes():
        if tag in ("delete", "replace"):
            line = theirs[min(start, len(theirs) - 1)][0] if theirs else 1
            for _, text in ours[begin:end]:
                yield LessonError(file, line, f"this is missing: {_short(text)}", remedy)
        if tag in ("insert", "replace"):
            for line, text in theirs[start:stop]:
                yield LessonError(file, line, f"the English text does not have this: {_short(text)}", remedy)
    wanted, found = _counted(english), _counted(translated)
    for what in sorted({*wanted, *found}):
        if wanted[what] != found[what]:
            yield LessonError(file, 1, f"{what}: {found[what]}, the English text has {wanted[what]}", remedy)


def _commands(text: str) -> list[tuple[int, str]]:
    """What is run or written by clicks, with its lines."""
    blocks = [(line + 1, content.strip()) for line, info, content in code_blocks(text) if info.run or info.file]
    return blocks + [(1, content) for _, content in inline_runs(text)]


def _counted(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    found.update(f"link to {address}" for _, address in links(text))
    found.update(f"note {name!r}" for name in _NOTE.findall(text))
    found.update(f"variable {{{{{variable}}}}}" for variable in variables(text))
    found["headings"] = len(_HEADING.findall(text))
    found["pictures"] = sum(1 for _ in pictures(text))
    return found


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
