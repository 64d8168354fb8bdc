"""What INFO says.

Follows redis src/server.c: genRedisInfoString.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cluster.images.redis_server.server import Server


def sections(server: Server, wanted: str) -> str:
    """The sections of a name, or all of them."""
    found = {"Server": _server, "Clients": _clients, "Memory": _memory, "Persistence": _persistence, "Stats": _stats,
             "Replication": _replication, "Keyspace": _keyspace}  # fmt: skip
    parts = [
        f"# {name}\r\n" + "".join(f"{key}:{value}\r\n" for key, value in make(server).items())
        for name, make in found.items()
        if wanted in {"", "all", "default", "everything", name.lower()}
    ]
    return "\r\n".join(parts)


def _server(server: Server) -> dict[str, object]:
    seconds = int(server.process.clock.now - server.began)
    return {"redis_version": server.version, "redis_mode": "standalone", "os": "Linux 6.8.0-51-generic x86_64",
            "arch_bits": 64, "process_id": 1, "tcp_port": server.settings["port"], "uptime_in_seconds": seconds,
            "uptime_in_days": seconds // 86400, "executable": "/data/redis-server", "config_file": ""}  # fmt: skip


def _clients(server: Server) -> dict[str, object]:
    return {"connected_clients": 1, "maxclients": server.settings["maxclients"], "blocked_clients": 0}


def _memory(server: Server) -> dict[str, object]:
    used, most = server.used_memory(), int(server.settings["maxmemory"])
    return {"used_memory": used, "used_memory_human": human(used), "maxmemory": most, "maxmemory_human": human(most),
            "maxmemory_policy": server.settings["maxmemory-policy"]}  # fmt: skip


def human(size: int) -> str:
    """Bytes as redis words them."""
    for unit, scale in (("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)):
        if size >= scale:
            return f"{size / scale:.2f}{unit}"
    return f"{size}B"


def _persistence(server: Server) -> dict[str, object]:
    return {"loading": 0, "rdb_changes_since_last_save": server.changes, "rdb_bgsave_in_progress": 0,
            "rdb_last_save_time": int(server.saved), "rdb_last_bgsave_status": "ok",
            "aof_enabled": int(server.settings["appendonly"] == "yes")}  # fmt: skip


def _stats(server: Server) -> dict[str, object]:
    return {"total_connections_received": server.served, "total_commands_processed": server.served}


def _replication(server: Server) -> dict[str, object]:
    found: dict[str, object] = {"role": "slave" if server.leader else "master"}
    if server.leader is not None:
        host, port = server.leader
        found |= {"master_host": host, "master_port": port, "master_link_status": "up" if server.linked else "down",
                  "slave_read_only": int(server.settings["replica-read-only"] == "yes")}  # fmt: skip
    return {**found, "connected_slaves": len(server.followers), "master_replid": "0" * 40}


def _keyspace(server: Server) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in sorted(server.stored):
        data = server.data(name)
        if keys := data.alive():
            found[f"db{name}"] = f"keys={len(keys)},expires={len(data.ends)},avg_ttl=0"
    return found
