"""Deployments, stateful sets, daemon sets, jobs, cron jobs, autoscalers: what histories do not show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.cluster.kinds.cronjob.schedule import parse
from app.cluster.kinds.deployment.numbers import old_sizes, proportional_sizes
from app.cluster.kinds.job import indexes
from tests.cluster.worlds import DEPLOYMENTS, PODS, World, deployment

JOBS, DAEMON_SETS, STATEFUL_SETS = ("batch", "jobs"), ("apps", "daemonsets"), ("apps", "statefulsets")


def get(world: World, key: tuple[str, str], name: str) -> Any:
    found = world.objects.get(key, "default", name)
    assert found is not None
    return found


# Deployments


def replica_set(name: str, replicas: int, available: int, created: int) -> Any:
    return {
        "metadata": {"name": name, "creationTimestamp": f"2026-11-23T06:00:0{created}Z",
                     "annotations": {"deployment.kubernetes.io/max-replicas": "13"}},
        "spec": {"replicas": replicas},
        "status": {"availableReplicas": available, "replicas": replicas},
    }  # fmt: skip


def test_unhealthy_replicas_go_first() -> None:
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}
    owner = {"spec": {"replicas": 10, "strategy": rolling}}
    old = [replica_set("old", 8, 6, 1)]
    new = replica_set("new", 5, 5, 2)
    assert [(one["metadata"]["name"], size) for one, size in old_sizes(owner, new, old)] == [("old", 3)]


def test_scaling_during_a_rollout_is_shared_in_proportion() -> None:
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 3, "maxUnavailable": 2}}
    owner = {"spec": {"replicas": 15, "strategy": rolling}, "status": {"replicas": 13}}
    sets = [replica_set("old", 8, 8, 1), replica_set("new", 5, 0, 2)]
    assert {one["metadata"]["name"]: size for one, size in proportional_sizes(owner, sets)} == {"old": 11, "new": 7}


def test_old_replica_sets_are_cleaned_up() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx:1.20", 1, revisionHistoryLimit=2))
    for number in range(21, 26):
        world.advance(4)

        def update(new: Any, image: str = f"nginx:1.{number}") -> None:
            new["spec"]["template"]["spec"]["containers"][0]["image"] = image

        world.objects.patch(DEPLOYMENTS, "default", "web", update)
    world.advance(5)
    sets = list(world.objects.list(("apps", "replicasets"), "default"))
    revisions = sorted(one["metadata"]["annotations"]["deployment.kubernetes.io/revision"] for one in sets)
    assert revisions == ["4", "5", "6"]


def test_a_rollout_without_progress_is_reported() -> None:
    world = World()
    made = deployment("stuck", "nginx", progressDeadlineSeconds=2)
    made["spec"]["template"]["spec"]["nodeSelector"] = {"no": "where"}
    world.create(DEPLOYMENTS, made)
    world.advance(5)
    conditions = {one["type"]: one for one in get(world, DEPLOYMENTS, "stuck")["status"]["conditions"]}
    assert conditions["Progressing"]["reason"] == "ProgressDeadlineExceeded"
    name = next(iter(world.objects.list(("apps", "replicasets"))))["metadata"]["name"]
    assert conditions["Progressing"]["message"] == f'ReplicaSet "{name}" has timed out progressing.'


# Stateful sets


def stateful_set(**spec: Any) -> Any:
    template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]}}
    return {"metadata": {"name": "db", "namespace": "default"},
            "spec": {"serviceName": "db", "replicas": 2, "selector": {"matchLabels": {"app": "db"}},
                     "template": template, **spec}}  # fmt: skip


def test_claims_come_before_the_pods_that_use_them() -> None:
    world = World()
    claim = {"metadata": {"name": "data"},
             "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}  # fmt: skip
    world.create(STATEFUL_SETS, stateful_set(volumeClaimTemplates=[claim]))
    world.advance(2)
    assert world.events("db")[:2] == [
        ("Normal", "SuccessfulCreate", "Create Claim data-db-0 Pod db-0 in StatefulSet db success", 1),
        ("Normal", "SuccessfulCreate", "Create Pod db-0 in StatefulSet db successful", 1),
    ]
    pod = get(world, PODS, "db-0")
    assert pod["spec"]["volumes"][0] == {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-0"}}
    assert pod["status"]["phase"] == "Pending"


def test_a_partition_keeps_lower_ordinals_on_the_old_revision() -> None:
    world = World()
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}
    world.create(STATEFUL_SETS, stateful_set(updateStrategy=strategy))
    world.advance(4)

    def update(new: Any) -> None:
        new["spec"]["template"]["spec"]["containers"][0]["image"] = "nginx:1.26"

    world.objects.patch(STATEFUL_SETS, "default", "db", update)
    world.advance(5)
    assert [get(world, PODS, f"db-{n}")["spec"]["containers"][0]["image"] for n in (0, 1)] == [
        "nginx:1.25",
        "nginx:1.26",
    ]


# Daemon sets


def test_a_daemon_set_follows_nodes_and_their_labels() -> None:
    world = World()
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{"name": "c", "image": "fluentd"}]}}
    world.create(DAEMON_SETS, {"metadata": {"name": "a", "namespace": "default"},
                               "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": template}})  # fmt: skip
    world.advance(2)
    assert sorted(one["spec"]["nodeName"] for one in world.pods()) == ["controlplane", "node01", "node02"]
    world.objects.patch(("", "nodes"), "", "node02", lambda node: node["metadata"]["labels"].update(ds="no"))
    world.objects.patch(DAEMON_SETS, "default", "a", lambda new: new["spec"]["template"]["spec"].update(
        nodeSelector={"ds": "no"}))  # fmt: skip
    world.advance(6)
    assert [one["spec"]["nodeName"] for one in world.pods()] == ["node02"]
    status = get(world, DAEMON_SETS, "a")["status"]
    assert (status["desiredNumberScheduled"], status["updatedNumberScheduled"]) == (1, 1)


# Jobs


def job(name: str, *command: str, **spec: Any) -> Any:
    container = {"name": "c", "image": "busybox", "command": list(command)}
    template = {"spec": {"restartPolicy": "Never", "containers": [container]}}
    return {"metadata": {"name": name, "namespace": "default"}, "spec": {"template": template, **spec}}


def test_an_indexed_job_completes_every_index() -> None:
    world = World()
    world.create(JOBS, job("par", "sleep", "1", completions=4, parallelism=2, completionMode="Indexed"))
    world.advance(14)
    status = get(world, JOBS, "par")["status"]
    assert (status["completedIndexes"], status["succeeded"]) == ("0-3", 4)
    pod = world.pods()[0]
    assert pod["metadata"]["annotations"]["batch.kubernetes.io/job-completion-index"] == "0"
    assert pod["spec"]["hostname"] == "par-0"


def test_a_deadline_fails_a_job_and_its_pod_counts_as_failed() -> None:
    world = World()
    world.create(JOBS, job("dl", "sleep", "600", activeDeadlineSeconds=2))
    world.advance(6)
    status = get(world, JOBS, "dl")["status"]
    assert [(one["type"], one["reason"]) for one in status["conditions"]] == [
        ("FailureTarget", "DeadlineExceeded"), ("Failed", "DeadlineExceeded")]  # fmt: skip
    assert (status.get("succeeded", 0), status["failed"]) == (0, 1)
    assert world.reasons("dl") == ["SuccessfulCreate", "SuccessfulDelete", "DeadlineExceeded"]


def test_a_suspended_job_waits_and_goes_on() -> None:
    world = World()
    world.create(JOBS, job("s", "true", suspend=True))
    world.advance(2)
    assert world.pods() == []
    world.objects.patch(JOBS, "default", "s", lambda new: new["spec"].update(suspend=False))
    world.advance(4)
    assert world.reasons("s") == ["Suspended", "SuccessfulCreate", "Resumed", "Completed"]


def test_a_finished_job_is_deleted_when_its_time_is_over() -> None:
    world = World()
    world.create(JOBS, job("t", "true", ttlSecondsAfterFinished=1))
    world.advance(8)
    assert world.objects.get(JOBS, "default", "t") is None
    assert world.pods() == []


@pytest.mark.parametrize(
    ("numbers", "text"), [((), ""), ((3,), "3"), ((0, 1), "0,1"), ((0, 1, 2, 5, 7, 8, 9), "0-2,5,7-9")]
)
def test_indexes(numbers: tuple[int, ...], text: str) -> None:
    assert indexes.write(numbers) == text
    assert indexes.read(text) == set(numbers)


# Cron


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("*/15 * * * *", "2026-11-23 06:15"),
        ("0 4 * * *", "2026-11-24 04:00"),
        ("30 9 * * mon", "2026-11-23 09:30"),
        ("0 0 1 1 *", "2027-01-01 00:00"),
        ("0 0 13 * 5", "2026-11-27 00:00"),
        ("@hourly", "2026-11-23 07:00"),
        ("5,10-12/2 6 * * *", "2026-11-23 06:05"),
        ("0 0 30 2 *", None),
    ],
)
def test_the_next_time_of_a_schedule(schedule: str, expected: str | None) -> None:
    found = parse(schedule).next(1795413600.0 + 30)
    moment = datetime.fromtimestamp(found, UTC).strftime("%Y-%m-%d %H:%M") if found is not None else None
    assert moment == expected


@pytest.mark.parametrize(
    ("schedule", "why"),
    [
        ("99 * * * *", "end of range (99) above maximum (59): 99"),
        ("* * * *", "expected exactly 5 fields, found 4: ['*', '*', '*', '*']"),
        ("a * * * *", "failed to parse int from a"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
    ],
)
def test_schedules_that_are_none(schedule: str, why: str) -> None:
    with pytest.raises(ValueError) as problem:
        parse(schedule)
    assert str(problem.value) == why


def test_history_limits_and_concurrency_of_cron_jobs() -> None:
    world = World()
    container = {"name": "c", "image": "busybox", "command": ["sleep", "90"]}
    template = {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [container]}}}}
    spec = {
        "schedule": "* * * * *",
        "concurrencyPolicy": "Forbid",
        "successfulJobsHistoryLimit": 1,
        "jobTemplate": template,
    }
    world.create(("batch", "cronjobs"), {"metadata": {"name": "c", "namespace": "default"}, "spec": spec})
    world.advance(60 * 7)
    jobs = list(world.objects.list(JOBS, "default"))
    assert len([one for one in jobs if one["status"].get("succeeded")]) == 1
    assert "JobAlreadyActive" in world.reasons("c")
    assert "SuccessfulDelete" in world.reasons("c")


# Autoscalers


def test_an_autoscaler_without_metrics_says_so() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 1))
    metric = {
        "type": "Resource",
        "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}},
    }
    spec = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "maxReplicas": 3,
            "metrics": [metric]}  # fmt: skip
    key = ("autoscaling", "horizontalpodautoscalers")
    world.create(
        key, {"apiVersion": "autoscaling/v2", "metadata": {"name": "web", "namespace": "default"}, "spec": spec}
    )
    world.advance(16)
    reasons = [(one["type"], one["status"], one["reason"]) for one in get(world, key, "web")["status"]["conditions"]]
    assert reasons == [
        ("AbleToScale", "True", "SucceededGetScale"),
        ("ScalingActive", "False", "FailedGetResourceMetric"),
    ]
    assert world.reasons("web")[-2:] == ["FailedGetResourceMetric", "FailedComputeMetricsReplicas"]


def test_a_stateful_set_takes_over_what_its_predecessor_left_behind() -> None:
    world = World()
    template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    claim = {"metadata": {"name": "data"},
             "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}}  # fmt: skip
    volume = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "v"},
              "spec": {"capacity": {"storage": "1Mi"}, "accessModes": ["ReadWriteOnce"],
                       "hostPath": {"path": "/tmp/v"}}}  # fmt: skip
    wanted = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db", "namespace": "default"},
              "spec": {"serviceName": "db", "selector": {"matchLabels": {"app": "db"}}, "template": template,
                       "volumeClaimTemplates": [claim],
                       "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}}}  # fmt: skip
    world.create(("", "persistentvolumes"), volume)
    world.create(STATEFUL_SETS, wanted)
    world.advance(30)
    world.objects.delete(STATEFUL_SETS, "default", "db", propagation="Orphan")
    world.advance(5)
    second = world.create(STATEFUL_SETS, wanted)
    world.advance(5)
    assert get(world, STATEFUL_SETS, "db")["status"]["readyReplicas"] == 1
    held = get(world, ("", "persistentvolumeclaims"), "data-db-0")
    assert [item["uid"] for item in held["metadata"]["ownerReferences"]] == [second["metadata"]["uid"]]
