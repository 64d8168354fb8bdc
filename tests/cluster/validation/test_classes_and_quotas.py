"""What storage classes, quotas, APIs and the rules of fairness may say."""

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


FLOW, LEVEL = "FlowSchema", "PriorityLevelConfiguration"
QUEUE = {
    "limited": {"limitResponse": {"type": "Queue", "queuing": {"queues": 2, "handSize": 3, "queueLengthLimit": 0}}}
}


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        (FLOW, {"matchingPrecedence": 1, "rules": [{"nonResourceRules": [{"verbs": ["look"]}]}]},
         "[spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1, "
         "spec.priorityLevelConfiguration.name: Required value: must reference a priority level, "
         "spec.rules[0].subjects: Required value: subjects must contain at least one value, "
         'spec.rules[0].nonResourceRules[0].verbs: Unsupported value: ["look"]: supported values: "create", "delete", '
         '"deletecollection", "get", "list", "patch", "proxy", "update", "watch", '
         "spec.rules[0].nonResourceRules[0].nonResourceURLs: Required value: nonResourceURLs must contain at least one "
         "value]"),
        (FLOW, {"matchingPrecedence": 5, "priorityLevelConfiguration": {"name": "x"}, "rules": [
            {"subjects": [{"kind": "User", "group": {"name": "g"}}], "resourceRules": [
                {"verbs": ["*"], "apiGroups": ["*", "a"], "resources": ["pods"]}]}]},
         "[spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User', "
         "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group', "
         "spec.rules[0].resourceRules[0].apiGroups: Invalid value: [\"*\",\"a\"]: if '*' is present, must not specify "
         "other api groups, spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not "
         "cluster scoped must supply at least one namespace]"),
        (LEVEL, {"type": "Exempt"},
         'spec.type: Invalid value: "Exempt": type must be \'Exempt\' if and only if name is \'exempt\''),
        (LEVEL, {"type": "Limited", **QUEUE},
         "[spec.limited.limitResponse.queuing.queueLengthLimit: Invalid value: 0: must be positive, "
         "spec.limited.limitResponse.queuing.handSize: Invalid value: 3: should not be greater than queues (2)]"),
    ],
)  # fmt: skip
def test_fairness(kind: str, spec: Any, expected: str) -> None:
    assert problem("flowcontrol.apiserver.k8s.io", kind, spec=spec) == expected


def test_remote_apis() -> None:
    spec = {"group": "ex.com", "version": "v1", "groupPriorityMinimum": 0, "versionPriority": 2000,
            "service": {"name": "s", "port": 0}, "insecureSkipTLSVerify": True, "caBundle": "eA=="}  # fmt: skip
    assert problem("apiregistration.k8s.io", "APIService", spec=spec) == (
        '[metadata.name: Invalid value: "x": must be `spec.version+"."+spec.group`: "v1.ex.com", '
        "spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000, "
        "spec.versionPriority: Invalid value: 2000: must be positive and less than 1000, "
        "spec.service.namespace: Required value, "
        "spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive, "
        "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present]"
    )


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("VolumeAttachment", {"spec": {"attacher": "", "nodeName": "n", "source": {}}},
         "[spec.attacher: Required value, spec.source: Required value: must specify exactly one of inlineVolumeSpec "
         "and persistentVolumeName]"),
        ("VolumeAttachment", {"spec": {"attacher": "Ex.com", "nodeName": "n", "source": {"persistentVolumeName": "p"}}},
         ""),
        ("CSINode", {"spec": {"drivers": [{"name": "a.b"}, {"name": "a.b", "nodeID": "n"}]}},
         '[spec.drivers[0].nodeID: Required value, spec.drivers[1].name: Duplicate value: "a.b"]'),
        ("VolumeAttributesClass", {"driverName": "ex.com"},
         "parameters: Required value: must contain at least one key/value pair"),
    ],
)  # fmt: skip
def test_what_drivers_leave(kind: str, fields: Any, expected: str) -> None:
    assert problem("storage.k8s.io", kind, **fields) == expected
