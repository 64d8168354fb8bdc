"""What storage classes and quotas may say."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.validation import message, validate_create


def problem(group: str, kind: str, **fields: Any) -> str:
    found = validate_create((group, "v1", kind), {"metadata": {"name": "x"}, **fields})
    return message(found) if found else ""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"provisioner": "a b"}, 'provisioner: Invalid value: "a b": name part must consist of'),
        ({"provisioner": "Ex.Com/Disk"}, ""),
        ({"provisioner": "x", "allowedTopologies": [{"matchLabelExpressions": [{"key": "zone", "values": []}]}]},
         "allowedTopologies.matchLabelExpressions[0].values: Required value"),
        ({"provisioner": "x", "allowedTopologies": [{"matchLabelExpressions": [{"key": "z", "values": ["a", "a"]}]}]},
         'allowedTopologies.matchLabelExpressions[0].values[1]: Duplicate value: "a"'),
    ],
)  # fmt: skip
def test_storage_classes(fields: Any, expected: str) -> None:
    found = problem("storage.k8s.io", "StorageClass", volumeBindingMode="Immediate", **fields)
    assert found.startswith(expected) if expected else found == ""


PATH = "spec.scopeSelector.matchExpressions"


@pytest.mark.parametrize(
    ("hard", "requirement", "expected"),
    [
        ({"pods": "1"}, {"scopeName": "PriorityClass", "operator": "In", "values": ["high"]}, ""),
        ({"pods": "1"}, {"scopeName": "PriorityClass", "operator": "In"},
         f"{PATH}.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope "
         "selector"),
        ({"pods": "1"}, {"scopeName": "PriorityClass", "operator": "Exists", "values": ["a"]},
         f'{PATH}.values: Invalid value: ["a"]: must be no value when `operator` is \'Exist\' or \'DoesNotExist\' for '
         "scope selector"),
        ({"pods": "1"}, {"scopeName": "BestEffort", "operator": "In", "values": ["a"]},
         f"{PATH}.operator: Invalid value: \"In\": must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, "
         "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
         "ResourceQuotaScopeCrossNamespacePodAffinity"),
        ({"services": "1"}, {"scopeName": "PriorityClass", "operator": "Exists"},
         f'{PATH}: Invalid value: {{"MatchExpressions":[{{"ScopeName":"PriorityClass","Operator":"Exists","Values":null'
         "}]}: unsupported scope applied to resource"),
    ],
)  # fmt: skip
def test_scope_selectors(hard: Any, requirement: Any, expected: str) -> None:
    spec = {"hard": hard, "scopeSelector": {"matchExpressions": [requirement]}}
    assert problem("", "ResourceQuota", spec=spec) == expected
