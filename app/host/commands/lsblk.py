"""lsblk, blkid: the machine's one disk.

Follows util-linux misc-utils/{lsblk,blkid}.c.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.units import human

NAMES = ("lsblk", "blkid")
USAGES = {
    "lsblk": Usage("lsblk [options] [<device> ...]", "List information about block devices.", (
        Option("a", "all", "", "print all devices"), Option("b", "bytes", "", "print SIZE in bytes"),
        Option("d", "nodeps", "", "don't print slave or holder devices"),
        Option("f", "fs", "", "output info about filesystems"), Option("l", "list", "", "use list format output"),
        Option("n", "noheadings", "", "don't print headings"), Option("p", "paths", "", "print complete device path"),
        Option("o", "output", "list", "output columns"))),
    "blkid": Usage("blkid [options] [<device> ...]", "", (
        Option("s", "match-tag", "tag", "show specified tag(s)"), Option("o", "output", "format", "output format"))),
}  # fmt: skip
GIB = 1 << 30
# name, depth, major:minor, size, type, mount point, file system, label, UUID
DEVICES = (
    ("vda", 0, "253:0", 20 * GIB, "disk", "", "", "", ""),
    ("vda1", 1, "253:1", 19 * GIB, "part", "/", "ext4", "cloudimg-rootfs", "c9b5a1e4-3f0d-4a3c-9a62-0c7d8f2e1b57"),
    ("vda14", 1, "253:14", 4 << 20, "part", "", "", "", ""),
    ("vda15", 1, "253:15", 106 << 20, "part", "/boot/efi", "vfat", "UEFI", "8A3C-5D1F"),
)
COLUMNS = "NAME,MAJ:MIN,RM,SIZE,RO,TYPE,MOUNTPOINTS"
SYSTEMS = "NAME,FSTYPE,FSVER,LABEL,UUID,FSAVAIL,FSUSE%,MOUNTPOINTS"
RIGHT = {"RM", "SIZE", "RO", "FSAVAIL", "FSUSE%"}


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    names = [name.removeprefix("/dev/") for name in options.operands]
    for name in names:
        if all(name != device[0] for device in DEVICES):
            if run.name == "blkid":
                return 2
            return await run.fail(f"/dev/{name}: not a block device", 32)
    found = [one for one in DEVICES if not names or any(one[0].startswith(name) for name in names)]
    if run.name == "blkid":
        for name, _, _, _, _, _, system, label, uuid in found:
            if system:
                await run.stdout.write(f'/dev/{name}: LABEL="{label}" UUID="{uuid}" TYPE="{system}"\n')
        return 0
    heads = (options.last("output") or (SYSTEMS if "fs" in options else COLUMNS)).upper().split(",")
    rows = []
    for one in found:
        if "nodeps" in options and one[1]:
            continue
        cells = [_cell(head, one, options, last=one == DEVICES[-1]) for head in heads]
        if None in cells:
            return await run.fail(f"unknown column: {heads[cells.index(None)].lower()}")
        rows.append([cell or "" for cell in cells])
    await run.stdout.write(_table(heads, rows, header="noheadings" not in options))
    return 0


def _cell(head: str, device: tuple[str, int, str, int, str, str, str, str, str], options: Options, *,
          last: bool) -> str | None:  # fmt: skip
    name, depth, number, size, kind, point, system, label, uuid = device
    major, _, minor = number.partition(":")
    tree = "" if not depth or "list" in options or "nodeps" in options else "└─" if last else "├─"
    amount = str(size) if "bytes" in options else human(size).replace(".0", "")
    free = {"/": ("11.2G", "42%"), "/boot/efi": ("98.2M", "6%")}.get(point, ("", ""))
    return {
        "NAME": tree + ("/dev/" if "paths" in options else "") + name, "MAJ:MIN": f"{major:>3}:{minor:<3}",
        "RM": "0", "SIZE": amount, "RO": "0", "TYPE": kind, "MOUNTPOINTS": point, "MOUNTPOINT": point, "FSTYPE": system,
        "FSVER": {"ext4": "1.0", "vfat": "FAT32"}.get(system, ""), "LABEL": label, "UUID": uuid, "FSAVAIL": free[0],
        "FSUSE%": free[1], "MODEL": "", "SERIAL": "", "PATH": f"/dev/{name}", "KNAME": name, "PKNAME": "vda",
    }.get(head)  # fmt: skip


def _table(heads: list[str], rows: list[list[str]], *, header: bool) -> str:
    shown = [heads, *rows] if header else rows
    widths = [max(5 if head == "SIZE" else 0, *(len(row[at]) for row in shown)) for at, head in enumerate(heads)]
    text = ""
    for row in shown:
        cells = [cell.rjust(width) if head in RIGHT else cell.ljust(width)
                 for head, cell, width in zip(heads, row, widths, strict=True)]  # fmt: skip
        text += " ".join([*cells[:-1], cells[-1].rstrip()]) + "\n"
    return text
