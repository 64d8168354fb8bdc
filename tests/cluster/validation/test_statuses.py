"""What is refused in a status. Texts follow validation.go of pkg/apis/{apps,core,networking}."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.validation import validate_update

GROUPS = {
    "Deployment": "apps",
    "DaemonSet": "apps",
    "StatefulSet": "apps",
    "ReplicaSet": "apps",
    "Ingress": "networking.k8s.io",
}
NOT_NEGATIVE = "must be greater than or equal to 0"
MORE = "cannot be greater than status.replicas"
ENDED = {"name": "c", "state": {"terminated": {"exitCode": 1}}}
RUNS = {"name": "c", "state": {"running": {}}}
AGAIN = "status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state"
INGRESS = "status.loadBalancer.ingress"


def found(kind: str, status: Any, old: Any = None, spec: Any = None) -> list[str]:
    meta = {"name": "x", "uid": "u", "resourceVersion": "1"}
    before = {"metadata": meta, "spec": spec or {}, "status": old or {}}
    after = {"metadata": dict(meta), "spec": spec or {}, "status": status}
    errors = validate_update((GROUPS.get(kind, ""), "v1", kind), after, before, subresource="status")
    return [str(error) for error in errors]


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("Deployment", {"replicas": -1}, [f"status.replicas: Invalid value: -1: {NOT_NEGATIVE}",
          *(f"status.{name}Replicas: Invalid value: 0: {MORE}" for name in ("updated", "ready", "available"))]),
        ("Deployment", {"replicas": 1, "readyReplicas": 2}, [f"status.readyReplicas: Invalid value: 2: {MORE}"]),
        ("ReplicaSet", {"replicas": 2, "readyReplicas": 1, "availableReplicas": 2},
         ["status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas"]),
        ("StatefulSet", {"replicas": 2, "availableReplicas": 1},
         ["status.availableReplicas: Invalid value: 1: cannot be greater than status.readyReplicas"]),
        ("DaemonSet", {"numberReady": -2}, [f"status.numberReady: Invalid value: -2: {NOT_NEGATIVE}"]),
        ("Namespace", {"phase": "Terminating"},
         ["status.Phase: Invalid value: \"Terminating\": may only be 'Active' if `deletionTimestamp` is empty"]),
        ("ResourceQuota", {"used": {"pods": "-1"}}, [f'status.used[pods]: Invalid value: "-1": {NOT_NEGATIVE}']),
        ("Service", {"loadBalancer": {"ingress": [{"ip": "1.2.3.4"}]}},
         [f'{INGRESS}: Forbidden: may only be used when `spec.type` is "LoadBalancer"']),
        ("Ingress", {"loadBalancer": {"ingress": [{"hostname": "1.2.3.4"}]}},
         [f'{INGRESS}[0].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address']),
        ("Node", {"capacity": {"example.com/dongle": "-1"}},
         [f'status.capacity.example.com/dongle: Invalid value: "-1": {NOT_NEGATIVE}']),
    ],
)  # fmt: skip
def test_statuses(kind: str, status: Any, expected: list[str]) -> None:
    assert found(kind, status) == expected


def test_collisions_are_never_forgotten() -> None:
    refused = found("Deployment", {"replicas": 0}, {"collisionCount": 2})
    assert refused == ["status.collisionCount: Invalid value: 0: cannot be decremented"]


@pytest.mark.parametrize(("policy", "expected"), [("Never", [AGAIN]), ("OnFailure", []), ("Always", [])])
def test_what_ended_runs_again_only_if_it_may(policy: str, expected: list[str]) -> None:
    status = {"containerStatuses": [RUNS]}
    assert found("Pod", status, {"containerStatuses": [ENDED]}, {"restartPolicy": policy}) == expected
