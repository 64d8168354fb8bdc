"""Leases that move while somebody looks."""

from __future__ import annotations

from typing import Any

import orjson

from app.network.http import Headers, Request, Stream
from tests.cluster.metrics.measured import Measured
from tests.cluster.worlds import World

LEASES = ("coordination.k8s.io", "leases")
PATH = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"


def renewed(world: Measured) -> str:
    status, found = world.get(f"{PATH}/controlplane")
    assert status == 200
    return str(found["spec"]["renewTime"])


def test_a_reader_finds_the_last_renewal_that_was_due() -> None:
    world = Measured(settle=0)
    first = renewed(world)
    version = world.cluster.api.resource_version
    assert renewed(world) == first
    assert world.cluster.api.resource_version == version
    world.advance(25)
    second = renewed(world)
    assert (first[11:], second[11:]) == ("06:00:00.000000Z", "06:00:30.000000Z")


def test_nobody_looks_and_nothing_is_written() -> None:
    world = World()
    versions = [one["metadata"]["resourceVersion"] for one in world.objects.list(LEASES)]
    world.advance(100)
    assert [one["metadata"]["resourceVersion"] for one in world.objects.list(LEASES)] == versions


def test_a_watch_sees_each_renewal() -> None:
    world = Measured(settle=0)
    target = f"{PATH}?watch=1&fieldSelector=metadata.name%3Dcontrolplane"
    headers = Headers([("Accept", "application/json")])
    response = world.cluster.api.handle(Request("GET", target, headers, identity=world.identity()))
    assert isinstance(response.body, Stream)
    seen: list[Any] = []
    response.body.attach(lambda data: seen.extend(orjson.loads(line) for line in data.splitlines()), lambda: None)
    world.advance(35)
    times = [one["object"]["spec"]["renewTime"] for one in seen if one["type"] == "MODIFIED"]
    assert len(times) == 3
    assert times == sorted(set(times))


def test_a_machine_that_is_away_renews_nothing() -> None:
    world = Measured(settle=0)
    world.advance(33)
    world.cluster.stop_node("controlplane")
    last = world.objects.get(LEASES, "kube-node-lease", "controlplane")["spec"]["renewTime"]
    world.advance(60)
    assert renewed(world) == last
