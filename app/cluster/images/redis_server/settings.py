"""redis.conf and the options of redis-server.

Follows redis src/config.c: loadServerConfigFromString, configGetCommand.
"""

from __future__ import annotations

import re
import shlex
from fnmatch import fnmatchcase

UNITS = {"": 1, "b": 1, "k": 1000, "kb": 1024, "m": 10**6, "mb": 1 << 20, "g": 10**9, "gb": 1 << 30}
MEMORY = frozenset({"maxmemory", "client-query-buffer-limit", "proto-max-bulk-len", "repl-backlog-size"})
_DEFAULTS = """
bind=* -::*|port=6379|protected-mode=no|timeout=0|tcp-keepalive=300|tcp-backlog=511|daemonize=no|databases=16|dir=/data
loglevel=notice|logfile=|save=3600 1 300 100 60 10000|appendonly=no|appendfsync=everysec|appendfilename=appendonly.aof
appenddirname=appendonlydir|dbfilename=dump.rdb|rdbcompression=yes|rdbchecksum=yes|stop-writes-on-bgsave-error=yes
maxmemory=0|maxmemory-policy=noeviction|maxmemory-samples=5|maxclients=10000|requirepass=|masterauth=|replicaof=
replica-read-only=yes|replica-serve-stale-data=yes|replica-priority=100|repl-diskless-sync=yes|slowlog-max-len=128
slowlog-log-slower-than=10000|notify-keyspace-events=|hz=10|lazyfree-lazy-eviction=no|activerehashing=yes|io-threads=1
list-max-listpack-size=-2|hash-max-listpack-entries=128|set-max-intset-entries=512|zset-max-listpack-entries=128
cluster-enabled=no|cluster-config-file=nodes.conf|cluster-node-timeout=15000|pidfile=|always-show-logo=no|unixsocket=
auto-aof-rewrite-percentage=100|auto-aof-rewrite-min-size=67108864|replica-announce-ip=|replica-announce-port=0
min-replicas-to-write=0|min-replicas-max-lag=10|repl-ping-replica-period=10|repl-timeout=60|repl-backlog-size=1048576
aof-load-truncated=yes|aof-use-rdb-preamble=yes|latency-monitor-threshold=0|proto-max-bulk-len=536870912|user=
client-output-buffer-limit=normal 0 0 0|tls-port=0|supervised=no|lua-time-limit=5000
aclfile=|masteruser=|rename-command=
"""
ALIASES = {"slaveof": "replicaof", "slave-read-only": "replica-read-only", "slave-priority": "replica-priority",
           "slave-serve-stale-data": "replica-serve-stale-data"}  # fmt: skip


def defaults() -> dict[str, str]:
    """Every setting as a server without a file has it."""
    rows = _DEFAULTS.replace("\n", "|").split("|")
    return dict(row.partition("=")[::2] for row in rows if row)


class FileError(Exception):
    """A wrong line: (its number, its text, what is wrong)."""

    def __init__(self, line: int, text: str, why: str) -> None:
        super().__init__(why)
        self.line, self.text, self.why = line, text, why


def valid(name: str, value: str) -> str:
    """A setting's value as it is kept; ValueError with redis' words."""
    if name in MEMORY:
        match = re.fullmatch(r"(\d+)([a-z]*)", value.lower())
        if match is None or match[2] not in UNITS:
            raise ValueError("argument must be a memory value")
        return str(int(match[1]) * UNITS[match[2]])
    known = defaults()[name]
    if known in {"yes", "no"} and value.lower() not in {"yes", "no"} and name != "appendfsync":
        raise ValueError("argument must be 'yes' or 'no'")
    if known.isdigit() and not value.lstrip("-").isdigit():
        raise ValueError("argument couldn't be parsed into an integer")
    if name == "maxmemory-policy" and value not in {
        "noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random",
        "volatile-ttl",
    }:  # fmt: skip
        raise ValueError("argument(s) must be one of the following: volatile-lru, volatile-lfu, volatile-random, "
                         "volatile-ttl, allkeys-lru, allkeys-lfu, allkeys-random, noeviction")  # fmt: skip
    return value


def read(text: str, settings: dict[str, str]) -> None:
    """Take over the lines of a file; FileError for a wrong one."""
    saves: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            name, *values = shlex.split(line)
        except ValueError:
            raise FileError(number, line.strip(), "Unbalanced quotes in configuration line") from None
        name = ALIASES.get(name.lower(), name.lower())
        if name not in settings or not values:
            raise FileError(number, line.strip(), "Bad directive or wrong number of arguments")
        try:
            value = valid(name, " ".join(values))
        except ValueError as error:
            raise FileError(number, line.strip(), str(error)) from None
        if name == "save":
            saves.append(value)
            value = " ".join(filter(None, saves))
        settings[name] = value


def matching(settings: dict[str, str], patterns: list[str]) -> list[str]:
    """What CONFIG GET answers: names and values in turn."""
    wanted = [ALIASES.get(pattern.lower(), pattern.lower()) for pattern in patterns]
    hidden = {"rename-command", "user"}
    names = [name for name in settings if name not in hidden and any(fnmatchcase(name, one) for one in wanted)]
    return [part for name in names for part in (name, settings[name])]
