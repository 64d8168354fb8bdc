"""du: how much room files take, in blocks of 4 KiB.

Follows GNU coreutils src/du.c: process_file, print_size.
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase

from app.host.files import Stat
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.units import human

USAGE = Usage(
    "du [OPTION]... [FILE]...",
    "Summarize device usage of the set of FILEs, recursively for directories.",
    (
        Option("a", "all", "", "write counts for all files, not just directories"),
        Option("", "apparent-size", "", "print apparent sizes rather than device usage"),
        Option("b", "bytes", "", "equivalent to '--apparent-size --block-size=1'"),
        Option("c", "total", "", "produce a grand total"),
        Option("d", "max-depth", "N", "print the total for a directory only if it is N or fewer levels below"),
        Option("h", "human-readable", "", "print sizes in human readable format (e.g., 1K 234M 2G)"),
        Option("k", "", "", "like --block-size=1K"),
        Option("L", "dereference", "", "dereference all symbolic links"),
        Option("m", "", "", "like --block-size=1M"),
        Option("s", "summarize", "", "display only a total for each argument"),
        Option("S", "separate-dirs", "", "for directories do not include size of subdirectories"),
        Option("x", "one-file-system", "", "skip directories on different file systems"),
        Option("", "exclude", "PATTERN", "exclude files that match PATTERN"),
    ),
)
BLOCK = 4096


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    depth = options.last("max-depth", "0" if "summarize" in options else "")
    if depth and not depth.isdigit():
        return await options.wrong(f"invalid maximum depth ‘{depth}’")
    work = _Usage(run, options, int(depth) if depth else None)
    status, total = 0, 0
    for name in options.operands or ["."]:
        try:
            total += work.tree(name, 0)
        except OSError as error:
            await run.stdout.write("".join(work.lines))
            work.lines.clear()
            status = await run.fail(f"cannot access '{name}': {error.strerror}")
    if "total" in options:
        work.lines.append(f"{work.size(total)}\ttotal\n")
    await run.stdout.write("".join(work.lines))
    return status


class _Usage:
    """The sums; `lines` are what is to be printed."""

    def __init__(self, run: Invocation, options: Options, depth: int | None) -> None:
        self.run, self.options, self.depth = run, options, depth
        self.apparent = "apparent-size" in options or "bytes" in options
        self.lines: list[str] = []

    def tree(self, name: str, level: int) -> int:
        """The bytes of a file or tree; OSError when it is not there."""
        full = self.run.path(name)
        found = self.run.files.stat(full, follow="dereference" in self.options)
        total = own = self._taken(found)
        if found.kind == "directory":
            for one in self.run.files.list_directory(full):
                if not any(fnmatchcase(one, pattern) for pattern in self.options.all("exclude")):
                    inside = self.tree(posixpath.join(name, one), level + 1)
                    separate = "separate-dirs" in self.options and self._is_folder(posixpath.join(full, one))
                    own += 0 if separate else inside
            total = own
        shown = found.kind == "directory" or "all" in self.options or level == 0
        if shown and (self.depth is None or level <= self.depth):
            self.lines.append(f"{self.size(total)}\t{name}\n")
        return total

    def _is_folder(self, path: str) -> bool:
        return self.run.files.stat(path, follow=False).kind == "directory"

    def _taken(self, found: Stat) -> int:
        if found.kind == "directory":
            return BLOCK
        if found.kind == "symlink":
            return found.size if self.apparent else 0
        return found.size if self.apparent else found.blocks * 512

    def size(self, amount: int) -> str:
        """As the options want it."""
        if "human-readable" in self.options:
            return human(amount)
        unit = 1 if "bytes" in self.options else 1024 * 1024 if "m" in self.options else 1024
        return str(-(-amount // unit))
