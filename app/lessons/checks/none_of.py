"""`none of:` - nothing of this is so."""

from __future__ import annotations

from app.lessons.check import HOLDS, Check, CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence
from app.lessons.nested import PERHAPS_WORDED, needs_of
from app.lessons.sentences import say


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    checks: tuple[Check, ...] = spec["none of"]
    for check in checks:
        if (await check.holds(evidence)).ok:
            return fails(say("as written", text=check.says) if str(check.says) else say("something is so"), 2)
    return HOLDS


CHECK = CheckKind(
    name="none of",
    help="none of several checks holds; what one of them `says` is what learners read while it does",
    example="none of:\n  - {says: web still has a pod that waits, resources: pods, is: {status: {phase: Pending}}}",
    takes=PERHAPS_WORDED,
    fields=(),
    needs=lambda spec: needs_of(spec["none of"]),
    holds=_holds,
)
