"""mount, umount, findmnt: what is mounted where. Nothing can be mounted by hand: there is nothing to mount.

Follows util-linux sys-utils/{mount,umount}.c: mk_exit_code, misc-utils/findmnt.c.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.mount_table import mounted
from app.host.options import Option, Options, Usage

NAMES = ("mount", "umount", "findmnt")
USAGES = {
    "mount": Usage("mount [-lhV] | mount -a [options] | mount [options] <source> <directory>", "Mount a filesystem.", (
        Option("a", "all", "", "mount all filesystems mentioned in fstab"),
        Option("l", "show-labels", "", "show also filesystem labels"),
        Option("o", "options", "list", "comma-separated list of mount options"),
        Option("r", "read-only", "", "mount the filesystem read-only"),
        Option("t", "types", "list", "limit the set of filesystem types"),
        Option("v", "verbose", "", "say what is being done"),
        Option("B", "bind", "", "mount a subtree somewhere else"))),
    "umount": Usage("umount [options] <source> | <directory>", "Unmount filesystems.", (
        Option("a", "all", "", "unmount all filesystems"), Option("f", "force", "", "force unmount"),
        Option("l", "lazy", "", "detach the filesystem now, clean up things later"),
        Option("R", "recursive", "", "recursively unmount"))),
    "findmnt": Usage("findmnt [options] [<device> | <mountpoint>]", "Find a filesystem.", (
        Option("l", "list", "", "use list format output"), Option("n", "noheadings", "", "don't print headings"),
        Option("T", "target", "path", "the path to the filesystem to use"))),
}  # fmt: skip


async def main(run: Invocation) -> int:
    """Print, or refuse."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    if run.name == "umount":
        return await _umount(run, options)
    if run.name == "findmnt":
        return await _findmnt(run, options)
    if len(options.operands) > 1:
        source, folder = options.operands[:2]
        if run.kind_of(folder) != "directory":
            text = f"{folder}: mount point {'is not a directory' if run.kind_of(folder) else 'does not exist'}."
        elif "bind" in options or "bind" in options.last("options"):
            text = f"{folder}: permission denied."
        else:
            text = f"{folder}: special device {source} does not exist."
        await run.fail(text)
        return await _more(run, "mount")
    if options.operands:
        name = options.operands[0]
        return await run.fail(f"{name}: can't find in /etc/fstab.")
    if "all" not in options:
        wanted = options.last("types").split(",") if "types" in options else []
        lines = (f"{device} on {point} type {kind} ({how})\n" for device, point, kind, how in mounted(run.host)
                 if not wanted or kind in wanted)  # fmt: skip
        await run.stdout.write("".join(lines))
    return 0


async def _more(run: Invocation, program: str) -> int:
    await run.stderr.write(f"       dmesg(1) may have more information after failed {program} system call.\n")
    return 32


async def _umount(run: Invocation, options: Options) -> int:
    if not options.operands:
        await run.stderr.write("umount: bad usage\nTry 'umount --help' for more information.\n")
        return 1
    status = 0
    for name in options.operands:
        path = run.files.real(run.path(name))
        if not run.kind_of(name):
            await run.fail(f"{name}: no mount point specified.")
        elif any(path == point or name == device for device, point, _, _ in mounted(run.host)):
            await run.fail(f"{name}: target is busy.")
        else:
            await run.fail(f"{name}: not mounted.")
        status = 32
    return status


async def _findmnt(run: Invocation, options: Options) -> int:
    wanted = options.last("target") or next(iter(options.operands), "")
    table = mounted(run.host)
    found = [one for one in table if not wanted or wanted in (one[0], one[1])]
    if "target" in options:
        path = run.files.real(run.path(wanted))
        found = [max((one for one in table if f"{path}/".startswith(one[1].rstrip("/") + "/")),
                     key=lambda one: len(one[1]))]  # fmt: skip
    if not found:
        return 1
    rows = [] if "noheadings" in options else [("TARGET", "SOURCE", "FSTYPE", "OPTIONS")]
    rows += [(point, device, kind, how) for device, point, kind, how in found]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    await run.stdout.write("".join(" ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)),
                                             row[3]]) + "\n" for row in rows))  # fmt: skip
    return 0
