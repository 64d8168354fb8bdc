"""What a real control plane and real kubelets wrote while something was done, against what is written here.

The JSON files hold, per object, the sequence of states and the events about it. How writes of different objects
interleave depends on time, so of workloads the conditions' sequence and the last state are compared; of pods every
state.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.histories.states import History
from tests.cluster.worlds import DEPLOYMENTS, PODS, World, deployment, pod

Act = Callable[[World], Any]
STATEFUL_SETS, JOBS, CRON_JOBS = ("apps", "statefulsets"), ("batch", "jobs"), ("batch", "cronjobs")
CLAIMS, VOLUMES, NODES = ("", "persistentvolumeclaims"), ("", "persistentvolumes"), ("", "nodes")


@dataclass(frozen=True)
class Story:
    """`acts` are (seconds after the setup has settled, what is done then); the story ends after `seconds`."""

    acts: list[tuple[float, Act]]
    seconds: float
    setup: list[Act] = field(default_factory=list)
    namespace: str = "default"


def changed(key: tuple[str, str], name: str, change: Callable[[Any], None]) -> Act:
    return lambda world: world.objects.patch(key, "" if key == NODES else "default", name, change)


def scaled(key: tuple[str, str], name: str, replicas: int) -> Act:
    return changed(key, name, lambda obj: obj["spec"].update(replicas=replicas))


def image(key: tuple[str, str], name: str, value: str) -> Act:
    return changed(key, name, lambda obj: obj["spec"]["template"]["spec"]["containers"][0].update(image=value))


def created(key: tuple[str, str], obj: Any) -> Act:
    return lambda world: world.create(key, obj)


def deleted(key: tuple[str, str], name: str, namespace: str = "default") -> Act:
    return lambda world: world.objects.delete(key, namespace, name, propagation="Background")


def first_pod_deleted(world: World) -> None:
    world.objects.delete(PODS, "default", world.pods()[0]["metadata"]["name"])


def drained(world: World) -> None:
    changed(NODES, "node01", lambda node: node["spec"].update(unschedulable=True))(world)
    for one in list(world.objects.by_node("node01")):
        world.cluster.api.evict("default", one["metadata"]["name"])


def meta(name: str, **more: Any) -> Any:
    return {"name": name, "namespace": "default", **more}


def template(image_name: str) -> Any:
    return {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "c", "image": image_name}]}}


WEB = created(DEPLOYMENTS, deployment("web", "nginx:1.26", 3))
RECREATE = changed(DEPLOYMENTS, "web", lambda obj: obj["spec"].update(strategy={"type": "Recreate"}))
SERVICE = {
    "metadata": meta("web", labels={"app": "web"}),
    "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
}
STATEFUL_SET = {
    "metadata": meta("db"),
    "spec": {"serviceName": "db", "replicas": 3, "selector": {"matchLabels": {"app": "db"}},
             "template": template("nginx:1.26")},
}  # fmt: skip
FAILING = {"name": "c", "image": "busybox", "command": ["sh", "-c", "sleep 1; exit 1"]}
JOB = {
    "metadata": meta("j"),
    "spec": {"backoffLimit": 2, "template": {"spec": {"restartPolicy": "Never", "containers": [FAILING]}}},
}
SHORT = {"name": "c", "image": "busybox", "command": ["sh", "-c", "sleep 1"]}
CRON_JOB = {
    "metadata": meta("c"),
    "spec": {"schedule": "*/1 * * * *", "jobTemplate": {
        "spec": {"template": {"spec": {"restartPolicy": "OnFailure", "containers": [SHORT]}}}}},
}  # fmt: skip
CLAIM = {
    "metadata": meta("c"),
    "spec": {"storageClassName": "", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
VOLUME = {
    "metadata": {"name": "v"},
    "spec": {"capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/d"}},
}
BUDGET = {
    "metadata": meta("web"),
    "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}},
}
INIT = {
    "metadata": meta("p"),
    "spec": {
        "initContainers": [
            {"name": "i1", "image": "busybox", "command": ["sh", "-c", "sleep 2"]},
            {"name": "side", "image": "busybox", "restartPolicy": "Always", "command": ["sh", "-c", "sleep 3600"]},
        ],
        "containers": [{"name": "c", "image": "nginx"}],
    },
}
TEAM = [created(("", "namespaces"), {"metadata": {"name": "team"}}),
        created(DEPLOYMENTS, deployment("web", "nginx", 2, "team"))]  # fmt: skip

STORIES = {
    "deployment-create-scale": Story(
        [(0, WEB), (6, scaled(DEPLOYMENTS, "web", 5)), (11, scaled(DEPLOYMENTS, "web", 1))], 17),
    "deployment-recreate": Story([(0, image(DEPLOYMENTS, "web", "nginx:1.27"))], 12, [WEB, RECREATE]),
    "deployment-rolling-update-undo": Story(
        [(0, image(DEPLOYMENTS, "web", "nginx:1.27")), (9, image(DEPLOYMENTS, "web", "nginx:1.26"))], 20, [WEB]
    ),
    "deployment-service-endpoints": Story(
        [(0, WEB), (5, created(("", "services"), SERVICE)), (8, scaled(DEPLOYMENTS, "web", 1)),
         (13, deleted(DEPLOYMENTS, "web"))], 18),
    "pod-delete-replaced": Story([(0, first_pod_deleted)], 5, [WEB]),
    "pod-completes": Story(
        [(0, created(PODS, pod("once", "sh", "-c", "sleep 3; exit 0", restart="Never"))),
         (8, created(PODS, pod("fails", "sh", "-c", "sleep 1; exit 2", restart="Never"))),
         (14, created(PODS, pod("onfail", "sh", "-c", "sleep 1; exit 1", restart="OnFailure")))], 34),
    "pod-crash-loop": Story([(0, created(PODS, pod("crash", "sh", "-c", "sleep 2; exit 3")))], 75),
    "init-containers": Story([(0, created(PODS, INIT)), (9, deleted(PODS, "p"))], 13),
    "statefulset": Story(
        [(0, created(STATEFUL_SETS, STATEFUL_SET)), (14, image(STATEFUL_SETS, "db", "nginx:1.27")),
         (36, scaled(STATEFUL_SETS, "db", 1))], 45),
    "job-backoff": Story([(0, created(JOBS, JOB))], 70),
    "cronjob": Story([(0, created(CRON_JOBS, CRON_JOB))], 125),
    "namespace-delete": Story([(0, deleted(("", "namespaces"), "team", ""))], 20, TEAM, "team"),
    "node-drain-pdb": Story(
        [(0, drained), (5, changed(NODES, "node01", lambda node: node["spec"].update(unschedulable=False)))], 8,
        [WEB, created(("policy", "poddisruptionbudgets"), BUDGET)]),
    "pvc-pv-binding": Story(
        [(0, created(CLAIMS, CLAIM)), (3, created(VOLUMES, VOLUME)), (21, deleted(CLAIMS, "c")),
         (25, deleted(VOLUMES, "v", ""))], 30),
}  # fmt: skip
# The recordings' images were on some nodes already: whether one is fetched is a matter of history.
FETCHED = {"Pulling", "Pulled"}
# (object, why its sequence may differ) where the pace of a real machine shows.
LOOSE = {"PersistentVolume/v": "the API server notes when a volume became Pending"}


def play(story: Story) -> History:
    world = World()
    for act in story.setup:
        act(world)
        world.advance(6)
    history = History(story.namespace)
    world.cluster.on_change(history.changed)
    start = world.clock.now
    for moment, act in story.acts:
        world.clock.advance(start + moment)
        act(world)
    world.clock.advance(start + story.seconds)
    return history


def conditions(states: list[str]) -> list[str]:
    """The sequence of what the conditions said."""
    said = [state.rpartition("} ")[2] for state in states]
    return [text for index, text in enumerate(said) if index == 0 or text != said[index - 1]]


def events(found: list[list[Any]]) -> list[list[Any]]:
    """Events to compare: without fetches, and without the counts of what repeats with time."""
    kept = [one for one in found if one[2] not in FETCHED]
    return sorted([[*one[:4], None if one[2] == "BackOff" else one[4], one[5]] for one in kept], key=str)


@pytest.mark.parametrize("name", sorted(STORIES))
def test_history(name: str) -> None:
    expected = json.loads((Path(__file__).parent / f"{name}.json").read_text())
    history = play(STORIES[name])
    actual = history.objects()

    for about, sequences in expected["objects"].items():
        assert about in actual, about
        if about.startswith("Pod/"):
            assert sorted(map(str, actual[about])) == sorted(map(str, sequences)), about
        elif about not in LOOSE:
            assert sorted(states[-1] for states in actual[about]) == sorted(states[-1] for states in sequences), about
            assert sorted(conditions(states) for states in actual[about]) == sorted(map(conditions, sequences)), about
    seen = history.events()
    assert {about: events(found) for about, found in seen.items() if about in expected["events"]} == {
        about: events(found) for about, found in expected["events"].items()
    }
