"""Webhooks and aggregated APIs that cannot be reached, claims that cannot grow, pods that are resized."""

from __future__ import annotations

import re
from typing import Any

from tests.cluster.api.server import Server

CONFIGS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
MAPS = "/api/v1/namespaces/default/configmaps"


def hook(client: Any, **more: Any) -> Any:
    rules = [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"]}]
    return {"name": "a.x.io", "clientConfig": client, "rules": rules, "admissionReviewVersions": ["v1"],
            "sideEffects": "None", **more}  # fmt: skip


def refusal(server: Server, name: str = "a") -> Any:
    return server.json("POST", MAPS, {"metadata": {"name": name}}).get("message")


def test_a_webhook_whose_service_is_missing_fails_the_write(server: Server) -> None:
    client = {"service": {"name": "nope", "namespace": "default", "path": "/v"}}
    server.create(CONFIGS, metadata={"name": "w"}, webhooks=[hook(client, timeoutSeconds=3)])
    assert refusal(server) == (
        'Internal error occurred: failed calling webhook "a.x.io": failed to call webhook: '
        'Post "https://nope.default.svc:443/v?timeout=3s": service "nope" not found'
    )
    server.json("DELETE", f"{CONFIGS}/w")
    assert refusal(server) is None


def test_nobody_listens_at_an_address(server: Server) -> None:
    server.create(CONFIGS, metadata={"name": "w"}, webhooks=[hook({"url": "https://127.0.0.1:1/x"})])
    assert refusal(server) == (
        'Internal error occurred: failed calling webhook "a.x.io": failed to call webhook: '
        'Post "https://127.0.0.1:1/x?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused'
    )


def test_some_writes_are_none_of_its_business(server: Server) -> None:
    client = {"url": "https://127.0.0.1:1/x"}
    selected = {"objectSelector": {"matchLabels": {"check": "yes"}}}
    hooks = [hook(client, failurePolicy="Ignore"), hook(client, name="b.x.io", **selected)]
    server.create(CONFIGS, metadata={"name": "w"}, webhooks=hooks)
    assert refusal(server) is None
    server.create("/api/v1/namespaces/default/secrets", metadata={"name": "s", "labels": {"check": "yes"}})
    answer = server.json("POST", MAPS, {"metadata": {"name": "c", "labels": {"check": "yes"}}})
    assert answer["code"] == 500


def test_a_static_claim_does_not_grow(server: Server) -> None:
    claims = "/api/v1/namespaces/default/persistentvolumeclaims"
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "",
            "resources": {"requests": {"storage": "1Mi"}}}  # fmt: skip
    made = server.create(claims, metadata={"name": "c"}, spec=spec)
    server.json("PUT", f"{claims}/c/status", {**made, "status": {"phase": "Bound"}})
    answer = server.json("PATCH", f"{claims}/c", {"spec": {"resources": {"requests": {"storage": "2Mi"}}}},
                         content_type="application/merge-patch+json")  # fmt: skip
    assert answer["message"] == (
        'persistentvolumeclaims "c" is forbidden: only dynamically provisioned pvc can be resized and the '
        "storageclass that provisions the pvc must support resize"
    )


def test_a_resized_pod_is_of_a_new_generation(server: Server) -> None:
    pods = "/api/v1/namespaces/default/pods"
    container = {"name": "c", "image": "nginx", "resources": {"requests": {"cpu": "100m"}}}
    server.create(pods, metadata={"name": "p"}, spec={"containers": [container]})
    patch = {"spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "200m"}}}]}}
    kind = "application/strategic-merge-patch+json"
    assert server.json("PATCH", f"{pods}/p/resize", patch, content_type=kind)["metadata"]["generation"] == 2
    assert server.json("PATCH", f"{pods}/p/resize", patch, content_type=kind)["metadata"]["generation"] == 2


def test_an_aggregated_api_without_its_service_is_not_available(server: Server) -> None:
    spec = {"group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": 100, "versionPriority": 100,
            "insecureSkipTLSVerify": True,
            "service": {"name": "metrics-server", "namespace": "kube-system"}}  # fmt: skip
    made = server.create("/apis/apiregistration.k8s.io/v1/apiservices",
                         metadata={"name": "v1beta1.metrics.k8s.io"}, spec=spec)  # fmt: skip
    (condition,) = made["status"]["conditions"]
    assert (condition["status"], condition["reason"]) == ("False", "ServiceNotFound")
    assert condition["message"] == 'service/metrics-server in "kube-system" is not present'
    for path in ("/apis/metrics.k8s.io/v1beta1", "/apis/metrics.k8s.io/v1beta1/nodes"):
        assert server.send("GET", path).status == 503


def test_validation_knows_the_name_that_was_generated(server: Server) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "baseline"}
    server.create("/api/v1/namespaces", metadata={"name": "guarded", "labels": labels})
    spec = {"hostPID": True, "containers": [{"name": "c", "image": "nginx"}]}
    pod = {"metadata": {"generateName": "c-"}, "spec": spec}
    answer = server.json("POST", "/api/v1/namespaces/guarded/pods", pod)
    assert re.match(r'pods "c-[a-z0-9]{5}" is forbidden: violates PodSecurity ', answer["message"])


def test_a_status_is_validated(server: Server) -> None:
    merge = {"content_type": "application/merge-patch+json"}
    answer = server.json("PATCH", "/api/v1/namespaces/default/status", {"status": {"phase": "Gone"}}, **merge)
    assert answer["message"] == (
        'Namespace "default" is invalid: status.Phase: Invalid value: "Gone": may only be \'Active\' if '
        "`deletionTimestamp` is empty"
    )
