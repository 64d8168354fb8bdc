"""The store: indexes, history, sharing, snapshots."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cluster.api.errors import ApiError
from app.cluster.api.objects import clone
from app.cluster.api.store import Store
from app.cluster.cluster import Cluster
from app.cluster.images.runtime import ImageRuntime
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.label_selectors import LabelSelector
from app.sim.label_syntax import parse
from app.sim.randomness import Randomness
from tests.cluster.api.server import make

PODS = ("", "pods")


def pod(name: str, namespace: str = "default", **labels: str) -> dict[str, Any]:
    meta = {"name": name, "namespace": namespace, "labels": labels, "uid": f"uid-{name}"}
    return {"kind": "Pod", "apiVersion": "v1", "metadata": meta, "spec": {"containers": []}}


def names(found: list[dict[str, Any]]) -> list[str]:
    return [item["metadata"]["name"] for item in found]


def test_lists_follow_the_order_of_keys() -> None:
    store = Store(Clock(0))
    for namespace, name in (("b", "z"), ("a-b", "x"), ("a", "y"), ("b", "a")):
        store.add(PODS, pod(name, namespace))
    # "-" sorts before "/", so all of a-b comes before a.
    assert names(store.list(PODS)) == ["x", "y", "a", "z"]
    assert names(store.list(PODS, "b")) == ["a", "z"]


def test_indexes_follow_changes() -> None:
    store = Store(Clock(0))
    old = store.add(PODS, pod("one", app="web"))
    new = clone(old)
    new["spec"]["nodeName"] = "n1"
    new["metadata"]["ownerReferences"] = [{"uid": "boss"}]
    new["metadata"]["labels"] = {"app": "db"}
    store.replace(PODS, new, old)
    assert names(store.by_node("n1")) == ["one"]
    assert [key for key, _ in store.by_owner("boss")] == [PODS]
    assert names(store.by_label(PODS, "default", {"matchLabels": {"app": "web"}})) == []
    assert names(store.by_label(PODS, "default", {"matchLabels": {"app": "db"}})) == ["one"]
    store.remove(PODS, new)
    assert (store.by_node("n1"), store.by_owner("boss"), store.list(PODS)) == ([], [], [])


def test_equal_parts_of_versions_are_shared() -> None:
    store = Store(Clock(0))
    old = store.add(PODS, pod("one"))
    new = clone(old)
    new["status"] = {"phase": "Running"}
    store.replace(PODS, new, old)
    assert new["spec"] is old["spec"]
    assert old["metadata"]["resourceVersion"] == "2"


def test_subscribers_see_every_change_once_and_in_order() -> None:
    store = Store(Clock(0))
    seen: list[tuple[str, str]] = []

    def first(kind: str, obj: dict[str, Any], old: dict[str, Any] | None) -> None:
        if names([obj]) == ["one"]:
            store.add(PODS, pod("two"))

    store.subscribe(PODS, first)
    store.subscribe(PODS, lambda kind, obj, old: seen.append((kind, obj["metadata"]["name"])))
    store.add(PODS, pod("one"))
    assert seen == [("ADDED", "one"), ("ADDED", "two")]


def test_the_past_is_forgotten_after_five_minutes() -> None:
    clock = Clock(0)
    store = Store(clock)
    store.add(PODS, pod("one"))
    clock.advance(301)
    store.add(PODS, pod("two"))
    assert [change.obj["metadata"]["name"] for change in store.changes_since(PODS, 2)] == ["two"]
    with pytest.raises(ApiError, match=r"too old resource version: 1 \(2\)") as refused:
        store.changes_since(PODS, 1)
    assert refused.value.code == 410


def test_a_snapshot_goes_on_where_it_was_taken() -> None:
    server = make()
    server.create("/api/v1/namespaces/default/configmaps", metadata={"name": "kept"}, data={"a": "1"})
    server.json("DELETE", "/apis/rbac.authorization.k8s.io/v1/clusterroles/view")
    state = json.loads(json.dumps(server.cluster.snapshot()))
    clock, randomness = Clock(server.cluster.clock.now), Randomness(7)
    network = Network(clock)
    again = Cluster.restore(state, clock, randomness, network, ImageRuntime(clock, network, randomness, bare=True))
    assert again.api.resource_version >= server.cluster.api.resource_version
    for key in server.cluster.api.store.resources():
        before, after = server.cluster.api.objects.list(key), again.api.objects.list(key)
        if key[1] not in {"leases", "nodes", "events"}:  # the restored kubelets write at once
            assert list(before) == list(after), key
    assert again.api.objects.get(("rbac.authorization.k8s.io", "clusterroles"), "", "view") is None


LABELS = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LABELS, max_size=12), LABELS)
def test_looking_up_by_label_finds_what_a_scan_finds(objects: list[dict[str, str]], wanted: dict[str, str]) -> None:
    store = Store(Clock(0))
    for index, labels in enumerate(objects):
        store.add(PODS, pod(f"p{index:02}", **labels))
    selector = LabelSelector.of({"matchLabels": wanted})
    scanned = [obj for obj in store.list(PODS, "default") if selector.matches(obj["metadata"]["labels"])]
    assert store.by_label(PODS, "default", selector) == scanned


@given(LABELS)
def test_a_selector_reads_its_own_text(labels: dict[str, str]) -> None:
    selector = LabelSelector.of({"matchLabels": labels})
    assert parse(str(selector)) == selector
