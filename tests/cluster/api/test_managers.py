"""The managedFields of the cluster's own writers, as the real control plane leaves them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.cluster.cluster import Cluster
from app.cluster.images.runtime import ImageRuntime
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness
from tests.cluster.api.server import NOW, Server

DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
PODS = "/api/v1/namespaces/default/pods"
POD_FIELDS = {
    "f:metadata": {
        "f:generateName": {},
        "f:labels": {".": {}, "f:app": {}, "f:pod-template-hash": {}},
    },
    "f:spec": {
        "f:containers": {
            'k:{"name":"nginx"}': {
                ".": {},
                "f:image": {},
                "f:imagePullPolicy": {},
                "f:name": {},
                "f:resources": {},
                "f:terminationMessagePath": {},
                "f:terminationMessagePolicy": {},
            }
        },
        "f:dnsPolicy": {},
        "f:enableServiceLinks": {},
        "f:restartPolicy": {},
        "f:schedulerName": {},
        "f:securityContext": {},
        "f:terminationGracePeriodSeconds": {},
    },
}


@pytest.fixture
def running(server: Server) -> Server:
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "nginx", "image": "nginx"}]}}
    spec = {"replicas": 2, "selector": {"matchLabels": labels}, "template": template}
    server.create(DEPLOYMENTS, metadata={"name": "web"}, spec=spec)
    server.cluster.clock.advance(NOW + 30)
    return server


def managers(server: Server, path: str) -> list[tuple[str, str, str, str]]:
    found = server.json("GET", path)["metadata"].get("managedFields", [])
    return [(one["manager"], one["operation"], one["apiVersion"], one.get("subresource", "")) for one in found]


def entry(obj: Any, manager: str, subresource: str = "") -> Any:
    listed = obj["metadata"]["managedFields"]
    return next(one for one in listed if (one["manager"], one.get("subresource", "")) == (manager, subresource))


def test_a_pod_belongs_to_its_controller_and_its_kubelet(running: Server) -> None:
    pod, other = running.json("GET", PODS)["items"]
    assert [one["manager"] for one in pod["metadata"]["managedFields"]] == ["kube-controller-manager", "kubelet"]
    made = entry(pod, "kube-controller-manager")
    owner = made["fieldsV1"]["f:metadata"].pop("f:ownerReferences")
    uid = pod["metadata"]["ownerReferences"][0]["uid"]
    assert owner == {".": {}, f'k:{{"uid":"{uid}"}}': {}}
    assert made["fieldsV1"] == POD_FIELDS
    assert (made["operation"], made["apiVersion"], made["time"]) == ("Update", "v1", "2026-09-21T14:13:20Z")
    status = entry(pod, "kubelet", "status")
    assert list(status) == ["manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1", "subresource"]
    fields = status["fieldsV1"]["f:status"]
    # The scheduler's binding goes past the managers: its condition belongs to nobody.
    assert sorted(fields["f:conditions"]) == [
        f'k:{{"type":"{kind}"}}' for kind in ("ContainersReady", "Initialized", "PodReadyToStartContainers", "Ready")
    ]
    assert {"f:containerStatuses", "f:hostIP", "f:phase", "f:podIP", "f:podIPs", "f:startTime"} <= set(fields)
    assert entry(other, "kube-controller-manager")["fieldsV1"]["f:spec"] == POD_FIELDS["f:spec"]


def test_controllers_own_statuses_and_what_they_create(running: Server) -> None:
    assert managers(running, f"{DEPLOYMENTS}/web") == [
        ("kube-controller-manager", "Update", "apps/v1", "status"),
        ("test", "Update", "apps/v1", ""),
    ]
    owned = entry(running.json("GET", f"{DEPLOYMENTS}/web"), "kube-controller-manager", "status")["fieldsV1"]
    assert owned["f:metadata"] == {"f:annotations": {".": {}, "f:deployment.kubernetes.io/revision": {}}}
    assert {"f:availableReplicas", "f:conditions", "f:observedGeneration", "f:readyReplicas"} <= set(owned["f:status"])
    replica_set = running.json("GET", "/apis/apps/v1/namespaces/default/replicasets")["items"][0]["metadata"]["name"]
    assert managers(running, f"/apis/apps/v1/namespaces/default/replicasets/{replica_set}") == [
        ("kube-controller-manager", "Update", "apps/v1", ""),
        ("kube-controller-manager", "Update", "apps/v1", "status"),
    ]


def test_what_was_there_from_the_beginning(server: Server) -> None:
    assert managers(server, "/api/v1/namespaces/default") == [("kube-apiserver", "Update", "v1", "")]
    assert managers(server, "/api/v1/namespaces/default/services/kubernetes") == [
        ("kube-apiserver", "Update", "v1", "")
    ]
    assert managers(server, "/api/v1/namespaces/default/serviceaccounts/default") == []  # it sets nothing
    assert ("kubelet", "Update", "v1", "status") in managers(server, "/api/v1/nodes/controlplane")


def test_events_belong_to_the_program_of_their_component(running: Server) -> None:
    found: dict[str, Any] = {}
    for event in running.json("GET", "/api/v1/namespaces/default/events")["items"]:
        only = event["metadata"]["managedFields"]
        assert len(only) == 1
        found[event["reason"]] = only[0]
    assert found["Started"]["manager"] == "kubelet"
    assert found["SuccessfulCreate"]["manager"] == "kube-controller-manager"
    assert (found["Scheduled"]["manager"], found["Scheduled"]["apiVersion"]) == ("kube-scheduler", "events.k8s.io/v1")
    assert "f:note" in found["Scheduled"]["fieldsV1"]
    assert found["Started"]["fieldsV1"]["f:involvedObject"] == {}


def test_applying_over_a_controllers_field_conflicts(running: Server) -> None:
    name = running.json("GET", PODS)["items"][0]["metadata"]["name"]
    config = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": "other"}},
    }
    answer = running.json(
        "PATCH", f"{PODS}/{name}?fieldManager=me", config, content_type="application/apply-patch+yaml")  # fmt: skip
    assert answer["message"] == (
        'Apply failed with 1 conflict: conflict with "kube-controller-manager" using v1: .metadata.labels.app'
    )


def test_a_second_change_of_the_same_field_renews_the_time(server: Server) -> None:
    path = "/api/v1/namespaces/default/configmaps"
    server.create(path, metadata={"name": "one"}, data={"a": "1"})
    server.cluster.clock.advance(NOW + 60)
    patch = "application/merge-patch+json"
    server.json("PATCH", f"{path}/one", {"data": {"a": "2"}}, content_type=patch)
    assert server.json("GET", f"{path}/one")["metadata"]["managedFields"][0]["time"] == "2026-09-21T14:14:20Z"
    server.cluster.clock.advance(NOW + 120)
    changed = server.json("PATCH", f"{path}/one", {"data": None}, content_type=patch)
    assert "managedFields" not in changed["metadata"]


def test_who_forgot_its_managers_has_none_until_it_is_applied(server: Server) -> None:
    path, patch = "/api/v1/namespaces/default/configmaps", "application/merge-patch+json"
    server.create(path, metadata={"name": "one"}, data={"a": "1"})
    server.json("PATCH", f"{path}/one", {"metadata": {"managedFields": [{}]}}, content_type=patch)
    changed = server.json("PATCH", f"{path}/one", {"data": {"a": "2"}}, content_type=patch)
    assert "managedFields" not in changed["metadata"]
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}, "data": {"b": "1"}}
    apply = "application/apply-patch+yaml"
    applied = server.json("PATCH", f"{path}/one?fieldManager=me", config, content_type=apply)
    assert [(one["manager"], one["operation"]) for one in applied["metadata"]["managedFields"]] == [
        ("me", "Apply"), ("before-first-apply", "Update")]  # fmt: skip


def test_at_most_ten_updaters_are_told_apart(server: Server) -> None:
    path, patch = "/api/v1/namespaces/default/configmaps", "application/merge-patch+json"
    server.create(path, metadata={"name": "one"}, data={"a": "1"})
    for index in range(12):
        server.cluster.clock.advance(NOW + index + 1)
        body = {"data": {f"k{index}": "1"}}
        server.json("PATCH", f"{path}/one?fieldManager=m{index}", body, content_type=patch)
    found = server.json("GET", f"{path}/one")["metadata"]["managedFields"]
    assert sorted(one["manager"] for one in found) == sorted(["ancient-changes", *(f"m{i}" for i in range(3, 12))])


def test_metadata_alone_carries_them_too(running: Server) -> None:
    accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
    pod = running.json("GET", PODS, accept=accept)["items"][0]
    assert [one["manager"] for one in pod["metadata"]["managedFields"]] == ["kube-controller-manager", "kubelet"]


def test_managers_survive_a_snapshot(running: Server) -> None:
    before = running.json("GET", PODS)["items"] + [running.json("GET", f"{DEPLOYMENTS}/web")]
    state = json.loads(json.dumps(running.cluster.snapshot()))
    clock = Clock(running.cluster.clock.now)
    randomness, network = Randomness(8), Network(clock)
    runtime = ImageRuntime(clock, network, randomness, bare=True)
    again = Server(Cluster.restore(state, clock, randomness, network, runtime))
    after = again.json("GET", PODS)["items"] + [again.json("GET", f"{DEPLOYMENTS}/web")]
    assert [one["metadata"]["managedFields"] for one in after] == [one["metadata"]["managedFields"] for one in before]


def test_a_classic_server_knows_no_managers(running: Server) -> None:
    from tests.cluster.api.server import make  # noqa: PLC0415 - only here

    classic = make("1.5")
    found = classic.json("GET", "/api/v1/namespaces/default/services/kubernetes")
    assert "managedFields" not in found["metadata"]


def test_a_dry_run_tells_who_would_own_what(server: Server) -> None:
    path, patch = "/api/v1/namespaces/default/configmaps", "application/merge-patch+json"
    dry = server.json("POST", f"{path}?dryRun=All&fieldManager=one", {"metadata": {"name": "a"}, "data": {"k": "v"}})
    assert [(one["manager"], one["fieldsV1"]) for one in dry["metadata"]["managedFields"]] == [
        ("one", {"f:data": {".": {}, "f:k": {}}})
    ]
    server.json("POST", f"{path}?fieldManager=one", {"metadata": {"name": "a"}, "data": {"k": "v"}})
    target = f"{path}/a?dryRun=All&fieldManager=two"
    dry = server.json("PATCH", target, {"data": {"k": "w"}}, content_type=patch)
    assert [one["manager"] for one in dry["metadata"]["managedFields"]] == ["one", "two"]
    stored = server.json("GET", f"{path}/a")
    assert [one["manager"] for one in stored["metadata"]["managedFields"]] == ["one"]
    assert stored["data"] == {"k": "v"}


def test_the_last_state_of_an_object_names_its_writers_too(server: Server) -> None:
    path = "/api/v1/namespaces/default/configmaps"
    server.json("POST", f"{path}?fieldManager=one", {"metadata": {"name": "a"}, "data": {"k": "v"}})
    events = server.watch(f"{path}?watch=1&fieldSelector=metadata.name=a")
    server.send("DELETE", f"{path}/a")
    assert [(event["type"], event["object"]["metadata"]["managedFields"][0]["manager"]) for event in events] == [
        ("ADDED", "one"), ("DELETED", "one")]  # fmt: skip
