"""`no resource: pod/web-old` - there is no such object, not even one that is being deleted."""

from __future__ import annotations

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence
from app.lessons.selection import (
    LABELED,
    NAMESPACE,
    TYPE_AND_NAME,
    WHERE,
    candidates,
    is_terminating,
    name_of,
    needs,
    resource_of,
)
from app.lessons.sentences import say


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    resource = resource_of(spec, "no resource", evidence)
    if resource is None:
        return HOLDS
    for one in candidates(resource, spec, "no resource", evidence):
        sentence = "object is terminating" if is_terminating(one) else "object exists"
        return fails(say(sentence, kind=resource.kind, name=name_of(one)))
    return HOLDS


CHECK = CheckKind(
    name="no resource",
    help="there is no such object (any more); one that is being deleted still counts",
    example="no resource: pod/web-old",
    takes=TYPE_AND_NAME,
    fields=(NAMESPACE, LABELED, WHERE),
    needs=lambda spec: needs(spec, "no resource"),
    holds=_holds,
)
