"""getent: entries of the machine's tables.

Follows glibc nss/getent.c.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Options, Usage

USAGE = Usage("getent [OPTION...] database [key ...]", "Get entries from administrative database.")
TABLES = {"passwd": "/etc/passwd", "group": "/etc/group", "shadow": "/etc/shadow", "services": "/etc/services",
          "networks": "/etc/networks", "protocols": "/etc/protocols"}  # fmt: skip
MISSING = 2


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write("getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more "
                               "information.\n")  # fmt: skip
        return 1
    table, *keys = options.operands
    if table in ("hosts", "ahosts", "ahostsv4"):
        return await _hosts(run, table, keys)
    if table not in TABLES:
        await run.stderr.write(f"Unknown database: {table}\nTry `getent --help' or `getent --usage' for more "
                               "information.\n")  # fmt: skip
        return 1
    path = TABLES[table]
    lines = run.files.read_file(path).decode("utf-8", "replace").splitlines() if run.files.exists(path) else []
    if not keys:
        await run.stdout.write("".join(f"{line}\n" for line in lines))
        return 0
    status = 0
    for key in keys:
        found = next((line for line in lines if key in (fields := line.split(":"))[:1] + fields[2:3]), "")
        if found:
            await run.stdout.write(f"{found}\n")
        else:
            status = MISSING
    return status


async def _hosts(run: Invocation, table: str, keys: list[str]) -> int:
    status = 0
    if not keys:
        for line in run.files.read_file("/etc/hosts").decode("utf-8", "replace").splitlines():
            words = line.partition("#")[0].split()
            if words:
                await run.stdout.write(f"{words[0]:<15} {' '.join(words[1:])}\n")
    for key in keys:
        address = run.host.resolve(key)
        if address is None:
            status = MISSING
        elif table == "hosts":
            await run.stdout.write(f"{address:<15} {key}\n")
        else:
            await run.stdout.write(f"{address:<15} STREAM {key}\n{address:<15} DGRAM  \n{address:<15} RAW    \n")
    return status
