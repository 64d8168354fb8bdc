"""What a cluster costs that is like a lesson's, and how long a day of its CronJobs takes."""

from __future__ import annotations

import gc
import time
import tracemalloc

import pytest
from measure import Row, as_a_server, fresh_cluster, lesson_cluster, milliseconds, resident, timed

MANY = 20


@pytest.mark.bench
def test_ready(table: Row) -> None:
    first = timed(lesson_cluster, 1)
    with as_a_server():
        times = timed(lesson_cluster, MANY, time.process_time)
    table("a lesson's cluster, up for ten minutes", "20 ms", milliseconds(times))
    table("  the first one of a process", "", milliseconds(first))


@pytest.mark.bench
def test_memory(table: Row) -> None:
    kept = [lesson_cluster(seed) for seed in range(3)]
    gc.collect()
    before = resident()
    kept += [lesson_cluster(seed) for seed in range(MANY)]
    gc.collect()
    grown = (resident() - before) * 1e3 / MANY
    table("memory of a lesson's cluster", "600 KB", f"{grown:.0f} KB resident, {traced():.0f} KB allocated")


def traced() -> float:
    """Kilobytes that one more cluster allocates."""
    tracemalloc.start()
    begun = tracemalloc.get_traced_memory()[0]
    kept = [lesson_cluster(seed) for seed in range(3)]
    gc.collect()
    taken = (tracemalloc.get_traced_memory()[0] - begun) / 1e3 / len(kept)
    tracemalloc.stop()
    return taken


@pytest.mark.bench
def test_day_of_cron_jobs(table: Row) -> None:
    cluster = fresh_cluster(2)
    for index, schedule in enumerate(("* * * * *", "*/5 * * * *", "*/15 * * * *", "0 * * * *", "30 3 * * *")):
        cluster.api.objects.create(("batch", "cronjobs"), cron_job(f"job{index}", schedule))
    began, cpu = time.perf_counter(), time.process_time()
    with as_a_server():
        cluster.clock.advance(cluster.clock.now + 86_400)
    runs = sum(1 for item in cluster.api.objects.list(("batch", "jobs")))
    took = f"{time.perf_counter() - began:.2f} s   ({time.process_time() - cpu:.2f} s CPU, {runs} jobs left)"
    table("a simulated day of five CronJobs, 1,849 runs", "2 s", took)


def cron_job(name: str, schedule: str) -> dict[str, object]:
    container = {"name": "c", "image": "busybox:1.28", "command": ["date"]}
    pod = {"spec": {"containers": [container], "restartPolicy": "OnFailure"}}
    spec = {"schedule": schedule, "jobTemplate": {"spec": {"template": pod}}}
    return {"metadata": {"name": name, "namespace": "default"}, "spec": spec}
