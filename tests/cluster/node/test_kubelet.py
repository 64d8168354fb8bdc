"""What kubelets make of pods: images, configuration, restarts, probes, ends."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from app.cluster.api.errors import ApiError
from app.cluster.api.kubelet import LogOptions
from app.cluster.api.tokens import user_of
from app.cluster.cluster import NodeSpec
from app.cluster.node.kubelet import Kubelet
from app.cluster.node.pod_network import host_name
from app.cluster.node.runtime import bytes_of
from app.network.http import Headers, Request
from tests.cluster.worlds import DEPLOYMENTS, PODS, World, deployment, pod

HOST = (NodeSpec("host01", "control-plane", cpu="4", memory="8Gi"),)
BOOTCAMP = "jocatalin/kubernetes-bootcamp"


@pytest.fixture
def lesson() -> World:
    return World("lesson", nodes=HOST, settle=60)


def state(world: World, name: str) -> Any:
    """The state of a pod's only container."""
    found = world.objects.get(PODS, "default", name)
    assert found is not None
    return found["status"]["containerStatuses"][0]["state"]


def logs(world: World, name: str, **options: Any) -> str:
    found = world.objects.get(PODS, "default", name)
    assert found is not None
    kubelet = world.cluster.kubelet(found["spec"]["nodeName"])
    assert kubelet is not None
    body = kubelet.logs(found, LogOptions(found["spec"]["containers"][0]["name"], **options)).body
    assert isinstance(body, bytes)
    return body.decode()


def get(world: World, port: int, host: str = "127.0.0.1", path: str = "/") -> str:
    """The body of an answer to a request from the learner's machine."""
    machine = world.cluster.interfaces["host01"]
    bodies: list[bytes] = []
    request = Request("GET", path, Headers([("Host", host)]), peer=machine.address)
    world.network.exchange(machine, host, port, request, lambda response: bodies.append(response.body))  # type: ignore[arg-type]
    return bodies[0].decode()


def test_a_deployment_answers_through_its_node_port(lesson: World) -> None:
    lesson.create(DEPLOYMENTS, deployment("b", f"{BOOTCAMP}:v1"))
    spec = {"type": "NodePort", "selector": {"app": "b"}, "ports": [{"port": 8080, "nodePort": 30080}]}
    service = lesson.create(("", "services"), {"metadata": {"name": "b", "namespace": "default"}, "spec": spec})
    lesson.advance(20)
    name = lesson.pods()[0]["metadata"]["name"]
    hello = f"Hello Kubernetes bootcamp! | Running on: {name} | v=1\n"
    assert get(lesson, 30080) == hello
    assert get(lesson, 8080, service["spec"]["clusterIP"]) == hello
    lines = logs(lesson, name).splitlines()
    assert lines[0].startswith("Kubernetes Bootcamp App Started At: 2026-11-23T06:01:")
    assert lines[0].endswith(f" | Running On:  {name} ")
    assert lines[2].startswith(f"Running On: {name} | Total Requests: 1 | App Uptime: ")


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (f"{BOOTCAMP}:v10", "rpc error: code = NotFound desc = failed to pull and unpack image "
         f'"docker.io/{BOOTCAMP}:v10": failed to resolve reference "docker.io/{BOOTCAMP}:v10": '
         f"docker.io/{BOOTCAMP}:v10: not found"),
        ("nope", "rpc error: code = Unknown desc = failed to pull and unpack image "
         '"docker.io/library/nope:latest": failed to resolve reference "docker.io/library/nope:latest": pull access '
         "denied, repository does not exist or may require authorization: server message: insufficient_scope: "
         "authorization failed"),
        ("private.registry/app:1", "rpc error: code = Unknown desc = failed to pull and unpack image "
         '"private.registry/app:1": failed to resolve reference "private.registry/app:1": failed to do request: Head '
         '"https://private.registry/v2/app/manifests/1": dial tcp: lookup private.registry on 8.8.8.8:53: no such '
         "host"),
    ],
)  # fmt: skip
def test_images_that_are_not_there(lesson: World, image: str, why: str) -> None:
    lesson.create(PODS, pod("p", image=image))
    lesson.advance(4)
    assert state(lesson, "p") == {"waiting": {"reason": "ErrImagePull", "message": why}}
    assert lesson.events("p")[2:5] == [
        ("Warning", "Failed", f'Failed to pull image "{image}": {why}', 1),
        ("Warning", "Failed", "Error: ErrImagePull", 1),
        ("Normal", "BackOff", f'Back-off pulling image "{image}"', 1),
    ]
    lesson.advance(15)
    assert state(lesson, "p")["waiting"]["reason"] == "ImagePullBackOff"
    with pytest.raises(
        ApiError, match='container "p" in pod "p" is waiting to start: trying and failing to pull image'
    ):
        logs(lesson, "p")


def test_names_that_are_none_and_images_never_fetched(lesson: World) -> None:
    lesson.create(PODS, pod("bad", image="nginx:la:test"))
    never = pod("never", image="nginx:1.25")
    never["spec"]["containers"][0]["imagePullPolicy"] = "Never"
    lesson.create(PODS, never)
    lesson.create(PODS, pod("loud", image="Nginx:1.25"))
    lesson.advance(5)
    assert state(lesson, "bad")["waiting"]["reason"] == "InvalidImageName"
    assert state(lesson, "loud")["waiting"] == {
        "reason": "InvalidImageName",
        "message": 'Failed to apply default image tag "Nginx:1.25": couldn\'t parse image name "Nginx:1.25": '
        "invalid reference format: repository name (library/Nginx) must be lowercase"}  # fmt: skip
    assert state(lesson, "never") == {"waiting": {
        "reason": "ErrImageNeverPull",
        "message": 'Container image "nginx:1.25" is not present with pull policy of Never'}}  # fmt: skip


def test_a_missing_config_map_and_its_arrival(lesson: World) -> None:
    made = pod("p", image="nginx:1.25")
    made["spec"]["containers"][0]["envFrom"] = [{"configMapRef": {"name": "app-config"}}]
    lesson.create(PODS, made)
    lesson.advance(8)
    assert state(lesson, "p") == {
        "waiting": {"reason": "CreateContainerConfigError", "message": 'configmap "app-config" not found'}
    }
    assert ("Warning", "Failed", 'Error: configmap "app-config" not found', 2) in lesson.events("p")
    lesson.create(("", "configmaps"), {"metadata": {"name": "app-config", "namespace": "default"}, "data": {"A": "1"}})
    lesson.advance(18)
    assert "running" in state(lesson, "p")


def test_a_missing_secret_volume(lesson: World) -> None:
    made = pod("p", image="nginx:1.25", volumes=[{"name": "v", "secret": {"secretName": "keys"}}])
    lesson.create(PODS, made)
    lesson.advance(3)
    assert state(lesson, "p") == {"waiting": {"reason": "ContainerCreating"}}
    message = 'MountVolume.SetUp failed for volume "v" : secret "keys" not found'
    assert ("Warning", "FailedMount", message) in [event[:3] for event in lesson.events("p")]


def test_crashes_back_off_longer_each_time(lesson: World) -> None:
    lesson.create(PODS, pod("p", "sh", "-c", "echo started; exit 3"))
    starts = []
    for _ in range(200):
        lesson.advance(1)
        found = lesson.objects.get(PODS, "default", "p")
        assert found is not None
        restarts = found["status"].get("containerStatuses", [{"restartCount": 0}])[0]["restartCount"]
        starts += [lesson.clock.now] * (restarts + 1 - len(starts))
    gaps = [round(later - earlier) for earlier, later in pairwise(starts[1:])]
    assert all(10 <= gap <= 26 for gap in gaps[:1])
    assert gaps == sorted(gaps)
    assert state(lesson, "p")["waiting"]["reason"] == "CrashLoopBackOff"
    assert logs(lesson, "p") == "started\n"


def test_a_command_that_does_not_exist(lesson: World) -> None:
    made = pod("p", image="nginx:1.25")
    made["spec"]["containers"][0]["command"] = ["nonsense"]
    lesson.create(PODS, made)
    lesson.advance(4)
    found = lesson.objects.get(PODS, "default", "p")
    assert found is not None
    ended = found["status"]["containerStatuses"][0]["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (128, "StartError")
    assert 'exec: "nonsense": executable file not found in $PATH' in ended["message"]


def test_too_much_memory(lesson: World) -> None:
    made = pod("p", "--vm", "1", "--vm-bytes", "250M", image="polinux/stress", restart="Never")
    made["spec"]["containers"][0].update(command=["stress"], resources={"limits": {"memory": "100Mi"}})
    lesson.create(PODS, made)
    lesson.advance(8)
    assert (state(lesson, "p")["terminated"]["reason"], state(lesson, "p")["terminated"]["exitCode"]) == (
        "OOMKilled",
        137,
    )


def probing(name: str, path: str, port: int) -> Any:
    return {name: {"httpGet": {"path": path, "port": port}, "periodSeconds": 2, "failureThreshold": 2}}


def test_a_readiness_probe_that_fails(lesson: World) -> None:
    made = pod("p", image="nginx:1.25")
    made["spec"]["containers"][0].update(probing("readinessProbe", "/healthz", 80))
    lesson.create(PODS, made)
    lesson.advance(12)
    found = lesson.objects.get(PODS, "default", "p")
    assert found is not None
    ready = next(one for one in found["status"]["conditions"] if one["type"] == "Ready")
    assert (ready["status"], ready["message"]) == ("False", "containers with unready status: [p]")
    unhealthy = [message for _, reason, message, _ in lesson.events("p") if reason == "Unhealthy"]
    assert unhealthy == ["Readiness probe failed: HTTP probe failed with statuscode: 404"]


def test_a_liveness_probe_restarts(lesson: World) -> None:
    made = pod("p", image="nginx:1.25")
    made["spec"]["containers"][0].update(probing("livenessProbe", "/", 81))
    lesson.create(PODS, made)
    lesson.advance(14)
    found = lesson.objects.get(PODS, "default", "p")
    assert found is not None
    assert found["status"]["containerStatuses"][0]["restartCount"] >= 1
    address = found["status"]["podIP"]
    messages = [message for _, _, message, _ in lesson.events("p")]
    refused = f'Get "http://{address}:81/": dial tcp {address}:81: connect: connection refused'
    assert f"Liveness probe failed: {refused}" in messages
    assert "Container p failed liveness probe, will be restarted" in messages


def test_a_process_that_ignores_sigterm_gets_its_grace_period(lesson: World) -> None:
    lesson.create(PODS, pod("p", "sleep", "3600", terminationGracePeriodSeconds=20))
    lesson.advance(5)
    lesson.objects.delete(PODS, "default", "p")
    lesson.advance(19)
    assert lesson.objects.get(PODS, "default", "p") is not None
    lesson.advance(3)
    assert lesson.objects.get(PODS, "default", "p") is None
    assert "Killing" in lesson.reasons("p")


def test_a_pod_that_fits_nowhere_is_refused_by_the_kubelet(lesson: World) -> None:
    made = pod("p", image="nginx", nodeName="host01")
    made["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "64"}}
    lesson.create(PODS, made)
    lesson.advance(2)
    found = lesson.objects.get(PODS, "default", "p")
    assert found is not None
    assert (found["status"]["phase"], found["status"]["reason"]) == ("Failed", "OutOfcpu")
    message = "Node didn't have enough resource: cpu, requested: 64000, used: 225, capacity: "
    assert found["status"]["message"].startswith(f"Pod was rejected: {message}")
    assert lesson.events("p")[0][2].startswith(message)


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ({}, "p"),
        ({"hostname": "web", "subdomain": "s"}, "web"),
        ({"hostname": "web", "subdomain": "s", "setHostnameAsFQDN": True}, "web.s.default.svc.cluster.local"),
        ({"hostnameOverride": "my.own.name", "hostname": "web"}, "my.own.name"),
    ],
)
def test_names_of_machines(spec: Any, name: str) -> None:
    assert host_name(pod("p", **spec)) == name


def test_pods_know_the_zone_of_their_node(lesson: World) -> None:
    labels = {"topology.kubernetes.io/zone": "a", "topology.kubernetes.io/region": "b", "other": "c"}
    lesson.objects.patch(("", "nodes"), "", "host01", lambda new: new["metadata"]["labels"].update(labels))
    lesson.create(PODS, pod("scheduled", image="nginx"))
    lesson.create(PODS, pod("placed", image="nginx", nodeName="host01"))
    lesson.advance(2)
    for name in ("scheduled", "placed"):
        found = lesson.objects.get(PODS, "default", name)
        assert found is not None
        assert found["metadata"]["labels"] == {
            "run": name, "topology.kubernetes.io/zone": "a", "topology.kubernetes.io/region": "b"}  # fmt: skip


def test_a_pod_of_another_system_is_refused(lesson: World) -> None:
    lesson.create(PODS, pod("p", image="nginx", os={"name": "windows"}))
    lesson.advance(2)
    found = lesson.objects.get(PODS, "default", "p")
    assert found is not None
    status = found["status"]
    assert (status["phase"], status["reason"], status["message"]) == (
        "Failed", "PodOSNotSupported", "Pod was rejected: Failed to admit pod as the OS field doesn't match node OS"
    )  # fmt: skip


def test_names_of_services_resolve_in_pods(lesson: World) -> None:
    lesson.create(DEPLOYMENTS, deployment("web", "nginx:1.25"))
    spec = {"selector": {"app": "web"}, "ports": [{"port": 80}]}
    service = lesson.create(("", "services"), {"metadata": {"name": "web", "namespace": "default"}, "spec": spec})
    lesson.create(PODS, pod("client", "sleep", "3600"))
    lesson.advance(15)
    found = lesson.objects.get(PODS, "default", "client")
    assert found is not None
    inside = lesson.network.interfaces[found["status"]["podIP"]]
    address = service["spec"]["clusterIP"]
    names = ("web", "web.default", "web.default.svc", "web.default.svc.cluster.local")
    assert [lesson.network.resolve(inside, name) for name in names] == [address] * 4
    assert lesson.network.resolve(inside, "nothing") is None


def test_a_pods_token_is_good_while_the_pod_is_there(lesson: World) -> None:
    lesson.create(PODS, pod("p", "nginx"))
    lesson.advance(20)
    found = lesson.objects.get(PODS, "default", "p")
    kubelet = lesson.cluster.kubelet("host01")
    assert found is not None
    assert isinstance(kubelet, Kubelet)
    contents = kubelet.workers[found["metadata"]["uid"]].volumes.contents
    (token,) = [bytes_of(content.files["token"][0]).decode() for content in contents if "token" in content.files]
    user = user_of(lesson.cluster.api, token)
    assert user is not None
    assert user.name == "system:serviceaccount:default:default"
    assert user.extra["authentication.kubernetes.io/pod-name"] == ["p"]
    lesson.advance(2 * 3600)
    assert user_of(lesson.cluster.api, token) is not None
    lesson.objects.delete(PODS, "default", "p")
    lesson.advance(60)
    assert user_of(lesson.cluster.api, token) is None


def test_release_1_5_speaks_as_it_did() -> None:
    world = World("lesson", "1.5", HOST)
    world.create(DEPLOYMENTS, deployment("b", f"{BOOTCAMP}:v1"))
    world.advance(10)
    name = world.pods()[0]["metadata"]["name"]
    replica_set = name.rpartition("-")[0]
    assert replica_set.rpartition("-")[2].isdigit()
    messages = [message for _, _, message, _ in world.events(name)]
    assert messages[:3] == [
        f"Successfully assigned {name} to host01",
        f'pulling image "{BOOTCAMP}:v1"',
        f'Successfully pulled image "{BOOTCAMP}:v1"',
    ]
    assert messages[3].startswith("Created container with docker id ")
    assert messages[3].endswith("; Security:[seccomp=unconfined]")
    assert messages[4].startswith("Started container with docker id ")
    assert world.events("b", kind="Deployment")[0][2] == f"Scaled up replica set {replica_set} to 1"
