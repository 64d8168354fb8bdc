"""etcdctl and etcdutl: the node's etcd, and snapshots of it. See app.host.etcd."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.host.etcd import answers, connection, snapshots
from app.host.etcd.snapshots import fail
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage, WrongUsageError

NAMES = ("etcdctl", "etcdutl")
Action = Callable[[Invocation, Options], Awaitable[int]]
CLIENT = (
    Option("", "endpoints", "ADDRESSES", "gRPC endpoints"),
    Option("", "cacert", "FILE", "verify certificates of TLS-enabled secure servers using this CA bundle"),
    Option("", "cert", "FILE", "identify secure client using this TLS certificate file"),
    Option("", "key", "FILE", "identify secure client using this TLS key file"),
    Option("", "command-timeout", "SECONDS", "timeout for short running command (5s)"),
)
OUTPUT = Option("w", "write-out", "FORMAT", "simple, json or table")
RESTORE = (
    Option("", "data-dir", "DIRECTORY", "path to the data directory"),
    Option("", "name", "NAME", "human-readable name for this member"),
    Option("", "initial-cluster", "MEMBERS", "initial cluster configuration for restore bootstrap"),
    Option("", "initial-cluster-token", "TOKEN", "initial cluster token for the etcd cluster"),
    Option("", "initial-advertise-peer-urls", "URLS", "this member's peer URLs"),
    Option("", "skip-hash-check", "", "ignore the snapshot's integrity hash value"),
    Option("", "bump-revision", "NUMBER", "how much to increase the latest revision after restore"),
    Option("", "mark-compacted", "", "mark the latest revision after restore as compacted"),
)
RANGE = (
    Option("", "prefix", "", "get keys with matching prefix"),
    Option("", "from-key", "", "get keys that are greater than or equal to the given key"),
    Option("", "keys-only", "", "get only the keys"),
    Option("", "count-only", "", "get only the count"),
    Option("", "print-value-only", "", "only write values when using the simple output format"),
    Option("", "limit", "NUMBER", "maximum number of results"),
)
CLUSTER = Option("", "cluster", "", "use all endpoints from the cluster member list")
ETCDCTL: dict[tuple[str, ...], tuple[Action, tuple[Option, ...]]] = {
    ("endpoint", "health"): (answers.health, (CLUSTER,)),
    ("endpoint", "status"): (answers.status, (CLUSTER,)),
    ("member", "list"): (answers.members, ()),
    ("snapshot", "save"): (snapshots.save, ()),
    ("snapshot", "status"): (snapshots.status, ()),
    ("snapshot", "restore"): (snapshots.restore, RESTORE),
    ("alarm", "list"): (answers.alarms, ()),
    ("alarm", "disarm"): (answers.alarms, ()),
    ("compaction",): (answers.compact, (Option("", "physical", "", "wait until all is removed"),)),
    ("defrag",): (answers.defragment, (CLUSTER,)),
    ("get",): (answers.get, RANGE),
    ("put",): (answers.put, ()),
    ("del",): (answers.delete, RANGE[:2]),
}
ETCDUTL: dict[tuple[str, ...], tuple[Action, tuple[Option, ...]]] = {
    ("snapshot", "status"): (snapshots.status, ()),
    ("snapshot", "restore"): (snapshots.restore, RESTORE),
}


async def main(run: Invocation) -> int:
    """Find the command."""
    known = ETCDCTL if run.name == "etcdctl" else ETCDUTL
    words = _words(run)
    path = next((path for path in known if tuple(words[: len(path)]) == path), None)
    options = await _options(run, known[path][1] if path else ())
    if options is None or not words:
        if options is not None:
            await run.stdout.write(_usage(run, ()).help())
        return 0 if not isinstance(options, int) else options
    if isinstance(options, int):
        return options
    if words == ["version"]:
        await run.stdout.write(f"{run.name} version: {connection.VERSION}\nAPI version: 3.6\n")
        return 0
    if path is None:
        if any(words[0] == path[0] for path in known):
            await run.stdout.write(_usage(run, ()).help())
            return 0
        text = f'unknown command "{words[0]}" for "{run.name}"'
        return await fail(run, text, connection.BAD_ARGUMENTS if run.name == "etcdctl" else connection.FAILED)
    if run.name == "etcdctl" and path in ETCDUTL:
        await run.stderr.write(f"Deprecated: Use `etcdutl {' '.join(path)}` instead.\n\n")
    try:
        return await known[path][0](run, options)
    except connection.WrongFileError as problem:
        return await fail(run, str(problem), connection.BAD_ARGUMENTS)


def _words(run: Invocation) -> list[str]:
    """The operands, as far as they can be told before it is known which flags there are."""
    values = {f"--{one.long}" for one in (*CLIENT, *RESTORE, *RANGE) if one.value} | {"-w", "--write-out"}
    found, skip = [], False
    for word in run.args:
        if skip or word.startswith("-"):
            skip = not skip and word in values
        else:
            found.append(word)
    return found


def _usage(run: Invocation, more: tuple[Option, ...]) -> Usage:
    client = CLIENT if run.name == "etcdctl" else ()
    known = ETCDCTL if run.name == "etcdctl" else ETCDUTL
    listed = ", ".join(" ".join(path) for path in (*known, ("version",)))
    return Usage(f"{run.name} COMMAND [options]", f"Commands: {listed}", (*client, OUTPUT, *more))


async def _options(run: Invocation, more: tuple[Option, ...]) -> Options | int | None:
    """What was given; a status when something was wrong, None after `--help`."""
    try:
        return await Options.read(run, _usage(run, more))
    except WrongUsageError as wrong:
        name = wrong.text.partition("'")[2].rstrip("'")
        status = connection.BAD_ARGUMENTS if run.name == "etcdctl" else connection.FAILED
        return await fail(run, f"unknown flag: {name}", status)
