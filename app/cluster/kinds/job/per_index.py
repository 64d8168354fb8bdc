"""Indexed jobs whose indexes fail, or suffice, one by one.

Follows kubernetes pkg/controller/job/{backoff_utils,indexed_job_utils,success_policy}.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.cluster.control.pods import phase
from app.cluster.kinds.job import indexes, policy

Object = dict[str, Any]
FAILURES = "batch.kubernetes.io/job-index-failure-count"


def failures_of(pods: Iterable[Object], index: int) -> int:
    """How often an index has failed."""
    return sum(1 for pod in pods if indexes.index_of(pod) == index and phase(pod) == "Failed")


def failed_indexes(job: Object, pods: Iterable[Object]) -> set[int]:
    """The indexes that are not tried again; none without backoffLimitPerIndex."""
    limit = job["spec"].get("backoffLimitPerIndex")
    if limit is None:
        return set()
    found = indexes.read(job.get("status", {}).get("failedIndexes") or "")
    for pod in pods:
        if phase(pod) != "Failed":
            continue
        count = (pod["metadata"].get("annotations") or {}).get(FAILURES, "0")
        if int(count) >= limit or policy.judge(job, pod)[0] == "FailIndex":
            found.add(indexes.index_of(pod))
    return found - {-1}


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
