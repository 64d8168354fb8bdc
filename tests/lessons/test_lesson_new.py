"""The commands that authors begin with."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from lesson_scenario import FILES, INDEX, scenario

from app.cli import kubekata


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(kubekata, ["lesson", *words])
    return found.exit_code, found.output


def test_a_new_lesson_lints_and_verifies(tmp_path: Path) -> None:
    place = str(tmp_path / "mine")
    assert run("new", "my-course/first-steps", "--lessons", place)[0] == 0
    assert run("new", "my-course/second", "--lessons", place)[0] == 0
    assert sorted(path.name for path in (tmp_path / "mine/my-course").iterdir()) == [
        "01-first-steps", "02-second", "course.yaml"
    ]  # fmt: skip
    assert run("lint", "--strict", place) == (0, "2 lessons, 0 errors, 0 warnings\n")
    status, printed = run("verify", "--lessons", place, "--jobs", "1", "--junit", str(tmp_path / "junit.xml"))
    assert (status, printed.splitlines()[-1].rpartition(",")[0]) == (0, "2 lessons, 0 failed")
    assert (tmp_path / "junit.xml").read_text().count("<testcase") == 6
    assert "there is a lesson 'second'" in run("new", "my-course/second", "--lessons", place)[1]
    assert run("new", "My/Course", "--lessons", place)[0] == 2


def test_import_and_export_tell_what_they_did(tmp_path: Path) -> None:
    source = scenario(tmp_path / "mine/shop", FILES, **INDEX)
    status, printed = run("import", str(source), "--to", str(tmp_path / "lessons"))
    assert (status, printed.splitlines()[-1]) == (0, "1 lessons, 2 notes, 0 scenarios failed")
    assert "A shop: 3 steps, 2 verify scripts" in printed
    assert "--replace" in run("import", str(source), "--to", str(tmp_path / "lessons"))[1]
    assert run("import", "https://github.com/a/b", "--to", str(tmp_path / "x"))[0] == 1
    words = ("export", "mine/01-shop", "--lessons", str(tmp_path / "lessons"), "--to", str(tmp_path / "back"))
    told = "note mine/01-shop/step-1.en.md:5: a command for terminal 2; all commands run in the same terminal"
    assert run(*words) == (0, f"{told}\n{tmp_path}/back: 4 steps, 1 notes\n")
    assert (tmp_path / "back/step-1/verify.sh").exists()
    assert (tmp_path / "back/assets/usr/local/bin/tool").exists()
    assert "is there already" in run(*words)[1]
