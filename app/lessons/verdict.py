"""What a check answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.lessons.sentences import Sentence

Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """Whether a check holds; if not, `why` is the nearest miss in one sentence, which never gives the answer away.

    `told` is what only the lesson's author may read: the last line that an unseen script printed. `near` compares
    misses: 0 is nothing at all, more is nearer. `spoilt`: it cannot hold any more in this step, which has to be begun
    anew. `unasked`: `why` is the author's word for a wrong state, which learners read without asking for it. `again`:
    when, by the lab's clock, time alone may change the answer.
    """

    ok: bool
    why: Sentence | None = None
    told: str = ""
    near: int = 1
    spoilt: bool = False
    unasked: bool = False
    again: float | None = None


HOLDS = Verdict(True)


def fails(why: Sentence, near: int = 1) -> Verdict:
    """A check that does not hold."""
    return Verdict(False, why, near=near)
