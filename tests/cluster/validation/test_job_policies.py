"""What a Job may say about failed pods, about success and about its indexes."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.defaults import apply_defaults
from app.cluster.validation import validate_create
from app.cluster.validation.field_errors import message

_JOB = ("batch", "v1", "CronJob")


def _problems(**spec: Any) -> str:
    pod = {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox"}]}
    obj: dict[str, Any] = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "x", "namespace": "default"},
        "spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": {"spec": pod}, **spec}}},
    }
    apply_defaults(_JOB, obj)
    problems = validate_create(_JOB, obj)
    return message(problems).replace("spec.jobTemplate.spec.", "") if problems else ""


_RULES = "podFailurePolicy.rules[0]"


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"completionMode": "Indexed"}, "completions: Required value: when completion mode is Indexed"),
        ({"backoffLimitPerIndex": 1}, "backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode"),
        (
            {"managedBy": "me"},
            'managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")',
        ),
        (
            {"podFailurePolicy": {"rules": [{"action": "Ignore"}]}},
            f"{_RULES}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required",
        ),
        (
            {"podFailurePolicy": {"rules": [{"onExitCodes": {"operator": "In", "values": [1]}}]}},
            f'{_RULES}.action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
        ),
        (
            {
                "podFailurePolicy": {
                    "rules": [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [3, 2]}}]
                }
            },
            f"{_RULES}.onExitCodes.values: Invalid value: [3,2]: must be ordered",
        ),
        (
            {
                "completionMode": "Indexed",
                "completions": 3,
                "successPolicy": {"rules": [{"succeededIndexes": "0-3"}]},
            },
            'successPolicy.rules[0].succeededIndexes: Invalid value: "0-3": '
            'error parsing succeededIndexes: too large index: "3"',
        ),
    ],
)
def test_problem(spec: dict[str, Any], text: str) -> None:
    assert _problems(**spec) == text


def test_a_sound_success_policy_passes() -> None:
    rules = [{"succeededIndexes": "0,2-3", "succeededCount": 2}]
    assert not _problems(completionMode="Indexed", completions=4, successPolicy={"rules": rules})
