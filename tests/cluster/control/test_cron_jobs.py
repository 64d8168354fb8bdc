"""Cron jobs: schedules, what is missed, jobs by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.cluster.kinds.cronjob.schedule import parse
from tests.cluster.worlds import World

CRON_JOBS, JOBS = ("batch", "cronjobs"), ("batch", "jobs")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC).timestamp()


def cron_job(name: str, schedule: str, **spec: Any) -> Any:
    container = {"name": "c", "image": "busybox", "command": ["sh", "-c", "sleep 1"]}
    template = {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [container]}}}}
    return {"metadata": {"name": name, "namespace": "default"},
            "spec": {"schedule": schedule, "jobTemplate": template, **spec}}  # fmt: skip


@pytest.mark.parametrize(
    ("schedule", "zone", "following"),
    [
        ("*/15 9-17 * * mon-fri", "", "2026-11-23T09:00:00"),
        ("0 0 1,15 * *", "", "2026-12-01T00:00:00"),
        ("0 0 13 * fri", "", "2026-11-27T00:00:00"),  # one of both days will do
        ("0 0 */10 * tue", "", "2026-11-24T00:00:00"),  # a step restricts the day, too
        ("0 0 * * tue", "", "2026-11-24T00:00:00"),
        ("5/20 * * * *", "", "2026-11-23T06:05:00"),
        ("@monthly", "", "2026-12-01T00:00:00"),
        ("@every 90s", "", "2026-11-23T06:01:30"),
        ("0 3 * * *", "America/New_York", "2026-11-23T08:00:00"),
        ("0 0 30 feb *", "", None),
    ],
)
def test_schedules(schedule: str, zone: str, following: str | None) -> None:
    found = parse(schedule, zone).next(MONDAY)
    assert (None if found is None else datetime.fromtimestamp(found, UTC).isoformat()[:19]) == following


def test_a_job_by_hand_is_unexpected_but_its_success_counts() -> None:
    world = World()
    made = world.create(CRON_JOBS, cron_job("c", "0 0 1 1 *"))
    reference = {"apiVersion": "batch/v1", "kind": "CronJob", "name": "c", "uid": made["metadata"]["uid"],
                 "controller": True}  # fmt: skip
    meta = {"name": "by-hand", "namespace": "default", "ownerReferences": [reference]}
    world.create(JOBS, {"metadata": meta, "spec": made["spec"]["jobTemplate"]["spec"]})
    world.advance(30)
    assert world.events("c")[0][:3] == (
        "Warning", "UnexpectedJob", "Saw a job that the controller did not create or forgot: by-hand")  # fmt: skip
    found = world.objects.get(CRON_JOBS, "default", "c")
    assert found is not None
    assert "lastSuccessfulTime" in found["status"]


def test_many_missed_starts_are_told_and_the_last_one_is_made() -> None:
    world = World()
    world.create(CRON_JOBS, cron_job("c", "* * * * *", suspend=True))
    world.advance(3 * 3600)
    world.objects.patch(CRON_JOBS, "default", "c", lambda new: new["spec"].update(suspend=False))
    world.advance(5)
    text = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
    assert world.events("c")[0][:3] == ("Warning", "TooManyMissedTimes", text)
    assert len(list(world.objects.list(JOBS))) == 1


def test_a_day_that_never_comes() -> None:
    world = World()
    world.create(CRON_JOBS, cron_job("c", "59 23 31 2 *"))
    world.advance(5)
    assert world.events("c")[0][:3] == ("Warning", "InvalidSchedule", "invalid schedule: 59 23 31 2 * : time "
                                        "difference between two schedules is less than 1 second")  # fmt: skip


def test_the_scheduled_time_is_told_in_the_zone() -> None:
    world = World()
    world.create(CRON_JOBS, cron_job("c", "* * * * *", timeZone="Asia/Tokyo"))
    world.advance(70)
    job = next(iter(world.objects.list(JOBS)))
    assert job["metadata"]["annotations"] == {
        "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-11-23T15:01:00+09:00"
    }


def test_replace_ends_the_job_before() -> None:
    world = World()
    made = cron_job("c", "* * * * *", concurrencyPolicy="Replace")
    made["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["command"] = ["sleep", "600"]
    world.create(CRON_JOBS, made)
    world.advance(170)
    reasons = [reason for _, reason, _, _ in world.events("c")]
    assert reasons == ["SuccessfulCreate", "SuccessfulDelete", "SuccessfulCreate"]
    assert len(list(world.objects.list(JOBS))) == 1
