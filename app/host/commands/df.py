"""df: the machine's file systems. Follows GNU coreutils src/df.c and busybox coreutils/df.c."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass

from app.host.invocation import Invocation
from app.host.mount_table import TOKEN, mounted
from app.host.options import Option, Options, Usage
from app.host.units import human

USAGE = Usage(
    "df [OPTION]... [FILE]...",
    "Show information about the file system on which each FILE resides, or all file systems by default.",
    (
        Option("h", "human-readable", "", "print sizes in powers of 1024"),
        Option("H", "si", "", "print sizes in powers of 1000"),
        Option("T", "print-type", "", "print file system type"),
        Option("k", "", "", "like --block-size=1K"),
        Option("m", "", "", "like --block-size=1M"),
        Option("i", "inodes", "", "list inode information instead of block usage"),
        Option("a", "all", "", "include pseudo file systems"),
        Option("l", "local", "", "limit listing to local file systems"),
    ),
)
HALF_OF_MEMORY, SHM, LOCKS, RUN, RUN_USED = 1_966_080, 65_536, 5_120, 393_216, 1_320


@dataclass(frozen=True)
class _System:
    """A file system that is mounted; sizes in KiB."""

    device: str
    kind: str
    total: int
    used: int
    mount: str


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    systems, status = _systems(run), 0
    if options.operands:
        chosen = []
        for name in options.operands:
            if run.kind_of(name):
                chosen.append(_of(systems, run.files.real(run.path(name))))
            else:
                where = f"{name}: can't find mount point" if run.host.ash else name
                status = await run.fail(f"{where}: {os.strerror(errno.ENOENT)}")
        systems = chosen
    elif not run.host.ash:
        systems = _once(systems)
    if systems:
        await run.stdout.write(_busybox(options, systems) if run.host.ash else _table(options, systems))
    return status


# What is mounted


def _systems(run: Invocation) -> list[_System]:
    space = run.host.space()
    if run.host.spec.system is None:
        return [
            _System("tmpfs", "tmpfs", RUN, RUN_USED, "/run"),
            _System("/dev/vda1", "ext4", space.total, space.used, "/"),
            _System("tmpfs", "tmpfs", HALF_OF_MEMORY, 0, "/dev/shm"),
            _System("tmpfs", "tmpfs", LOCKS, 0, "/run/lock"),
        ]
    found = [
        _System("overlay", "overlay", space.total, space.used, "/"),
        _System("tmpfs", "tmpfs", SHM, 0, "/dev"),
    ]
    for one in mounted(run.host):
        if one.kind == "ext4":
            found.append(_System(one.device, one.kind, space.total, space.used, one.point))
        elif one.device == "shm":
            found.append(_System(one.device, one.kind, SHM, 0, one.point))
        elif one.point.endswith(TOKEN):
            found.append(_System(one.device, one.kind, run.host.spec.memory_total, 12, one.point))
    return found


def _of(systems: list[_System], path: str) -> _System:
    """The one that has a path."""
    inside = [one for one in systems if f"{path}/".startswith(one.mount.rstrip("/") + "/")]
    return max(inside, key=lambda one: len(one.mount))


def _once(systems: list[_System]) -> list[_System]:
    """Each disk once, where it is mounted nearest to the root."""
    found: dict[str, _System] = {}
    for one in systems:
        key = one.device if one.device.startswith("/") else f"{one.device} {one.mount}"
        if key not in found or len(one.mount) < len(found[key].mount):
            found[key] = one
    return list(found.values())


# Tables


def _table(options: Options, systems: list[_System]) -> str:
    typed, inodes = "print-type" in options, "inodes" in options
    heads = ["Filesystem", *(["Type"] if typed else []), *_heads(options)]
    rows = [heads]
    for one in systems:
        amount, taken = _numbers(one, inodes=inodes)
        numbers = [str(n) if inodes else _size(options, n) for n in (amount, taken, amount - taken)]
        rows.append([one.device, *([one.kind] if typed else []), *numbers, _percent(taken, amount), one.mount])
    left = 2 if typed else 1
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    widths = [max(width, least) for width, least in zip(widths, [14, *[5] * 6], strict=False)]
    widths[-2] = 4
    text = ""
    for row in rows:
        cells = [cell.ljust(width) if i < left else cell.rjust(width)
                 for i, (cell, width) in enumerate(zip(row[:-1], widths, strict=False))]  # fmt: skip
        text += " ".join([*cells, row[-1]]) + "\n"
    return text


def _heads(options: Options) -> list[str]:
    if "inodes" in options:
        return ["Inodes", "IUsed", "IFree", "IUse%", "Mounted on"]
    scaled = "human-readable" in options or "si" in options
    unit = "Size" if scaled else "1M-blocks" if "m" in options else "1K-blocks"
    return [unit, "Used", "Avail" if scaled else "Available", "Use%", "Mounted on"]


def _numbers(one: _System, *, inodes: bool) -> tuple[int, int]:
    """(how much there is, how much is taken)."""
    return (one.total // 8, one.used // 80 + 1) if inodes else (one.total, one.used)


def _size(options: Options, kilobytes: int) -> str:
    if "human-readable" in options or "si" in options:
        return human(kilobytes * 1024, base=1000 if "si" in options else 1024)
    return str(-(-kilobytes // 1024) if "m" in options else kilobytes)


def _percent(taken: int, amount: int) -> str:
    return f"{-(-taken * 100 // amount)}%"


def _busybox(options: Options, systems: list[_System]) -> str:
    typed, inodes, scaled = "print-type" in options, "inodes" in options, "human-readable" in options
    unit = "Inodes" if inodes else "Size" if scaled else "1M-blocks" if "m" in options else "1K-blocks"
    heads = (unit, "Used", "Available", "Use%")
    text = f"{'Filesystem':<20}{' Type      ' if typed else ''} {heads[0]:>9} {heads[1]:>9} {heads[2]:>9} {heads[3]:>4}"
    lines = [f"{text} Mounted on"]
    for one in systems:
        amount, taken = _numbers(one, inodes=inodes)
        cells = [_tenths(n) if scaled and not inodes else str(n) if inodes else _size(options, n)
                 for n in (amount, taken, amount - taken)]  # fmt: skip
        kind = f" {one.kind:<10}" if typed else ""
        lines.append(f"{one.device:<20}{kind} {cells[0]:>9} {cells[1]:>9} {cells[2]:>9} "
                     f"{_percent(taken, amount):>4} {one.mount}")  # fmt: skip
    return "\n".join(lines) + "\n"


def _tenths(kilobytes: int) -> str:
    """`19.2G`, as busybox has it; 0 stays 0."""
    size, units = float(kilobytes), list("KMGT")
    while size >= 1024 and len(units) > 1:
        size, units = size / 1024, units[1:]
    return f"{size:.1f}{units[0]}" if kilobytes else "0"
