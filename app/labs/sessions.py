"""Coming in from outside: `kubectl exec` and `kubectl attach` into containers, with and without a terminal.

A terminal of a container is a `Console`. Clients of the same world join it with theirs (`Channels.session`); others
send the bytes of keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

from app.cluster.images.image import container_of
from app.cluster.images.runtime import command_line, exec_status, image_of
from app.cluster.node.runtime import ContainerSpec
from app.host.bash.interpreter import Writer
from app.host.streams import Empty, Queue
from app.network.http import Channels, End
from app.terminal.keyboard import Keyboard

if TYPE_CHECKING:
    from app.labs.containers import Machine
    from app.terminal.console import Console
    from app.terminal.scrollback import Chunk

STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSED = 0, 1, 2, 3, 4, 255
NOT_FOUND = 126


def typed_to(spec: ContainerSpec, machine: Machine) -> bool:
    """Whether somebody may want to type into a container's main process, so that it has to be a real program."""
    image, argv = image_of(spec), command_line(spec, image_of(spec))
    if not spec.stdin or not argv or (image is not None and argv[0].rpartition("/")[2] in image.executables):
        return False
    told = bool(spec.entrypoint or spec.args) or (image is not None and not image.entrypoint)
    return told and machine.knows(argv[0])


def execute(machine: Machine, command: list[str], *, stdin: bool, tty: bool, channels: Channels) -> None:
    """Run a command in a container; its streams and its end go over the channels."""
    end = channels.server
    if not command or not machine.knows(command[0]):
        _close(end, NOT_FOUND, command)
        end.receive(lambda channel, data: None, lambda: None)
        return
    if tty:
        console = machine.console()
        channels.session = console.session()
        _connect(console, end, stdin=stdin, hang_up=True)

        async def shown() -> None:
            _close(end, await machine.show(command, console), command)

        machine.host.spawn_task(shown())
        return
    source = _source(stdin)

    async def run() -> None:
        _close(end, await machine.run(command, source, Sender(end, STDOUT), Sender(end, STDERR)), command)

    work = machine.host.spawn_task(run())
    end.receive(_feeding(source) if stdin else lambda channel, data: None, lambda: _hang_up(work))


class Front:
    """The streams of a container's main process, which is a program of its machine."""

    def __init__(self, machine: Machine, argv: list[str], log: Callable[[str, str], None]) -> None:
        self.machine, self.argv = machine, argv
        self.once = bool(container_of(machine.spec).get("stdinOnce"))
        self.console = machine.console() if machine.spec.tty else None
        self.source: Queue | Empty = Queue() if machine.spec.stdin else Empty()
        self.out, self.err = Lines(lambda line: log(line, "stdout")), Lines(lambda line: log(line, "stderr"))
        self.attached: list[End] = []
        if self.console is not None:
            self.console.subscribe(self._shown)

    async def run(self, ended: Callable[[int], None]) -> None:
        """Run it to its end."""
        if self.console is not None:
            status = await self.machine.show(self.argv, self.console)
        else:
            out, err = _Shared(self, STDOUT, self.out), _Shared(self, STDERR, self.err)
            status = await self.machine.run(self.argv, self.source, out, err)
        self.out.flush()
        self.err.flush()
        for end in list(self.attached):
            _close(end, 0, [])  # how it ended is the container's status, not the connection's
        ended(status)

    def attach(self, channels: Channels, *, stdin: bool) -> None:
        """Somebody comes to it."""
        end = channels.server
        self.attached.append(end)
        if self.console is not None:
            _connect(self.console, end, stdin=stdin, hang_up=self.once and stdin, gone=lambda: self._gone(end))
            channels.session = self.console.session(redraw=True)
            return
        feed = _feeding(self.source) if stdin and isinstance(self.source, Queue) else None

        def left() -> None:
            self._gone(end)
            if feed is not None and self.once:
                feed(CLOSED, bytes([STDIN]))

        end.receive(feed or (lambda channel, data: None), left)

    def _shown(self, chunk: Chunk) -> None:
        if self.console is not None and not self.console.redrawing:
            self.out.take(chunk.data.replace(b"\r\n", b"\n"))

    def _gone(self, end: End) -> None:
        if end in self.attached:
            self.attached.remove(end)


class _Shared:
    """Output that goes to the log and to everybody who is attached."""

    def __init__(self, front: Front, channel: int, log: Lines) -> None:
        self._front, self._channel, self._log = front, channel, log

    async def write(self, data: bytes) -> None:
        """Write."""
        self._log.take(data)
        for end in self._front.attached:
            end.send(self._channel, data)


def _connect(
    console: Console, end: End, *, stdin: bool, hang_up: bool, gone: Callable[[], None] = lambda: None
) -> None:
    """A client that has only bytes: it sees what the terminal shows, its keys and size come over the channels."""
    keyboard = Keyboard(console, lambda data: end.send(STDOUT, data))
    silence = console.subscribe(lambda chunk: end.send(STDOUT, chunk.data))

    def receive(channel: int, data: bytes) -> None:
        if channel == STDIN and stdin:
            keyboard.press(data)
        elif channel == RESIZE:
            size = orjson.loads(data)
            console.resize(int(size.get("Height", 24)), int(size.get("Width", 80)))
        elif channel == CLOSED and data[:1] == bytes([STDIN]) and stdin:
            keyboard.press(b"\x04")

    def left() -> None:
        silence()
        gone()
        if hang_up and not console.closed:
            console.hang_up()

    end.receive(receive, left)


def _source(stdin: bool) -> Queue:
    source = Queue()
    if not stdin:
        source.feed(b"")
    return source


def _feeding(source: Queue) -> Callable[[int, bytes], None]:
    def receive(channel: int, data: bytes) -> None:
        if channel == STDIN and data:
            source.feed(data)
        elif channel == CLOSED and data[:1] == bytes([STDIN]):
            source.feed(b"")

    return receive


def _close(end: End, status: int, command: list[str]) -> None:
    end.send(ERROR, orjson.dumps(exec_status(status, command)))
    end.close()


def _hang_up(work: asyncio.Task[None]) -> None:
    """The client went away: what it ran gets the hang-up."""
    if not work.done():
        work.cancel()


class Sender:
    """Bytes to one channel of a client."""

    def __init__(self, end: End, channel: int) -> None:
        self._end, self._channel = end, channel

    async def write(self, data: bytes) -> None:
        """Send."""
        self._end.send(self._channel, data)


class Lines:
    """Bytes in, whole lines out."""

    def __init__(self, line: Callable[[str], None]) -> None:
        self._line = line
        self._rest = b""

    def take(self, data: bytes) -> None:
        """Take some bytes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._line(line.decode(errors="replace"))

    def flush(self) -> None:
        """The last line may have no newline."""
        if self._rest:
            self._line(self._rest.decode(errors="replace"))
            self._rest = b""


_: type[Writer] = Sender
