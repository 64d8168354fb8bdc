"""What can be said about lessons without running them: errors, and what an author should look at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from app.cluster.api.registry import built_in
from app.lessons.check import Check
from app.lessons.commands.known import programs, strangers, verbs
from app.lessons.custom_kinds import custom_kinds
from app.lessons.errors import LessonError, suggestion
from app.lessons.markdown import code_blocks, inline_runs, links
from app.lessons.model import Body, BrokenLesson, Catalogue, Lesson, Step
from app.lessons.nothing import Nothing
from app.lessons.proofreading import lost_words
from app.lessons.quiz import quiz_of
from app.lessons.requirements import problems as requirement_problems
from app.lessons.variables import KINDS
from app.lessons.variables import strangers as strange_variables

_TYPE_KEYS = ("resource", "resources", "no resource", "names")


def lint(catalogue: Catalogue) -> tuple[list[LessonError], list[LessonError]]:
    """Errors and warnings of every file, in the files' order."""
    warnings: list[LessonError] = []
    for lesson in catalogue.lessons():
        if not isinstance(lesson, BrokenLesson):
            warnings += warnings_of(lesson, catalogue)
    errors = {*catalogue.errors(), *requirement_problems(catalogue)}
    return sorted(errors), sorted(set(warnings))


def warnings_of(lesson: Lesson, catalogue: Catalogue) -> list[LessonError]:
    """What an author should look at in a lesson; the catalogue tells where its links lead."""
    found = {*lesson.untranslated, *lesson.warnings, *_advice(lesson), *_texts(lesson, catalogue)}
    return sorted(found)


def _advice(lesson: Lesson) -> Iterator[LessonError]:
    file = _file(lesson)
    uses_nodes = any(_uses_nodes(lesson)) or any(action.skipped for step in lesson.steps for action in step.solution)
    if any(_uses_nodes(lesson)) and "stop node" not in lesson.offers:
        yield LessonError(
            file, 1, "a solution switches a node off, but learners have no button for it", "offers: [stop node]"
        )
    has_tasks = any(step.checks for step in lesson.steps)  # a playground has none, and needs no button
    if has_tasks and not uses_nodes and "stop node" in lesson.offers:
        yield LessonError(
            file, 1, "no step needs the button `stop node`", "take it out of `offers`, or use it in a solution"
        )
    for number, step in enumerate(lesson.steps):
        yield from _commands(lesson, step)
        yield from _twice(step)
        for wrong in step.unless:
            yield from _unknown_types(wrong, custom_kinds(lesson.files))
        for check in step.checks:
            yield from _check(check, lesson)
            if number == 0 and not lesson.setup and not lesson.files and asyncio.run(check.holds(Nothing())).ok:
                yield LessonError(check.file, check.line, "this check holds before anything is done",
                                  "say what must come first: `after:`")  # fmt: skip


def _file(lesson: Lesson) -> str:
    return f"lessons/{lesson.id}/lesson.yaml"


def _uses_nodes(lesson: Lesson) -> Iterator[bool]:
    for step in lesson.steps:
        for action in step.solution:
            yield action.stop_node is not None or action.stop_node_of is not None


# --- checks


def _check(check: Check, lesson: Lesson) -> Iterator[LessonError]:
    yield from _unknown_types(check, custom_kinds(lesson.files))
    yield from _unreachable(check, lesson)
    if check.kind.name == "answer":
        quiz = quiz_of(check.spec)
        for name in quiz.choices:
            if name not in quiz.right and quiz.message((name,)) is None:
                message = f"nothing is said of the wrong answer {name!r}"
                yield LessonError(check.file, check.line, message, "add it to `wrong:`, from which learners learn")
    elif not check.hints:
        yield LessonError(check.file, check.line, "this check has no hint", "add `hint:` for those who are stuck")


def _unknown_types(check: Check, own: frozenset[str]) -> Iterator[LessonError]:
    for inner in check.inside():
        yield from _unknown_types(inner, own)
    for key in _TYPE_KEYS:
        found = check.spec.get(key)
        if found and found[0].partition(".")[0].lower() not in type_names() | own:
            message = f"{found[0]!r} is no kind of object that every cluster has"
            yield LessonError(check.file, check.line, message, suggestion(found[0].lower(), type_names()))


def _unreachable(check: Check, lesson: Lesson) -> Iterator[LessonError]:
    """What can never come true, so that no learner gets past the step."""
    for one in (check, *check.inside()):
        if (terminal := one.spec.get("terminal")) and terminal > lesson.terminals:
            message = f"this step cannot be passed: there is no terminal {terminal}"
            yield LessonError(one.file, one.line, message, f"set terminals: {terminal}")
        for words in one.spec.get("ran", ()):
            for what, word in strangers(" ".join(words[:3]).replace("*", ""), _own(lesson)):
                message = f"this step cannot be passed: there is no {what} {word!r}"
                yield LessonError(one.file, one.line, message, suggestion(word, _known(what)))


def _twice(step: Step) -> Iterator[LessonError]:
    """Checks are told apart by what they say."""
    seen: set[str] = set()
    for check in step.checks:
        if str(check.says) in seen:
            yield LessonError(check.file, check.line, f"two checks say {str(check.says)!r}", "say how they differ")
        seen.add(str(check.says))


# --- commands


def _own(lesson: Lesson) -> set[str]:
    """Programs that a lesson puts on its machines."""
    return {file.to.rpartition("/")[2] for file in lesson.files}


def _known(what: str) -> frozenset[str]:
    return programs() if what == "command" else verbs()


def _commands(lesson: Lesson, step: Step) -> Iterator[LessonError]:
    if lesson.origin:  # its author wrote for another machine, and `import` has told what is not here
        return
    own = _own(lesson)
    lines = [(_file(lesson), step.line, action.text) for action in step.solution if action.text is not None]
    for language, text in step.body.text.by_language.items():
        file = f"lessons/{lesson.id}/{step.id}.{language}.md"
        lines += [(file, line + 1, content) for line, info, content in code_blocks(text) if info.run]
        lines += [(file, 1, content) for _, content in inline_runs(text)]
    for file, number, line in lines:
        for what, word in strangers(line, own):
            message = f"the simulated machine has no {what} {word!r}"
            yield LessonError(file, number, message, suggestion(word, _known(what)))


# --- texts


def _texts(lesson: Lesson, catalogue: Catalogue) -> Iterator[LessonError]:
    bodies: list[tuple[str, Body | None]] = [(step.id, step.body) for step in lesson.steps]
    for name, body in [*bodies, ("finish", lesson.finish)]:
        for language, text in body.text.by_language.items() if body else ():
            file = f"lessons/{lesson.id}/{name}.{language}.md"
            for line, address in links(text):
                problem = _dead(address, lesson, catalogue)
                if problem:
                    yield LessonError(file, line + 1, f"the link {address} leads nowhere", problem)
            for number, message, remedy in lost_words(text):
                yield LessonError(file, number + 1, message, remedy)
            for number, word in strange_variables(text):
                yield LessonError(file, number + 2, f"{{{{{word}}}}} stands for nothing", suggestion(word, KINDS))


def _dead(address: str, lesson: Lesson, catalogue: Catalogue) -> str:
    """Why a link leads nowhere; empty when it leads somewhere, or when only the network could tell."""
    parts = urlsplit(address)
    if parts.scheme == "lab":
        names = {node.name for node in lesson.nodes} | {"localhost", "minikube"}
        return "" if parts.hostname in names else suggestion(parts.hostname or "", names)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("http", "https", "mailto") else "write https://..."
    if parts.path.startswith("/lessons/"):
        known = [one.id for one in catalogue.lessons()]
        return "" if parts.path.removeprefix("/lessons/").strip("/") in known else suggestion(parts.path[9:], known)
    return (
        "" if parts.path in ("", "/") and parts.fragment == "" else "write a whole address, or /lessons/COURSE/LESSON"
    )


@cache
def type_names() -> frozenset[str]:
    """Every word that names a built-in kind: plural, singular, short, kind."""
    kinds = built_in().values()
    return frozenset(
        name for kind in kinds for name in (kind.plural, kind.singular, kind.kind.lower(), *kind.short_names) if name
    )
