"""The guide "your first lesson in ten minutes", followed word for word."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from app.cli import kubekata

GUIDE = Path(__file__).parents[2] / "lessons" / "FIRST-LESSON.md"
BLOCK = re.compile(r"^(`{3,})(\S+)(?: file=(\S+))?\n(.*?)^\1$", re.M | re.S)


def follow(line: str) -> str:
    """What a line of the guide prints; seconds are left out."""
    program, *words = shlex.split(line)
    if program == "kubekata":
        done = CliRunner().invoke(kubekata, words)
        assert done.exit_code in (0, 1), done.output
        return re.sub(r"(?:,|  )?\s?[\d.]+ s$", "", done.output, flags=re.M)
    if program == "rm":
        Path(words[0]).unlink()
    elif program == "sed":
        file, (_, old, new, _) = Path(words[2]), words[1].split("/")
        file.write_text(file.read_text().replace(old, new))
    else:
        assert line == "pip install kubekata"
    return ""


def test_the_guide_word_for_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = ""
    compared = 0
    for _, language, file, text in BLOCK.findall(GUIDE.read_text()):
        if file:
            Path(file).write_text(text)
        elif language == "sh":
            printed = "".join(follow(line) for line in text.splitlines())
        elif language == "output":
            assert printed == text
            compared += 1
    assert compared == 5
    workflow = yaml.safe_load(Path(".github/workflows/lessons.yml").read_text())
    steps = [step["run"] for step in workflow["jobs"]["lessons"]["steps"] if "run" in step]
    assert steps[1:] == [
        "kubekata lesson lint --strict lessons",
        "kubekata lesson translate --check lessons",
        "kubekata lesson verify --lessons lessons --junit lessons.xml",
    ]
