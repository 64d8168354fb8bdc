"""snapshot save, status and restore.

Follows etcd-io/etcd client/v3/snapshot, etcdutl/snapshot/v3_snapshot.go and etcdctl's printer.go. `etcdctl` has status
and restore as 3.5 had them, deprecated: many exercises still type them.
"""

from __future__ import annotations

import json
import posixpath

from app.host.etcd import connection, image, tables
from app.host.etcd.connection import stamp
from app.host.invocation import Invocation
from app.host.options import Options

HEAD = ("hash", "revision", "total keys", "total size", "version")
STORAGE = "3.6.0"
MEMORY_MAP = 10737418240
PEER = "http://localhost:2380"


async def save(run: Invocation, options: Options) -> int:
    """`etcdctl snapshot save FILE`."""
    if len(options.operands) != 3:
        return await fail(run, "snapshot save expects one argument", connection.BAD_ARGUMENTS)
    found, path = connection.endpoints(run, options), options.operands[2]
    if len(found) != 1:
        listed = " ".join(found)
        text = f"snapshot must be requested to one selected node, not multiple [{listed}]"
        return await fail(run, text, connection.INTERRUPTED)
    folder = posixpath.dirname(run.path(path))
    if run.files.kind_of(folder) != "directory":
        why = f"could not open {path}.part (open {path}.part: no such file or directory)"
        return await fail(run, why, connection.INTERRUPTED)
    await connection.log(run, "info", "snapshot/v3_snapshot.go:83", "created temporary db file", path=f"{path}.part")
    try:
        server = connection.server(run, options, found[0])
    except connection.UnreachableError as problem:
        await connection.give_up(run, options, found[0], "/etcdserverpb.Maintenance/Snapshot", str(problem))
        return await fail(run, "context deadline exceeded", connection.INTERRUPTED)
    client = f"v3@v{connection.VERSION}/maintenance.go"
    await connection.log(run, "info", f"{client}:236", "opened snapshot stream; downloading", "client")
    await connection.log(run, "info", "snapshot/v3_snapshot.go:96", "fetching snapshot", endpoint=found[0])
    await connection.log(run, "info", f"{client}:302", "completed snapshot read; closing", "client")
    size = tables.size(server.measure()[2])
    await connection.log(run, "info", "snapshot/v3_snapshot.go:111", "fetched snapshot", endpoint=found[0], size=size,
                         took="16.452874ms", etcd_version=STORAGE)  # fmt: skip
    run.files.write_file(run.path(path), server.dump(), mode=0o600)
    await connection.log(run, "info", "snapshot/v3_snapshot.go:121", "saved", path=path)
    await run.stdout.write(f"Snapshot saved at {path}\nServer version {STORAGE}\n")
    return 0


async def status(run: Invocation, options: Options) -> int:
    """`etcdutl snapshot status FILE`."""
    if len(options.operands) != 3:
        return await fail(run, "snapshot status requires exactly one argument", connection.BAD_ARGUMENTS)
    path = options.operands[2]
    if not run.kind_of(path):
        return await fail(run, f"stat {path}: no such file or directory")
    found = image.decode(run.read_file(path))
    if found is None:
        return await fail(run, "invalid database")
    shape = options.last("write-out", "simple")
    cells = (f"{found.hash:x}", str(found.revision), str(found.keys), tables.size(found.size), STORAGE)
    if shape == "json":
        facts = {"hash": found.hash, "revision": found.revision, "totalKey": found.keys, "totalSize": found.size}
        await run.stdout.write(json.dumps({**facts, "version": STORAGE}, separators=(",", ":")) + "\n")
    elif shape == "table":
        await run.stdout.write(tables.table(HEAD, [cells]))
    elif shape == "simple":
        await run.stdout.write(", ".join(cells) + "\n")
    else:
        return await fail(run, "unsupported output format", connection.BAD_ARGUMENTS)
    return 0


async def restore(run: Invocation, options: Options) -> int:
    """`etcdutl snapshot restore FILE --data-dir DIRECTORY`."""
    if len(options.operands) != 3:
        return await fail(run, "snapshot restore requires exactly one argument", connection.BAD_ARGUMENTS)
    if run.name == "etcdutl" and "data-dir" not in options:
        return await fail(run, 'required flag(s) "data-dir" not set')
    bump, compacted = options.last("bump-revision", "0"), "mark-compacted" in options
    if (bump != "0") != compacted:
        return await fail(run, "--mark-compacted required if --revision-bump > 0", connection.BAD_ARGUMENTS)
    name, path = options.last("name", "default"), options.operands[2]
    peers = options.last("initial-advertise-peer-urls", PEER)
    cluster = options.last("initial-cluster", f"{name if 'initial-cluster' in options else 'default'}={PEER}")
    members = dict(one.partition("=")[::2] for one in cluster.split(","))
    if name not in members:
        return await fail(run, f'couldn\'t find local name "{name}" in the initial cluster configuration')
    if members[name] != peers:
        there = members[name]
        how = f'"{there}"(resolved from "{there}") != "{peers}"(resolved from "{peers}")'
        text = f"--initial-cluster has {name}={there} but missing from --initial-advertise-peer-urls={peers} ({how})"
        return await fail(run, text)
    folder = options.last("data-dir", f"{name}.etcd")
    where = run.path(folder)
    kind = run.files.kind_of(where)
    if kind == "file" or (kind and run.files.list_directory(where)):
        return await fail(run, f'data-dir "{folder}" not empty or could not be read')
    return await _restore(run, path, folder, peers, skip="skip-hash-check" in options)


async def _restore(run: Invocation, path: str, folder: str, peers: str, *, skip: bool) -> int:
    facts = {"path": path, "wal-dir": f"{folder}/member/wal", "data-dir": folder, "snap-dir": f"{folder}/member/snap"}
    more = {**facts, "initial-memory-map-size": MEMORY_MAP}
    await _told(run, "snapshot/v3_snapshot.go:305", "restoring snapshot", more)
    if not run.kind_of(path):
        return await fail(run, f"open {path}: no such file or directory")
    data = run.read_file(path)
    found = image.decode(data)
    if found is None or (data == image.LIVE and not skip):
        return await fail(run, "snapshot missing hash but --skip-hash-check=false")
    await _told(run, "schema/membership.go:138", "Trimming membership information from the backend...")
    await _told(run, "membership/cluster.go:424", "added member", {
        "cluster-id": "cdf818194e3a8c32", "local-member-id": "0", "added-peer-id": "8e9e05c52164694d",
        "added-peer-peer-urls": peers.split(","), "added-peer-is-learner": False})  # fmt: skip
    image.write_directory(run.files, run.path(folder), data)
    await _told(run, "snapshot/v3_snapshot.go:333", "restored snapshot", more)
    return 0


async def _told(run: Invocation, caller: str, message: str, facts: dict[str, object] | None = None) -> None:
    """A line as zap's console logger writes it."""
    tail = "\t" + json.dumps(facts) if facts else ""
    await run.stderr.write(f"{stamp(run)[:19]}Z\tinfo\t{caller}\t{message}{tail}\n")


async def fail(run: Invocation, text: str, status: int = connection.FAILED) -> int:
    """The client's last word."""
    await run.stderr.write(f"Error: {text}\n")
    return status
