"""The JSON Schema that editors complete from: every lesson fits it, and mistakes do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from app.cli import kubekata
from app.lessons.checks import kinds
from app.lessons.schema import course_schema, lesson_schema

LESSONS = sorted(
    path
    for root in ("lessons", "tests/web/lessons")
    for path in (Path(__file__).parents[2] / root).rglob("lesson.yaml")
)
COURSES = sorted((Path(__file__).parents[2] / "lessons").rglob("course.yaml"))
LESSON = Draft202012Validator(lesson_schema())


def problems(validator: Any, data: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)]


def test_the_schemas_are_schemas() -> None:
    for schema in (lesson_schema(), course_schema()):
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "path", [path for path in LESSONS if "04-scale-it" not in str(path)], ids=lambda p: p.parent.name
)
def test_every_lesson_fits(path: Path) -> None:
    assert problems(LESSON, yaml.load(path.read_text(), yaml.CSafeLoader)) == []


@pytest.mark.parametrize("path", COURSES, ids=lambda p: p.parent.name)
def test_every_course_fits(path: Path) -> None:
    assert problems(Draft202012Validator(course_schema()), yaml.safe_load(path.read_text())) == []


@pytest.mark.parametrize("name", kinds())
def test_examples_of_every_check_fit(name: str) -> None:
    check = {"says": "x", **yaml.safe_load(kinds()[name].example)}
    lesson = {
        "title": "x",
        "description": "x",
        "release": 1.36,
        "minutes": 5,
        "steps": [{"id": "a", "checks": [check]}],
    }
    assert problems(LESSON, lesson) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"titel": "x"}, "$"),
        ({"release": "1.99"}, "$.release"),
        ({"minutes": "five"}, "$.minutes"),
        ({"steps": [{"id": "a", "check": []}]}, "$.steps[0]"),
        ({"steps": [{"id": "a", "checks": [{"says": "x", "resorce": "pod/x"}]}]}, "$.steps[0].checks[0]"),
        ({"steps": [{"id": "a", "checks": [{"says": "x", "ran": "ls", "keep": "a while"}]}]}, "$.steps[0].checks[0]"),
        (
            {"steps": [{"id": "a", "checks": [{"says": "x", "ran": "ls", "unless": [{"ran": "ls"}]}]}]},
            "$.steps[0].checks[0]",
        ),
    ],
)
def test_mistakes_do_not_fit(change: dict[str, Any], where: str) -> None:
    lesson = {"title": "x", "description": "x", "release": "1.36", "minutes": 5, "steps": [], **change}
    assert [problem.partition(": ")[0] for problem in problems(LESSON, lesson)] == [where]


def test_schemas_beside_lessons(tmp_path: Path) -> None:
    printed = CliRunner().invoke(kubekata, ["lesson", "schema"])
    assert json.loads(printed.output) == lesson_schema()
    assert CliRunner().invoke(kubekata, ["lesson", "schema", "--write", str(tmp_path)]).exit_code == 0
    assert json.loads((tmp_path / ".schema" / "course.json").read_text()) == course_schema()
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text())
    assert settings["yaml.schemas"] == {
        "./.schema/lesson.json": "**/lesson.yaml",
        "./.schema/course.json": "**/course.yaml",
    }
