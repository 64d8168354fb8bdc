"""Commands about the server and the connection.

Follows redis src/server.c, src/config.c, src/networking.c, src/multi.c, src/replication.c.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.cluster.images.redis_server import settings as configuration
from app.cluster.images.redis_server.data import READS, WRITES
from app.cluster.images.redis_server.info import sections
from app.network.resp import Reply, Simple, Wrong, encode

if TYPE_CHECKING:
    from app.cluster.images.redis_server.server import Server

OK = Simple("OK")
READ_ONLY = Wrong("READONLY You can't write against a read only replica.")


class Session:
    """One connection: the database, and what it waits to execute."""

    def __init__(self) -> None:
        self.database = "0"
        self.allowed = False
        self.queue: list[list[str]] | None = None


def _select(server: Server, words: list[str], session: Session) -> Reply:
    number = words[0] if words else ""
    if not number.lstrip("-").isdigit():
        return Wrong("ERR value is not an integer or out of range")
    if not number.isdigit() or int(number) >= int(server.settings["databases"]):
        return Wrong("ERR DB index is out of range")
    session.database = number
    return OK


def _auth(server: Server, words: list[str], session: Session) -> Reply:
    if not server.settings["requirepass"]:
        return Wrong("ERR AUTH <password> called without any password configured for the default user. Are you sure "
                     "your configuration is correct?")  # fmt: skip
    session.allowed = words[-1:] == [server.settings["requirepass"]]
    return OK if session.allowed else Wrong("WRONGPASS invalid username-password pair or user is disabled.")


def _config(server: Server, words: list[str], session: Session) -> Reply:
    verb, rest = words[0].lower() if words else "", words[1:]
    if verb == "get" and rest:
        return [*configuration.matching(server.settings, rest)]
    if verb == "set" and len(rest) == 2:
        name = configuration.ALIASES.get(rest[0].lower(), rest[0].lower())
        if name not in server.settings:
            return Wrong(f"ERR Unknown option or number of arguments for CONFIG SET - '{rest[0]}'")
        try:
            server.settings[name] = configuration.valid(name, rest[1])
        except ValueError as error:
            return Wrong(f"ERR CONFIG SET failed (possibly related to argument '{rest[0]}') - {error}")
        return OK
    if verb == "resetstat":
        return OK
    if verb == "rewrite":
        return Wrong("ERR The server is running without a config file")
    return Wrong("ERR unknown subcommand or wrong number of arguments for 'config'. Try CONFIG HELP.")


def _client(server: Server, words: list[str], session: Session) -> Reply:
    match words[0].lower() if words else "":
        case "list":
            return (f"id=3 addr=127.0.0.1:40000 laddr=127.0.0.1:{server.settings['port']} fd=8 name= age=0 idle=0 "
                    f"flags=N db={session.database} sub=0 psub=0 cmd=client|list user=default\n")  # fmt: skip
        case "getname":
            return None
        case "id":
            return 3
    return OK


def _command(server: Server, words: list[str], session: Session) -> Reply:
    return len(READS) + len(WRITES) + len(COMMANDS) if words[:1] == ["count"] else []


def _save(server: Server, words: list[str], session: Session) -> Reply:
    if not server.keep(server.settings["dbfilename"]):
        return Wrong("ERR")
    server.log("DB saved on disk")
    return OK


def _save_behind(server: Server, words: list[str], session: Session) -> Reply:
    found = _save(server, words, session)
    return Simple("Background saving started") if found == OK else found


def _shutdown(server: Server, words: list[str], session: Session) -> Reply:
    server.stop()
    return None


def _flush(server: Server, words: list[str], session: Session) -> Reply:
    if server.leader and server.settings["replica-read-only"] == "yes":
        return READ_ONLY
    for database in list(server.stored):
        WRITES["flushdb"][1](server.data(database))
        server.changed(["flushdb"], database)
    return OK


def _role(server: Server, words: list[str], session: Session) -> Reply:
    if server.leader is not None:
        return ["slave", *server.leader, "connected" if server.linked else "connect", server.changes]
    return ["master", server.changes, [["", server.settings["port"], "0"] for _ in server.followers]]


def _replicate(server: Server, words: list[str], session: Session) -> Reply:
    if len(words) != 2:
        return Wrong("ERR wrong number of arguments for 'replicaof' command")
    if [word.lower() for word in words] == ["no", "one"]:
        server.settings["replicaof"], server.linked = "", False
        if server.stream is not None:
            server.stream.cancel()
        server.log("MASTER MODE enabled (user request from 'id=3 addr=127.0.0.1:40000')")
        return OK
    server.settings["replicaof"] = " ".join(words)
    server.process.after(0.0, server.follow)
    return OK


def _publish(server: Server, words: list[str], session: Session) -> Reply:
    if len(words) != 2:
        return Wrong("ERR wrong number of arguments for 'publish' command")
    heard = [stream for channel, stream in server.subscribers if channel == words[0] and not stream.cancelled]
    for stream in heard:
        stream.write(encode(["message", *words]))
    return len(heard)


def _multi(server: Server, words: list[str], session: Session) -> Reply:
    if session.queue is not None:
        return Wrong("ERR MULTI calls can not be nested")
    session.queue = []
    return OK


def _exec(server: Server, words: list[str], session: Session) -> Reply:
    if session.queue is None:
        return Wrong("ERR EXEC without MULTI")
    queue, session.queue = session.queue, None
    return [server.run(one, session) for one in queue]


def _discard(server: Server, words: list[str], session: Session) -> Reply:
    if session.queue is None:
        return Wrong("ERR DISCARD without MULTI")
    session.queue = None
    return OK


Administration = Callable[["Server", list[str], Session], Reply]
COMMANDS: dict[str, Administration] = {
    "ping": lambda server, words, session: words[0] if words else Simple("PONG"),
    "echo": lambda server, words, session: (
        words[0] if words else Wrong("ERR wrong number of arguments for 'echo' command")),
    "time": lambda server, words, session: [str(int(server.process.clock.now)), "0"],
    "info": lambda server, words, session: sections(server, words[0].lower() if words else ""),
    "lastsave": lambda server, words, session: int(server.saved), "quit": lambda server, words, session: OK,
    "select": _select, "auth": _auth, "config": _config, "client": _client, "command": _command, "save": _save,
    "bgsave": _save_behind, "bgrewriteaof": _save_behind, "shutdown": _shutdown, "flushall": _flush, "role": _role,
    "replicaof": _replicate, "slaveof": _replicate, "publish": _publish, "multi": _multi, "exec": _exec,
    "discard": _discard,
}  # fmt: skip
