"""`resource: deployment/web` - there is such an object, and it is as the pattern says."""

from __future__ import annotations

from collections.abc import Sequence

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence, Object, Resource
from app.lessons.matching import misses
from app.lessons.reading import Field
from app.lessons.reading.takes import PATTERN
from app.lessons.selection import (
    LABELED,
    NAMESPACE,
    TERMINATING,
    TYPE_AND_NAME,
    WHERE,
    candidates,
    is_terminating,
    name_of,
    namespace_of,
    needs,
    resource_of,
)
from app.lessons.sentences import say

_EVERYWHERE = ("default", "kube-root-ca.crt", "kubernetes")  # what every namespace has, and nobody made


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    resource = resource_of(spec, "resource", evidence)
    if resource is None:
        return fails(say("unknown resource", word=spec["resource"][0]))
    found = candidates(resource, spec, "resource", evidence)
    counting = [one for one in found if is_terminating(one) == spec["terminating"]]
    if not counting:
        return _nothing(resource, spec, found, evidence)
    nearest: list[tuple[int, Verdict]] = []
    for one in counting:
        missed = [] if spec["is"] is None else misses(spec["is"], one)
        if not missed:
            return HOLDS
        why = say("object differs", kind=resource.kind, name=name_of(one), miss=missed[0].why)
        nearest.append((len(missed), fails(why, 3 if len(missed) == 1 else 2)))
    return min(nearest, key=lambda pair: pair[0])[1]


def _nothing(resource: Resource, spec: Spec, found: Sequence[Object], evidence: Evidence) -> Verdict:
    """Why nothing is there: deleted, elsewhere, under another name, or not made at all."""
    name = spec["resource"][1]
    if found and not spec["terminating"]:
        return fails(say("object is terminating", kind=resource.kind, name=name_of(found[0])))
    if not name or "*" in name:
        return fails(say("no object", kind=resource.kind), 0)
    everywhere = list(evidence.objects(resource, None, name))
    if everywhere and namespace_of(everywhere[0]) not in ("", spec["namespace"]):
        found_in = namespace_of(everywhere[0])
        return fails(say("object elsewhere", kind=resource.kind, name=name, found=found_in))
    listed = evidence.objects(resource, spec["namespace"] if resource.namespaced else None)
    others = [one for one in listed if name_of(one) not in _EVERYWHERE]
    if len(others) == 1 and not spec["labeled"]:
        return fails(say("object has another name", kind=resource.kind, found=name_of(others[0])))
    if not resource.namespaced:
        return fails(say("no such cluster object", kind=resource.kind, name=name), 0)
    return fails(say("no such object", kind=resource.kind, name=name, namespace=spec["namespace"]), 0)


IS = Field("is", PATTERN, "what the object must look like")

CHECK = CheckKind(
    name="resource",
    help="there is such an object, and (with `is`) it looks like this",
    example="resource: deployment/web\nis: {spec: {replicas: 3}, status: {readyReplicas: {at least: 3}}}",
    takes=TYPE_AND_NAME,
    fields=(IS, NAMESPACE, LABELED, WHERE, TERMINATING),
    needs=lambda spec: needs(spec, "resource"),
    holds=_holds,
)
