"""Indexed jobs whose indexes fail, or suffice, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.kinds.job import per_index


def pod(index: int, phase: str, failures: int = 0) -> Any:
    annotations = {"batch.kubernetes.io/job-completion-index": str(index), per_index.FAILURES: str(failures)}
    return {
        "metadata": {"name": f"p-{index}", "annotations": annotations, "creationTimestamp": "2026-11-23T06:00:00Z"},
        "status": {"phase": phase},
    }


def test_an_index_fails_when_its_retries_are_used_up() -> None:
    job = {"spec": {"backoffLimitPerIndex": 1, "completions": 5}, "status": {"failedIndexes": "4"}}
    pods = [pod(0, "Failed"), pod(1, "Failed"), pod(1, "Failed", failures=1), pod(2, "Succeeded")]
    assert per_index.failed_indexes(job, pods) == {1, 4}
    assert per_index.last_failed(job, pods, {1, 4}) == {0: pods[0]}
    assert per_index.counters(job, pods[0]) == {per_index.FAILURES: "1"}
    assert per_index.failed_indexes({"spec": {}}, pods) == set()


@pytest.mark.parametrize(
    ("spec", "failed", "done", "reason"),
    [
        ({"completions": 3}, set(), {0}, None),
        ({"completions": 3}, {1}, {0}, None),
        ({"completions": 3}, {1}, {0, 2}, "FailedIndexes"),
        ({"completions": 3, "maxFailedIndexes": 1}, {1}, {0}, None),
        ({"completions": 3, "maxFailedIndexes": 1}, {0, 1}, set(), "MaxFailedIndexesExceeded"),
    ],
)
def test_a_job_fails_with_its_indexes(spec: Any, failed: set[int], done: set[int], reason: str | None) -> None:
    found = per_index.failure(spec, failed, done)
    assert (found[0] if found else None) == reason


@pytest.mark.parametrize(
    ("rules", "done", "message"),
    [
        ([{"succeededIndexes": "0,2"}], {0}, None),
        ([{"succeededIndexes": "0,2"}], {0, 2}, "Matched rules at index 0"),
        ([{"succeededIndexes": "0-3", "succeededCount": 2}], {1, 2}, "Matched rules at index 0"),
        ([{"succeededIndexes": "5"}, {"succeededCount": 1}], {3}, "Matched rules at index 1"),
        ([], {0, 1}, None),
    ],
)
def test_a_success_policy_is_met(rules: Any, done: set[int], message: str | None) -> None:
    found = per_index.success({"successPolicy": {"rules": rules}}, done)
    assert (found[1] if found else None) == message
