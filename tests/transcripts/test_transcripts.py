"""Every session written down in this folder goes as it says. `kubekata run --accept FILE.t` rewrites one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.labs.transcripts.play import play
from app.labs.transcripts.text import parse, render

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.t")), ids=lambda path: path.stem)
def test_a_session_goes_as_written(path: Path) -> None:
    written = parse(path.read_text("utf-8"))
    assert written.title
    played = asyncio.run(play(written, release="1.36", preset="lesson", nodes=None, lesson=None))
    assert render(played) == render(written)
