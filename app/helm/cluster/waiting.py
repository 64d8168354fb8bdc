"""Waits for objects to become ready, to end, or to go. `--wait` by its strategies: watcher, hookOnly, legacy.

Follows helm pkg/kube/{statuswait,wait,ready}.go. Asks again and again instead of watching.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.helm.cluster.connection import Connection
from app.helm.cluster.objects import Object, Resource, get
from app.helm.cluster.readiness import CURRENT, FAILED, NOT_FOUND, Status, job_done, status_of
from app.helm.errors import HelmError
from app.kubectl.machine import Machine

INTERVAL = 0.5  # seconds between two looks
LEGACY_INTERVAL = 2.0
Judge = Callable[[Object | None], Status]
DEADLINE = "context deadline exceeded"


class Waiter:
    """Waits on one machine's clock, `timeout` seconds at most."""

    def __init__(self, machine: Machine, connection: Connection, strategy: str, timeout: float) -> None:
        self.machine, self.connection = machine, connection
        self.strategy, self.timeout = strategy, timeout

    async def ready(self, resources: Sequence[Resource], *, jobs: bool = False) -> None:
        """Until all are ready; with `jobs`, jobs have to be complete. hookOnly waits for nothing."""
        if self.strategy == "hookOnly":
            return

        def judged(obj: Object | None) -> Status:
            is_job = obj is not None and obj.get("kind") == "Job" and jobs
            return job_done(obj) if is_job else status_of(obj)

        counted = [resource for resource in resources if not _paused(resource)]
        await self._until(counted, judged, CURRENT)

    async def hooks(self, resources: Sequence[Resource]) -> None:
        """Until the jobs and pods of a hook have ended well."""
        ending = [resource for resource in resources if resource.kind in {"Job", "Pod"}]
        await self._until(ending, job_done, CURRENT)

    async def gone(self, resources: Sequence[Resource]) -> None:
        """Until the objects are no more."""
        await self._until(resources, status_of, NOT_FOUND)

    async def _until(
        self, resources: Sequence[Resource], judge: Callable[[Object | None], Status], wanted: str
    ) -> None:
        deadline = self.machine.now() + self.timeout
        waiting = list(resources)
        while True:
            judged = [(resource, judge(await get(self.connection, resource))) for resource in waiting]
            open_ones = [(r, status) for r, status in judged if status[0] not in {wanted, FAILED}]
            over = self.machine.now() >= deadline
            if over or not open_ones:
                break
            pause = LEGACY_INTERVAL if self.strategy == "legacy" else INTERVAL
            await self.machine.sleep(min(pause, max(deadline - self.machine.now(), 0.001)))
        missed = [(resource, status) for resource, status in judged if status[0] != wanted]
        if missed:
            self._refuse(missed, expired=bool(open_ones))

    def _refuse(self, missed: list[tuple[Resource, Status]], *, expired: bool) -> None:
        if self.strategy == "legacy":
            raise HelmError(DEADLINE if expired else f"{missed[0][0].kind.lower()} {missed[0][0].name} failed")
        lines = [
            f"resource {r.kind}/{r.namespace}/{r.name} not ready. status: {status}, message: {message}"
            for r, (status, message) in missed
        ]
        raise HelmError("\n".join([*lines, DEADLINE] if expired else lines))


def _paused(resource: Resource) -> bool:
    return resource.kind == "Deployment" and bool((resource.object.get("spec") or {}).get("paused"))
