"""redis-cli: a command, a pipe of commands, or a prompt.

Follows redis src/redis-cli.c: parseOptions, cliFormatReplyTTY, cliFormatReplyRaw.
"""

from __future__ import annotations

import shlex

from app.host.invocation import Invocation
from app.network.http import Stream
from app.network.network import ConnectError
from app.network.raw import raw
from app.network.resp import Reply, Simple, Wrong, command, decode

NAMES = ("redis-cli",)
REASONS = {"refused": "Connection refused", "timeout": "Connection timed out", "unreachable": "No route to host",
           "unknown host": "Name or service not known"}  # fmt: skip
VALUED = {"-h": "host", "-p": "port", "-a": "password", "--pass": "password", "-n": "database", "-r": "repeat",
          "-i": "interval", "-u": "url", "--user": "user"}  # fmt: skip
SWITCHES = {"--raw": "raw", "--no-raw": "tty", "--no-auth-warning": "quiet", "-x": "last", "--csv": "csv", "-3": "",
            "-2": "", "-e": "strict", "--no-motd": ""}  # fmt: skip
HELP = "redis-cli 7.4.1\n\nUsage: redis-cli [OPTIONS] [cmd [arg [arg ...]]]\n"


class Client:
    """What stays the same from command to command."""

    def __init__(self, run: Invocation, given: dict[str, str]) -> None:
        self.run, self.given = run, given
        self.host, self.port = given.get("host", "127.0.0.1"), int(given.get("port", "6379"))
        self.database, self.password = given.get("database", "0"), given.get("password", "")
        self.queued: list[list[str]] = []
        self.tty = (run.stdout.isatty or "tty" in given) and "raw" not in given

    @property
    def place(self) -> str:
        """Where it is connected to, as the prompt says."""
        return f"{self.host}:{self.port}" + (f"[{self.database}]" if self.database != "0" else "")

    async def send(self, words: list[str]) -> int:
        """Send a command and show the reply."""
        before = [["AUTH", self.password]] if self.password else []
        before += [["SELECT", self.database]] if self.database != "0" else []
        every = [*before, *self.queued, words]
        try:
            answer = await self.run.http(self.host, self.port, raw(b"".join(map(command, every))), timeout=60.0)
        except ConnectError as error:
            why = REASONS.get(error.kind, error.kind)
            await self.run.stderr.write(f"Could not connect to Redis at {self.host}:{self.port}: {why}\n")
            return 1
        if isinstance(answer.body, Stream):
            return await self._listen(answer.body)
        replies = decode(answer.body) if answer.status == 200 else []
        if len(replies) != len(every):
            await self.run.stderr.write("Error: Server closed the connection\n")
            return 1
        if before and self.password and isinstance(refused := replies[0], Wrong):
            await self.run.stderr.write(f"AUTH failed: {refused.text}\n")
        self._remember(words, replies[-1])
        await self.run.stdout.write(tty(replies[-1]) if self.tty else plain(replies[-1]))
        return int(isinstance(replies[-1], Wrong) and "strict" in self.given)

    def _remember(self, words: list[str], reply: Reply) -> None:
        name = words[0].lower() if words else ""
        if name == "select" and reply == Simple("OK"):
            self.database = words[1]
        elif name == "auth" and reply == Simple("OK"):
            self.password = words[-1]
        elif name == "multi" and reply == Simple("OK"):
            self.queued = [words]
        elif name in {"exec", "discard"}:
            self.queued = []
        elif self.queued and reply == Simple("QUEUED"):
            self.queued.append(words)

    async def _listen(self, stream: Stream) -> int:
        await self.run.stdout.write("Reading messages... (press Ctrl-C to quit)\n" if self.tty else "")
        try:
            with self.run.waiting("network"):
                async for data in stream:
                    for reply in decode(data):
                        await self.run.stdout.write(tty(reply) if self.tty else plain(reply))
        finally:
            stream.cancel()
        return 0


async def main(run: Invocation) -> int:
    """Talk to a server."""
    given: dict[str, str] = {}
    words = list(run.args)
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word in {"--help", "--version", "-v"}:
            await run.stdout.write(HELP if word == "--help" else "redis-cli 7.4.1\n")
            return 0
        if word in VALUED and words:
            given[VALUED[word]] = words.pop(0)
        elif word in SWITCHES:
            given[SWITCHES[word]] = "yes"
        else:
            await run.stderr.write(f"Unrecognized option or bad number of args for: '{word}'\n")
            return 1
    given.setdefault("password", run.env.get("REDISCLI_AUTH", ""))
    if not given.get("port", "6379").isdigit():
        await run.stderr.write("Invalid server port.\n")
        return 1
    if given["password"] and "REDISCLI_AUTH" not in run.env and "quiet" not in given:
        await run.stderr.write("Warning: Using a password with '-a' or '-u' option on the command line interface may "
                               "not be safe.\n")  # fmt: skip
    client = Client(run, given)
    if "last" in given:
        words.append((await run.stdin.read()).decode("utf-8", "replace"))
    if not words:
        return await _prompt(run, client)
    status = 0
    for turn in range(int(given.get("repeat", "1"))):
        if turn and "interval" in given:
            await run.sleep(float(given["interval"]))
        status = await client.send(words)
    return status


async def _prompt(run: Invocation, client: Client) -> int:
    """Lines until the end: with a prompt on a terminal."""
    status = 0
    while True:
        if run.stdin.isatty:
            await run.stdout.write(f"{client.place}{'(TX)' if client.queued else ''}> ")
        data = await run.stdin.chunk()
        if not data:
            return status
        for line in data.decode("utf-8", "replace").splitlines():
            try:
                words = shlex.split(line)
            except ValueError:
                await run.stdout.write("Invalid argument(s)\n")
                continue
            if words and words[0].lower() in {"quit", "exit"}:
                return 0
            if words and words[0].lower() == "clear":
                await run.stdout.write("\x1b[H\x1b[2J")
            elif words:
                status = await client.send(words)


def tty(reply: Reply, indent: str = "") -> str:
    """A reply as people read it."""
    match reply:
        case Simple(text):
            return f"{text}\n"
        case Wrong(text):
            return f"(error) {text}\n"
        case None:
            return "(nil)\n"
        case int():
            return f"(integer) {reply}\n"
        case str():
            return f"{quoted(reply)}\n" if not reply.startswith("# ") else reply.replace("\r\n", "\n")
        case []:
            return "(empty array)\n"
    width = len(str(len(reply)))
    inner = indent + " " * (width + 2)
    lines = [f"{number:>{width}}) {tty(one, inner)}" for number, one in enumerate(reply, 1)]
    return lines[0] + "".join(indent + line for line in lines[1:])


def quoted(text: str) -> str:
    """Text in quotes, as redis-cli escapes it."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\a": "\\a", "\b": "\\b"}
    data = "".join(
        signs.get(letter) or (letter if " " <= letter <= "~" else "".join(f"\\x{byte:02x}" for byte in letter.encode()))
        for letter in text
    )
    return f'"{data}"'


def plain(reply: Reply) -> str:
    """A reply as programs read it."""
    match reply:
        case Simple(text):
            return f"{text}\n"
        case Wrong(text):
            return f"{text}\n\n"
        case None:
            return "\n"
        case int() | str():
            return f"{reply}\n"
    return "".join(plain(one) for one in reply) if reply else "\n"
