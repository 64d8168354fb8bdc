# ruff: noqa: E501  (messages and HTML are compared whole)
"""Lesson files: what authors write wrongly is reported by file, line and remedy, and never raised."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.lessons.loader import load_catalogue, load_lesson
from app.lessons.model import Action, BrokenLesson, Lesson

LESSON = """\
title: {en: Pods, ja: Pod}
description: {en: About pods., ja: Pod について}
release: 1.36
minutes: 5
terminals: 2
nodes: [controlplane, {name: node01, cpu: 2, taints: ["a=b:NoSchedule"]}]
offers: [stop node]
steps:
  - id: look
    checks:
      - says: {en: You looked, ja: 見た}
        ran: kubectl get pods
        hint: {en: get, ja: get}
    solution:
      - kubectl get pods
      - {type: kubectl proxy, terminal: 2}
      - {press: ctrl-c, terminal: 2}
      - wait: 1m30s
      - fast forward: 1h
      - stop node of: app=web
      - stop node: node01
      - start node: node01
    explanation: {en: Because., ja: だから。}
"""
COURSE = "title: {en: Course, ja: コース}\ndescription: {en: One., ja: 一つ。}\n"
LOOK = {"look.en.md": "# Look\n\nText\n", "look.ja.md": "# 見る\n\n文章\n"}


def folder(
    tmp_path: Path, lesson: str | bytes = LESSON, texts: dict[str, str] | None = None, name: str = "01-pods"
) -> Path:
    """A lesson's folder in a course's folder."""
    path = tmp_path / "lessons" / "course" / name
    path.mkdir(parents=True)
    (path.parent / "course.yaml").write_text(COURSE)
    (path / "lesson.yaml").write_bytes(lesson if isinstance(lesson, bytes) else lesson.encode())
    for file, text in (LOOK if texts is None else texts).items():
        (path / file).write_text(text)
    return path


def errors_of(tmp_path: Path, lesson: str | bytes, texts: dict[str, str] | None = None) -> list[str]:
    found = load_lesson(folder(tmp_path, lesson, texts), "course", ("en", "ja"))
    assert isinstance(found, BrokenLesson)
    return [str(error).removeprefix("lessons/course/01-pods/") for error in found.errors]


def test_a_lesson_is_read(tmp_path: Path) -> None:
    lesson = load_lesson(folder(tmp_path), "course", ("en", "ja"))
    assert isinstance(lesson, Lesson), lesson.reason
    assert (lesson.id, lesson.release, lesson.terminals, lesson.minutes, lesson.level) == (
        "course/01-pods",
        "1.36",
        2,
        5,
        "beginner",
    )
    assert [(node.name, node.cpu, node.taints) for node in lesson.nodes] == [
        ("controlplane", "1", ()),
        ("node01", "2", ("a=b:NoSchedule",)),
    ]
    step = lesson.steps[0]
    assert (step.title.text("ja"), step.html("ja"), step.title.text("fr")) == ("見る", "<p>文章</p>\n", "Look")
    assert step.solution == (
        Action(text="kubectl get pods"),
        Action(2, text="kubectl proxy"),
        Action(2, press="ctrl-c"),
        Action(wait=90.0),
        Action(wait=3600.0, skipped=True),
        Action(stop_node_of=(("app", "web"),)),
        Action(stop_node="node01"),
        Action(start_node="node01"),
    )
    assert [action.says and action.says.text("en") for action in step.solution[4:]] == [
        "Let the lab's clock jump 3600 seconds ahead.",
        "Switch off the node on which the pod with app=web runs.",
        "Switch off the node node01.",
        "Switch on the node node01.",
    ]
    assert (lesson.untranslated, lesson.warnings, lesson.languages) == ((), (), ("en", "ja"))


def test_all_errors_of_a_file_are_reported_together(tmp_path: Path) -> None:
    broken = """\
titel: Pods
description: {en: About pods., jp: x}
release: 1.99
minutes: soon
nodes: [controlplane, {name: Node_1, taints: [x]}]
offers: [stop the world]
steps:
  - id: look
    checks:
      - ran: kubectl get 'pods
      - {says: x, resource: pod/web, is: {spec: {a: {at leats: 3}}}}
      - {says: x, resorce: pod/web}
      - {says: x, resource: pod/web, ran: ls}
    solution:
      - {typ: ls}
      - {wait: a while}
      - {type: ls, wait: 1s}
      - {type: ls, terminal: 3}
      - stop node: node07
  - id: look
    checks: [{says: x, file: pod.yaml}]
"""
    assert errors_of(tmp_path, broken) == [
        "lesson.yaml:1: the lesson lacks the key 'title'; title: its title",
        "lesson.yaml:1: unknown key 'titel' in the lesson; did you mean 'title'?",
        "lesson.yaml:3: '1.99' is not known here; choose one of: 1.36, 1.8",
        "lesson.yaml:4: a whole number from 1 to 600 is expected here",
        "lesson.yaml:5: 'Node_1' is not written as it should be; for example: node01",
        "lesson.yaml:5: 'x' is not written as it should be; for example: node-role.kubernetes.io/control-plane:NoSchedule",
        "lesson.yaml:6: 'stop the world' is not known here; choose one of: stop node, fast forward",
        "lesson.yaml:8: the solution uses terminal 3; set terminals: 3",
        "lesson.yaml:8: there is no node 'node07'; known are: Node_1, controlplane",
        "lesson.yaml:10: not a command line: No closing quotation; close the quotes",
        "lesson.yaml:10: the check `ran` lacks the key 'says'; says: what is true when the check holds, as learners read it",
        "lesson.yaml:10: there is no command; write one: ran: kubectl get pods",
        "lesson.yaml:11: unknown operator 'at leats'; did you mean 'at least'?",
        "lesson.yaml:12: unknown kind of check 'resorce'; did you mean 'resource'?",
        "lesson.yaml:13: a check has one kind, this one has resource and ran; write two checks, or `all of:`",
        "lesson.yaml:15: unknown key 'typ' in a line of a solution; did you mean 'type'?",
        "lesson.yaml:16: 'a while' is no duration; write 30s, 5m or 1h30m",
        "lesson.yaml:17: a line of a solution does one thing; write one of: type, press, wait, fast forward, stop node ...",
        "lesson.yaml:20: the step 'look' has checks but no solution; add `solution:`, so that it can be verified",
        "lesson.yaml:20: the step 'look' stands twice; rename one, and its texts",
        "lesson.yaml:21: 'pod.yaml' is no absolute path; write /root/pod.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lesson", "error"),
    [
        ("", "lesson.yaml:1: the file is empty; start with `title:`"),
        ("[]", "lesson.yaml:1: the lesson must be a mapping of keys to values; its keys are: title, description, release, "
         "level, minutes, requires, clock, terminals, cluster, nodes, setup, files, images, offers, origin, steps"),
        ("title: Pods: more\n", "lesson.yaml:1: not valid YAML: mapping values are not allowed in this context; "
         "put texts that hold a colon and a space in quotes"),
        ("title: x\n\tminutes: 5\n", "lesson.yaml:2: not valid YAML: "),
        ("title: `x`\n", "lesson.yaml:1: not valid YAML: found character that cannot start any token; "
         "put texts that begin with `, @ or % in quotes"),
        (b"title: \xff\n", "lesson.yaml:1: the file is not UTF-8 text; save it as UTF-8"),
        ("title: x\ntitle: y\n", "lesson.yaml:2: the key 'title' stands twice; the first is in line 1"),
        ("title: !!python/object:os.system x\n", "lesson.yaml:1: the tag "),
        ("? {a: b}\n: c\n", "lesson.yaml:1: a key must be a plain word; "),
        ("a: &a [*a]\n", "lesson.yaml:1: values are nested too deeply or contain themselves; "),
        ("title: " + "[" * 5000 + "]" * 5000, "lesson.yaml:1: "),
        ("title: " + "x" * (1 << 20), "lesson.yaml:1: the file is larger than 1024 KiB; split it, or move texts into Markdown files"),
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_files_that_are_no_lessons(tmp_path: Path, lesson: str | bytes, error: str) -> None:
    assert any(found.startswith(error) for found in errors_of(tmp_path, lesson))


def test_aliases_are_limited(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join(['*' + chr(ord(name) - 1)] * 9)}]" for name in "bcdefghi"]
    assert errors_of(tmp_path, "\n".join(lines)) == [
        "lesson.yaml:1: more than 20000 values in one file; write it out, without aliases"
    ]


def test_texts_are_checked(tmp_path: Path) -> None:
    texts = {
        "look.en.md": "No title\n\n```sh rum\nls\n```\n",
        "look.ja.md": "# 見る\n\n::: tipp\n:::\n\n```yaml run\n```\n\n```sh run terminal=3\nls\n```\n",
    }
    assert errors_of(tmp_path, LESSON, texts) == [
        "look.en.md:1: the step has no title; start with `# Title`",
        "look.en.md:3: 'rum' means nothing in a code block's first line; write: sh run, sh run terminal=2, sh run interrupt, sh, output, yaml ...",
        "look.ja.md:3: there is no note 'tipp'; did you mean 'tip'?",
        "look.ja.md:6: a block of 'yaml' cannot be run; write: sh run, sh run terminal=2, sh run interrupt, sh, output, yaml ...",
        "look.ja.md:9: the lesson has no terminal 3; set terminals: 3",
    ]  # fmt: skip


def test_missing_texts(tmp_path: Path) -> None:
    assert errors_of(tmp_path, LESSON, {}) == [
        "lesson.yaml:9: there is no text look.en.md; write it beside lesson.yaml; its first line is `# Title`"
    ]


def test_untranslated_texts_fall_back_and_are_reported(tmp_path: Path) -> None:
    lesson = load_lesson(
        folder(
            tmp_path,
            LESSON.replace(", ja: 見た", ""),
            {"look.en.md": "# Look\n", "looc.en.md": "# x\n", "look.de.md": "# x\n"},
        ),
        "course",
        ("en", "ja"),
    )
    assert isinstance(lesson, Lesson), lesson.reason
    assert [str(error) for error in lesson.untranslated] == [
        "lessons/course/01-pods/lesson.yaml:11: this text is not translated: You looked; add `ja:`",
        "lessons/course/01-pods/look.ja.md:1: there is no such text; translate look.en.md",
    ]
    assert [str(error) for error in lesson.warnings] == [
        "lessons/course/01-pods/looc.en.md:1: this text is never shown: no step has this name; did you mean 'look'?",
        "lessons/course/01-pods/look.de.md:1: this text is never shown: no language of the course; did you mean 'look'?",
    ]
    assert lesson.steps[0].checks[0].says.text("ja") == "You looked"


def test_broken_lessons_are_listed_and_take_nothing_down(tmp_path: Path) -> None:
    folder(tmp_path)
    folder(tmp_path, "titel: x", {}, "02-broken")
    folder(tmp_path, LESSON, LOOK, "not-numbered")
    (tmp_path / "lessons" / "empty").mkdir()
    (tmp_path / "lessons" / "course" / "03-nothing").mkdir()
    (tmp_path / "lessons" / "course" / "04-odd").mkdir()
    (tmp_path / "lessons" / "course" / "04-odd" / "lesson.yaml").mkdir()
    catalogue = load_catalogue([tmp_path / "lessons", tmp_path / "nowhere"])
    assert [(type(lesson).__name__, lesson.id) for lesson in catalogue.lessons()] == [
        ("Lesson", "course/01-pods"),
        ("BrokenLesson", "course/02-broken"),
        ("BrokenLesson", "course/03-nothing"),
        ("BrokenLesson", "course/04-odd"),
        ("BrokenLesson", "course/not-numbered"),
    ]
    errors = [str(error) for error in catalogue.errors()]
    assert (
        "lessons/course/03-nothing/lesson.yaml:1: cannot be read: No such file or directory; write the keys of lesson.yaml"
        in errors
    )
    assert (
        "lessons/course/04-odd/lesson.yaml:1: cannot be read: Is a directory; write the keys of lesson.yaml" in errors
    )
    assert (
        "lessons/empty/course.yaml:1: cannot be read: No such file or directory; write the keys of course.yaml"
        in errors
    )
    assert any("nowhere:1: cannot be read" in error for error in errors)
    broken = catalogue.lesson("course/02-broken")
    assert isinstance(broken, BrokenLesson)
    assert "unknown key 'titel'" in broken.reason
    assert catalogue.course("course") is not None
    assert catalogue.lesson("course/99-nope") is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lesson=st.text(max_size=200) | st.binary(max_size=200), cut=st.integers(0, len(LESSON)))
def test_loading_never_raises(tmp_path_factory: pytest.TempPathFactory, lesson: str | bytes, cut: int) -> None:
    path = folder(tmp_path_factory.mktemp("any"), lesson)
    load_lesson(path, "course", ("en", "ja"))
    (path / "lesson.yaml").write_text(LESSON[:cut])
    load_lesson(path, "course", ("en", "ja"))
