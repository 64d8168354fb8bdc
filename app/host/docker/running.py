"""`docker run` and `create`. Follows docker/cli cli/command/container/{run,create,opts}.go."""

from __future__ import annotations

import asyncio

from app.host.docker.call import Call, parse_size
from app.host.docker.registries import fetch
from app.host.docker_engine import Bound, Data, EngineError, Published, Wanted
from app.kubectl.flags import Flag
from app.network.http import Channels

DAEMON = 125
RUN_FLAGS = (
    Flag("detach", "bool", "false", "d", help="Run container in background and print container ID"),
    Flag("name", help="Assign a name to the container"),
    Flag("publish", "array", "", "p", help="Publish a container's port(s) to the host"),
    Flag("env", "array", "", "e", help="Set environment variables"),
    Flag("env-file", "array", help="Read in a file of environment variables"),
    Flag("interactive", "bool", "false", "i", help="Keep STDIN open even if not attached"),
    Flag("tty", "bool", "false", "t", help="Allocate a pseudo-TTY"),
    Flag("rm", "bool", "false", help="Automatically remove the container when it exits"),
    Flag("volume", "array", "", "v", help="Bind mount a volume"),
    Flag("network", help="Connect a container to a network"),
    Flag("net", help="Connect a container to a network", hidden=True),
    Flag("entrypoint", help="Overwrite the default ENTRYPOINT of the image"),
    Flag("workdir", "string", "", "w", help="Working directory inside the container"),
    Flag("user", "string", "", "u", help="Username or UID (format: <name|uid>[:<group|gid>])"),
    Flag("hostname", "string", "", "h", help="Container host name"),
    Flag("label", "array", "", "l", help="Set meta data on a container"),
    Flag("restart", "string", "no", help="Restart policy to apply when a container exits"),
    Flag("memory", "string", "", "m", help="Memory limit"),
    Flag("cpus", help="Number of CPUs"),
    Flag("pull", "string", "missing", help='Pull image before running ("always", "missing", "never")'),
)


class BadArgumentError(Exception):
    """An argument that docker itself refuses."""


async def run(call: Call) -> int:
    """`docker run`."""
    values = call.values
    try:
        wanted = _wanted(call)
    except BadArgumentError as wrong:
        await call.error(f"docker: {wrong}\n\nRun 'docker run --help' for more information")
        return DAEMON
    try:
        await _ensure(call, wanted.image)
        made = call.engine.create(wanted)
        if values.on("detach"):
            call.engine.start(made["Id"])
            await call.write(f"{made['Id']}\n")
            return 0
        return await _foreground(call, made, wanted)
    except EngineError as wrong:
        await call.error(f"docker: Error response from daemon: {wrong.text}\n\nRun 'docker run --help' for more "
                         "information")  # fmt: skip
        return wrong.status if wrong.status != 1 else DAEMON


async def create(call: Call) -> int:
    """`docker create`."""
    try:
        wanted = _wanted(call)
        await _ensure(call, wanted.image)
        await call.write(f"{call.engine.create(wanted)['Id']}\n")
    except BadArgumentError as wrong:
        await call.error(f"{wrong}\n\nUsage:  docker create [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nRun 'docker create "
                         "--help' for more information")  # fmt: skip
        return DAEMON
    except EngineError as wrong:
        await call.error(f"Error response from daemon: {wrong.text}")
        return 1
    return 0


async def _ensure(call: Call, image: str) -> None:
    """The image, fetched when it is not there."""
    policy = call.values.text("pull")
    there = call.engine.image(image) is not None
    if policy == "never" or (there and policy != "always"):
        return
    if not there:
        shown = image if ":" in image.rpartition("/")[2] or "@" in image else f"{image}:latest"
        await call.error(f"Unable to find image '{shown}' locally")
    await fetch(call, image, call.run.stderr)
    await call.run.sleep(0.2)  # the container is made


def _wanted(call: Call) -> Wanted:
    values = call.values
    image, *command = call.args
    policy = values.text("restart") or "no"
    name, _, limit = policy.partition(":")
    if name not in ("no", "always", "unless-stopped", "on-failure") or (limit and not limit.isdigit()):
        raise BadArgumentError(f"invalid restart policy: unknown policy '{name}'; use one of 'no', 'always', "
                               "'on-failure', or 'unless-stopped'")  # fmt: skip
    if values.on("rm") and name != "no":
        raise BadArgumentError("conflicting options: cannot specify both --restart and --rm")
    memory = parse_size(values.text("memory")) if values.text("memory") else 0
    if memory is None:
        raise BadArgumentError(f'invalid argument "{values.text("memory")}" for "-m, --memory" flag: invalid size: '
                               f"'{values.text('memory')}'")  # fmt: skip
    try:
        cpus = float(values.text("cpus") or 0)
    except ValueError:
        raise BadArgumentError(f'invalid argument "{values.text("cpus")}" for "--cpus" flag: failed to parse '
                               f"{values.text('cpus')} as a rational number") from None  # fmt: skip
    entrypoint = (values.text("entrypoint"),) if values.changed("entrypoint") else None
    return Wanted(
        image, values.text("name"), command or None, () if entrypoint == ("",) else entrypoint, _environment(call),
        [_published(text) for text in values.words("publish")], [_bound(call, text) for text in values.words("volume")],
        dict(one.partition("=")[::2] for one in values.words("label")),
        values.text("network") or values.text("net") or "bridge", values.text("hostname"), values.text("user"),
        values.text("workdir"), policy, values.on("tty"), values.on("interactive"), values.on("rm"), memory, cpus,
    )  # fmt: skip


def _environment(call: Call) -> list[str]:
    found = []
    for file in call.values.words("env-file"):
        try:
            text = call.run.read_file(file).decode(errors="replace")
        except OSError:
            raise BadArgumentError(f"open {file}: no such file or directory") from None
        found += [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found += call.values.words("env")
    own = call.run.env
    return [one if "=" in one else f"{one}={own[one]}" for one in found if "=" in one or one in own]


def _published(text: str) -> Published:
    """8080:80, 127.0.0.1:8080:80, 80. Follows docker/go-connections nat: ParsePortSpec."""
    plain, _, protocol = text.partition("/")
    parts = plain.split(":")
    if protocol not in ("", "tcp"):
        raise BadArgumentError(f"port {text!r}: only TCP ports are simulated")
    if len(parts) > 3 or not parts[-1]:
        raise BadArgumentError(f'invalid argument "{text}" for "-p, --publish" flag: No port specified: {text}<empty>')
    inner, outer = parts[-1], parts[-2] if len(parts) > 1 else ""
    for one in filter(None, (inner, outer)):
        if not one.isdigit() or not 0 < int(one) < 65536:
            which = "containerPort" if one is inner else "hostPort"
            raise BadArgumentError(f'invalid argument "{text}" for "-p, --publish" flag: invalid {which}: {one}')
    return Published(parts[0] if len(parts) == 3 and parts[0] else "0.0.0.0", int(outer or 0), int(inner))


def _bound(call: Call, text: str) -> Bound:
    parts = text.split(":")
    if len(parts) == 1:
        return Bound(call.run.host.randomness.hex(64), parts[0])
    source, target, mode = parts[0], parts[1], parts[2] if len(parts) > 2 else ""
    if mode not in ("", "ro", "rw", "z", "Z"):
        raise BadArgumentError(f"invalid volume specification: '{text}': invalid mode: {mode}")
    if not target.startswith("/"):
        raise BadArgumentError(f"invalid volume specification: '{text}': invalid mount config for type \"bind\": "
                               f"invalid mount path: '{target}' mount path must be absolute")  # fmt: skip
    if source.startswith((".", "~")):
        source = call.run.path(source).rstrip("/.") or "/"
    return Bound(source, target, mode == "ro")


async def _foreground(call: Call, made: Data, wanted: Wanted) -> int:
    """Start it and stay with it to its end."""
    if wanted.tty and wanted.stdin and not call.run.stdin.isatty:
        await call.error("the input device is not a TTY")
        call.engine.remove(made["Id"])
        return 1
    call.engine.start(made["Id"])
    return await stay(call, made["Id"], stdin=wanted.stdin)


async def stay(call: Call, identity: str, *, stdin: bool, replay: bool = True) -> int:
    """Show what a container writes until it ends; its exit code. Ctrl-C goes to the container."""
    engine, loop = call.engine, asyncio.get_running_loop()
    over: asyncio.Future[int] = loop.create_future()
    channels = Channels()
    tty = engine.container(identity)["Config"]["Tty"]
    lines: asyncio.Queue[tuple[str, bytes] | None] = asyncio.Queue()
    if replay:
        for _, stream, line in engine.logs(identity):
            lines.put_nowait((stream, line))
    engine.follow(identity, lambda at, stream, line: lines.put_nowait((stream, line)))

    def ended(code: int) -> None:
        if not over.done():
            over.set_result(code)
        lines.put_nowait(None)

    engine.on_exit(identity, ended)
    joined = engine.attach(identity, channels, stdin=stdin) if not over.done() else False
    feeding: asyncio.Future[None] | None = None
    try:
        async with call.run.join(channels.session if joined and tty and stdin else None) as shown:
            if joined and stdin and not shown:
                feeding = asyncio.ensure_future(feed(call, channels))
            while True:
                with call.run.waiting("network"):
                    found = await lines.get()
                if found is None:
                    break
                if not shown:
                    await (call.run.stdout if found[0] == "stdout" else call.run.stderr).write(found[1] + b"\n")
        return await over
    except asyncio.CancelledError:
        if not over.done():
            engine.signal(identity, 2, stopping=True)
        raise
    finally:
        if feeding is not None:
            feeding.cancel()


async def feed(call: Call, channels: Channels) -> None:
    """Hand on what is typed."""
    while data := await call.run.stdin.chunk():
        channels.client.send(0, data)
    channels.client.send(255, b"\x00")
