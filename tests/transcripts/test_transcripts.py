"""Every session written down in this folder goes as it says. `kubekata run --accept FILE.t` rewrites one.

`python tests/transcripts/test_transcripts.py` writes DIFFERENCES.md, the page of what is known to differ.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.labs.transcripts.play import play
from app.labs.transcripts.text import parse, render

FOLDER = Path(__file__).parent
SESSIONS = sorted(FOLDER.glob("*.t"))
PAGE = FOLDER / "DIFFERENCES.md"


def differences() -> str:
    """The page: each step whose output is known to differ from the real tool's, and why."""
    lines = [
        "# Known differences from the real tools",
        "",
        "Generated from the sessions of this folder; do not edit.",
        "",
    ]
    for path in SESSIONS:
        noted = [step for step in parse(path.read_text("utf-8")).steps if step.note]
        lines += [f"- {path.name}: `{step.run.partition(chr(10))[0]}`: {step.note}" for step in noted]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_goes_as_written(path: Path) -> None:
    written = parse(path.read_text("utf-8"))
    assert written.title
    played = asyncio.run(play(written, release="1.36", preset="lesson", nodes=None, lesson=None))
    assert render(played) == render(written)


def test_the_page_of_differences_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == differences(), f"run: python {Path(__file__).name}"


if __name__ == "__main__":
    PAGE.write_text(differences(), encoding="utf-8")
