"""stat: what the file system knows of a file.

Follows GNU coreutils src/stat.c: default_format, print_stat.
"""

from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime

from app.host.commands.ls import inode_of
from app.host.files import Stat
from app.host.invocation import Invocation
from app.host.modes import letters
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "stat [OPTION]... FILE...",
    "Display file or file system status.",
    (
        Option("L", "dereference", "", "follow links"),
        Option("c", "format", "FORMAT", "use the specified FORMAT instead of the default"),
        Option("", "printf", "FORMAT", "like --format, but interpret backslash escapes and no trailing newline"),
        Option("t", "terse", "", "print the information in terse form"),
    ),
)
DEFAULT = (
    "  File: %Q\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: 8,1\tInode: %-11i Links: %h\n"
    "Access: (%04a/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w"
)
TERSE = "%n %s %b %f %u %g 801 %i %h 0 0 %X %Y %Z %W %o"
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "0": "\0", "r": "\r"}
TYPES = {"file": 0o100000, "directory": 0o040000, "symlink": 0o120000}
LETTERS = {"file": "-", "directory": "d", "symlink": "l"}
DIRECTIVE = re.compile(r"%([-0]?\d*)([a-zA-Z%])")


async def main(run: Invocation) -> int:
    """Print it."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write("stat: missing operand\nTry 'stat --help' for more information.\n")
        return 1
    text = options.last("format", TERSE if "terse" in options else DEFAULT) + "\n"
    if "printf" in options:
        text = re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[0]), options.last("printf"))
    status = 0
    for name in options.operands:
        try:
            found = run.files.stat(run.path(name), follow="dereference" in options)
        except OSError as error:
            status = await run.fail(f"cannot statx '{name}': {error.strerror}")
            continue
        await run.stdout.write(_filled(text, _values(run, name, found)))
    return status


def _filled(text: str, values: dict[str, str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        width, letter = found.groups()
        value = values.get(letter, "?")
        if not width:
            return value
        if width.startswith("-"):
            return value.ljust(int(width[1:] or 0))
        return value.rjust(int(width), "0" if width.startswith("0") else " ")

    return DIRECTIVE.sub(replaced, text)


def _values(run: Invocation, name: str, found: Stat) -> dict[str, str]:
    path = run.path(name)
    uid, gid = run.files.owner(path, follow=found.kind != "symlink")
    mode, size = found.mode & 0o7777, 4096 if found.kind == "directory" else found.size
    blocks = 8 if found.kind == "directory" else found.blocks
    when = datetime.fromtimestamp(int(found.modified), UTC)
    moment = f"{when:%Y-%m-%d %H:%M:%S}.{round(found.modified % 1 * 1e9):09} +0000"
    kind = {"file": "regular file", "symlink": "symbolic link"}.get(found.kind, found.kind)
    if found.kind == "file" and not found.size:
        kind = "regular empty file"
    target = run.files.read_link(path) if found.kind == "symlink" else ""
    shown, quoted = (f"{name} -> {target}", f"'{name}' -> '{target}'") if target else (name, f"'{name}'")
    stamp = str(int(found.modified))
    return {
        "n": name, "N": quoted, "Q": shown, "s": str(size), "a": f"{mode:o}", "F": kind,
        "A": LETTERS.get(found.kind, "-") + letters(mode),
        "f": f"{TYPES.get(found.kind, 0) | mode:x}", "u": str(uid), "g": str(gid), "U": _name(run, "passwd", uid),
        "G": _name(run, "group", gid), "h": "2" if found.kind == "directory" else "1", "i": str(inode_of(path)),
        "b": str(blocks), "B": "512", "o": "4096", "d": "2049", "D": "801", "m": "/", "x": moment,
        "y": moment, "z": moment, "w": moment, "X": stamp, "Y": stamp, "Z": stamp, "W": stamp, "%": "%",
    }  # fmt: skip


def _name(run: Invocation, table: str, number: int) -> str:
    """The name of a user or group."""
    path = posixpath.join("/etc", table)
    lines = run.files.read_file(path).decode("utf-8", "replace").splitlines() if run.files.exists(path) else []
    rows = (line.split(":") for line in lines)
    return next((row[0] for row in rows if len(row) > 2 and row[2] == str(number)), "UNKNOWN")
