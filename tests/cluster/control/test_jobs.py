"""Jobs: failures, indexes, suspension, deletion; what the recorded histories do not show."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from app.sim.clock import parse_rfc3339, rfc3339
from tests.cluster.worlds import PODS, World

JOBS = ("batch", "jobs")


def job(name: str, script: str, restart: str = "Never", **spec: Any) -> Any:
    container = {"name": "c", "image": "busybox", "command": ["sh", "-c", script]}
    template = {"spec": {"restartPolicy": restart, "containers": [container], "terminationGracePeriodSeconds": 2}}
    return {"metadata": {"name": name, "namespace": "default"}, "spec": {"template": template, **spec}}


def nowhere(made: Any) -> Any:
    """No node takes its pods: a test says what becomes of them."""
    made["spec"]["template"]["spec"]["nodeSelector"] = {"no": "where"}
    return made


def end(world: World, prefix: str, code: int) -> None:
    """The newest pod of a name ends."""
    found = [one for one in world.pods() if one["metadata"]["name"].startswith(prefix)]
    found = [one for one in found if one["status"]["phase"] == "Pending"]
    ended = {"exitCode": code, "reason": "Error" if code else "Completed", "finishedAt": rfc3339(world.clock.now),
             "startedAt": rfc3339(world.clock.now)}  # fmt: skip
    container = {"name": "c", "image": "busybox", "imageID": "", "restartCount": 0, "ready": False,
                 "state": {"terminated": ended}}  # fmt: skip
    what = {"phase": "Failed" if code else "Succeeded", "containerStatuses": [container]}
    name = found[0]["metadata"]["name"]
    world.objects.patch(PODS, "default", name, lambda new: new["status"].update(what), subresource="status")


def status(world: World, name: str) -> Any:
    found = world.objects.get(JOBS, "default", name)
    assert found is not None
    return found["status"]


def conditions(world: World, name: str) -> list[tuple[str, str, str]]:
    return [(one["type"], one["status"], one["reason"]) for one in status(world, name).get("conditions") or ()]


def born(world: World) -> list[int]:
    """Seconds between the pods' creations."""
    times = sorted(parse_rfc3339(one["metadata"]["creationTimestamp"]) for one in world.pods())
    return [int(later - earlier) for earlier, later in pairwise(times)]


def test_the_wait_after_a_failure_doubles() -> None:
    world = World()
    world.create(JOBS, job("j", "exit 1", backoffLimit=4))
    world.advance(200)
    assert [round(gap / 10) * 10 for gap in born(world)] == [10, 20, 40, 80]
    assert conditions(world, "j") == [
        ("FailureTarget", "True", "BackoffLimitExceeded"),
        ("Failed", "True", "BackoffLimitExceeded"),
    ]
    assert status(world, "j")["failed"] == 5
    assert world.events("j")[-1] == (
        "Warning", "BackoffLimitExceeded", "Job has reached the specified backoff limit", 1)  # fmt: skip


def test_the_wait_goes_on_in_a_world_that_is_restored() -> None:
    world = World()
    world.create(JOBS, job("j", "exit 1", backoffLimit=6))
    world.advance(45)
    assert len(world.pods()) == 3
    again = world.restored()
    again.advance(20)
    assert len(again.pods()) == 3
    again.advance(20)
    assert len(again.pods()) == 4


def test_an_exit_code_may_fail_a_job_at_once() -> None:
    world = World()
    rules = [{"action": "FailJob", "onExitCodes": {"containerName": "c", "operator": "In", "values": [42]}}]
    world.create(JOBS, job("j", "exit 42", podFailurePolicy={"rules": rules}))
    world.advance(20)
    name = world.pods()[0]["metadata"]["name"]
    message = f"Container c for pod default/{name} failed with exit code 42 matching FailJob rule at index 0"
    assert status(world, "j")["conditions"][-1]["message"] == message
    assert status(world, "j")["failed"] == 1
    assert world.events("j")[-1][:3] == ("Warning", "PodFailurePolicy", message)


def test_an_ignored_failure_does_not_count() -> None:
    world = World()
    rules = [{"action": "Ignore", "onExitCodes": {"operator": "In", "values": [7]}}]
    world.create(JOBS, job("j", "exit 7", backoffLimit=0, podFailurePolicy={"rules": rules}))
    world.advance(25)
    assert len(world.pods()) == 2
    assert status(world, "j").get("failed", 0) == 0
    assert conditions(world, "j") == []


def test_indexes_are_tried_again_one_by_one() -> None:
    world = World()
    world.create(JOBS, nowhere(job("j", "", completions=3, parallelism=3, completionMode="Indexed",
                                   backoffLimitPerIndex=1)))  # fmt: skip
    world.advance(2)
    for name, code in (("j-0-", 0), ("j-1-", 1), ("j-2-", 0)):
        end(world, name, code)
    world.advance(5)
    assert (status(world, "j")["completedIndexes"], status(world, "j")["failedIndexes"]) == ("0,2", "")
    assert status(world, "j").get("failed", 0) == 0  # the failed pod is held until its replacement knows of it
    world.advance(10)
    end(world, "j-1-", 1)
    world.advance(5)
    found = status(world, "j")
    assert (found["completedIndexes"], found["failedIndexes"]) == ("0,2", "1")
    assert (found["succeeded"], found["failed"]) == (2, 2)
    assert conditions(world, "j")[-1] == ("Failed", "True", "FailedIndexes")
    counts = [one["metadata"]["annotations"]["batch.kubernetes.io/job-index-failure-count"] for one in world.pods()
              if one["metadata"]["name"].startswith("j-1-")]  # fmt: skip
    assert sorted(counts) == ["0", "1"]


def test_a_success_policy_ends_the_other_indexes() -> None:
    world = World()
    policy = {"rules": [{"succeededIndexes": "0"}]}
    world.create(JOBS, nowhere(job("j", "", completions=3, parallelism=3, completionMode="Indexed",
                                   successPolicy=policy)))  # fmt: skip
    world.advance(2)
    end(world, "j-0-", 0)
    world.advance(10)
    assert conditions(world, "j") == [("SuccessCriteriaMet", "True", "SuccessPolicy"),
                                      ("Complete", "True", "SuccessPolicy")]  # fmt: skip
    assert status(world, "j")["succeeded"] == 1
    assert "failed" not in status(world, "j")


def test_suspension_deletes_pods_without_counting_them() -> None:
    world = World()
    world.create(JOBS, job("j", "sleep 600", parallelism=2, completions=2))
    world.advance(5)
    world.objects.patch(JOBS, "default", "j", lambda new: new["spec"].update(suspend=True))
    world.advance(60)
    found = status(world, "j")
    assert (found.get("active"), found.get("failed"), found["terminating"]) == (None, None, 0)
    assert world.pods() == []
    assert conditions(world, "j") == [("Suspended", "True", "JobSuspended")]
    world.objects.patch(JOBS, "default", "j", lambda new: new["spec"].update(suspend=False))
    world.advance(5)
    assert status(world, "j")["active"] == 2
    assert world.reasons("j") == ["SuccessfulCreate", "SuccessfulCreate", "SuccessfulDelete", "SuccessfulDelete",
                                  "Suspended", "SuccessfulCreate", "SuccessfulCreate", "Resumed"]  # fmt: skip


def test_a_deleted_pod_counts_as_failed_and_is_replaced_after_the_wait() -> None:
    world = World()
    world.create(JOBS, nowhere(job("j", "")))
    world.advance(5)
    world.objects.delete(PODS, "default", world.pods()[0]["metadata"]["name"])
    world.advance(3)
    assert (status(world, "j")["failed"], len(world.pods())) == (1, 0)
    world.advance(15)
    assert status(world, "j")["active"] == 1


def test_with_a_failure_policy_a_pod_is_replaced_when_it_has_ended() -> None:
    world = World()
    world.create(JOBS, nowhere(job("j", "", podReplacementPolicy="Failed")))
    world.advance(5)
    before = world.pods()[0]["metadata"]["name"]
    world.objects.delete(PODS, "default", before)
    world.advance(60)
    assert status(world, "j")["terminating"] == 1
    end(world, before, 1)
    world.advance(20)
    assert (status(world, "j")["terminating"], status(world, "j")["failed"]) == (0, 1)
    assert [one["metadata"]["name"] == before for one in world.pods()] == [False]


def test_fewer_parallel_pods_are_removed_uncounted() -> None:
    world = World()
    world.create(JOBS, job("j", "sleep 600", parallelism=3, completions=5))
    world.advance(5)
    world.objects.patch(JOBS, "default", "j", lambda new: new["spec"].update(parallelism=1))
    world.advance(40)
    assert status(world, "j")["active"] == 1
    assert "failed" not in status(world, "j")
    assert len(world.pods()) == 1


def test_an_indexed_job_shrinks_with_its_completions() -> None:
    world = World()
    world.create(JOBS, job("j", "sleep 600", parallelism=3, completions=3, completionMode="Indexed"))
    world.advance(5)
    world.objects.patch(JOBS, "default", "j", lambda new: new["spec"].update(parallelism=2, completions=2))
    world.advance(40)
    assert sorted(one["metadata"]["labels"]["batch.kubernetes.io/job-completion-index"] for one in world.pods()) == [
        "0", "1"]  # fmt: skip


def test_somebody_elses_job_is_left_alone() -> None:
    world = World()
    world.create(JOBS, job("j", "exit 0", managedBy="example.com/mine"))
    world.advance(20)
    assert world.pods() == []
    assert status(world, "j") == {}


def test_a_job_goes_with_its_pods() -> None:
    for policy in ("Foreground", "Background"):
        world = World()
        world.create(JOBS, job("j", "sleep 600", parallelism=2))
        world.advance(5)
        world.objects.delete(JOBS, "default", "j", propagation=policy)
        world.advance(40)
        assert world.pods() == []
        assert world.objects.get(JOBS, "default", "j") is None
