"""etcdctl and etcdutl: the health of the node's etcd, and snapshots of it.

Follows etcd-io/etcd etcdctl/ctlv3/command/{snapshot,ep}_command.go and etcdutl/etcdutl/snapshot_command.go, 3.6.
A snapshot is a small file that says which revision it is of; restoring one is not simulated.
"""

from __future__ import annotations

import hashlib
import json

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage, WrongUsageError

NAMES = ("etcdctl", "etcdutl")
VERSION = "3.6.8"
ENDPOINT = "127.0.0.1:2379"
USAGE = Usage(
    "etcdctl COMMAND [options]",
    "Commands: endpoint health, snapshot save FILE, version; etcdutl: snapshot status FILE, version",
    (
        Option("", "endpoints", "ADDRESSES", "gRPC endpoints"),
        Option("", "cacert", "FILE", "verify certificates of TLS-enabled secure servers using this CA bundle"),
        Option("", "cert", "FILE", "identify secure client using this TLS certificate file"),
        Option("", "key", "FILE", "identify secure client using this TLS key file"),
        Option("w", "write-out", "FORMAT", "simple, json or table"),
    ),
)
HEAD = ("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE", "VERSION")


async def main(run: Invocation) -> int:
    """Find the command."""
    try:
        options = await Options.read(run, USAGE)
    except WrongUsageError as wrong:
        return await _error(run, f"unknown flag: {wrong.text.partition(chr(39))[2].rstrip(chr(39))}")
    if options is None:
        return 0
    words = options.operands
    if not words:
        await run.stdout.write(USAGE.help())
        return 0
    if words == ["version"]:
        await run.stdout.write(f"{run.name} version: {VERSION}\nAPI version: {VERSION[:3]}\n")
        return 0
    if run.name == "etcdutl" and words[:2] == ["snapshot", "status"]:
        return await _status(run, options)
    if run.name == "etcdctl" and words[:2] in (["snapshot", "save"], ["endpoint", "health"]):
        return await _ask(run, options)
    return await _error(run, f'unknown command "{words[0]}" for "{run.name}"')


async def _error(run: Invocation, text: str) -> int:
    await run.stderr.write(f"Error: {text}\n")
    return 128 if run.name == "etcdctl" else 1


async def _ask(run: Invocation, options: Options) -> int:
    """What needs a server: TLS files that are there, and etcd running on this machine."""
    for name in ("cacert", "cert", "key"):
        path = options.last(name, run.env.get(f"ETCDCTL_{name.upper()}", ""))
        if path and not run.kind_of(path):
            return await _error(run, f"open {path}: no such file or directory")
        if not path:
            return await _unavailable(run, options)
    state = run.host.node.etcd() if run.host.node is not None else None
    endpoint = options.last("endpoints", run.env.get("ETCDCTL_ENDPOINTS", ENDPOINT))
    address, _, port = endpoint.removeprefix("https://").partition(":")
    if state is None or port != "2379" or address not in ("127.0.0.1", "localhost", run.host.interface.address):
        return await _unavailable(run, options)
    if options.operands[0] == "endpoint":
        await run.stderr.write(f"{endpoint} is healthy: successfully committed proposal: took = 9.512416ms\n")
        return 0
    if len(options.operands) != 3:
        return await _error(run, "snapshot save expects one argument")
    path = options.operands[2]
    revision, keys, size = state
    run.write_file(path, json.dumps({"revision": revision, "keys": keys, "size": size}).encode())
    await run.stdout.write(f"Snapshot saved at {path}\nServer version {VERSION[:4]}0\n")
    return 0


async def _unavailable(run: Invocation, options: Options) -> int:
    """Nobody answers, or not to those who cannot say who they are: the client gives up after 5 seconds."""
    await run.sleep(5)
    endpoint = options.last("endpoints", ENDPOINT)
    if options.operands[0] == "endpoint":
        await run.stderr.write(f"{endpoint} is unhealthy: failed to commit proposal: context deadline exceeded\n")
        await run.stderr.write("Error: unhealthy cluster\n")
        return 1
    return await _error(run, "rpc error: code = DeadlineExceeded desc = context deadline exceeded")


async def _status(run: Invocation, options: Options) -> int:
    if len(options.operands) != 3:
        return await _error(run, "snapshot status requires exactly one argument")
    path = options.operands[2]
    if not run.kind_of(path):
        return await _error(run, f"stat {path}: no such file or directory")
    data = run.read_file(path)
    try:
        found = json.loads(data)
        revision, keys, size = int(found["revision"]), int(found["keys"]), int(found["size"])
    except (ValueError, KeyError, TypeError):
        return await _error(run, "snapshot file integrity check failed. 1 errors found.")
    digest = int(hashlib.sha256(data).hexdigest()[:8], 16)
    shape = options.last("write-out", "simple")
    cells = (f"{digest:x}", str(revision), str(keys), _size(size), f"{VERSION[:4]}0")
    if shape == "json":
        facts = {"hash": digest, "revision": revision, "totalKey": keys, "totalSize": size, "version": cells[4]}
        await run.stdout.write(json.dumps(facts, separators=(",", ":")) + "\n")
    elif shape == "table":
        await run.stdout.write(_table(cells))
    elif shape == "simple":
        await run.stdout.write(", ".join(cells) + "\n")
    else:
        return await _error(run, f"unsupported output format {shape!r}")
    return 0


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{count // 1000} kB"


def _table(cells: tuple[str, ...]) -> str:
    """Follows olekukonko/tablewriter: headers in the middle, numbers on the right."""
    widths = [max(len(head), len(cell)) for head, cell in zip(HEAD, cells, strict=True)]
    edge = "+" + "+".join("-" * (width + 2) for width in widths) + "+\n"
    head = "|" + "|".join(f" {text.center(width)} " for text, width in zip(HEAD, widths, strict=True)) + "|\n"
    row = "|" + "|".join(f" {text.rjust(width)} " for text, width in zip(cells, widths, strict=True)) + "|\n"
    return f"{edge}{head}{edge}{row}{edge}"
