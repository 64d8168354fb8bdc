"""What a terminal shows, as text: for pages that are there before their terminal emulator."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.web import replies

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # but tabs and newlines
_LINES = 100  # that no screen has


@dataclass(frozen=True)
class FirstScreen:
    """The lines above the prompt, and the prompt at which the learner types."""

    above: str
    prompt: str


def first_screen(joined: replies.Joined) -> FirstScreen | None:
    """The first terminal's screen; None when there is no prompt, or what is printed is more than text."""
    if not joined.lab.terminals:
        return None
    view = joined.lab.terminals[0]
    data = next((output.data for output in joined.output if output.terminal == view.id), "")
    text, prompt = (_COLOURS.sub("", shown).replace("\r\n", "\n") for shown in (data, view.prompt))
    if view.busy or view.mode != "line" or not prompt or not text.endswith(prompt) or _CONTROL.search(text):
        return None
    above = text.removesuffix(prompt).split("\n")[-_LINES:]
    return None if above[-1] else FirstScreen("\n".join(above[:-1]), prompt)
