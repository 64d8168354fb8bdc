"""Watches: following changes of objects until a condition holds or the time is up.

Follows kubernetes client-go/tools/watch/until.go.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.errors import StatusError
from app.sim.go_strings import quote

Object = dict[str, Any]
PAUSE = 1.0  # seconds after a watch that told nothing
EXPIRED, FORBIDDEN = 410, 403
BACKOFF, LONGEST = 1.2, 30.0  # seconds after the first refusal, and after many
REFLECTOR = 'reflector="k8s.io/client-go/tools/watch/informerwatcher.go:162" type="*unstructured.Unstructured"'
Event = tuple[str, Object]  # ("ADDED", object)


class TimeUp(Exception):  # noqa: N818 - not a failure by itself
    """The deadline passed before anything happened."""


async def watch(
    call: Call, path: str, *, query: list[tuple[str, str]] | None = None, accept: str = "application/json",
    deadline: float | None = None,
) -> AsyncIterator[Event]:  # fmt: skip
    """Events of a watch. TimeUp at the deadline (a moment of the machine's clock), StatusError for an ERROR event.

    A version of an object that has not changed for long is one that the server's history no longer reaches back to:
    then the watch begins with what there is now.
    """
    wanted = list(query or [])
    try:
        async for event in _events(call, path, wanted, accept, deadline):
            yield event
    except StatusError as wrong:
        latest = [pair for pair in wanted if pair[0] != "resourceVersion"]
        if wrong.code != EXPIRED or latest == wanted:
            raise
        async for event in _events(call, path, latest, accept, deadline):
            yield event


async def informer(
    call: Call, path: str, query: list[tuple[str, str]], deadline: float | None, failures: list[None]
) -> AsyncIterator[Event]:
    """A watch of a program that goes on asking, ever more slowly, when it is forbidden; `failures` counts how often.

    Follows kubernetes client-go/tools/cache/reflector.go.
    """
    try:
        async for event in watch(call, path, query=query, deadline=deadline):
            yield event
    except StatusError as wrong:
        if wrong.code != FORBIDDEN:
            raise
        await call.log.line("E", "reflector.go:227", f'"Failed to watch" err={quote(str(wrong))} {REFLECTOR}')
        pause = min(BACKOFF * 2 ** len(failures), LONGEST)
        failures.append(None)
        await before(call, call.machine.sleep(pause), deadline)


async def _events(
    call: Call, path: str, query: list[tuple[str, str]], accept: str, deadline: float | None
) -> AsyncIterator[Event]:
    lines = call.client.stream(path, query=[*query, ("watch", "true")], accept=accept)
    empty = True
    async with aclosing(lines):  # type: ignore[type-var]
        while True:
            line = await before(call, anext(lines, b""), deadline)
            if not line:
                break
            empty = False
            event = orjson.loads(line)
            if event.get("type") == "ERROR":
                raise StatusError(event.get("object") or {})
            yield str(event.get("type")), event.get("object") or {}
    if empty:
        await before(call, call.machine.sleep(PAUSE), deadline)  # callers ask again: not as fast as they can


async def before(call: Call, awaited: Any, deadline: float | None) -> Any:
    """The awaited thing's outcome; TimeUp when the deadline comes first."""
    if deadline is None:
        return await awaited
    remaining = deadline - call.machine.now()
    if remaining <= 0:
        _close(awaited)
        raise TimeUp
    task = asyncio.ensure_future(_wrapped(awaited))
    alarm = asyncio.ensure_future(call.machine.sleep(remaining))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise TimeUp
        return task.result()
    finally:
        for each in (task, alarm):
            if not each.done():
                each.cancel()
        await asyncio.gather(task, alarm, return_exceptions=True)


async def _wrapped(awaited: Any) -> Any:
    return await awaited


def _close(awaited: Any) -> None:
    if hasattr(awaited, "close"):
        awaited.close()


def by_name(name: str, resource_version: str = "") -> list[tuple[str, str]]:
    """Query parameters for one object by its name."""
    query = [("fieldSelector", f"metadata.name={name}")]
    return [*query, ("resourceVersion", resource_version)] if resource_version else query
