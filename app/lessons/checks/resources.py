"""`resources: pods` - so many of them, and every one is as the pattern says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence
from app.lessons.matching import misses
from app.lessons.reading import Field, Source, Takes, Value
from app.lessons.reading.takes import PATTERN, read_pattern
from app.lessons.selection import (
    LABELED,
    NAMESPACE,
    TERMINATING,
    TYPE,
    WHERE,
    candidates,
    is_terminating,
    name_of,
    needs,
    resource_of,
)
from app.lessons.sentences import say


def _read_count(source: Source, value: Value) -> Any:
    pattern = read_pattern(source, value)
    if not isinstance(pattern, int | Mapping) or isinstance(pattern, bool):
        source.wrong(value, "a number is expected here", "write 3, or {at least: 3}")
    return pattern


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    resource = resource_of(spec, "resources", evidence)
    if resource is None:
        return fails(say("unknown resource", word=spec["resources"][0]))
    found = candidates(resource, spec, "resources", evidence)
    counting = [one for one in found if is_terminating(one) == spec["terminating"]]
    if misses(spec["count"], len(counting)):
        if not counting:
            return fails(say("no object", kind=resource.kind), 0)
        return fails(say("object count", kind=resource.kind, count=len(counting)))
    for one in counting:
        missed = [] if spec["is"] is None else misses(spec["is"], one)
        if missed:
            return fails(say("object differs", kind=resource.kind, name=name_of(one), miss=missed[0].why), 2)
    return HOLDS


CHECK = CheckKind(
    name="resources",
    help="there are so many such objects, and (with `is`) every one of them looks like this",
    example="resources: pods\nlabeled: app=web\ncount: {at least: 2}\nis: {status: {phase: Running}}",
    takes=TYPE,
    fields=(
        Field("count", Takes("a number, or an operator", _read_count, {}), "how many; at least one if not given",
              default={"at least": 1}),
        Field("is", PATTERN, "what each of them must look like"),
        NAMESPACE, LABELED, WHERE, TERMINATING,
    ),
    needs=lambda spec: needs(spec, "resources"),
    holds=_holds,
)  # fmt: skip
