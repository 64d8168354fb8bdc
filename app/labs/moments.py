"""Moments of a lab to which its learner can go back: the beginnings of steps, and the world before a command.

Everything here runs on the labs' loop; the bytes are in storage, only their names are held.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar

from app.labs.lab import Lab
from app.storage import moments as stored
from app.storage.labs import Sessions

T = TypeVar("T")

UNDOS = 10  # commands that can be taken back
BEGINS, BEFORE = "begins:", "before:"
_BY_ITSELF = ("/root/.bash_history", "/root/.kube/cache", "/var/log/", "/var/lib/", "/var/cache/", "/run/", "/proc/")
QUICKLY = 1  # of zlib: a world becomes a sixth of its size in a few milliseconds


class Moments:
    """Those of one lab. `labels` by name, the oldest first."""

    def __init__(self, lab_id: str, sessions: Sessions, writer: Executor) -> None:
        self._lab, self._sessions, self._writer = lab_id, sessions, writer
        self.labels: dict[str, str] = {}
        self._count = 0

    async def load(self) -> None:
        """Learn which there are."""
        self.labels = dict(await self._run(stored.moments_of))
        self._count = max(
            (int(name.removeprefix(BEFORE)) for name in self.labels if name.startswith(BEFORE)), default=0
        )

    @property
    def undo(self) -> str | None:
        """The command that can be taken back; None when there is none."""
        name = self._latest()
        return None if name is None else self.labels[name]

    def begins(self, step: str) -> bool:
        """Whether the lab is known as it was when that step began."""
        return BEGINS + step in self.labels

    async def keep_beginning(self, step: str, state: bytes) -> None:
        """A step begins: what was done before it cannot be taken back any more."""
        await self.forget(self._undos())
        await self._keep(BEGINS + step, "", state)

    async def keep_before(self, command: str, state: bytes) -> None:
        """The world before a command that changed something."""
        self._count += 1
        await self._keep(f"{BEFORE}{self._count}", command, state)
        await self.forget(self._undos()[:-UNDOS])

    async def beginning(self, step: str) -> bytes | None:
        """The world as it was when a step began."""
        return await self._read(BEGINS + step)

    async def take_back(self) -> bytes | None:
        """The world before the latest command, which is forgotten with it."""
        name = self._latest()
        if name is None:
            return None
        state = await self._read(name)
        await self.forget([name])
        return state

    async def forget(self, names: list[str]) -> None:
        """Some are of no use any more."""
        for name in names:
            self.labels.pop(name, None)
        if names:
            await self._run(stored.drop_moments, names)

    def _latest(self) -> str | None:
        return next(reversed(self._undos()), None)

    def _undos(self) -> list[str]:
        return [name for name in self.labels if name.startswith(BEFORE)]

    async def _keep(self, name: str, label: str, state: bytes) -> None:
        self.labels.pop(name, None)
        self.labels[name] = label
        await self._run(
            lambda sessions, lab: stored.keep_moment(sessions, lab, name, label, zlib.compress(state, QUICKLY))
        )

    async def _read(self, name: str) -> bytes | None:
        data = await self._run(stored.moment, name)
        return None if data is None else zlib.decompress(data)

    async def _run(self, query: Callable[..., T], *arguments: Any) -> T:
        """On the thread that writes, in order."""
        work = partial(query, self._sessions, self._lab, *arguments)
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)


def _keep_small(sessions: Sessions, lab: str, name: str, label: str, state: bytes) -> None:
    stored.keep_moment(sessions, lab, name, label, zlib.compress(state, QUICKLY))


def changes_of(lab: Lab) -> tuple[Any, ...]:
    """What tells a world from one in which its learner has changed nothing: what the cluster does by itself is not."""
    kept = lab.host.snapshot()
    files = {path: entry[:3] for path, entry in kept["files"].items() if not path.startswith(_BY_ITSELF)}
    removed = [path for path in kept["removed"] if not path.startswith(_BY_ITSELF)]
    return lab.cluster.api.writes, sorted(lab.stopped_nodes), files, sorted(removed), kept["owners"]
