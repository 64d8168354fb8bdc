"""`all of:` - several checks hold at the same moment."""

from __future__ import annotations

from app.lessons.check import HOLDS, Check, CheckKind, Spec, Verdict
from app.lessons.evidence import Evidence
from app.lessons.nested import CHECKS, needs_of


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    checks: tuple[Check, ...] = spec["all of"]
    for check in checks:
        verdict = await check.holds(evidence)
        if not verdict.ok:
            return verdict
    return HOLDS


CHECK = CheckKind(
    name="all of",
    help="several checks hold at the same moment; the checks inside have no texts of their own",
    example="all of:\n  - resource: deployment/web\n  - resource: statefulset/web",
    takes=CHECKS,
    fields=(),
    needs=lambda spec: needs_of(spec["all of"]),
    holds=_holds,
)
