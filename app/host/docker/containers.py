"""`docker start`, `stop`, `logs` and what else is done to containers. Follows docker/cli cli/command/container."""

from __future__ import annotations

import asyncio
import signal as signals

from app.host.docker.call import Call
from app.host.docker.running import stay
from app.host.docker_engine import EngineError
from app.kubectl.flags import Flag
from app.sim.clock import parse_rfc3339, rfc3339
from app.sim.go_durations import SECOND, parse_duration

LOGS_FLAGS = (
    Flag("follow", "bool", "false", "f", help="Follow log output"),
    Flag("tail", "string", "all", "n", help="Number of lines to show from the end of the logs"),
    Flag("timestamps", "bool", "false", "t", help="Show timestamps"),
    Flag("since", help="Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)"),
)
START_FLAGS = (
    Flag("attach", "bool", "false", "a", help="Attach STDOUT/STDERR and forward signals"),
    Flag("interactive", "bool", "false", "i", help="Attach container's STDIN"),
)
STOP_FLAGS = (Flag("timeout", "int", "10", "t", help="Seconds to wait before killing the container"),
              Flag("time", "int", "10", help="Seconds to wait before killing the container", hidden=True))  # fmt: skip
KILL_FLAGS = (Flag("signal", "string", "KILL", "s", help="Signal to send to the container"),)
RM_FLAGS = (
    Flag("force", "bool", "false", "f", help="Force the removal of a running container (uses SIGKILL)"),
    Flag("volumes", "bool", "false", "v", help="Remove anonymous volumes associated with the container"),
)


async def start(call: Call) -> int:
    """`docker start`."""
    attached = call.values.on("attach") or call.values.on("interactive")
    if attached:
        identity = call.engine.container(call.args[0])["Id"]
        before = len(call.engine.logs(identity))
        call.engine.start(identity)
        for _, stream, line in call.engine.logs(identity)[before:]:
            await (call.run.stdout if stream == "stdout" else call.run.stderr).write(line + b"\n")
        return await stay(call, identity, stdin=call.values.on("interactive"), replay=False)
    status = 0
    for name in call.args:
        try:
            call.engine.start(name)
            await call.write(f"{name}\n")
        except EngineError as wrong:
            await call.error(f"Error response from daemon: {wrong.text}")
            status = 1
    if status:
        await call.error("failed to start containers: " + ", ".join(call.args))
    return status


async def _end(call: Call, name: str, seconds: float) -> None:
    """Ask it to end, and make it."""
    container = call.engine.container(name)
    if not container["State"]["Running"]:
        return
    over: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    call.engine.on_exit(name, lambda code: over.set_result(code) if not over.done() else None)
    call.engine.signal(name, signals.SIGTERM, stopping=True)
    await _ended(call, over, seconds)
    if not over.done():
        call.engine.signal(name, signals.SIGKILL, stopping=True)
        await _ended(call, over, 5.0)


async def _ended(call: Call, over: asyncio.Future[int], seconds: float) -> None:
    """Wait for an end as long as that."""
    end = call.run.now() + seconds
    step = 0.1
    while not over.done() and call.run.now() < end:
        await call.run.sleep(min(step, max(0.0, end - call.run.now())))
        step = min(1.0, step * 2)


async def stop(call: Call) -> int:
    """`docker stop`."""
    return await call.each(call.args, lambda name: _end(call, name, _seconds(call)))


def _seconds(call: Call) -> float:
    return float(call.values.number("timeout" if call.values.changed("timeout") else "time"))


async def restart(call: Call) -> int:
    """`docker restart`."""

    async def again(name: str) -> None:
        await _end(call, name, _seconds(call))
        call.engine.start(name)

    return await call.each(call.args, again)


async def kill(call: Call) -> int:
    """`docker kill`."""
    text = call.values.text("signal").upper().removeprefix("SIG")
    number = int(text) if text.isdigit() else getattr(signals, f"SIG{text}", 0)
    if not number:
        await call.error(f"Error response from daemon: invalid signal: {call.values.text('signal')}")
        return 1

    async def act(name: str) -> None:
        container = call.engine.container(name)
        if not container["State"]["Running"]:
            raise EngineError(f"cannot kill container: {name}: container {container['Id']} is not running")
        call.engine.signal(name, int(number), stopping=True)
        await call.run.sleep(0.05)

    return await call.each(call.args, act)


async def remove(call: Call) -> int:
    """`docker rm`."""

    async def act(name: str) -> None:
        if call.values.on("force") and call.engine.container(name)["State"]["Running"]:
            call.engine.signal(name, signals.SIGKILL, stopping=True)
            await call.run.sleep(0.05)
        try:
            call.engine.remove(name)
        except EngineError as wrong:
            if "No such container" not in wrong.text or not call.values.on("force"):
                raise

    return await call.each(call.args, act)


async def rename(call: Call) -> int:
    """`docker rename`."""
    call.engine.rename(call.args[0], call.args[1].removeprefix("/"))
    return 0


async def wait(call: Call) -> int:
    """`docker wait`."""
    for name in call.args:
        over: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        call.engine.on_exit(name, over.set_result)
        with call.run.waiting("network"):
            await call.write(f"{await over}\n")
    return 0


async def logs(call: Call) -> int:
    """`docker logs`."""
    values = call.values
    identity = call.engine.container(call.args[0])["Id"]
    lines = call.engine.logs(identity)
    if since := values.text("since"):
        try:
            first = call.run.now() - parse_duration(since) / SECOND if since[-1:] in "smh" else parse_rfc3339(since)
        except ValueError:
            await call.error(f'Error response from daemon: invalid value for "since": failed to parse value as time or '
                             f'duration: "{since}"')  # fmt: skip
            return 1
        lines = [one for one in lines if one[0] >= first]
    if values.text("tail") != "all" and values.text("tail").isdigit():
        count = int(values.text("tail"))
        lines = lines[len(lines) - count :] if 0 < count < len(lines) else lines if count else []
    for at, stream, line in lines:
        await _line(call, at, stream, line)
    if not values.on("follow") or not call.engine.container(identity)["State"]["Running"]:
        return 0
    more: asyncio.Queue[tuple[float, str, bytes] | None] = asyncio.Queue()
    silence = call.engine.follow(identity, lambda at, stream, line: more.put_nowait((at, stream, line)))
    call.engine.on_exit(identity, lambda code: more.put_nowait(None))
    try:
        while True:
            with call.run.waiting("network"):
                found = await more.get()
            if found is None:
                return 0
            await _line(call, *found)
    finally:
        silence()


async def _line(call: Call, at: float, stream: str, line: bytes) -> None:
    stamp = f"{rfc3339(at)[:-1]}.000000000Z " if call.values.on("timestamps") else ""
    await (call.run.stdout if stream == "stdout" else call.run.stderr).write(stamp.encode() + line + b"\n")
