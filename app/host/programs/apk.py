"""apk of an Alpine container, with a small simulated mirror.

Follows apk-tools src/app_add.c, src/commit.c, src/solver.c for what is printed.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.programs.apt import reachable, release
from app.host.programs.packages import ALPINE, programs, wanted

MIRROR = "https://dl-cdn.alpinelinux.org/alpine"
WORLD = "/etc/apk/world"
OWN = 16  # packages of the image itself
OWN_SIZE = 8  # MiB


async def main(run: Invocation) -> int:
    """Look after packages."""
    words = [word for word in run.args if not word.startswith("-")]
    if not words or "--help" in run.args:
        await run.stdout.write("apk-tools 2.14.9, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND "
                               "[<ARGUMENTS>...]\n")  # fmt: skip
        return 0 if "--help" in run.args else 1
    verb, names = words[0], [word.partition("=")[0] for word in words[1:]]
    if run.host.spec.uid and verb in {"add", "del", "update", "upgrade"}:
        await run.stderr.write("ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: "
                               "Permission denied\n")  # fmt: skip
        return 99
    match verb:
        case "add":
            return await _add(run, names)
        case "del":
            return await _delete(run, names)
        case "update":
            return 0 if await _fetch(run, loud=True) else 4
        case "upgrade" | "fix":
            fetched = await _fetch(run)
            await run.stdout.write(_total(run) if fetched else "")
            return int(not fetched)
        case "info" | "list":
            await run.stdout.write("".join(f"{name}\n" for name in sorted(_world(run))))
            return 0
        case "search":
            found = [name for name in sorted(ALPINE) if not names or names[0] in name]
            await run.stdout.write("".join(f"{name}-{ALPINE[name].version}\n" for name in found))
            return 0
    await run.stderr.write(f"ERROR: '{verb}' is not an apk command. See 'apk --help'.\n")
    return 1


def _world(run: Invocation) -> list[str]:
    try:
        return run.read_file(WORLD).decode().split()
    except OSError:
        return []


def _total(run: Invocation) -> str:
    have = list(dict.fromkeys(one for name in _world(run) if name in ALPINE for one in wanted(ALPINE, name)))
    size = OWN_SIZE + sum(ALPINE[name].disk if name in ALPINE else 300 for name in have) // 1024
    return f"OK: {size} MiB in {OWN + len(have)} packages\n"


async def _fetch(run: Invocation, *, loud: bool = False) -> bool:
    """Get the indexes."""
    number = release(run).get("VERSION_ID", "3.22.0")
    series = "v" + ".".join(number.split(".")[:2])
    places = [f"{MIRROR}/{series}/{part}" for part in ("main", "community")]
    problem = reachable(run, "dl-cdn.alpinelinux.org")
    for place in places:
        await run.stdout.write(f"fetch {place}/x86_64/APKINDEX.tar.gz\n")
        if problem:
            await run.sleep(5.0)
            await run.stderr.write(f"WARNING: fetching {place}: temporary error (try again later)\n")
    await run.sleep(0.0 if problem else 1.0)
    if loud and not problem:
        await run.stdout.write("".join(f"{series}.0-1-gabcdef [{place}]\n" for place in places))
        await run.stdout.write("OK: 26326 distinct packages available\n")
    return not problem


async def _add(run: Invocation, names: list[str]) -> int:
    fetched = await _fetch(run)
    missing = [name for name in names if not fetched or name not in ALPINE]
    if missing:
        lines = "".join(f"  {name} (no such package):\n    required by: world[{name}]\n" for name in missing)
        await run.stderr.write(f"ERROR: unable to select packages:\n{lines}")
        if fetched:
            await run.stderr.write("(the simulated mirror has only packages whose programs are simulated: "
                                   "`apk search` lists them)\n")  # fmt: skip
        return len(missing)
    world = _world(run)
    have = {one for name in world if name in ALPINE for one in wanted(ALPINE, name)}
    new = list(dict.fromkeys(one for name in names for one in wanted(ALPINE, name) if one not in have))
    for at, name in enumerate(new, 1):
        version = ALPINE[name].version if name in ALPINE else "1.0-r0"
        await run.sleep(0.1)
        await run.stdout.write(f"({at}/{len(new)}) Installing {name} ({version})\n")
    for program in programs(ALPINE, new):
        run.host.provide(program)
    run.make_directory("/etc/apk")
    run.write_file(WORLD, "".join(f"{name}\n" for name in sorted({*world, *names})).encode())
    await run.stdout.write(("Executing busybox-1.37.0-r19.trigger\n" if new else "") + _total(run))
    return 0


async def _delete(run: Invocation, names: list[str]) -> int:
    world = _world(run)
    kept = [name for name in world if name not in names]
    have = {one for name in kept if name in ALPINE for one in wanted(ALPINE, name)}
    gone = [one for name in names if name in world and name in ALPINE for one in reversed(wanted(ALPINE, name))
            if one not in have]  # fmt: skip
    for name in names:
        if name not in world:
            await run.stderr.write(f"WARNING: No such package: {name}\n")
    for at, name in enumerate(gone, 1):
        version = ALPINE[name].version if name in ALPINE else "1.0-r0"
        await run.stdout.write(f"({at}/{len(gone)}) Purging {name} ({version})\n")
    for program in programs(ALPINE, gone):
        run.host.withdraw(program)
    run.write_file(WORLD, "".join(f"{name}\n" for name in kept).encode())
    await run.stdout.write(_total(run))
    return 0
