"""A check of a step: what it says to learners, and whether it holds for a lab."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from app.lessons.evidence import Evidence, Need
from app.lessons.reading import Field, Takes
from app.lessons.rules import Rules, ruled
from app.lessons.text import Text
from app.lessons.verdict import HOLDS, Spec, Verdict, fails

__all__ = ["HOLDS", "Check", "CheckKind", "Rules", "Spec", "Verdict", "fails"]


@dataclass(frozen=True)
class CheckKind:
    """One kind of check: `name` is its key in a step's checks, `takes` what stands behind that key.

    `holds` and `needs` get the values of the key and of the fields by name. `problems` finds, while a lesson is read,
    what single fields cannot: (field, message, remedy). A kind that `waits` may take its time, and change the lab; one
    that stands `alone` is never inside another.
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
    alone: bool = False


@dataclass(frozen=True)
class Check:
    """A check as a lesson has it. `hints` unfold one by one; `file` and `line` say where it stands."""

    says: Text
    hints: tuple[Text, ...]
    kind: CheckKind
    spec: Spec
    file: str
    line: int
    rules: Rules = field(default_factory=Rules)

    async def holds(self, evidence: Evidence) -> Verdict:
        """Whether it is true now."""
        return await ruled(self, evidence) if self.rules.any else await self.kind.holds(self.spec, evidence)

    def inside(self) -> Iterator[Check]:
        """The checks that it is made of, and those of its rules; one level."""
        for value in self.spec.values():
            if isinstance(value, tuple):
                yield from (one for one in value if isinstance(one, Check))
        yield from self.rules

    @property
    def waits(self) -> bool:
        """Whether its answer, or that of a check inside it, may take a while."""
        return self.kind.waits or any(one.waits for one in self.inside())

    def needs(self) -> frozenset[Need]:
        """What its answer depends on; ask again only when that changed."""
        needs = self.kind.needs(self.spec).union(*(one.needs() for one in self.rules))
        timed = self.rules.within is not None or self.rules.keep is not None
        return needs | {Need("time")} if timed else needs
