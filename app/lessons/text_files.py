"""The Markdown files of a lesson while it is read: titles, texts, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.lessons.errors import LessonError, suggestion
from app.lessons.markdown import PICTURE, pictures
from app.lessons.model import Body
from app.lessons.proofreading import block_mistakes, drawing_mistakes, note_mistakes
from app.lessons.reading import Source
from app.lessons.reading.files import lies_in, read_file, shown
from app.lessons.reading.source import MAX_BYTES
from app.lessons.text import FALLBACK, Text

_TEXT_FILE = re.compile(r"(?P<name>[a-z0-9-]+)\.(?P<language>[a-z]{2,3})\.md")


@dataclass
class TextFiles:
    """The Markdown files of a lesson while it is read."""

    folder: Path
    languages: Sequence[str]
    pictures: str = ""  # the address of the lesson's pictures
    lenient: bool = False  # the lesson was imported: what its author left out is a warning
    errors: list[LessonError] = field(default_factory=list)
    warnings: list[LessonError] = field(default_factory=list)
    untranslated: list[LessonError] = field(default_factory=list)
    titles: dict[str, Text] = field(default_factory=dict)
    _read: dict[str, tuple[str, int]] = field(default_factory=dict)  # file name -> source, lines cut off its top
    _unreadable: set[str] = field(default_factory=set)  # files that are there, and have been reported

    def body(self, name: str, *, line_in: Source | None = None, line: int = 1) -> Body | None:
        """`<name>.<language>.md` in every language; the first line of a step's text is its title."""
        sources: dict[str, str] = {}
        titles: dict[str, str] = {}
        for language in dict.fromkeys((FALLBACK, *self.languages)):
            text = self._file(name, language)
            if text is not None:
                titles[language], sources[language] = self._title(name, language, text, needed=line_in is not None)
        absent = [
            language
            for language in dict.fromkeys((FALLBACK, *self.languages))
            if f"{name}.{language}.md" not in self._unreadable
        ]
        if FALLBACK in absent and FALLBACK not in sources and (line_in is not None or sources):
            owner = line_in or Source(shown(self.folder / f"{name}.{FALLBACK}.md"))
            owner.wrong(
                line,
                f"there is no text {name}.{FALLBACK}.md",
                "write it beside lesson.yaml; its first line is `# Title`",
            )
            self.errors += [] if line_in else owner.errors
        for language in (one for one in absent if sources and one not in sources):
            file = shown(self.folder / f"{name}.{language}.md")
            self.untranslated.append(LessonError(file, 1, "there is no such text", f"translate {name}.{FALLBACK}.md"))
        self.titles[name] = Text(titles)
        return Body(Text(sources), self.pictures) if sources else None

    def _file(self, name: str, language: str) -> str | None:
        path = self.folder / f"{name}.{language}.md"
        if not path.exists() and not path.is_symlink():
            return None
        source = Source(shown(path))
        data = read_file(source, path, "make the file readable")
        text = None if data is None else _decoded(source, data)
        if text is None:
            self._unreadable.add(path.name)
        self.errors += source.errors
        return text

    def _title(self, name: str, language: str, text: str, *, needed: bool) -> tuple[str, str]:
        """The heading of the first line, and the rest."""
        first, _, rest = text.partition("\n")
        file = f"{name}.{language}.md"
        if first.startswith("# "):
            self._read[file] = rest, 1
            return first[2:].strip(), rest
        if needed:
            self.errors.append(
                LessonError(shown(self.folder / file), 1, "the step has no title", "start with `# Title`")
            )
        self._read[file] = text, 0
        return "", text

    def check_code(self, terminals: int) -> None:
        """Report code blocks and notes that are not written as they should be."""
        for file, (text, cut) in self._read.items():
            for line, message, remedy in (*block_mistakes(text, terminals), *note_mistakes(text)):
                self.errors.append(LessonError(shown(self.folder / file), line + cut, message, remedy))

    def check_pictures(self) -> None:
        """Report pictures that are not there, that browsers do not show, or that say nothing to who cannot see them."""
        for file, (text, cut) in self._read.items():
            for line, name, alternative in pictures(text):
                for message, remedy in self._picture_mistakes(name, alternative):
                    self.wrong_if_ours(shown(self.folder / file), line + cut, message, remedy)

    def _picture_mistakes(self, name: str, alternative: str) -> Iterator[tuple[str, str]]:
        path = self.folder / name
        if not PICTURE.fullmatch(name):
            yield (
                f"the picture {name!r} does not lie beside the text: it is not shown",
                "put it there: SVG, PNG, JPEG, GIF or WebP",
            )
        elif not path.is_file() or not lies_in(self.folder, path):
            yield f"there is no picture {name!r} in the lesson's folder", "put it beside the text"
        elif name.endswith(".svg"):
            source = Source(shown(path))
            drawing = read_file(source, path, "make the file readable")
            self.errors += source.errors
            for line, message, remedy in drawing_mistakes(drawing) if drawing is not None else ():
                self.wrong_if_ours(source.file, line, message, remedy)
        if not alternative:
            yield f"the picture {name!r} has no alternative text", f"write ![what it shows]({name})"

    def wrong_if_ours(self, file: str, line: int, message: str, remedy: str) -> None:
        """An error, or a warning in a lesson that was imported."""
        (self.warnings if self.lenient else self.errors).append(LessonError(file, line, message, remedy))

    def sources(self) -> Iterator[tuple[str, str, int]]:
        """Each text that was read: file, source, lines cut off its top."""
        for file, (text, cut) in self._read.items():
            yield shown(self.folder / file), text, cut

    def unused(self) -> list[LessonError]:
        """Text files that nothing shows: a step was renamed, or a language is not declared."""
        found = []
        for path in sorted(self.folder.glob("*.md")):
            match = _TEXT_FILE.fullmatch(path.name)
            if path.name in self._read or path.name in self._unreadable:
                continue
            reason = (
                "no step has this name"
                if match and match["language"] in self.languages
                else "no language of the course"
            )
            remedy = suggestion(match["name"], self.titles) if match else "name it <step>.<language>.md"
            found.append(LessonError(shown(path), 1, f"this text is never shown: {reason}", remedy))
        return found


def _decoded(source: Source, data: bytes) -> str | None:
    """A file's text with the ends of lines as they are here; None (and an error) when it is none."""
    if len(data) > MAX_BYTES:
        source.wrong(1, f"the file is larger than {MAX_BYTES // 1024} KiB", "nobody reads that in one step: split it")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        source.wrong(data[: error.start].count(b"\n") + 1, "the file is not UTF-8 text", "save it as UTF-8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
