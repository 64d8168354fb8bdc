"""Every step of every recording of the real kubectl and helm, typed at our prompt."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.labs.transcripts.play import play_recording
from tests.recordings.compare import compare

FILES = sorted(Path(__file__).parent.glob("*.json"))
# Steps that differ, and why. The list may only shrink.
OPEN: dict[tuple[str, int], str] = {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_as_recorded(file: Path) -> None:
    recording: dict[str, Any] = json.loads(file.read_text())
    played = asyncio.run(play_recording(recording, release="1.36", preset="bare", nodes=None))
    results = compare(recording, played)
    differing = {index: difference for index, state, difference in results if state in ("differs", "missing")}
    known = {index for name, index in OPEN if name == file.stem}
    wrong = [f"$ {recording['steps'][at]['run']}\n{text}" for at, text in differing.items() if at not in known]
    assert not wrong, "\n\n".join(wrong)
    assert known <= set(differing), "this step is as recorded now: take it off the list"
