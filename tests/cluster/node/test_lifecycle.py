"""A pod's hooks, probes and order: what happens when, and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.cluster import NodeSpec
from app.sim.clock import parse_rfc3339
from tests.cluster.worlds import PODS, World, pod

HOST = (NodeSpec("host01", "control-plane", cpu="4", memory="8Gi"),)


@pytest.fixture
def world() -> World:
    """A node that has fetched busybox already."""
    made = World("lesson", nodes=HOST, settle=60)
    made.create(PODS, pod("warm", "true", restart="Never", imagePullPolicy="IfNotPresent"))
    made.advance(20)
    made.objects.delete(PODS, "default", "warm", grace=0)
    made.advance(1)
    return made


def lasting(name: str, **container: Any) -> Any:
    made = pod(name, "sleep", "36000", terminationGracePeriodSeconds=10)
    made["spec"]["containers"][0].update(imagePullPolicy="IfNotPresent", **container)
    return made


def status(world: World, name: str = "p") -> Any:
    found = world.objects.get(PODS, "default", name)
    assert found is not None
    return found["status"]


def state(world: World, name: str = "p") -> Any:
    return status(world, name)["containerStatuses"][0]["state"]


def told(world: World, reason: str, name: str = "p") -> list[str]:
    return [message for _, found, message, _ in world.events(name) if found == reason]


def hook(kind: str, *command: str) -> Any:
    return {"lifecycle": {kind: {"exec": {"command": list(command)}}}}


# Hooks


def test_a_container_runs_when_its_first_hook_is_over(world: World) -> None:
    world.create(PODS, lasting("p", **hook("postStart", "sleep", "8")))
    world.advance(5)
    assert told(world, "Started") == ["Container started"]
    assert state(world) == {"waiting": {"reason": "ContainerCreating"}}
    world.advance(8)
    assert "running" in state(world)


def test_a_hook_that_fails_ends_the_container(world: World) -> None:
    made = lasting("p", **hook("postStart", "false"))
    world.create(PODS, made)
    world.advance(14)
    assert told(world, "FailedPostStartHook") == ["PostStartHook failed"]
    assert "FailedPostStartHook" in told(world, "Killing")
    world.advance(20)
    assert state(world)["waiting"]["reason"] in {"CrashLoopBackOff", "PostStartHookError"}


def test_a_pod_can_be_deleted_while_a_hook_runs(world: World) -> None:
    world.create(PODS, lasting("p", **hook("postStart", "sleep", "600")))
    world.advance(5)
    world.objects.delete(PODS, "default", "p")
    world.advance(15)
    assert world.objects.get(PODS, "default", "p") is None


def test_the_last_hook_spends_the_grace_period_but_for_a_moment(world: World) -> None:
    world.create(PODS, lasting("p", **hook("preStop", "sleep", "600")))
    world.advance(5)
    world.objects.delete(PODS, "default", "p")
    world.advance(11)
    assert "running" in state(world)
    world.advance(4)
    assert world.objects.get(PODS, "default", "p") is None


def test_a_last_hook_that_fails_is_told_of(world: World) -> None:
    world.create(PODS, lasting("p", **hook("preStop", "false")))
    world.advance(5)
    world.objects.delete(PODS, "default", "p")
    world.advance(15)
    assert told(world, "FailedPreStopHook") == ["PreStopHook failed"]


# Probes


def seconds_to_ready(world: World, **probe: Any) -> float:
    made = lasting("p", readinessProbe={"exec": {"command": ["true"]}, **probe})
    world.create(PODS, made)
    world.advance(60)
    began = parse_rfc3339(state(world)["running"]["startedAt"])
    return next(parse_rfc3339(one["lastTransitionTime"]) - began for one in status(world)["conditions"]
                if one["type"] == "Ready" and one["status"] == "True")  # fmt: skip


@pytest.mark.parametrize(
    ("probe", "expected"),
    [
        ({}, 0),
        ({"initialDelaySeconds": 5, "periodSeconds": 5}, 5),
        ({"initialDelaySeconds": 5, "periodSeconds": 10}, 10),
        ({"initialDelaySeconds": 12, "periodSeconds": 5}, 15),
        ({"periodSeconds": 3, "successThreshold": 3}, 6),
    ],
)
def test_readiness_is_asked_in_its_period(world: World, probe: Any, expected: float) -> None:
    assert expected <= seconds_to_ready(world, **probe) <= expected + 2


def test_a_probe_that_takes_too_long_fails(world: World) -> None:
    world.create(PODS, lasting("p", readinessProbe={"exec": {"command": ["sleep", "5"]}}))
    world.advance(15)
    assert told(world, "Unhealthy") == ['Readiness probe failed: command timed out: "sleep 5" timed out after 1s']


def test_a_probe_whose_command_is_not_there_says_nothing_either_way(world: World) -> None:
    probe = {"exec": {"command": ["nope"]}, "periodSeconds": 1, "failureThreshold": 1}
    world.create(PODS, lasting("p", livenessProbe=probe))
    world.advance(15)
    assert status(world)["containerStatuses"][0]["restartCount"] == 0
    message = told(world, "Unhealthy")[0]
    assert message.startswith("Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc = "
                              'failed to exec in container: failed to start exec "')  # fmt: skip
    assert message.endswith('unable to start container process: exec: "nope": executable file not found in $PATH')


def test_a_grpc_probe_that_reaches_nobody(world: World) -> None:
    world.create(PODS, lasting("p", livenessProbe={"grpc": {"port": 5000}, "timeoutSeconds": 2, "periodSeconds": 20}))
    world.advance(30)
    address = status(world)["podIP"]
    assert told(world, "Unhealthy")[0] == (
        f'Liveness probe failed: timeout: failed to connect service "{address}:5000" within 2s: context deadline '
        "exceeded"
    )


def test_a_startup_probe_holds_the_others_back(world: World) -> None:
    startup = {"exec": {"command": ["false"]}, "periodSeconds": 2, "failureThreshold": 5}
    liveness = {"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 1}
    world.create(PODS, lasting("p", startupProbe=startup, livenessProbe=liveness))
    world.advance(9)
    assert told(world, "Killing") == []
    world.advance(8)
    assert told(world, "Killing") == ["Container p failed startup probe, will be restarted"]
    assert set(told(world, "Unhealthy")) == {"Startup probe failed: "}


def test_sidecars_end_last_and_in_what_is_left_of_the_time(world: World) -> None:
    made = lasting("p")
    made["spec"]["containers"][0]["name"] = "main"
    made["spec"]["terminationGracePeriodSeconds"] = 6
    container = {**made["spec"]["containers"][0], "restartPolicy": "Always"}
    made["spec"]["initContainers"] = [{**container, "name": name} for name in ("first", "second")]
    world.create(PODS, made)
    world.advance(10)
    assert status(world)["phase"] == "Running"
    world.objects.delete(PODS, "default", "p")
    assert told(world, "Killing") == []
    running = []
    for _ in range(12):
        workers = world.cluster.kubelet("host01").workers.values()  # type: ignore[union-attr]
        found = [[one.name for one in worker.records if one.is_running] for worker in workers if worker.key[1] == "p"]
        running.append(found[0] if found else None)
        world.advance(1)
    assert [one for n, one in enumerate(running) if n == 0 or one != running[n - 1]] == [
        ["first", "second", "main"], ["first", "second"], ["first"], None]  # fmt: skip


# The machine


def test_what_a_machine_that_comes_back_makes_of_its_pods(world: World) -> None:
    world.create(PODS, lasting("p"))
    once = lasting("once")
    once["spec"]["restartPolicy"] = "Never"
    world.create(PODS, once)
    world.advance(5)
    world.cluster.stop_node("host01")
    world.advance(20)
    world.cluster.start_node("host01")
    world.advance(10)
    found = status(world)["containerStatuses"][0]
    assert (found["restartCount"], found["lastState"]["terminated"]["exitCode"]) == (1, 255)
    assert found["lastState"]["terminated"]["reason"] == "Unknown"
    assert told(world, "SandboxChanged") == ["Pod sandbox changed, it will be killed and re-created."]
    assert status(world, "once")["phase"] == "Failed"
    assert state(world, "once")["terminated"]["exitCode"] == 255


# The rest


def test_a_missing_pull_secret_is_told_of(world: World) -> None:
    made = lasting("p")
    made["spec"]["imagePullSecrets"] = [{"name": "regcred"}]
    world.create(PODS, made)
    world.advance(5)
    assert "running" in state(world)
    assert told(world, "FailedToRetrieveImagePullSecret") == [
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed."
    ]


def test_a_pod_with_a_deadline(world: World) -> None:
    made = lasting("p")
    made["spec"]["activeDeadlineSeconds"] = 10
    world.create(PODS, made)
    world.advance(30)
    found = status(world)
    assert (found["phase"], found["reason"], found["message"]) == (
        "Failed", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline")  # fmt: skip


@pytest.mark.parametrize(("policy", "restarts"), [("Never", 0), ("OnFailure", 1)])
def test_a_container_may_have_a_policy_of_its_own(world: World, policy: str, restarts: int) -> None:
    made = lasting("p", command=["false"], restartPolicy=policy)
    made["spec"]["containers"][0].pop("args")
    world.create(PODS, made)
    world.advance(8)
    assert (status(world)["containerStatuses"][0]["restartCount"] >= 1) is bool(restarts)


def test_rules_say_after_which_exit_codes_a_container_is_restarted(world: World) -> None:
    rule = {"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}
    made = lasting("p", command=["false"], restartPolicy="Never", restartPolicyRules=[rule])
    made["spec"]["containers"][0].pop("args")
    world.create(PODS, made)
    world.advance(8)
    assert status(world)["containerStatuses"][0]["restartCount"] >= 1


def test_a_finalizer_keeps_a_pod_that_has_ended(world: World) -> None:
    made = lasting("p")
    made["metadata"]["finalizers"] = ["example.com/keep"]
    world.create(PODS, made)
    world.advance(5)
    world.objects.delete(PODS, "default", "p")
    world.advance(30)
    found = world.objects.get(PODS, "default", "p")
    assert found is not None
    assert found["status"]["phase"] in {"Failed", "Succeeded"}
    world.objects.patch(PODS, "default", "p", lambda new: new["metadata"].update(finalizers=[]))
    world.advance(1)
    assert world.objects.get(PODS, "default", "p") is None


def test_statuses_of_containers_are_in_the_order_of_their_names() -> None:
    world = World()
    made = pod("p", containers=[{"name": "web", "image": "nginx"}, {"name": "agent", "image": "busybox"}])
    world.create(PODS, made)
    world.advance(10)
    status = world.objects.get(PODS, "default", "p")["status"]
    assert [one["name"] for one in status["containerStatuses"]] == ["agent", "web"]
