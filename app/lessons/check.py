"""A check of a step: what it says to learners, and whether it holds for a lab."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.lessons.evidence import Evidence, Need
from app.lessons.reading import Field, Takes
from app.lessons.sentences import Sentence
from app.lessons.text import Text

Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """Whether a check holds; if not, `why` is the nearest miss in one sentence, which never gives the answer away.

    `told` is what only the lesson's author may read: the last line that an unseen script printed.
    """

    ok: bool
    why: Sentence | None = None
    told: str = ""


HOLDS = Verdict(True)


def fails(why: Sentence) -> Verdict:
    """A check that does not hold."""
    return Verdict(False, why)


@dataclass(frozen=True)
class CheckKind:
    """One kind of check: `name` is its key in a step's checks, `takes` what stands behind that key.

    `holds` and `needs` get the values of the key and of the fields by name. `problems` finds, while a lesson is read,
    what single fields cannot: (field, message, remedy). A kind that `waits` may take its time, and change the lab.
    """

    name: str
    help: str
    example: str
    takes: Takes
    fields: tuple[Field, ...]
    needs: Callable[[Spec], frozenset[Need]]
    holds: Callable[[Spec, Evidence], Awaitable[Verdict]]
    problems: Callable[[Spec], list[tuple[str, str, str]]] = lambda spec: []
    waits: bool = False


@dataclass(frozen=True)
class Check:
    """A check as a lesson has it. `file` and `line` say where."""

    says: Text
    hint: Text | None
    kind: CheckKind
    spec: Spec
    file: str
    line: int

    async def holds(self, evidence: Evidence) -> Verdict:
        """Whether it is true now."""
        return await self.kind.holds(self.spec, evidence)

    @property
    def waits(self) -> bool:
        """Whether its answer, or that of a check inside it, may take a while."""
        inside = (one for value in self.spec.values() if isinstance(value, tuple) for one in value)
        return self.kind.waits or any(isinstance(one, Check) and one.waits for one in inside)

    def needs(self) -> frozenset[Need]:
        """What its answer depends on; ask again only when that changed."""
        return self.kind.needs(self.spec)
