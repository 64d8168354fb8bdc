"""endpoint, member, get, put, del and their kind: what needs etcd to be there.

Follows etcd-io/etcd etcdctl/ctlv3/command/{ep,member,get,put,del,alarm,defrag,compaction}_command.go and printer.go.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from typing import Any

from app.host.etcd import connection, tables
from app.host.etcd.connection import Member, UnreachableError
from app.host.etcd.snapshots import STORAGE, fail
from app.host.invocation import Invocation
from app.host.node import Etcd, EtcdValue
from app.host.options import Options

TERM, QUOTA = 2, 2147483648
STATUS_HEAD = (
    "endpoint", "ID", "version", "storage version", "db size", "in use", "percentage not in use", "quota", "is leader",
    "is learner", "raft term", "raft index", "raft applied index", "errors", "downgrade target version",
    "downgrade enabled",
)  # fmt: skip
MEMBER_HEAD = ("ID", "Status", "Name", "Peer Addrs", "Client Addrs", "Is Learner")


def member_of(etcd: Etcd) -> Member:
    """The member; its number follows from its name, as etcd's follows from its peer URLs."""
    seed = f"{etcd.member} {etcd.address}".encode()
    return Member(zlib.crc32(seed) << 32 | zlib.crc32(seed[::-1]), etcd.member, etcd.address)


async def health(run: Invocation, options: Options) -> int:
    """Whether endpoints answer."""
    failed = []
    for endpoint in await _asked(run, options):
        try:
            connection.server(run, options, endpoint)
        except UnreachableError as problem:
            await connection.give_up(run, options, endpoint, "/etcdserverpb.KV/Range", str(problem))
            failed.append(f"{endpoint} is unhealthy: failed to commit proposal: context deadline exceeded\n")
        else:
            await run.stdout.write(f"{endpoint} is healthy: successfully committed proposal: took = 9.512416ms\n")
    await run.stderr.write("".join(failed))
    return await fail(run, "unhealthy cluster") if failed else 0


async def _asked(run: Invocation, options: Options) -> list[str]:
    found = connection.endpoints(run, options)
    if "cluster" not in options or not found:
        return found
    return [member_of(connection.server(run, options, found[0])).clients]


async def status(run: Invocation, options: Options) -> int:
    """What endpoints tell of themselves."""
    rows, facts, failed = [], [], False
    for endpoint in await _asked(run, options):
        try:
            etcd = connection.server(run, options, endpoint)
        except UnreachableError as problem:
            await connection.give_up(run, options, endpoint, "/etcdserverpb.Maintenance/Status", str(problem))
            await run.stderr.write(f"Failed to get the status of endpoint {endpoint} (context deadline exceeded)\n")
            failed = True
            continue
        member, (revision, _, size) = member_of(etcd), etcd.measure()
        index = str(revision + 8)
        rows.append((
            endpoint, f"{member.id:x}", connection.VERSION, STORAGE, tables.size(size), tables.size(size // 2), "50%",
            tables.size(QUOTA), "true", "false", str(TERM), index, index, "", "", "false",
        ))  # fmt: skip
        facts.append({"Endpoint": endpoint, "Status": {
            "header": _header(etcd), "version": connection.VERSION, "dbSize": size, "leader": member.id,
            "raftIndex": revision + 8, "raftTerm": TERM, "raftAppliedIndex": revision + 8, "dbSizeInUse": size // 2,
            "storageVersion": STORAGE, "dbSizeQuota": QUOTA, "downgradeInfo": {}}})  # fmt: skip
    await _show(run, options, STATUS_HEAD, rows, facts)
    return connection.FAILED if failed else 0


async def members(run: Invocation, options: Options) -> int:
    """The members of the cluster."""
    etcd = await _server(run, options, "/etcdserverpb.Cluster/MemberList")
    if etcd is None:
        return connection.FAILED
    one = member_of(etcd)
    row = (f"{one.id:x}", "started", one.name, one.peers, one.clients, "false")
    told = {"ID": one.id, "name": one.name, "peerURLs": [one.peers], "clientURLs": [one.clients]}
    await _show(run, options, MEMBER_HEAD, [row], {"header": _header(etcd), "members": [told]})
    return 0


async def _show(
    run: Invocation, options: Options, head: tuple[str, ...], rows: Sequence[Sequence[str]], facts: Any
) -> None:
    shape = options.last("write-out", "simple")
    if shape == "json":
        await run.stdout.write(json.dumps(facts, separators=(",", ":")) + "\n")
    elif shape == "table":
        await run.stdout.write(tables.table(head, rows))
    else:
        await run.stdout.write("".join(", ".join(row) + "\n" for row in rows))


def _header(etcd: Etcd) -> dict[str, int]:
    one = member_of(etcd)
    return {"cluster_id": one.id ^ 0x5F5F5F5F5F5F5F5F, "member_id": one.id, "revision": etcd.measure()[0],
            "raft_term": TERM}  # fmt: skip


async def _server(run: Invocation, options: Options, method: str) -> Etcd | None:
    """The first endpoint's etcd; None when all is said."""
    endpoint = (connection.endpoints(run, options) or [connection.DEFAULT])[0]
    try:
        return connection.server(run, options, endpoint)
    except UnreachableError as problem:
        await connection.give_up(run, options, endpoint, method, str(problem))
        await fail(run, "context deadline exceeded")
        return None


async def get(run: Invocation, options: Options) -> int:
    """Keys and values."""
    words = options.operands[1:]
    if not words and {"prefix", "from-key"} & options.values.keys():
        words = [""]
    if not 1 <= len(words) <= 2:
        text = "get command needs one argument as key and an optional argument as range_end"
        return await fail(run, text, connection.BAD_ARGUMENTS)
    if "prefix" in options and "from-key" in options:
        return await fail(run, "`--prefix` and `--from-key` cannot be set at the same time, choose one",
                          connection.BAD_ARGUMENTS)  # fmt: skip
    etcd = await _server(run, options, "/etcdserverpb.KV/Range")
    if etcd is None:
        return connection.FAILED
    found = etcd.range(words[0], _end(options, words))
    count, limit = len(found), options.last("limit", "0")
    if limit.isdigit() and int(limit):
        found = found[: int(limit)]
    if "count-only" in options and options.last("write-out") == "fields":
        await run.stdout.write(f'"Count" : {count}\n')
        return 0
    await _values(run, options, etcd, [] if "count-only" in options else found, count)
    return 0


def _end(options: Options, words: list[str]) -> str:
    if len(words) == 2:
        return words[1]
    if "from-key" in options or ("prefix" in options and not words[0]):
        return "\U0010ffff"
    return words[0][:-1] + chr(ord(words[0][-1]) + 1) if "prefix" in options else ""


async def _values(run: Invocation, options: Options, etcd: Etcd, found: list[EtcdValue], count: int) -> None:
    keys, values = "keys-only" in options, "print-value-only" in options
    shape = options.last("write-out", "simple")
    if shape == "json":
        told: dict[str, Any] = {"header": _header(etcd)}
        if found:
            told["kvs"] = [_json(one, keys=keys) for one in found]
        await run.stdout.write(json.dumps({**told, "count": count}, separators=(",", ":")) + "\n")
        return
    for one in found:
        head = b"" if values else one.key.encode() + b"\n"
        await run.stdout.write(head + (b"" if keys else one.value) + b"\n")


def _json(one: EtcdValue, *, keys: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"key": base64.b64encode(one.key.encode()).decode(), "create_revision": one.created,
                            "mod_revision": one.modified, "version": one.version}  # fmt: skip
    return told if keys else {**told, "value": base64.b64encode(one.value).decode()}


async def put(run: Invocation, options: Options) -> int:
    """Write a key."""
    words = options.operands[1:]
    if not words:
        text = "put command needs 1 argument and input from stdin or 2 arguments"
        return await fail(run, text, connection.BAD_ARGUMENTS)
    value = " ".join(words[1:]).encode() if len(words) > 1 else await run.stdin.read()
    etcd = await _server(run, options, "/etcdserverpb.KV/Put")
    if etcd is None:
        return connection.FAILED
    try:
        etcd.put(words[0], value)
    except PermissionError:
        return await fail(run, f"writing {words[0]} behind the API server's back is not simulated")
    await run.stdout.write("OK\n")
    return 0


async def delete(run: Invocation, options: Options) -> int:
    """Take keys out."""
    words = options.operands[1:]
    if not 1 <= len(words) <= 2:
        text = "del command needs one argument as key and an optional argument as range_end"
        return await fail(run, text, connection.BAD_ARGUMENTS)
    etcd = await _server(run, options, "/etcdserverpb.KV/DeleteRange")
    if etcd is None:
        return connection.FAILED
    found = etcd.range(words[0], _end(options, words))
    for one in found:
        etcd.delete(one.key)
    await run.stdout.write(f"{len(found)}\n")
    return 0


async def alarms(run: Invocation, options: Options) -> int:
    """There are none."""
    return 0 if await _server(run, options, "/etcdserverpb.Maintenance/Alarm") is not None else connection.FAILED


async def compact(run: Invocation, options: Options) -> int:
    """Forget what was before a revision: nothing is kept of it here anyway."""
    words = options.operands[1:]
    if len(words) != 1:
        return await fail(run, "compaction command needs 1 argument", connection.BAD_ARGUMENTS)
    if not words[0].isdigit():
        return await fail(run, f'strconv.ParseInt: parsing "{words[0]}": invalid syntax')
    etcd = await _server(run, options, "/etcdserverpb.KV/Compact")
    if etcd is None:
        return connection.FAILED
    if int(words[0]) > etcd.measure()[0]:
        return await fail(run, "etcdserver: mvcc: required revision is a future revision")
    await run.stdout.write(f"compacted revision {words[0]}\n")
    return 0


async def defragment(run: Invocation, options: Options) -> int:
    """Done in a moment."""
    endpoint = (connection.endpoints(run, options) or [connection.DEFAULT])[0]
    if await _server(run, options, "/etcdserverpb.Maintenance/Defragment") is None:
        return connection.FAILED
    await run.stdout.write(f"Finished defragmenting etcd member[{endpoint}]. took 41.310281ms\n")
    return 0
