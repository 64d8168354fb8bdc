"""`/dev/tcp/HOST/PORT` and `/dev/udp/HOST/PORT` as redirections: connections over the lab's network.

`echo > /dev/tcp/web/80` becomes `{ __connect 1 /dev/tcp/web/80 && echo > /dev/null; }`. What `exec 3<>/dev/tcp/web/80`
opens stays: then `>&3` sends, and `<&3` reads what the other end answers. An answer comes when somebody reads; reading
from a server that speaks first is not simulated. Follows bash lib/sh/netopen.c.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.host.activity import Running
from app.host.bash.builtins import builtin
from app.host.bash.command_streams import environment
from app.host.bash.interpreter import Context
from app.host.bash.script import Command, Redirect
from app.host.streams import Collected, Data, Input, Output
from app.network.network import ConnectError

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

TARGET = re.compile(r"""["']?/dev/(?:tcp|udp)/.*""", re.S)
OPENED = re.compile(r"""\bexec\s+(\d+)<>\s*["']?/dev/(?:tcp|udp)/""")
REASONS = {"refused": "Connection refused", "timeout": "Connection timed out", "unreachable": "No route to host"}
PATIENCE = {"timeout": 134.0, "unreachable": 3.1}  # seconds until Linux gives a silent address up
Edit = tuple[int, int, str]


@dataclass
class Socket:
    """A connection that `exec` opened: what was sent and not yet answered, and what nobody has read yet."""

    host: str
    port: str
    sent: bytearray = field(default_factory=bytearray)
    answer: bytearray = field(default_factory=bytearray)


def edits(command: Command, text: str, before: Collection[str] | None) -> list[Edit]:
    """What becomes of a simple command's redirections in a script; `before` are the descriptors that are connections
    already, None in a shell that knows no such paths.
    """
    if before is None:
        return []
    opened = {*before, *OPENED.findall(text)}
    to = [one for one in command.redirects if TARGET.fullmatch(one.target.text)]
    if to:
        return _connected(command, to[0], text.count("\n", 0, command.start) + 1)
    used = [one for one in command.redirects if one.operator in (">&", "<&")]
    if command.words and command.words[0].text == "exec":
        closed = [one.descriptor for one in used if one.descriptor in opened and one.target.text == "-"]
        return [(command.start, command.end, f"__hang_up {closed[0]}")] if closed else []
    return [edit for one in used if one.target.text in opened for edit in _used(command, one)]


def _connected(command: Command, to: Redirect, line: int) -> list[Edit]:
    hidden = any(one.start < to.start and one.descriptor == "2" and one.operator == ">" for one in command.redirects)
    connect = f"__connect {line} {to.target.text}"
    if command.words and command.words[0].text == "exec":
        return [(command.start, command.end, f"{connect} {to.descriptor or 0}{' 2> /dev/null' if hidden else ''}")]
    before = f"{{ {connect}{' 2> /dev/null' if hidden else ''}"
    replaced = f"{to.descriptor}{to.operator} /dev/null"
    if not command.words:
        return [(command.start, command.end, f"{before}; }}")]
    return [
        (command.start, command.start, f"{before} && "), (to.start, to.target.end, replaced),
        (command.end, command.end, "; }"),
    ]  # fmt: skip


def _used(command: Command, one: Redirect) -> Iterable[Edit]:
    if one.operator == ">&" and one.descriptor in ("", "1"):
        yield one.start, one.target.end, f"> >(__send {one.target.text})"
    elif one.operator == "<&" and one.descriptor in ("", "0"):
        lines = " line" if command.words and command.words[0].text == "read" else ""
        yield one.start, one.target.end, f"< <(__receive {one.target.text}{lines})"


@builtin("__connect")
async def _connect(shell: Shell, context: Context, state: Running) -> int:
    """Connect to where a path says; with a descriptor the connection stays."""
    number, path, *descriptor = context.argv
    host, _, port = path.removeprefix("/dev/tcp/").removeprefix("/dev/udp/").partition("/")
    where = f"{shell.label}: " if shell.interactive else f"{shell.label}: line {number}: "
    try:
        if not port.isdigit():
            raise ConnectError("unknown host", host, 0)
        shell.host.resolve(host)  # as /etc/hosts is now
        if path.startswith("/dev/tcp/"):
            shell.host.network.knock(shell.host.interface, host, int(port))
    except ConnectError as error:
        if error.kind in PATIENCE:
            with state.waiting("time"):
                await shell.host.clock.sleep(PATIENCE[error.kind])
        if error.kind == "unknown host":
            reason = "Name or service not known" if port.isdigit() else "Servname not supported for ai_socktype"
            told = f"{where}{host if port.isdigit() else port}: {reason}\n{where}{path}: Invalid argument\n"
        else:
            reason = REASONS.get(error.kind, error.kind)
            told = f"{shell.label}: connect: {reason}\n{where}{path}: {reason}\n"
        await context.stderr.write(told.encode())
        return 1
    if descriptor:
        shell.sockets[descriptor[0]] = Socket(host, port)
    return 0


@builtin("__hang_up")
async def _hang_up(shell: Shell, context: Context, state: Running) -> int:
    """Close a connection."""
    shell.sockets.pop(context.argv[0], None)
    return 0


@builtin("__send")
async def _send(shell: Shell, context: Context, state: Running) -> int:
    """Send what comes on standard input."""
    socket = shell.sockets.get(context.argv[0])
    while (data := await context.stdin.read_chunk()) is not None:
        if socket is not None:
            socket.sent += data
    return 0


@builtin("__receive")
async def _receive(shell: Shell, context: Context, state: Running) -> int:
    """What the other end answers, or the next line of it."""
    socket = shell.sockets.get(context.argv[0])
    if socket is None:
        return 1
    if socket.sent and "nc" in shell.host.commands:  # it is nc that knows how to talk
        output, sent, socket.sent = Collected(), Data(bytes(socket.sent)), bytearray()
        stdout = Output(output, state, isatty=False)
        stderr = Output(Collected(), state, isatty=False)
        await shell.host.perform(
            shell, ["nc", socket.host, socket.port], environment(shell, context), context.cwd,
            Input(None, sent, state), stdout, stderr, state, parent=shell.process,
        )  # fmt: skip
        socket.answer += output.data
    line = socket.answer.find(b"\n") + 1 if context.argv[1:] else 0
    taken = bytes(socket.answer[: line or len(socket.answer)])
    del socket.answer[: len(taken)]
    await context.stdout.write(taken)
    return 0
