"""`docker exec`, `attach`, `cp`: coming into containers. Follows docker/cli cli/command/container."""

from __future__ import annotations

import asyncio
import json
import shlex

from app.host.docker.call import Call
from app.host.docker.running import feed, stay
from app.host.docker_engine import EngineError
from app.host.files import Files
from app.kubectl.flags import Flag
from app.network.http import Channels

STATUS = 3  # the channel of how it ended
EXEC_FLAGS = (
    Flag("interactive", "bool", "false", "i", help="Keep STDIN open even if not attached"),
    Flag("tty", "bool", "false", "t", help="Allocate a pseudo-TTY"),
    Flag("detach", "bool", "false", "d", help="Detached mode: run command in the background"),
    Flag("env", "array", "", "e", help="Set environment variables"),
    Flag("workdir", "string", "", "w", help="Working directory inside the container"),
)


async def execute(call: Call) -> int:
    """`docker exec`."""
    name, *command = call.args
    values = call.values
    container = call.engine.container(name)
    if not container["State"]["Running"]:
        raise EngineError(f"container {container['Id']} is not running")
    if values.on("tty") and values.on("interactive") and not call.run.stdin.isatty:
        await call.error("the input device is not a TTY")
        return 1
    if values.words("env") or values.text("workdir"):
        command = _wrapped(command, values.words("env"), values.text("workdir"))
    code = await _exchange(call, name, command)
    if code != -1:
        return code
    where = "no such file or directory" if "/" in command[0] else "executable file not found in $PATH"
    how = f"stat {command[0]}: " if "/" in command[0] else ""
    why = f'exec: "{command[0]}": {how}{where}: unknown'
    await call.write(f"OCI runtime exec failed: exec failed: unable to start container process: {why}\n")
    return 127


async def _exchange(call: Call, name: str, command: list[str]) -> int:
    """Run it, with the streams that are wanted; -1 when there is no such program."""
    values, channels = call.values, Channels()
    over: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    output: asyncio.Queue[tuple[int, bytes] | None] = asyncio.Queue()
    call.engine.execute(name, command, channels, stdin=values.on("interactive"), tty=values.on("tty"))

    def receive(channel: int, data: bytes) -> None:
        if channel == STATUS:
            over.set_result(_status(data))
        else:
            output.put_nowait((channel, data))

    channels.client.receive(receive, lambda: output.put_nowait(None))
    if values.on("detach"):
        return 0
    feeding: asyncio.Future[None] | None = None
    try:
        async with call.run.join(channels.session if values.on("interactive") else None) as shown:
            if values.on("interactive") and not shown:
                feeding = asyncio.ensure_future(feed(call, channels))
            while True:
                with call.run.waiting("network"):
                    found = await output.get()
                if found is None:
                    return over.result() if over.done() else 0
                if not shown:
                    await (call.run.stdout if found[0] == 1 else call.run.stderr).write(found[1])
    finally:
        if feeding is not None:
            feeding.cancel()
        channels.client.close()


def _wrapped(command: list[str], env: list[str], workdir: str) -> list[str]:
    """A command with variables and a directory of its own."""
    start = f"cd {shlex.quote(workdir)} && " if workdir else ""
    export = f"export {' '.join(map(shlex.quote, env))}; " if env else ""
    return ["sh", "-c", f"{start}{export}{' '.join(map(shlex.quote, command))}"]


def _status(data: bytes) -> int:
    """The exit code in a Status; -1 when the program could not be started."""
    status = json.loads(data)
    if status.get("status") == "Success":
        return 0
    if status.get("reason") != "NonZeroExitCode":
        return -1
    causes = status["details"]["causes"]
    return next((int(one["message"]) for one in causes if one.get("reason") == "ExitCode"), 1)


async def attach(call: Call) -> int:
    """`docker attach`."""
    container = call.engine.container(call.args[0])
    if not container["State"]["Running"]:
        await call.error("cannot attach to a stopped container, start it first")
        return 1
    return await stay(call, container["Id"], stdin=container["Config"]["OpenStdin"], replay=False)


async def copy(call: Call) -> int:
    """`docker cp CONTAINER:PATH PATH` and the other way."""
    source, target = call.args
    (from_name, from_path), (to_name, to_path) = _place(source), _place(target)
    if bool(from_name) == bool(to_name):
        text = (
            "copying between containers is not supported" if from_name else "must specify at least one container source"
        )
        await call.error(text)
        return 1
    own = call.run.host
    here = call.engine.inside(from_name).files if from_name else own.files
    there = call.engine.inside(to_name).files if to_name else own.files
    from_path = from_path if from_name else call.run.path(from_path)
    to_path = to_path if to_name else call.run.path(to_path)
    if not here.exists(from_path):
        what = f"Error response from daemon: Could not find the file {from_path} in container {from_name}"
        await call.error(what if from_name else f"lstat {from_path}: no such file or directory")
        return 1
    if there.kind_of(to_path) == "directory":
        to_path = f"{to_path.rstrip('/')}/{from_path.rstrip('/').rpartition('/')[2]}".removesuffix("/.")
    count = _copy_tree(here, from_path.removesuffix("/."), there, to_path)
    amount = f"{count}B" if count < 1000 else f"{count / 1000:.3g}kB"
    await call.error(f"Successfully copied {amount} to {target if to_name else to_path}")
    return 0


def _place(text: str) -> tuple[str, str]:
    name, colon, path = text.partition(":")
    return (name, path) if colon and "/" not in name else ("", text)


def _copy_tree(here: Files, source: str, there: Files, target: str) -> int:
    """Copy a file, or a directory with all that is in it; the number of bytes."""
    if here.kind_of(source) == "directory":
        there.make_directory(target)
        names = here.list_directory(source)
        return sum(_copy_tree(here, f"{source.rstrip('/')}/{name}", there, f"{target}/{name}") for name in names)
    data = here.read_file(source)
    there.make_directory(target.rpartition("/")[0] or "/")
    there.write_file(target, data)
    return len(data)
