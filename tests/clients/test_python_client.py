"""The official Python client: ten kinds made, listed, watched, patched and deleted; exec and port-forward."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes import client, config, dynamic, stream, watch

from tests.labs.port import Port

POD_SPEC = {"containers": [{"name": "c", "image": "nginx:1.27"}]}
LABELS = {"app": "x"}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": POD_SPEC}
KINDS: list[tuple[str, str, dict[str, Any]]] = [
    ("v1", "Pod", {"spec": POD_SPEC}),
    ("v1", "ConfigMap", {"data": {"a": "1"}}),
    ("v1", "Secret", {"stringData": {"a": "1"}}),
    ("v1", "Service", {"spec": {"selector": LABELS, "ports": [{"port": 80}]}}),
    ("v1", "ServiceAccount", {}),
    ("v1", "PersistentVolumeClaim",
     {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}),
    ("apps/v1", "Deployment", {"spec": {"selector": {"matchLabels": LABELS}, "template": TEMPLATE}}),
    ("apps/v1", "StatefulSet",
     {"spec": {"selector": {"matchLabels": LABELS}, "serviceName": "x", "template": TEMPLATE}}),
    ("apps/v1", "DaemonSet", {"spec": {"selector": {"matchLabels": LABELS}, "template": TEMPLATE}}),
    ("batch/v1", "Job", {"spec": {"template": {"spec": {**POD_SPEC, "restartPolicy": "Never"}}}}),
    ("networking.k8s.io/v1", "Ingress",
     {"spec": {"defaultBackend": {"service": {"name": "x", "port": {"number": 80}}}}}),
    ("rbac.authorization.k8s.io/v1", "Role", {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}),
]  # fmt: skip


@pytest.fixture(scope="module")
def api(port: Port) -> Iterator[client.ApiClient]:
    with config.new_client_from_config(str(port.kubeconfig)) as made:
        yield made


@pytest.mark.parametrize(("version", "kind", "body"), KINDS, ids=[kind for _, kind, _ in KINDS])
def test_a_kind_lives(api: client.ApiClient, version: str, kind: str, body: dict[str, Any]) -> None:
    resources = dynamic.DynamicClient(api).resources.get(api_version=version, kind=kind)
    meta = {"name": "one", "namespace": "default", "labels": LABELS}
    made = resources.create({"apiVersion": version, "kind": kind, "metadata": meta, **body}, namespace="default")
    assert made.metadata.uid
    assert [one.metadata.name for one in resources.get(namespace="default", label_selector="app=x").items if
            not one.metadata.ownerReferences] == ["one"]  # fmt: skip
    patch = {"metadata": {"annotations": {"note": "seen"}}}
    patched = resources.patch(name="one", namespace="default", body=patch, content_type="application/merge-patch+json")
    assert patched.metadata.annotations.note == "seen"
    applied = {"apiVersion": version, "kind": kind, "metadata": {"name": "one", "labels": {"by": "apply"}}}
    resources.server_side_apply(applied, name="one", namespace="default", field_manager="test")
    resources.delete(name="one", namespace="default", body={"propagationPolicy": "Background"})
    started = patched.metadata.resourceVersion
    events = []
    for event in resources.watch(namespace="default", resource_version=started, timeout=5):
        if event["object"].metadata.name == "one":
            events.append((event["type"], event["object"].metadata.labels.by))
            if event["type"] == "DELETED" or event["object"].metadata.deletionTimestamp:
                break
    assert ("MODIFIED", "apply") in events
    assert events[-1] in (("MODIFIED", "apply"), ("DELETED", "apply"))


def test_watch_exec_and_logs(api: client.ApiClient, port: Port) -> None:
    core = client.CoreV1Api(api)
    core.create_namespaced_pod("default", {"metadata": {"name": "web"}, "spec": POD_SPEC})
    port.skip(20)
    assert core.read_namespaced_pod("web", "default").status.phase == "Running"
    run = core.connect_get_namespaced_pod_exec
    assert stream.stream(run, "web", "default", command=["hostname"], stdout=True, stderr=True) == "web\n"
    echo = stream.stream(run, "web", "default", command=["cat"], stdin=True, stdout=True, stderr=True,
                         _preload_content=False)  # fmt: skip
    echo.write_stdin("typed\n")
    assert echo.read_stdout(timeout=10) == "typed\n"
    echo.close()
    assert "start worker process" in core.read_namespaced_pod_log("web", "default")
    seen = [event["object"].metadata.name for event in watch.Watch().stream(
        core.list_namespaced_pod, "default", field_selector="metadata.name=web", timeout_seconds=1)]  # fmt: skip
    assert seen == ["web"]


def test_port_forward(api: client.ApiClient, port: Port) -> None:
    core = client.CoreV1Api(api)
    core.create_namespaced_pod("default", {"metadata": {"name": "forwarded"}, "spec": POD_SPEC})
    port.skip(20)
    forwarded = stream.portforward(core.connect_get_namespaced_pod_portforward, "forwarded", "default", ports="80")
    socket = forwarded.socket(80)
    socket.settimeout(10)
    socket.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = b""
    while b"</html>" not in answer:
        answer += socket.recv(4096)
    socket.close()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Welcome to nginx!" in answer
    assert forwarded.error(80) is None


def test_errors_are_exceptions(api: client.ApiClient) -> None:
    with pytest.raises(client.ApiException) as refused:
        client.AppsV1Api(api).read_namespaced_deployment("nosuch", "default")
    assert (refused.value.status, refused.value.reason) == (404, "Not Found")
    assert 'deployments.apps \\"nosuch\\" not found' in refused.value.body
