# ruff: noqa: E501 - messages are easier to compare in one piece
"""The built-in admission plugins: what they fill in and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.api.admission.pod_security_checks import violations
from tests.cluster.api.server import Server

PODS = "/api/v1/namespaces/default/pods"


def pod(name: str = "p", **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": {"containers": [{"name": "c", "image": "nginx"}], **spec}}


def refusal(server: Server, **spec: Any) -> str:
    found = server.json("POST", f"{PODS}?dryRun=All", pod(**spec))
    return str(found.get("message", "")).removeprefix('pods "p" is forbidden: ')


def limits(server: Server, **item: Any) -> None:
    server.create("/api/v1/namespaces/default/limitranges", metadata={"name": "l"}, spec={"limits": [item]})


def boxes(**resources: dict[str, str]) -> dict[str, Any]:
    return {"containers": [{"name": "c", "image": "nginx", "resources": resources}]}


def test_limit_ranges_of_containers(server: Server) -> None:
    limits(server, type="Container", min={"cpu": "100m"}, max={"cpu": "1"}, maxLimitRequestRatio={"cpu": "2"})
    assert refusal(server, **boxes(requests={"cpu": "50m"}, limits={"cpu": "2"})) == (
        "[minimum cpu usage per Container is 100m, but request is 50m, maximum cpu usage per Container is 1, but limit is 2, "
        "cpu max limit to request ratio per Container is 2, but provided ratio is 40.000000]"
    )
    assert refusal(server, **boxes(requests={"cpu": "500m"}, limits={"cpu": "1"})) == ""


def test_limit_ranges_of_pods_look_at_init_containers(server: Server) -> None:
    limits(server, type="Pod", max={"memory": "1Gi"})
    init = [{"name": "i", "image": "busybox", "resources": {"limits": {"memory": "2Gi"}}}]
    assert refusal(server, initContainers=init, **boxes(limits={"memory": "512Mi"})) == (
        "maximum memory usage per Pod is 1Gi, but limit is 2Gi"
    )


def quota(server: Server, **spec: Any) -> None:
    server.create("/api/v1/namespaces/default/resourcequotas", metadata={"name": "q"}, spec=spec)
    server.cluster.clock.advance(server.cluster.clock.now + 1)


def test_quotas_want_requests_of_every_container(server: Server) -> None:
    quota(server, hard={"requests.cpu": "1", "limits.memory": "1Gi"})
    init = [{"name": "i", "image": "busybox"}]
    assert (
        refusal(server, initContainers=init)
        == "failed quota: q: must specify limits.memory for: c,i; requests.cpu for: c,i"
    )
    given = boxes(requests={"cpu": "2"}, limits={"memory": "1Gi"})
    assert (
        refusal(server, **given)
        == "exceeded quota: q, requested: requests.cpu=2, used: requests.cpu=0, limited: requests.cpu=1"
    )


def test_quotas_by_affinity_across_namespaces(server: Server) -> None:
    quota(server, hard={"pods": "0"}, scopes=["CrossNamespacePodAffinity"])
    term = {"labelSelector": {}, "topologyKey": "kubernetes.io/hostname", "namespaces": ["other"]}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    assert refusal(server) == ""
    assert refusal(server, affinity=affinity) == "exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0"


def test_service_accounts_must_be_there(server: Server) -> None:
    text = 'error looking up service account default/none: serviceaccount "none" not found'
    assert refusal(server, serviceAccountName="none") == text


def test_priorities(server: Server) -> None:
    assert refusal(server, priorityClassName="none") == "no PriorityClass with name none was found"
    assert refusal(server, priority=5) == (
        "the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name"
    )
    assert refusal(server, preemptionPolicy="Never") == (
        "the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name"
    )


def test_runtime_classes(server: Server) -> None:
    assert refusal(server, runtimeClassName="none") == 'pod rejected: RuntimeClass "none" not found'
    assert (
        refusal(server, overhead={"cpu": "1"})
        == "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
    )
    server.create(
        "/apis/node.k8s.io/v1/runtimeclasses",
        metadata={"name": "r"},
        handler="r",
        scheduling={"nodeSelector": {"a": "b"}},
    )
    assert refusal(server, runtimeClassName="r", nodeSelector={"a": "c"}) == (
        "conflict: runtimeClass.scheduling.nodeSelector[a] = b; pod.spec.nodeSelector[a] = c"
    )


def test_namespaces_that_stay(server: Server) -> None:
    found = server.json("DELETE", "/api/v1/namespaces/kube-system")
    assert found["message"] == 'namespaces "kube-system" is forbidden: this namespace may not be deleted'


def test_the_newest_default_storage_class(server: Server) -> None:
    mark = {"storageclass.kubernetes.io/is-default-class": "true"}
    for name in ("a-old", "b-new"):
        meta = {"name": name, "annotations": mark}
        server.create("/apis/storage.k8s.io/v1/storageclasses", metadata=meta, provisioner="x")
        server.cluster.clock.advance(server.cluster.clock.now + 2)
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    made = server.create("/api/v1/namespaces/default/persistentvolumeclaims", metadata={"name": "c"}, spec=spec)
    assert made["spec"]["storageClassName"] == "b-new"


def test_new_nodes_are_tainted(server: Server) -> None:
    made = server.create("/api/v1/nodes", metadata={"name": "new"}, spec={})
    assert made["spec"]["taints"] == [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}]


PROBED = {"name": "c", "livenessProbe": {"httpGet": {"host": "h", "port": 80}}}


@pytest.mark.parametrize(
    ("spec", "level", "version", "expected"),
    [
        ({"containers": [PROBED]}, "baseline", "latest", [("probe or lifecycle host", 'container "c" uses probe or lifecycle host "h"')]),
        ({"containers": [PROBED]}, "baseline", "v1.33", []),
        ({"containers": [], "securityContext": {"sysctls": [{"name": "net.ipv4.tcp_rmem"}]}}, "baseline", "v1.31", [("forbidden sysctls", "net.ipv4.tcp_rmem")]),
        ({"containers": [], "securityContext": {"sysctls": [{"name": "net.ipv4.tcp_rmem"}]}}, "baseline", "v1.32", []),
        ({"containers": [], "hostPID": True, "hostNetwork": True}, "baseline", "latest", [("host namespaces", "hostNetwork=true, hostPID=true")]),
        (
            {"containers": [{"name": "c"}]},
            "restricted",
            "v1.18",
            [
                ("allowPrivilegeEscalation != false", 'container "c" must set securityContext.allowPrivilegeEscalation=false'),
                ("runAsNonRoot != true", 'pod or container "c" must set securityContext.runAsNonRoot=true'),
            ],
        ),
    ],
)  # fmt: skip
def test_standards_by_version(spec: Any, level: str, version: str, expected: list[tuple[str, str]]) -> None:
    found = violations({"metadata": {}, "spec": spec}, level, version)
    assert [(item.reason, item.detail) for item in found] == expected


def test_pods_get_no_worse_images(server: Server) -> None:
    server.create(PODS, **pod("old"))
    labels = {
        "metadata": {
            "labels": {
                "pod-security.kubernetes.io/enforce": "restricted",
                "pod-security.kubernetes.io/enforce-version": "v1.18",
            }
        }
    }
    merge = {"content_type": "application/merge-patch+json"}
    response = server.send("PATCH", "/api/v1/namespaces/default", labels, **merge)
    assert response.headers.all("Warning") == [
        '299 - "existing pods in namespace \\"default\\" violate the new PodSecurity enforce level \\"restricted:v1.18\\""',
        '299 - "old: allowPrivilegeEscalation != false, runAsNonRoot != true"',
    ]
    assert "code" not in server.json("PATCH", f"{PODS}/old", {"metadata": {"labels": {"a": "b"}}}, **merge)
    image = [{"op": "replace", "path": "/spec/containers/0/image", "value": "nginx:2"}]
    found = server.json("PATCH", f"{PODS}/old", image, content_type="application/json-patch+json")
    assert found["message"].startswith(
        'pods "old" is forbidden: violates PodSecurity "restricted:v1.18": allowPrivilegeEscalation'
    )
