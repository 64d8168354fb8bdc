"""rm: remove files and directories.

Follows GNU coreutils src/rm.c, src/remove.c: rm_fts, prompt; busybox libbb/remove_file.c.
"""

from __future__ import annotations

import posixpath

from app.host.answers import agreed
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.transfer import kind

USAGE = Usage(
    "rm [OPTION]... [FILE]...",
    "Remove (unlink) the FILE(s).",
    (
        Option("f", "force", "", "ignore nonexistent files and arguments, never prompt"),
        Option("i", "", "", "prompt before every removal"),
        Option("I", "", "", "prompt once before removing more than three files, or when removing recursively"),
        Option("r", "recursive", "", "remove directories and their contents recursively"),
        Option("R", "", "", "the same"),
        Option("d", "dir", "", "remove empty directories"),
        Option("v", "verbose", "", "explain what is being done"),
        Option("", "no-preserve-root", "", "do not treat '/' specially"),
        Option("", "preserve-root", "", "do not remove '/'"),
        Option("", "one-file-system", "", "stay on this file system"),
    ),
)
KINDS = {"file": "regular file", "symlink": "symbolic link", "directory": "directory"}


async def main(run: Invocation) -> int:
    """Remove."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    force = "force" in options
    recursive = "recursive" in options or "R" in options
    if not options.operands:
        return 0 if force else await options.wrong("missing operand")
    if "I" in options and (recursive or len(options.operands) > 3):
        count = len(options.operands)
        what = f"{count} argument{'' if count == 1 else 's'}{' recursively' if recursive else ''}"
        if not await agreed(run, f"remove {what}?"):
            return 0
    work, status = _Removing(run, options, recursive), 0
    for name in options.operands:
        status = max(status, await work.remove(name))
    return status


class _Removing:
    def __init__(self, run: Invocation, options: Options, recursive: bool) -> None:
        self.run, self.options, self.recursive = run, options, recursive
        self.asking = "i" in options and "force" not in options

    async def remove(self, name: str) -> int:
        """Remove one operand; the status."""
        run = self.run
        if posixpath.basename(name.rstrip("/")) in (".", "..") and self.recursive:
            return await run.fail(f"refusing to remove '.' or '..' directory: skipping '{name}'")
        if self.recursive and run.files.real(run.path(name)) == "/" and "no-preserve-root" not in self.options:
            await run.fail("it is dangerous to operate recursively on '/'")
            return await run.fail("use --no-preserve-root to override this failsafe")
        found = kind(run, name.rstrip("/") or "/")
        if not found:
            return 0 if "force" in self.options else await self._refused(name, "No such file or directory")
        if name.endswith("/") and found == "file":
            return await self._refused(name, "Not a directory")
        if found == "directory":
            return await self._folder(name)
        return await self._gone(name, found)

    async def _folder(self, name: str) -> int:
        run = self.run
        try:
            inside = run.list_directory(name)
        except OSError as error:
            return await self._refused(name, error.strerror or "")
        if not self.recursive and ("dir" not in self.options or inside):
            if run.host.ash:
                return await run.fail(f"'{name}' is a directory")
            return await self._refused(name, "Directory not empty" if "dir" in self.options else "Is a directory")
        if not self.asking and "verbose" not in self.options:
            try:
                run.files.remove(run.path(name), recursive=True)
            except OSError as error:
                return await self._refused(name, error.strerror or "")
            return 0
        if self.asking and inside and not await agreed(run, f"descend into directory '{name}'?"):
            return 0
        status = 0
        for one in inside:
            status = max(status, await self.remove(posixpath.join(name, one)))
        if status or run.list_directory(name):
            return status
        return await self._gone(name, "directory")

    async def _gone(self, name: str, found: str) -> int:
        run = self.run
        what = KINDS.get(found, found)
        if found == "file" and not run.files.stat(run.path(name), follow=False).size:
            what = "regular empty file"
        if self.asking and not await agreed(run, f"remove {what} '{name}'?"):
            return 0
        try:
            run.files.remove(run.path(name))
        except OSError as error:
            return await self._refused(name, error.strerror or "")
        if "verbose" in self.options:
            folder = "directory " if found == "directory" else ""
            await run.stdout.write(f"removed {folder}'{name}'\n")
        return 0

    async def _refused(self, name: str, why: str) -> int:
        cannot = "can't" if self.run.host.ash else "cannot"
        return await self.run.fail(f"{cannot} remove '{name}': {why}")
