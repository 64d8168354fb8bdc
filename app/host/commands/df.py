"""df: the machine's file systems."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.units import human
from app.sim.machine import DISK, DISK_USED

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
SYSTEMS = (
    ("tmpfs", "tmpfs", 393216, 1320, "/run"),
    ("/dev/vda1", "ext4", DISK, DISK_USED, "/"),
    ("tmpfs", "tmpfs", 1966080, 0, "/dev/shm"),
    ("tmpfs", "tmpfs", 5120, 0, "/run/lock"),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    systems = list(SYSTEMS)
    if options.operands:
        systems = []
        for name in options.operands:
            if not run.kind_of(name):
                return await run.fail(f"{name}: No such file or directory")
            path = run.files.real(run.path(name))
            systems.append(max((at for at in SYSTEMS if (path + "/").startswith(at[4].rstrip("/") + "/")),
                               key=lambda at: len(at[4])))  # fmt: skip
    scaled = "human-readable" in options or "si" in options
    base = 1000 if "si" in options else 1024

    def size(kilobytes: int) -> str:
        if scaled:
            return human(kilobytes * 1024, base=base)
        return str(-(-kilobytes // 1024) if "m" in options else kilobytes)

    inodes = "inodes" in options
    heads = ["Filesystem", *(["Type"] if "print-type" in options else [])]
    if inodes:
        heads += ["Inodes", "IUsed", "IFree", "IUse%", "Mounted on"]
    else:
        unit = "Size" if scaled else "1M-blocks" if "m" in options else "1K-blocks"
        heads += [unit, "Used", "Avail" if scaled else "Available", "Use%", "Mounted on"]
    rows = [heads]
    for device, kind, total, used, mount in systems:
        amount, taken = (total // 8, used // 80 + 1) if inodes else (total, used)
        numbers = (
            [str(n) for n in (amount, taken, amount - taken)]
            if inodes
            else [size(amount), size(taken), size(amount - taken)]
        )
        percent = f"{-(-taken * 100 // amount)}%"
        rows.append([device, *([kind] if "print-type" in options else []), *numbers, percent, mount])
    left = 2 if "print-type" in options else 1
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    widths = [max(width, least) for width, least in zip(widths, [14, *[5] * 6], strict=False)]
    widths[-2] = 4
    text = ""
    for row in rows:
        cells = [cell.ljust(width) if i < left else cell.rjust(width)
                 for i, (cell, width) in enumerate(zip(row[:-1], widths, strict=False))]  # fmt: skip
        text += " ".join([*cells, row[-1]]) + "\n"
    await run.stdout.write(text)
    return 0
