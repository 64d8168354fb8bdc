"""memcached: keys and values in memory on 11211, spoken to with `nc` or `telnet`.

Follows memcached doc/protocol.txt.
"""

from __future__ import annotations

from typing import Any

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.network.http import Reply, Request, Response
from app.network.raw import HANG_UP, data_of

STORES = frozenset({"set", "add", "replace", "append", "prepend"})
VERSION = "1.6.39"
LONGEST = 1 << 20


class Cache:
    """The items: key -> [flags, end or 0, text]."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.items: dict[str, list[Any]] = process.data.setdefault("items", {})

    def handle(self, request: Request, reply: Reply) -> None:
        """What a client sends in one go."""
        data = data_of(request)
        if data is None:
            reply(HANG_UP)
            return
        lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        text = ""
        while lines:
            words = lines.pop(0).split()
            if words[:1] == ["quit"]:
                break
            if words:
                text += self._command(words, lines)
        reply(Response(200, body=text.encode()))

    def _get(self, key: str) -> list[Any] | None:
        found = self.items.get(key)
        if found is not None and found[1] and found[1] <= self.process.clock.now:
            del self.items[key]
            return None
        return found

    def _command(self, words: list[str], lines: list[str]) -> str:
        name, rest = words[0], words[1:]
        if name in STORES:
            return self._store(name, rest, lines)
        match name:
            case "get" | "gets" if rest:
                found = [(key, item) for key in rest if (item := self._get(key)) is not None]
                return "".join(f"VALUE {key} {one[0]} {len(one[2].encode())}\r\n{one[2]}\r\n" for key, one in found) \
                    + "END\r\n"  # fmt: skip
            case "delete" if rest:
                return "DELETED\r\n" if self._get(rest[0]) and self.items.pop(rest[0]) else "NOT_FOUND\r\n"
            case "incr" | "decr" if len(rest) == 2:
                return self._count(rest[0], rest[1], 1 if name == "incr" else -1)
            case "flush_all":
                self.items.clear()
                return "OK\r\n"
            case "version":
                return f"VERSION {VERSION}\r\n"
            case "stats":
                return self._stats()
        return "ERROR\r\n"

    def _store(self, name: str, rest: list[str], lines: list[str]) -> str:
        if len(rest) < 4 or not all(word.lstrip("-").isdigit() for word in rest[1:4]):
            return "ERROR\r\n"
        key, flags, seconds, size = rest[0], rest[1], int(rest[2]), int(rest[3])
        text = lines.pop(0) if lines else ""
        if len(text.encode()) != size:
            return "CLIENT_ERROR bad data chunk\r\nERROR\r\n"
        if size > LONGEST:
            return "SERVER_ERROR object too large for cache\r\n"
        before = self._get(key)
        if (name == "add" and before) or (name in {"replace", "append", "prepend"} and not before):
            return "NOT_STORED\r\n"
        if before and name == "append":
            text = before[2] + text
        elif before and name == "prepend":
            text += before[2]
        self.items[key] = [flags, self.process.clock.now + seconds if seconds else 0, text]
        return "STORED\r\n"

    def _count(self, key: str, by: str, sign: int) -> str:
        item = self._get(key)
        if item is None:
            return "NOT_FOUND\r\n"
        if not item[2].isdigit() or not by.isdigit():
            return "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"
        item[2] = str(max(0, int(item[2]) + sign * int(by)))
        return f"{item[2]}\r\n"

    def _stats(self) -> str:
        now = self.process.clock.now
        rows = {"pid": 1, "uptime": int(now - self.process.began), "time": int(now), "version": VERSION,
                "curr_connections": 2, "curr_items": len(self.items), "limit_maxbytes": 64 * MEBIBYTE}  # fmt: skip
        return "".join(f"STAT {name} {value}\r\n" for name, value in rows.items()) + "END\r\n"


def program(process: Process) -> None:
    """Listen, and say nothing."""
    words = process.argv
    port = int(words[words.index("-p") + 1]) if "-p" in words[:-1] and words[words.index("-p") + 1].isdigit() else 11211
    process.memory = 3 * MEBIBYTE
    if not process.listen(port, Cache(process).handle):
        process.log("failed to listen on TCP port 11211: Address already in use", "stderr")
        process.exit(71)


IMAGE = Image(
    names=(*docker_hub("memcached", "bitnami/memcached"), "public.ecr.aws/docker/library/memcached"),
    program=program, tags=r"latest|alpine|bookworm|v?\d+(\.\d+)*(-[a-z0-9.]+)*", size=33_000_000,
    entrypoint=("docker-entrypoint.sh",), command=("memcached",), executables={"memcached": program}, user="11211",
    environment=lambda tag: {"MEMCACHED_VERSION": VERSION},
)  # fmt: skip
