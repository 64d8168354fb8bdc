"""`any of:` - one of several checks holds."""

from __future__ import annotations

from app.lessons.check import HOLDS, Check, CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence
from app.lessons.nested import CHECKS, needs_of
from app.lessons.sentences import say


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    nearest = fails(say("nothing"), -1)
    checks: tuple[Check, ...] = spec["any of"]
    for check in checks:
        verdict = await check.holds(evidence)
        if verdict.ok:
            return HOLDS
        nearest = max(nearest, verdict, key=lambda one: one.near)
    return nearest


CHECK = CheckKind(
    name="any of",
    help="one of several checks holds; the checks inside have no texts of their own",
    example="any of:\n  - resource: deployment/web\n  - resource: statefulset/web",
    takes=CHECKS,
    fields=(),
    needs=lambda spec: needs_of(spec["any of"]),
    holds=_holds,
)
