"""What a check may ask for beside its kind: order, time, and what must not have been done on the way.

`after`: only what happens after something else counts. `within`: it must come true so soon. `keep`: it must stay true
for a while, so that a state that is only passing by does not count. `unless`: it does not hold where something wrong
was done, which is said. `when`: a hint for a certain wrong state, shown instead of the nearest miss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.lessons.evidence import Evidence, Finished, Narrowed
from app.lessons.sentences import say
from app.lessons.variables import filled_text
from app.lessons.verdict import Verdict, fails

if TYPE_CHECKING:
    from app.lessons.check import Check

TOLERANCE = 2.0  # seconds: a state is seen a moment after it came about, and nobody types that fast
_ON_THE_WAY = 100  # nearer than any miss: it is so, but not for long enough


@dataclass(frozen=True)
class Rules:
    """The rules of one check. Seconds are the lab's."""

    unless: tuple[Check, ...] = ()
    when: tuple[Check, ...] = ()
    after: tuple[Check, ...] = ()
    within: float | None = None
    keep: float | None = None

    def __iter__(self) -> Iterator[Check]:
        yield from (*self.unless, *self.when, *self.after)

    @property
    def any(self) -> bool:
        """Whether there is any rule."""
        return self != Rules()


async def ruled(check: Check, evidence: Evidence) -> Verdict:
    """A check's verdict under its rules."""
    rules, notes = check.rules, _notes(check, evidence)
    verdict = await _unspoilt(rules, evidence) or await _in_order(check, evidence, notes)
    if not verdict.ok and not verdict.spoilt and verdict.near < _ON_THE_WAY:
        for state in rules.when:
            if (await state.holds(evidence)).ok:
                return replace(verdict, why=say("as written", text=filled_text(state.says, evidence)), unasked=True)
    return verdict


def _notes(check: Check, evidence: Evidence) -> dict[str, Any]:
    """What the check wrote down for itself: `seen` when what comes first was so, `held`, `kept` since when it holds."""
    notes: dict[str, Any] = evidence.notes().setdefault(str(check.says), {})
    return notes


async def _unspoilt(rules: Rules, evidence: Evidence) -> Verdict | None:
    for wrong in rules.unless:
        if (await wrong.holds(evidence)).ok:
            return Verdict(False, say("as written", text=filled_text(wrong.says, evidence)), spoilt=True)
    return None


async def _in_order(check: Check, evidence: Evidence, notes: dict[str, Any]) -> Verdict:
    """The verdict on what came after what must come first."""
    begun, counting = evidence.began(), evidence
    if check.rules.after:
        found = await _begun(check.rules.after, evidence, notes)
        if found is None:
            early = (await check.kind.holds(check.spec, evidence)).ok
            return fails(say("done too early" if early else "something comes first"), 0)
        begun, counting = found
    return _in_time(check.rules, await check.kind.holds(check.spec, counting), evidence.now(), begun, notes)


async def _begun(first: Sequence[Check], evidence: Evidence, notes: dict[str, Any]) -> tuple[float, Evidence] | None:
    """When all that comes first had happened, and the lab with the commands that ended after that. None: not yet."""
    commands = evidence.finished()
    if any(need.kind == "commands" for check in first for need in check.needs()):
        count = await _enough(first, evidence, commands)
        if count is None:
            return None
        begun = commands[count - 1].at if count else evidence.began()
        return begun, Narrowed(evidence, commands[count:])
    if "seen" not in notes:
        if not await _all(first, evidence):
            return None
        notes["seen"] = evidence.now()
    seen = float(notes["seen"])
    return seen, Narrowed(evidence, [command for command in commands if command.at >= seen - TOLERANCE])


async def _enough(first: Sequence[Check], evidence: Evidence, commands: Sequence[Finished]) -> int | None:
    """How many of the commands, the oldest first, make all of these checks hold: what was run stays run."""
    if not await _all(first, evidence):
        return None
    low, high = 0, len(commands)
    while low < high:
        middle = (low + high) // 2
        if await _all(first, Narrowed(evidence, commands[:middle])):
            high = middle
        else:
            low = middle + 1
    return low


async def _all(checks: Sequence[Check], evidence: Evidence) -> bool:
    for check in checks:
        if not (await check.holds(evidence)).ok:
            return False
    return True


def _in_time(rules: Rules, verdict: Verdict, now: float, begun: float, notes: dict[str, Any]) -> Verdict:
    if not verdict.ok:
        notes.pop("kept", None)
    else:
        notes.setdefault("held", now)
        notes.setdefault("kept", now)
    if rules.within is not None:
        if notes.get("held", now) - begun > rules.within:
            return Verdict(False, say("too late", seconds=f"{rules.within:g}"), spoilt=True)
        if not verdict.ok:
            return replace(verdict, again=begun + rules.within)
    if rules.keep is not None and verdict.ok:
        until = float(notes["kept"]) + rules.keep
        if now < until:
            return Verdict(False, say("has to stay", seconds=f"{rules.keep:g}"), near=_ON_THE_WAY, again=until)
    return verdict
