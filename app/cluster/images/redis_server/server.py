"""A running redis server: sessions, server commands, persistence, followers.

Follows redis src/server.c: processCommand; src/replication.c; src/rdb.c for when data is written to a disk.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import UTC, datetime

import orjson

from app.cluster.images.image import Process
from app.cluster.images.redis_server.administration import COMMANDS, Session
from app.cluster.images.redis_server.data import READS, WRITES, Data, Problem
from app.network.http import Reply as Answer
from app.network.http import Request, Response, Stream
from app.network.network import ConnectError
from app.network.raw import HANG_UP, data_of, raw
from app.network.resp import Reply, Simple, Wrong, command, commands, decode, encode

RETRY = 1.0  # seconds between a follower's attempts
DUMP = b"REDIS0012"
FREE = frozenset({"auth", "quit"})


class Server:
    """The server of one process."""

    def __init__(self, process: Process, settings: dict[str, str], version: str) -> None:
        self.process: Process = process
        self.settings, self.version = settings, version
        self.began = process.clock.now
        self.stored = process.data.setdefault("databases", {})
        self.followers: list[Stream] = []
        self.subscribers: list[tuple[str, Stream]] = []
        self.changes = self.served = 0
        self.saved: float = process.clock.now
        self.linked = False
        self.stream: Stream | None = None  # from the leader
        process.at_end(self._gone)

    def log(self, text: str, level: str = "*", role: str = "") -> None:
        """A line of the log."""
        role = role or ("S" if self.leader else "M")
        stamp = datetime.fromtimestamp(self.process.clock.now, UTC).strftime("%d %b %Y %H:%M:%S.%f")[:-3]
        self.process.log(f"1:{role} {stamp} {level} {text}")

    @property
    def leader(self) -> tuple[str, int] | None:
        """Whom it follows."""
        words = self.settings["replicaof"].split()
        return (words[0], int(words[1])) if len(words) == 2 and words[1].isdigit() else None

    def data(self, name: str = "0") -> Data:
        """A database."""
        kept = self.stored.setdefault(name, {"values": {}, "ends": {}})
        return Data(lambda: self.process.clock.now, kept["values"], kept["ends"])

    # -- connections

    def handle(self, request: Request, reply: Answer) -> None:
        """What a client sends in one go, and the replies to it."""
        data = data_of(request)
        if data is None:
            self.log("Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to "
                     "Redis. This is likely due to an attacker attempting to use Cross Protocol Scripting to "
                     f"compromise your Redis instance. Connection from {request.peer}:40000 aborted.", "#")  # fmt: skip
            reply(HANG_UP)
            return
        try:
            given = commands(data)
        except ValueError:
            reply(Response(200, body=encode(Wrong("ERR Protocol error: unbalanced quotes in request"))))
            return
        session, answers = Session(), b""
        for words in given:
            if words and words[0].lower() in {"subscribe", "sync"}:
                reply(Response(200, body=self._stream(words, session)))
                return
            answers += encode(self.run(words, session))
        reply(Response(200, body=answers))

    def run(self, words: list[str], session: Session) -> Reply:
        """One command."""
        if not words:
            return Wrong("ERR empty command")
        self.served += 1
        name, arguments = words[0].lower(), words[1:]
        if self.settings["requirepass"] and not session.allowed and name not in FREE:
            return Wrong("NOAUTH Authentication required.")
        if name not in READS and name not in WRITES and name not in COMMANDS:
            shown = "".join(f"'{word[:128]}' " for word in arguments)
            return Wrong(f"ERR unknown command '{words[0][:128]}', with args beginning with: {shown}")
        if session.queue is not None and name not in {"exec", "discard", "multi"}:
            session.queue.append(words)
            return Simple("QUEUED")
        try:
            if name in COMMANDS:
                return COMMANDS[name](self, arguments, session)
            return self._data_command(name, arguments, session.database)
        except Problem as problem:
            return problem.reply

    def _data_command(self, name: str, arguments: list[str], database: str) -> Reply:
        writes = name in WRITES
        count, run = WRITES[name] if writes else READS[name]
        if (len(arguments) < -count) if count < 0 else (len(arguments) != count and name != "flushdb"):
            return Wrong(f"ERR wrong number of arguments for '{name}' command")
        if writes and self.leader and self.settings["replica-read-only"] == "yes":
            return Wrong("READONLY You can't write against a read only replica.")
        most = int(self.settings["maxmemory"])
        if writes and name not in {"del", "unlink", "flushdb"} and most and self.used_memory() > most:
            return Wrong("OOM command not allowed when used memory > 'maxmemory'.")
        data = self.data(database)
        try:
            reply = run(data, *arguments)
        except TypeError:
            return Wrong(f"ERR wrong number of arguments for '{name}' command")
        finally:
            for key in arguments[:1]:
                data.tidy(key)
        if writes and not isinstance(reply, Wrong):
            self.changed([name, *arguments], database)
        return reply

    def used_memory(self) -> int:
        """Bytes, roughly: an empty server takes one megabyte."""
        return 1_000_000 + len(orjson.dumps(self.stored))

    def changed(self, words: list[str], database: str) -> None:
        """A write: followers hear of it, and an append-only file keeps it."""
        self.changes += 1
        for stream in self.followers:
            stream.write(command(["SELECT", database]) + command(words))
        if self.settings["appendonly"] == "yes":
            self.keep(f"{self.settings['appenddirname']}/{self.settings['appendfilename']}.1.incr.aof")

    # -- persistence

    def path(self, name: str) -> str:
        """A file of the working directory."""
        return f"{self.settings['dir'].rstrip('/')}/{name}"

    def keep(self, name: str) -> bool:
        """Write everything to a file."""
        content = DUMP + base64.b64encode(orjson.dumps(self.stored))
        try:
            self.process.inside.write(self.path(name), content)
        except OSError as error:
            self.log(f"Failed opening the temp RDB file temp-1.rdb (in server root dir {self.settings['dir']}) for "
                     f"saving: {error.strerror}", "#")  # fmt: skip
            return False
        self.saved, self.changes = self.process.clock.now, 0
        return True

    def load(self) -> bool:
        """What an earlier server of this volume has kept."""
        name = self.settings["dbfilename"]
        if self.settings["appendonly"] == "yes":
            name = f"{self.settings['appenddirname']}/{self.settings['appendfilename']}.1.incr.aof"
        found = self.process.read(self.path(name))
        if found is None or not found.startswith(DUMP) or self.process.restored:
            return False
        with suppress(ValueError):
            self.stored.update(orjson.loads(base64.b64decode(found[len(DUMP) :])))
        return True

    def stop(self) -> None:
        """SIGTERM: save, and end."""
        self.log("Received SIGTERM scheduling shutdown...", role="signal-handler")
        self.log("User requested shutdown...")
        if self.settings["save"] and self.leader is None:
            self.log("Saving the final RDB snapshot before exiting.")
            if self.keep(self.settings["dbfilename"]):
                self.log("DB saved on disk")
        self.log("Redis is now ready to exit, bye bye...")
        self.process.exit(0)

    # -- followers

    def _stream(self, words: list[str], session: Session) -> Stream:
        if words[0].lower() == "sync":
            stream = Stream(lambda: self.followers.remove(stream) if stream in self.followers else None)
            self.followers.append(stream)
            self.log("Replica asks for synchronization")
            stream.write(command(["LOAD", base64.b64encode(orjson.dumps(self.stored)).decode()]))
            self.log("Synchronization with replica succeeded")
            return stream
        stream = Stream()
        for number, channel in enumerate(words[1:], 1):
            self.subscribers.append((channel, stream))
            heard: list[Reply] = ["subscribe", channel, number]
            stream.write(encode(heard))
        return stream

    def follow(self) -> None:
        """Copy a leader, and try again for as long as there is none."""
        place = self.leader
        if place is None or self.process.ended:
            return
        host, port = place
        self.log(f"Connecting to MASTER {host}:{port}")
        secret = self.settings["masterauth"]
        hello = (command(["AUTH", secret]) if secret else b"") + command(["SYNC"])
        network, interface = self.process.network, self.process.spec.interface
        try:
            network.exchange(interface, host, port, raw(hello), lambda answer: self._linked(answer, place))
        except ConnectError as error:
            why = {"refused": "Connection refused", "unknown host": "Temporary failure in name resolution",
                   "unreachable": "No route to host"}.get(error.kind, "Connection timed out")  # fmt: skip
            self.log("MASTER <-> REPLICA sync started")
            self.log(f"Error condition on socket for SYNC: {why}" if error.kind != "unknown host" else
                     f"Unable to connect to MASTER: {why}", "#")  # fmt: skip
            self.process.after(RETRY, self.follow)

    def _linked(self, answer: Response, place: tuple[str, int]) -> None:
        if not isinstance(answer.body, Stream) or place != self.leader:
            self.log("MASTER aborted replication with an error: NOAUTH Authentication required.", "#")
            self.process.after(RETRY, self.follow)
            return
        for text in ("MASTER <-> REPLICA sync started", "Non blocking connect for SYNC fired the event.",
                     "Master replied to PING, replication can continue...",
                     "MASTER <-> REPLICA sync: receiving streamed RDB from master with EOF to disk",
                     "MASTER <-> REPLICA sync: Flushing old data", "MASTER <-> REPLICA sync: Loading DB in memory",
                     "MASTER <-> REPLICA sync: Finished with success"):  # fmt: skip
            self.log(text)
        self.linked, self.stream = True, answer.body
        database = "0"

        def take(data: bytes) -> None:
            nonlocal database
            for words in decode(data):
                assert isinstance(words, list)
                name, *rest = [str(word) for word in words]
                if name == "LOAD":
                    self.stored.clear()
                    self.stored.update(orjson.loads(base64.b64decode(rest[0])))
                elif name == "SELECT":
                    database = rest[0]
                elif name in WRITES:
                    with suppress(Problem, TypeError):
                        WRITES[name][1](self.data(database), *rest)
                        for key in rest[:1]:
                            self.data(database).tidy(key)
                    self.changed([name, *rest], database)

        def lost() -> None:
            self.linked, self.stream = False, None
            if not self.process.ended and self.leader == place:
                self.log("Connection with master lost.")
                self.log("Caching the disconnected master state.")
                self.process.after(RETRY, self.follow)

        answer.body.attach(take, lost)

    def _gone(self) -> None:
        """The process has ended: its connections with it."""
        for stream in (*self.followers, *(stream for _, stream in self.subscribers)):
            stream.close()
        if self.stream is not None:
            self.stream.cancel()
