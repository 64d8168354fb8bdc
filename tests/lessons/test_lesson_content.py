"""The bundled lessons, and the page that documents their format."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import kubekata
from app.lessons.lint import lint
from app.lessons.loader import load_catalogue
from app.lessons.markdown import code_blocks
from app.lessons.model import Lesson
from app.lessons.reference import PAGE, page

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue([ROOT / "lessons"])
LESSONS = [lesson for lesson in CATALOGUE.lessons() if isinstance(lesson, Lesson)]
LANGUAGES = ("en", "ja")


def test_the_bundled_lessons_have_neither_errors_nor_warnings() -> None:
    errors, warnings = lint(CATALOGUE)
    assert [str(error) for error in [*errors, *warnings]] == []
    assert {lesson.id for lesson in LESSONS} >= {
        "kubernetes-basics/02-deploy-an-app",
        "kubernetes-basics-2018/02-deploy-an-app",
    }


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language(lesson: Lesson, language: str) -> None:
    for step in lesson.steps:
        assert step.title.has(language)
        assert step.html(language)
        assert all(check.says.has(language) for check in step.checks)
        assert all(check.hints and all(hint.has(language) for hint in check.hints) for check in step.checks)
        assert step.explanation is None or step.explanation.text.has(language)
    assert lesson.finish is not None
    assert lesson.finish.text.has(language)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_both_languages_have_the_same_commands(lesson: Lesson) -> None:
    for step in lesson.steps:
        english, japanese = (
            [(info, code) for _, info, code in code_blocks(step.body.text.text(language)) if info.language != "text"]
            for language in LANGUAGES
        )
        assert english == japanese, step.id


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_japanese_texts_are_japanese(lesson: Lesson) -> None:
    for step in lesson.steps:
        prose = re.sub(r"```.*?```", "", step.body.text.text("ja"), flags=re.DOTALL)
        assert re.search(r"[ぁ-ん]{3}", prose), step.id
        assert "。" in prose
    for step in lesson.steps:
        assert not re.search(r"[ぁ-んァ-ン一-龠]", step.body.text.text("en"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_solutions_and_blocks_are_command_lines(lesson: Lesson) -> None:
    for step in lesson.steps:
        for action in step.solution:
            assert action.text is None or shlex.split(action.text)
        for _, info, code in code_blocks(step.body.text.text("en")):
            assert not info.run or shlex.split(code)


def test_the_articles_commands_are_in_the_lesson_of_2018() -> None:
    lesson = CATALOGUE.lesson("kubernetes-basics-2018/02-deploy-an-app")
    assert isinstance(lesson, Lesson)
    runs = [
        (info.terminal, code.strip())
        for step in lesson.steps
        for _, info, code in code_blocks(step.body.text.text("en"))
        if info.run
    ]
    template = """'{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}'"""
    assert [(lesson.release, [node.name for node in lesson.nodes])] == [("1.8", ["host01"])]
    assert runs == [
        (1, "kubectl version"),
        (1, "kubectl get nodes --help"),
        (1, "kubectl get nodes"),
        (1, "kubectl run kubernetes-bootcamp --image=docker.io/jocatalin/kubernetes-bootcamp:v1 --port=8080"),
        (1, "kubectl run --help"),
        (1, "kubectl get deployments"),
        (1, "kubectl get pods"),
        (2, "kubectl proxy"),
        (1, "curl http://localhost:8001/version"),
        (1, f"export POD_NAME=$(kubectl get pods -o go-template --template {template})"),
        (1, "echo Name of the Pod: $POD_NAME"),
        (1, "curl http://localhost:8001/api/v1/proxy/namespaces/default/pods/$POD_NAME/"),
        (1, "kubectl delete pod $POD_NAME"),
        (1, "kubectl get pods"),
    ]


def test_the_format_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m app.lessons.reference`"


def test_lint_on_the_command_line(tmp_path: Path) -> None:
    found = CliRunner().invoke(kubekata, ["lesson", "lint", str(ROOT / "lessons")])
    assert (found.exit_code, found.output) == (0, f"{len(LESSONS)} lessons, 0 errors, 0 warnings\n")
    (tmp_path / "lessons" / "mine" / "01-x").mkdir(parents=True)
    found = CliRunner().invoke(kubekata, ["lesson", "lint", str(tmp_path / "lessons")])
    assert found.exit_code == 1
    assert "lessons/mine/01-x/lesson.yaml:1: cannot be read: No such file or directory" in found.output
    assert found.output.endswith("1 lessons, 2 errors, 0 warnings\n")
