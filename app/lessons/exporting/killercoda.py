"""A lesson as a scenario's folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from app.lessons.errors import LessonError
from app.lessons.exporting.quizzes import quizzes
from app.lessons.exporting.scripts import verify_script
from app.lessons.exporting.texts import killercoda_text
from app.lessons.exporting.variables import in_command, in_sentence
from app.lessons.markdown import PICTURE, pictures
from app.lessons.model import Body, Check, Lesson, Step
from app.lessons.text import Text

_WORDS = {
    "Hint": Text({"en": "Hint", "ja": "ヒント"}),
    "Solution": Text({"en": "Solution", "ja": "解答"}),
}
ENVIRONMENTS = {1: "kubernetes-kubeadm-1node", 2: "kubernetes-kubeadm-2nodes"}


def export(lesson: Lesson, folder: Path, language: str = "en") -> list[LessonError]:
    """Write a lesson into a folder that is not there yet; what a scenario cannot have is returned."""
    folder.mkdir(parents=True)
    lost = _world(lesson)
    first, *rest = lesson.steps
    has_intro = not first.checks and bool(rest)
    details: dict[str, Any] = {"steps": []}
    for step in lesson.steps:
        page = _step(lesson, step, folder, language, lost)
        if step is first and has_intro:
            details["intro"] = page
        else:
            details["steps"].append(page)
    opening = details["intro"] if has_intro else details["steps"][0]
    setup = [*lesson.setup, *([first.background] if first.background else [])]
    if setup:
        opening["background"] = _write(folder, f"{first.id}/background.sh", "\n".join(setup) + "\n")
    if lesson.finish is not None:
        told = _Told(f"{lesson.id}/finish.{language}.md", lost, 0)
        details["finish"] = {
            "text": _write(folder, "finish.md", killercoda_text(_source(lesson.finish, language), told))
        }
    if lesson.files:
        details["assets"] = _assets(lesson, folder, lost)
    index = {
        "title": lesson.title.text(language),
        "description": lesson.description.text(language),
        "difficulty": lesson.level,
        "time": f"{lesson.minutes} minutes",
        "details": details,
        "backend": {"imageid": _environment(lesson)},
    }
    _write(folder, "index.json", json.dumps(index, indent=2, ensure_ascii=False) + "\n")
    return lost


def _environment(lesson: Lesson) -> str:
    return "ubuntu" if lesson.cluster != "kubeadm" else ENVIRONMENTS.get(len(lesson.nodes), ENVIRONMENTS[2])


def _world(lesson: Lesson) -> list[LessonError]:
    file = f"{lesson.id}/lesson.yaml"
    lost = []
    if len(lesson.nodes) > 2:
        lost.append(LessonError(file, 1, f"{len(lesson.nodes)} nodes", "Killercoda has at most two"))
    if lesson.release != "1.36":
        lost.append(LessonError(file, 1, f"release {lesson.release}", "Killercoda runs the latest one"))
    if lesson.cluster != "kubeadm":
        lost.append(LessonError(file, 1, f"cluster: {lesson.cluster}", "install minikube in a background script"))
    for image in lesson.images:
        lost.append(LessonError(file, 1, f"the image {image.name!r} of its own", "push one of that name"))
    if lesson.clock != 1:
        lost.append(LessonError(file, 1, f"clock: {lesson.clock}", "Killercoda's machines are in nobody's hurry"))
    for offer in sorted(lesson.offers):
        lost.append(LessonError(file, 1, f"the button `{offer}`", "tell learners what to do instead"))
    return lost


class _Told:
    """Takes down what a text lost; its first lines are cut off."""

    def __init__(self, file: str, lost: list[LessonError], cut: int) -> None:
        self.file, self.lost, self.cut = file, lost, cut

    def __call__(self, line: int, message: str) -> None:
        remedy = "all commands run in the same terminal" if "terminal" in message else "say it otherwise"
        self.lost.append(LessonError(self.file, line + self.cut, message, remedy))


def _step(lesson: Lesson, step: Step, folder: Path, language: str, lost: list[LessonError]) -> dict[str, Any]:
    told = _Told(f"{lesson.id}/{step.id}.{language}.md", lost, 1)
    title = step.title.text(language)
    body = killercoda_text(_source(step.body, language), told)

    def quiz_lost(check: Check, message: str) -> None:
        lost.append(LessonError(check.file, check.line, f"the question {str(check.says)!r} {message}", "tell it after"))

    text = f"# {title}\n{body}{quizzes(step, language, quiz_lost)}{_hints(step, language)}{_solution(step, language)}"
    page: dict[str, Any] = {"title": title, "text": _write(folder, f"{step.id}/text.md", text)}
    for _, name, _ in pictures(_source(step.body, language)):
        if PICTURE.fullmatch(name) and (lesson.path / name).is_file():
            shutil.copyfile(lesson.path / name, folder / step.id / name)
    script, unsaid = verify_script([check for check in step.checks if check.kind.name != "answer"], step.unless)
    for check, reason in unsaid:
        message = f"the check {str(check.says)!r} was left out: {reason}"
        lost.append(LessonError(check.file, check.line, message, "write a `script` check"))
    if script:
        page["verify"] = _write(folder, f"{step.id}/verify.sh", script)
    if step.background and step is not lesson.steps[0]:
        page["background"] = _write(folder, f"{step.id}/background.sh", step.background)
    if step.foreground:
        page["foreground"] = _write(folder, f"{step.id}/foreground.sh", step.foreground)
    return page


def _hints(step: Step, language: str) -> str:
    """What unfolds one by one here is a folded part of the text there."""
    found = [hint.text(language) for check in step.checks for hint in check.hints]
    name = _WORDS["Hint"].text(language)
    return "".join(_folded(f"{name} {number}" if len(found) > 1 else name, in_sentence(hint, lambda _: None))
                   for number, hint in enumerate(found, 1))  # fmt: skip


def _solution(step: Step, language: str) -> str:
    lines = [in_command(action.text, lambda _: None) for action in step.solution if action.text is not None]
    if not step.checks or not lines:
        return ""
    explained = "\n\n" + step.explanation.text.text(language) if step.explanation else ""
    return _folded(_WORDS["Solution"].text(language), "```bash\n" + "\n".join(lines) + f"\n```{explained}")


def _folded(summary: str, text: str) -> str:
    return f"\n\n<details><summary>{summary}</summary>\n\n{text}\n\n</details>\n"


def _source(body: Body, language: str) -> str:
    return body.text.text(language)


def _assets(lesson: Lesson, folder: Path, lost: list[LessonError]) -> dict[str, Any]:
    machines = dict(zip((node.name for node in lesson.nodes), ("host01", "host02"), strict=False))
    found: dict[str, Any] = {}
    for file in lesson.files:
        name = file.to.rpartition("/")[2]
        if file.node and file.node not in machines:
            lost.append(
                LessonError(f"{lesson.id}/lesson.yaml", 1, f"the file {file.to} of {file.node}", "no such machine")
            )
            continue
        target = folder / "assets" / file.to.strip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file.source, target)
        entry = {"file": file.to.strip("/"), "target": file.to.removesuffix(name), "chmod": f"{file.mode:o}"}
        found.setdefault(machines.get(file.node, "host01"), []).append(entry)
    return found


def _write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name
