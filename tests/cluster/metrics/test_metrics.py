"""What containers use, and the metrics API: there while a metrics server is ready, with what it has scraped."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.images.commands import burning
from app.cluster.images.meter import Meter
from app.cluster.node.pages import number
from app.network.http import Request
from tests.cluster.metrics.measured import Measured
from tests.cluster.worlds import PODS, World, pod

API_SERVICES = ("apiregistration.k8s.io", "apiservices")
ROOT = "/apis/metrics.k8s.io/v1beta1"
CONTAINER_CPU = "container_cpu_usage_seconds_total"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"


def limited(made: Any, **limits: str) -> Any:
    made["spec"]["containers"][0]["resources"] = {"limits": limits}
    return made


def available(world: World) -> tuple[str, str, str]:
    found = world.objects.get(API_SERVICES, "", "v1beta1.metrics.k8s.io")
    condition = found["status"]["conditions"][0]
    return condition["status"], condition["reason"], condition["message"]


# Meters


def test_a_level_and_pieces_of_work_add_up() -> None:
    meter = Meter(0.0, 0.5)
    meter.spend(3.0, 10.0, 20.0)
    assert meter.between(0.0, 15.0, 30.0) == pytest.approx(0.5 + 1.5 / 15)
    assert meter.between(15.0, 30.0, 30.0) == pytest.approx(0.5 + 1.5 / 15)
    meter.keep(0.0, 30.0)
    assert meter.between(30.0, 45.0, 50.0) == 0.0


def test_a_meter_forgets_what_nobody_asks_for() -> None:
    meter = Meter(0.0, 1.0)
    assert meter.between(999990.0, 1000005.0, 1000005.0) == pytest.approx(1.0)
    assert len(meter.state()) < 20


@pytest.mark.parametrize(
    ("script", "cores"),
    [
        ("while true; do :; done", 1.0),
        ("while :; do true; done", 1.0),
        ("yes > /dev/null", 1.0),
        ("yes >/dev/null 2>&1 & yes > /dev/null & wait", 2.0),
        ("dd if=/dev/zero of=/dev/null bs=1M", 1.0),
        ("sha256sum /dev/zero", 1.0),
        ("yes", None),
        ("while true; do echo hello; sleep 1; done", None),
        ("sleep 5", None),
    ],
)
def test_scripts_that_only_compute(script: str, cores: float | None) -> None:
    assert burning(script) == cores


# The API comes and goes with its server


def test_the_api_is_there_once_the_metrics_server_is_ready() -> None:
    world = Measured(settle=5)
    assert available(world) == (
        "False",
        "MissingEndpoints",
        'endpoints for service/metrics-server in "kube-system" have no addresses with port name "https"',
    )
    assert world.get(f"{ROOT}/nodes") == (503, "service unavailable\n")
    world.advance(40)
    assert available(world) == ("True", "Passed", "all checks passed")
    status, found = world.get(f"{ROOT}/nodes")
    assert (status, found["kind"]) == (200, "NodeMetricsList")
    item = found["items"][0]
    assert list(item) == ["metadata", "timestamp", "window", "usage"]
    assert (item["metadata"]["name"], item["timestamp"], item["window"]) == (
        "controlplane",
        "2026-11-23T06:00:45Z",
        "15s",
    )
    world.objects.delete(("apps", "deployments"), "kube-system", "metrics-server", propagation="Background")
    world.advance(40)
    assert available(world)[1] == "MissingEndpoints"
    assert world.get(f"{ROOT}/nodes") == (503, "service unavailable\n")


def test_a_metrics_server_that_does_not_trust_kubelets_is_never_ready() -> None:
    world = Measured(insecure=False, settle=90)
    found = next(one for one in world.pods("kube-system") if one["metadata"]["name"].startswith("metrics-server"))
    assert [one["ready"] for one in found["status"]["containerStatuses"]] == [False]
    events = {event[1:3] for event in world.events(found["metadata"]["name"])}
    assert ("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 500") in events
    assert available(world)[1] == "MissingEndpoints"


def test_discovery_has_the_group_while_it_is_installed() -> None:
    world = Measured()
    assert world.get("/apis/metrics.k8s.io") == (200, {
        "kind": "APIGroup", "apiVersion": "v1", "name": "metrics.k8s.io",
        "versions": [{"groupVersion": "metrics.k8s.io/v1beta1", "version": "v1beta1"}],
        "preferredVersion": {"groupVersion": "metrics.k8s.io/v1beta1", "version": "v1beta1"},
    })  # fmt: skip
    accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
    last = world.get("/apis", accept)[1]["items"][-1]
    assert last == {
        "metadata": {"name": "metrics.k8s.io"},
        "versions": [{
            "version": "v1beta1",
            "resources": [
                {"resource": "nodes", "responseKind": {"group": "", "version": "", "kind": "NodeMetrics"},
                 "scope": "Cluster", "singularResource": "", "verbs": ["get", "list"]},
                {"resource": "pods", "responseKind": {"group": "", "version": "", "kind": "PodMetrics"},
                 "scope": "Namespaced", "singularResource": "", "verbs": ["get", "list"]},
            ],
            "freshness": "Current",
        }],
    }  # fmt: skip
    world.objects.delete(API_SERVICES, "", "v1beta1.metrics.k8s.io")
    assert world.get("/apis/metrics.k8s.io")[0] == 404
    assert world.get(f"{ROOT}/nodes")[0] == 404


# What it says


def test_refusals() -> None:
    world = Measured()
    world.create(PODS, pod("fresh", "sleep", "900"))
    world.advance(2)
    assert [world.get(f"{ROOT}/{path}")[1]["message"] for path in (
        "nodes/nope", "namespaces/default/pods/nope", "namespaces/default/pods/fresh",
        "pods?fieldSelector=status.phase=Running", "pods?watch=1", "things",
    )] == [
        'nodes "nope" not found',
        'pods "nope" not found',
        'podmetrics.metrics.k8s.io "default/fresh" not found',
        '"status.phase" is not a known field selector: only "metadata.name", "metadata.namespace"',
        'watch is not supported on resources of kind "pods.metrics.k8s.io"',
        "the server could not find the requested resource",
    ]  # fmt: skip


def test_selectors_and_tables() -> None:
    world = Measured()
    for name in ("one", "two"):
        world.create(PODS, pod(name, "sleep", "900"))
    world.advance(45)
    names = [one["metadata"]["name"] for one in world.get(f"{ROOT}/namespaces/default/pods")[1]["items"]]
    assert names == ["one", "two"]
    listed = world.get(f"{ROOT}/pods?labelSelector=run%3Dtwo")[1]["items"]
    assert [one["metadata"]["name"] for one in listed] == ["two"]
    listed = world.get(f"{ROOT}/pods?fieldSelector=metadata.name!%3Dtwo,metadata.namespace%3Ddefault")[1]["items"]
    assert [one["metadata"]["name"] for one in listed] == ["one"]
    found = world.get(f"{ROOT}/namespaces/default/pods", TABLE)[1]
    assert [column["name"] for column in found["columnDefinitions"]] == ["Name", "cpu", "memory", "Window"]
    assert [row["cells"] for row in found["rows"]] == [["one", "0", "1Mi", "15s"], ["two", "0", "1Mi", "15s"]]


def test_a_kubelet_tells_the_same() -> None:
    world = Measured()
    status, found = world.get("/api/v1/nodes/controlplane/proxy/stats/summary")
    assert (status, found["node"]["nodeName"]) == (200, "controlplane")
    usage = world.get(f"{ROOT}/nodes/controlplane")[1]["usage"]
    assert f"{found['node']['memory']['workingSetBytes'] >> 10}Ki" == usage["memory"]


def test_a_kubelet_tells_it_to_prometheus() -> None:
    world = Measured()
    world.create(PODS, limited(pod("busy", "sh", "-c", "while true; do :; done"), memory="64Mi"))
    world.advance(60)
    status, text = world.get("/api/v1/nodes/controlplane/proxy/metrics/resource")
    lines = text.splitlines()
    assert status == 200
    assert lines[:2] == [
        f"# HELP {CONTAINER_CPU} [STABLE] Cumulative cpu time consumed by the container in core-seconds",
        f"# TYPE {CONTAINER_CPU} counter",
    ]
    (used,) = [one for one in lines if one.startswith("pod_cpu_usage_seconds_total{") and 'pod="busy"' in one]
    assert used.startswith('pod_cpu_usage_seconds_total{namespace="default",pod="busy"} ')
    assert 50 < float(used.split()[1]) < 60
    memory = 'container_memory_working_set_bytes{container="busy",namespace="default",pod="busy"} 1.048576e+06 '
    assert memory in text
    assert lines[-1] == "scrape_error 0"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (1, "1"), (0.25, "0.25"), (100000, "100000"), (1000000, "1e+06"), (20971520, "2.097152e+07"),
     (0.00001, "1e-05"), (123456.5, "123456.5"), (1795413600.25, "1.79541360025e+09")],
)  # fmt: skip
def test_numbers_are_written_as_go_does(value: float, shown: str) -> None:
    assert number(value) == shown


def test_busy_loops_use_what_they_may() -> None:
    world = Measured()
    world.create(PODS, limited(pod("free", "sh", "-c", "while true; do :; done"), memory="64Mi"))
    world.create(PODS, limited(pod("capped", "sh", "-c", "yes > /dev/null"), cpu="200m"))
    world.advance(45)
    assert world.used("free") == (1000, 1)
    assert world.used("capped") == (200, 1)


def test_a_node_has_only_so_many_cores() -> None:
    world = Measured()
    for name in ("a", "b", "c", "d"):
        world.create(PODS, pod(name, "sh", "-c", "while true; do :; done"))
    world.advance(45)
    shares = {world.used(name)[0] for name in ("a", "b", "c", "d")}
    assert len(shares) == 1
    assert 450 < shares.pop() < 490
    assert world.get(f"{ROOT}/nodes/controlplane")[1]["usage"]["cpu"] == "2000000u"


def test_stress_uses_what_it_is_told_to() -> None:
    world = Measured()
    made = pod("hog", "--cpu", "1", "--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1", image="polinux/stress")
    made["spec"]["containers"][0]["command"] = ["stress"]
    world.create(PODS, made)
    world.advance(60)
    assert world.used("hog") == (1050, 251)


def test_more_memory_than_the_limit_kills() -> None:
    world = Measured()
    world.create(PODS, limited(pod("tail", "tail", "/dev/zero", restart="Never"), memory="64Mi"))
    slow = pod("slow", "-mem-total", "200Mi", "-mem-alloc-size", "10Mi", "-mem-alloc-sleep", "1s",
               image="vish/stress:latest", restart="Never")  # fmt: skip
    world.create(PODS, limited(slow, memory="100Mi"))
    world.advance(8)
    states = [next(iter(one["status"]["containerStatuses"]))["state"] for one in world.pods()]
    assert (states[1]["terminated"]["exitCode"], states[1]["terminated"]["reason"]) == (137, "OOMKilled")
    assert "running" in states[0]
    world.advance(10)
    states = [next(iter(one["status"]["containerStatuses"]))["state"] for one in world.pods()]
    assert states[0]["terminated"]["reason"] == "OOMKilled"


def test_requests_cost() -> None:
    world = Measured()
    world.create(PODS, limited(pod("php", image="registry.k8s.io/hpa-example"), cpu="500m"))
    world.advance(45)
    assert world.used("php") == (0, 9)
    address = world.objects.get(PODS, "default", "php")["status"]["podIP"]
    machine = next(iter(world.cluster.interfaces.values()))
    answers = []

    def again(response: Any = None) -> None:
        answers.append(response)
        if len(answers) < 200:
            world.network.exchange(machine, address, 80, Request("GET", "/"), again)

    again()
    world.advance(30)
    assert answers[1].body == b"OK!"
    assert world.used("php")[0] == 500
