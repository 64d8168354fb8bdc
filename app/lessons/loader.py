"""Makes a catalogue from folders. What authors wrote wrongly is reported and never raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.lessons.errors import LessonError, suggestion
from app.lessons.format import CLUSTERS, COURSE_FIELDS, LESSON_FIELDS
from app.lessons.free_play import free_lesson
from app.lessons.images import twice_declared
from app.lessons.model import Body, BrokenLesson, Catalogue, Course, Lesson, Step
from app.lessons.reading import Field, Source, Value, read_fields
from app.lessons.reading.files import read_file, shown
from app.lessons.text import FALLBACK, Text
from app.lessons.text_files import TextFiles
from app.lessons.variables import mistakes

_LESSON_FOLDER = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")


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
                    LessonError(shown(path), 1, f"a course {path.name!r} is there already", "rename the folder")
                )
            else:
                courses.append(load_course(path))
    placed = sorted(courses, key=lambda course: (course.order is None, course.order or 0))
    return Catalogue(tuple(placed), tuple(problems), free_lesson)


def load_course(folder: Path) -> Course:
    """A course and its lessons."""
    source = Source(shown(folder / "course.yaml"))
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
    source = Source(shown(folder / "lesson.yaml"), folder)
    if not _LESSON_FOLDER.fullmatch(folder.name):
        source.wrong(1, f"the folder {folder.name!r} is not named <nn>-<name>", "for example: 02-deploy-an-app")
    read = _read_yaml(source, folder / "lesson.yaml", LESSON_FIELDS, "the lesson")
    texts = TextFiles(
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
        warnings=(*texts.warnings, *texts.unused(), *_strange_languages(source, languages)),
    )


def _read_yaml(source: Source, path: Path, fields: Sequence[Field], what: str) -> dict[str, Any]:
    value = _parse(source, path)
    if value is None:
        return {field.name: field.default for field in fields} | {"terminals": 1}
    return read_fields(source, value, fields, what)


def _parse(source: Source, path: Path) -> Value | None:
    data = read_file(source, path, f"write the keys of {path.name}")
    return None if data is None else source.parse(data)


def _step(values: dict[str, Any], line: int, texts: TextFiles, source: Source) -> Step:
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
    names = [node.name for node in given or ()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        source.wrong(1, f"the node {name!r} stands twice", "give each node a name of its own")
    if given and cluster == "absent":
        source.wrong(1, "a cluster that is absent has no nodes", "remove `nodes`, or write `cluster: minikube`")


def _check_variables(source: Source, texts: TextFiles) -> None:
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


def _strange_languages(source: Source, languages: Sequence[str]) -> list[LessonError]:
    """Texts that nobody reads, for the course is not in that language."""
    known = {FALLBACK, *languages}
    return [
        LessonError(source.file, line, f"{language!r} is no language of the course: {_start(text)}",
                    suggestion(language, known))
        for line, text in source.texts
        for language in text.by_language
        if language not in known
    ]  # fmt: skip


def _start(text: Text) -> str:
    line = str(text).partition("\n")[0]
    return line if len(line) <= 40 else line[:39] + "…"
