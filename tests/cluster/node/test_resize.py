"""Changing the CPU and memory of running pods."""

from __future__ import annotations

from typing import Any

from app.cluster.cluster import NodeSpec
from tests.cluster.worlds import PODS, World, pod

ONE = (NodeSpec("controlplane", "control-plane", cpu="1", memory="1Gi"),)


def sized(name: str, cpu: str = "100m", memory: str = "64Mi", image: str = "nginx", **more: Any) -> Any:
    made = pod(name, image=image)
    sizes = {"cpu": cpu, "memory": memory}
    made["spec"]["containers"][0].update(resources={"requests": dict(sizes), "limits": dict(sizes)}, **more)
    return made


def resize(world: World, name: str, **sizes: str) -> None:
    old = world.objects.get(PODS, "default", name)
    containers = [{**old["spec"]["containers"][0], "resources": {"requests": dict(sizes), "limits": dict(sizes)}}]
    new = {**old, "spec": {**old["spec"], "containers": containers}}
    world.objects.update(PODS, new, subresource="resize")


def found(world: World, name: str) -> tuple[list[Any], Any]:
    """(conditions of the resize as (type, reason, message), the container's status)."""
    status = world.objects.get(PODS, "default", name)["status"]
    conditions = [(one["type"], one.get("reason"), one.get("message")) for one in status["conditions"]]
    return [one for one in conditions if one[0].startswith("PodResize")], status["containerStatuses"][0]


def resized(world: World, name: str) -> list[tuple[str, str, str]]:
    return [event[:3] for event in world.events(name) if "esize" in event[1] + event[2]]


SUMMARY = '{{"containers":[{{"name":"web","resources":{{"limits":{{{0}}},"requests":{{{0}}}}}}}],"generation":2{1}}}'


def test_a_resize_in_place() -> None:
    world = World(nodes=ONE)
    world.create(PODS, sized("web"))
    world.advance(2)
    resize(world, "web", cpu="200m", memory="64Mi")
    world.advance(0.15)
    assert found(world, "web")[0] == [("PodResizeInProgress", None, None)]
    world.advance(1)
    conditions, status = found(world, "web")
    assert conditions == []
    assert status["resources"]["limits"] == {"cpu": "200m", "memory": "64Mi"}
    assert status["allocatedResources"] == {"cpu": "200m", "memory": "64Mi"}
    assert status["restartCount"] == 0
    summary = SUMMARY.format('"cpu":"200m","memory":"64Mi"', "")
    assert resized(world, "web") == [
        ("Normal", "ResizeStarted", f"Pod resize started: {summary}"),
        ("Normal", "ResizeCompleted", f"Pod resize completed: {summary}"),
    ]


def test_more_than_the_node_has() -> None:
    world = World(nodes=ONE)
    world.create(PODS, sized("web"))
    world.advance(2)
    resize(world, "web", cpu="2", memory="64Mi")
    world.advance(1)
    problem = "Node didn't have enough capacity: cpu, requested: 2000, capacity: 1000"
    conditions, status = found(world, "web")
    assert conditions == [("PodResizePending", "Infeasible", problem)]
    assert status["resources"]["limits"] == {"cpu": "100m", "memory": "64Mi"}
    summary = SUMMARY.format('"cpu":"2","memory":"64Mi"', f',"error":"{problem}"')
    assert resized(world, "web") == [("Warning", "ResizeInfeasible", f"Pod resize Infeasible: {summary}")]
    resize(world, "web", cpu="100m", memory="64Mi")
    world.advance(1)
    assert found(world, "web")[0] == []


def test_a_resize_waits_for_room() -> None:
    world = World(nodes=ONE)
    world.create(PODS, sized("web"))
    world.create(PODS, sized("other", cpu="500m"))
    world.advance(2)
    resize(world, "web", cpu="800m", memory="64Mi")
    world.advance(1)
    problem = "Node didn't have enough resource: cpu, requested: 800, used: 500, capacity: 1000"
    assert found(world, "web")[0] == [("PodResizePending", "Deferred", problem)]
    world.objects.delete(PODS, "default", "other", grace=0)
    world.advance(3)
    conditions, status = found(world, "web")
    assert (conditions, status["allocatedResources"]["cpu"]) == ([], "800m")
    assert [event[1] for event in resized(world, "web")] == ["ResizeDeferred", "ResizeStarted", "ResizeCompleted"]


def test_a_policy_may_want_a_restart() -> None:
    world = World(nodes=ONE)
    policy = [{"resourceName": "cpu", "restartPolicy": "NotRequired"},
              {"resourceName": "memory", "restartPolicy": "RestartContainer"}]  # fmt: skip
    world.create(PODS, sized("web", resizePolicy=policy))
    world.advance(2)
    resize(world, "web", cpu="200m", memory="64Mi")
    world.advance(2)
    assert found(world, "web")[1]["restartCount"] == 0
    resize(world, "web", cpu="200m", memory="128Mi")
    world.advance(3)
    conditions, status = found(world, "web")
    assert (conditions, status["restartCount"], status["resources"]["limits"]["memory"]) == ([], 1, "128Mi")
    assert [event[1:] for event in resized(world, "web")][2:5][1] == (
        "Killing",
        "Container web resize requires restart",
    )


def test_memory_that_is_in_use_is_not_taken_away() -> None:
    world = World("lesson", nodes=(NodeSpec("controlplane", "control-plane", cpu="2"),))
    made = sized("hog", memory="200Mi", image="polinux/stress", command=["stress"])
    made["spec"]["containers"][0]["args"] = ["--vm", "1", "--vm-bytes", "150M", "--vm-hang", "1"]
    world.create(PODS, made)
    world.advance(30)
    resize(world, "hog", cpu="100m", memory="100Mi")
    world.advance(3)
    problem = 'attempting to set container "hog" memory limit (104857600) below current usage (158334976)'
    conditions, status = found(world, "hog")
    assert conditions == [("PodResizeInProgress", "Error", problem)]
    assert status["resources"]["limits"]["memory"] == "200Mi"
