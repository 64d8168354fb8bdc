"""Makes a catalogue from folders. What authors wrote wrongly is reported and never raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.lessons.errors import LessonError, suggestion
from app.lessons.format import CLUSTERS, COURSE_FIELDS, LESSON_FIELDS
from app.lessons.free_play import free_lesson
from app.lessons.images import twice_declared
from app.lessons.markdown import NOTES, PICTURE, code_blocks, pictures, unknown_notes
from app.lessons.model import Body, BrokenLesson, Catalogue, Course, Lesson, Step
from app.lessons.reading import Field, Source, Value, read_fields
from app.lessons.reading.source import MAX_BYTES
from app.lessons.text import FALLBACK, Text
from app.lessons.variables import mistakes

_LESSON_FOLDER = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")
_TEXT_FILE = re.compile(r"(?P<name>[a-z0-9-]+)\.(?P<language>[a-z]{2,3})\.md")


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    """Every course in the folders: each a folder of its own with `course.yaml` and lessons `<nn>-<name>`.

    Those that say their `order` come first, in it; then the folders', each by name.
    """
    courses: list[Course] = []
    problems: list[LessonError] = []
    for folder in folders:
        try:
            found = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
        except OSError as error:
            problems.append(
                LessonError(str(folder), 1, f"cannot be read: {error.strerror}", "name a folder of courses")
            )
            continue
        for path in found:
            if any(course.id == path.name for course in courses):
                problems.append(
                    LessonError(_shown(path), 1, f"a course {path.name!r} is there already", "rename the folder")
                )
            else:
                courses.append(load_course(path))
    placed = sorted(courses, key=lambda course: (course.order is None, course.order or 0))
    return Catalogue(tuple(placed), tuple(problems), free_lesson)


def load_course(folder: Path) -> Course:
    """A course and its lessons."""
    source = Source(_shown(folder / "course.yaml"))
    read = _read_yaml(source, folder / "course.yaml", COURSE_FIELDS, "the course")
    languages = tuple(read["languages"])
    lessons = tuple(
        load_lesson(path, folder.name, languages)
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith((".", "_"))
    )
    title = read["title"] or Text({FALLBACK: folder.name})
    return Course(
        folder.name, title, read["description"] or Text({}), languages, lessons, tuple(source.errors), read["order"],
        tuple(read["requires"]),
    )  # fmt: skip


def load_lesson(folder: Path, course: str, languages: Sequence[str] = (FALLBACK,)) -> Lesson | BrokenLesson:
    """A lesson, or what is wrong with it."""
    source = Source(_shown(folder / "lesson.yaml"), folder)
    if not _LESSON_FOLDER.fullmatch(folder.name):
        source.wrong(1, f"the folder {folder.name!r} is not named <nn>-<name>", "for example: 02-deploy-an-app")
    read = _read_yaml(source, folder / "lesson.yaml", LESSON_FIELDS, "the lesson")
    texts = _Texts(
        folder, languages, lenient=bool(read["origin"]), pictures=f"/lessons/{course}/{folder.name}/pictures/"
    )
    steps = tuple(_step(values, line, texts, source) for values, line in read["steps"])
    finish = texts.body("finish")
    _check_structure(source, read, steps)
    texts.check_code(read["terminals"])
    texts.check_pictures()
    _check_variables(source, texts)
    errors = tuple(sorted({*source.errors, *texts.errors}))
    lesson_id = f"{course}/{folder.name}"
    title = read["title"] or Text({FALLBACK: folder.name})
    if errors:
        return BrokenLesson(lesson_id, course, folder, title, errors)
    untranslated = tuple(sorted({*texts.untranslated, *_untranslated(source, languages)}))
    return Lesson(
        id=lesson_id,
        course=course,
        path=folder,
        title=title,
        description=read["description"],
        release=read["release"],
        level=read["level"],
        minutes=read["minutes"],
        terminals=read["terminals"],
        nodes=tuple(read["nodes"]),
        cluster=read["cluster"] or CLUSTERS[0],
        setup=tuple(read["setup"]),
        images=tuple(read["images"]),
        files=tuple(file for file in read["files"] if file is not None),
        origin=read["origin"],
        requires=tuple(read["requires"]),
        clock=read["clock"] or 1,
        offers=frozenset(read["offers"]),
        steps=steps,
        finish=finish,
        languages=tuple(languages),
        untranslated=untranslated,
        warnings=(*texts.warnings, *texts.unused()),
    )


def _shown(path: Path) -> str:
    """A path as errors name it: from the lessons folder on."""
    parts = path.absolute().parts
    for at in range(len(parts) - 1, 0, -1):
        if parts[at] == "lessons":
            return "/".join(parts[at:])
    return "/".join(parts[-3:])


def _read_yaml(source: Source, path: Path, fields: Sequence[Field], what: str) -> dict[str, Any]:
    value = _parse(source, path)
    if value is None:
        return {field.name: field.default for field in fields} | {"terminals": 1}
    return read_fields(source, value, fields, what)


def _parse(source: Source, path: Path) -> Value | None:
    data = _read(source, path, f"write the keys of {path.name}")
    return None if data is None else source.parse(data)


def _read(source: Source, path: Path, remedy: str) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        source.wrong(1, f"cannot be read: {error.strerror}", remedy)
        return None


def _step(values: dict[str, Any], line: int, texts: _Texts, source: Source) -> Step:
    step_id = values["id"] or ""
    body = texts.body(step_id, line_in=source, line=line) if step_id else None
    explanation = Body(values["explanation"]) if values["explanation"] else None
    checks = tuple(check for check in values["checks"] if check is not None)
    solution = tuple(action for action in values["solution"] if action is not None)
    if any(check.kind.name != "answer" for check in checks) and not solution:
        unsolved = LessonError(source.file, line, f"the step {step_id!r} has checks but no solution",
                               "add `solution:`, so that it can be verified")  # fmt: skip
        (texts.warnings if texts.lenient else source.errors).append(unsolved)
    return Step(
        step_id, texts.titles.get(step_id, Text({})), body or Body(Text({})), checks, solution, explanation, line,
        values["background"], values["foreground"], tuple(values["unless"]),
    )  # fmt: skip


def _check_structure(source: Source, read: dict[str, Any], steps: Sequence[Step]) -> None:
    """What only shows when the parts of a lesson are seen together."""
    seen: set[str] = set()
    names = {node.name for node in read["nodes"] or ()}
    _check_nodes(source, read)
    for twice in twice_declared(image for image in read["images"] or () if image is not None):
        source.wrong(1, f"the image {twice} is declared twice", "give each tag of a name to one image")
    for file in read["files"] or ():
        if file is not None and file.node and file.node not in names:
            source.wrong(1, f"there is no node {file.node!r} for the file {file.to}", suggestion(file.node, names))
    for step in steps:
        if step.id in seen:
            source.wrong(step.line, f"the step {step.id!r} stands twice", "rename one, and its texts")
        seen.add(step.id)
        for action in step.solution:
            if action.terminal > read["terminals"]:
                source.wrong(
                    step.line, f"the solution uses terminal {action.terminal}", f"set terminals: {action.terminal}"
                )
            if (name := action.stop_node or action.start_node) and name not in names:
                source.wrong(step.line, f"there is no node {name!r}", suggestion(name, names))


def _check_nodes(source: Source, read: dict[str, Any]) -> None:
    """Every cluster has nodes; one that is not there yet gets them when it is made."""
    given, cluster = read["nodes"], read["cluster"] or CLUSTERS[0]
    if not given and cluster == "kubeadm" and not source.errors:
        source.wrong(1, "the key `nodes` is missing", "add `nodes: [controlplane, node01]`, or `cluster: absent`")
    elif given and cluster == "absent":
        source.wrong(1, "a cluster that is absent has no nodes", "remove `nodes`, or write `cluster: minikube`")


def _check_variables(source: Source, texts: _Texts) -> None:
    for line, text in source.texts:
        for words in text.by_language.values():
            for _, message, remedy in mistakes(words):
                source.wrong(line, message, remedy)
    for file, written, cut in texts.sources():
        for number, message, remedy in mistakes(written):
            texts.wrong_if_ours(file, number + 1 + cut, message, remedy)


def _untranslated(source: Source, languages: Sequence[str]) -> list[LessonError]:
    return [
        LessonError(source.file, line, f"this text is not translated: {_start(text)}", f"add `{language}:`")
        for line, text in source.texts
        for language in languages
        if not text.has(language)
    ]


def _start(text: Text) -> str:
    line = str(text).partition("\n")[0]
    return line if len(line) <= 40 else line[:39] + "…"


@dataclass
class _Texts:
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

    def body(self, name: str, *, line_in: Source | None = None, line: int = 1) -> Body | None:
        """`<name>.<language>.md` in every language; the first line of a step's text is its title."""
        sources: dict[str, str] = {}
        titles: dict[str, str] = {}
        for language in dict.fromkeys((FALLBACK, *self.languages)):
            text = self._file(name, language)
            if text is not None:
                titles[language], sources[language] = self._title(name, language, text, needed=line_in is not None)
        if FALLBACK not in sources and (line_in is not None or sources):
            owner = line_in or Source(_shown(self.folder / f"{name}.{FALLBACK}.md"))
            owner.wrong(
                line,
                f"there is no text {name}.{FALLBACK}.md",
                "write it beside lesson.yaml; its first line is `# Title`",
            )
            self.errors += [] if line_in else owner.errors
        missing = [language for language in self.languages if sources and language not in sources]
        for language in missing:
            file = _shown(self.folder / f"{name}.{language}.md")
            self.untranslated.append(LessonError(file, 1, "there is no such text", f"translate {name}.{FALLBACK}.md"))
        self.titles[name] = Text(titles)
        return Body(Text(sources), self.pictures) if sources else None

    def _file(self, name: str, language: str) -> str | None:
        path = self.folder / f"{name}.{language}.md"
        if not path.exists():
            return None
        source = Source(_shown(path))
        data = _read(source, path, "make the file readable")
        self.errors += source.errors
        if data is None:
            return None
        try:
            return data[:MAX_BYTES].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self.errors.append(LessonError(source.file, line, "the file is not UTF-8 text", "save it as UTF-8"))
            return None

    def _title(self, name: str, language: str, text: str, *, needed: bool) -> tuple[str, str]:
        """The heading of the first line, and the rest."""
        first, _, rest = text.partition("\n")
        file = f"{name}.{language}.md"
        if first.startswith("# "):
            self._read[file] = rest, 1
            return first[2:].strip(), rest
        if needed:
            self.errors.append(
                LessonError(_shown(self.folder / file), 1, "the step has no title", "start with `# Title`")
            )
        self._read[file] = text, 0
        return "", text

    def check_code(self, terminals: int) -> None:
        """Report code blocks and notes whose first lines mean nothing."""
        for file, (text, cut) in self._read.items():
            shown = _shown(self.folder / file)
            for line, info, _ in code_blocks(text):
                if info.problem:
                    remedy = "write: sh run, sh run terminal=2, sh run interrupt, sh, output, yaml ..."
                    self.errors.append(LessonError(shown, line + cut, info.problem, remedy))
                if info.terminal > terminals:
                    message = f"the lesson has no terminal {info.terminal}"
                    self.errors.append(LessonError(shown, line + cut, message, f"set terminals: {info.terminal}"))
            for line, name in unknown_notes(text):
                self.errors.append(
                    LessonError(shown, line + cut, f"there is no note {name!r}", suggestion(name, NOTES))
                )

    def check_pictures(self) -> None:
        """Report pictures that are not there, or that say nothing to those who cannot see them."""
        for file, (text, cut) in self._read.items():
            shown = _shown(self.folder / file)
            for line, name, alternative in pictures(text):
                if not PICTURE.fullmatch(name):
                    message = f"the picture {name!r} does not lie beside the text: it is not shown"
                    self.wrong_if_ours(shown, line + cut, message, "put it there: SVG, PNG, JPEG, GIF or WebP")
                elif not (self.folder / name).is_file():
                    message = f"there is no picture {name!r} in the lesson's folder"
                    self.wrong_if_ours(shown, line + cut, message, "put it beside the text")
                if not alternative:
                    message = f"the picture {name!r} has no alternative text"
                    self.wrong_if_ours(shown, line + cut, message, f"write ![what it shows]({name})")

    def wrong_if_ours(self, file: str, line: int, message: str, remedy: str) -> None:
        """An error, or a warning in a lesson that was imported."""
        (self.warnings if self.lenient else self.errors).append(LessonError(file, line, message, remedy))

    def sources(self) -> Iterator[tuple[str, str, int]]:
        """Each text that was read: file, source, lines cut off its top."""
        for file, (text, cut) in self._read.items():
            yield _shown(self.folder / file), text, cut

    def unused(self) -> list[LessonError]:
        """Text files that nothing shows: a step was renamed, or a language is not declared."""
        found = []
        for path in sorted(self.folder.glob("*.md")):
            match = _TEXT_FILE.fullmatch(path.name)
            if path.name in self._read:
                continue
            reason = (
                "no step has this name"
                if match and match["language"] in self.languages
                else "no language of the course"
            )
            remedy = suggestion(match["name"], self.titles) if match else "name it <step>.<language>.md"
            found.append(LessonError(_shown(path), 1, f"this text is never shown: {reason}", remedy))
        return found
