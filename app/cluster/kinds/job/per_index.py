"""Indexed jobs whose indexes fail, or suffice, one by one.

Follows kubernetes pkg/controller/job/{backoff_utils,indexed_job_utils,success_policy}.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.cluster.kinds.job import indexes, policy
from app.cluster.kinds.job.backoff import Backoff, finished_at

Object = dict[str, Any]
FAILURES = "batch.kubernetes.io/job-index-failure-count"
IGNORED = "batch.kubernetes.io/job-index-ignored-failure-count"


def _noted(pod: Object, annotation: str) -> int:
    return int((pod["metadata"].get("annotations") or {}).get(annotation, "0"))


def failed_indexes(job: Object, pods: Iterable[Object]) -> set[int]:
    """The indexes that are not tried again; none without backoffLimitPerIndex."""
    limit = job["spec"].get("backoffLimitPerIndex")
    if limit is None:
        return set()
    found = indexes.read(job.get("status", {}).get("failedIndexes") or "")
    for pod in pods:
        if not policy.has_failed(job, pod):
            continue
        action = policy.judge(job, pod)[0]
        if action == "FailIndex" or (action != "Ignore" and _noted(pod, FAILURES) >= limit):
            found.add(indexes.index_of(pod))
    return {index for index in found if 0 <= index < job["spec"].get("completions", 0)}


def last_failed(job: Object, pods: Iterable[Object], settled: set[int]) -> dict[int, Object]:
    """Per index the failed pod whose count its replacement goes on with; not of the `settled` indexes."""
    found: dict[int, Object] = {}
    for pod in pods:
        index = indexes.index_of(pod)
        if index < 0 or index in settled or not policy.has_failed(job, pod):
            continue
        if index not in found or _standing(found[index]) <= _standing(pod):
            found[index] = pod
    return found


def _standing(pod: Object) -> tuple[int, float]:
    return _noted(pod, FAILURES) + _noted(pod, IGNORED), finished_at(pod)


def wait(replaced: Object | None, now: float) -> float:
    """Seconds until an index may be tried again after its last pod."""
    if replaced is None:
        return 0.0
    return Backoff(_standing(replaced)[0] + 1, finished_at(replaced)).remaining(now)


def counters(job: Object, replaced: Object | None) -> dict[str, str]:
    """What a new pod of an index carries: how often the index has failed so far."""
    if replaced is None:
        return {FAILURES: "0"}
    counted = policy.counts(job, replaced)
    ignored = _noted(replaced, IGNORED) + (not counted)
    made = {FAILURES: str(_noted(replaced, FAILURES) + counted)}
    return {**made, IGNORED: str(ignored)} if ignored else made


def failure(spec: Object, failed: set[int], done: set[int]) -> tuple[str, str] | None:
    """(reason, message) when too many indexes have failed, or some and none is left."""
    most = spec.get("maxFailedIndexes")
    if most is not None and len(failed) > most:
        return "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes"
    if failed and len(failed) + len(done) >= (spec.get("completions") or 0):
        return "FailedIndexes", "Job has failed indexes"
    return None


def success(spec: Object, done: set[int]) -> tuple[str, str] | None:
    """(reason, message) when a rule of the success policy is met."""
    for number, rule in enumerate((spec.get("successPolicy") or {}).get("rules") or ()):
        named = rule.get("succeededIndexes")
        wanted = indexes.read(named) if named is not None else None
        held = done if wanted is None else done & wanted
        least = rule.get("succeededCount")
        if least is None:
            least = len(wanted or ())
        if least and len(held) >= least:
            return "SuccessPolicy", f"Matched rules at index {number}"
    return None
