"""cp: copy files and directories.

Follows GNU coreutils src/cp.c, src/copy.c: copy_internal; busybox coreutils/cp.c, libbb/copy_file.c.
Known differences: -l makes a copy (no file has two names here); sparse files and ACLs are not known.
"""

from __future__ import annotations

import posixpath
import re

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.transfer import (
    NOTHING,
    RefusedError,
    back_up,
    destinations,
    inside,
    keeps,
    kind,
    refuse,
    same,
)

USAGE = Usage(
    "cp [OPTION]... [-T] SOURCE DEST",
    "Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.",
    (
        Option("a", "archive", "", "same as -dR --preserve=all"),
        Option("b", "backup", "", "make a backup of each existing destination file"),
        Option("d", "", "", "same as --no-dereference --preserve=links"),
        Option("f", "force", "", "if an existing destination file cannot be opened, remove it and try again"),
        Option("i", "interactive", "", "prompt before overwrite"),
        Option("H", "", "", "follow command-line symbolic links in SOURCE"),
        Option("l", "link", "", "hard link files instead of copying"),
        Option("L", "dereference", "", "always follow symbolic links in SOURCE"),
        Option("n", "no-clobber", "", "do not overwrite an existing file"),
        Option("P", "no-dereference", "", "never follow symbolic links in SOURCE"),
        Option("p", "", "", "same as --preserve=mode,ownership,timestamps"),
        Option("", "preserve", "", "preserve the specified attributes"),
        Option("", "parents", "", "use full source file name under DIRECTORY"),
        Option("R", "recursive", "", "copy directories recursively"),
        Option("r", "", "", "the same"),
        Option("s", "symbolic-link", "", "make symbolic links instead of copying"),
        Option("S", "suffix", "SUFFIX", "override the usual backup suffix"),
        Option("t", "target-directory", "DIRECTORY", "copy all SOURCE arguments into DIRECTORY"),
        Option("T", "no-target-directory", "", "treat DEST as a normal file"),
        Option("u", "update", "", "copy only when the SOURCE file is newer than the destination file"),
        Option("v", "verbose", "", "explain what is being done"),
        Option("x", "one-file-system", "", "stay on this file system"),
    ),
)


async def main(run: Invocation) -> int:
    """Copy."""
    run.argv = [re.sub(r"^(--(?:preserve|backup|update))=.*", r"\1", one) for one in run.argv]
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if "no-clobber" in options and not run.host.ash:
        await run.stderr.write("cp: warning: behavior of -n is non-portable and may change in future; use "
                               "--update=none instead\n")  # fmt: skip
    try:
        pairs = destinations(run, options)
    except RefusedError as error:
        return await refuse(run, error)
    work, status = _Copying(run, options), 0
    for source, target in pairs:
        if "parents" in options:
            run.files.make_directory(run.path(posixpath.dirname(_under(target, source))))
        try:
            await work.copy(source, _under(target, source) if "parents" in options else target)
        except RefusedError as error:
            status = await refuse(run, error)
    return max(status, work.status)


class _Copying:
    """A run of cp; `status` tells of what went wrong inside a directory."""

    def __init__(self, run: Invocation, options: Options) -> None:
        self.run, self.options, self.status = run, options, 0
        archive = "archive" in options
        self.recursive = archive or "recursive" in options or "r" in options
        self.links = archive or "d" in options or "no-dereference" in options
        self.links = self.links or (self.recursive and "dereference" not in options)
        self.preserving = archive or "p" in options or "preserve" in options

    async def copy(self, source: str, target: str) -> None:
        """One file or tree; RefusedError when that cannot be."""
        run, ash = self.run, self.run.host.ash
        found = kind(run, source)
        if found == "symlink" and not self.links:
            found = run.kind_of(source)
        trailing = source.endswith("/") and found not in ("directory", "")
        if not found or trailing:
            why = "Not a directory" if trailing else "No such file or directory"
            raise RefusedError(f"{_cannot('stat', ash)} '{source}': {why}")
        if found == "directory" and not self.recursive:
            raise RefusedError(f"omitting directory '{source}'" if ash else
                               f"-r not specified; omitting directory '{source}'")  # fmt: skip
        if await keeps(run, self.options, source, target):
            return
        if found != "symlink" and same(run, source, target) and source != NOTHING:
            raise RefusedError(f"'{source}' and '{target}' are the same file")
        if found == "directory":
            await self._folder(source, target)
        else:
            await self._file(source, target, found)

    async def _folder(self, source: str, target: str) -> None:
        run = self.run
        if run.kind_of(target) == "file":
            raise RefusedError(f"cannot overwrite non-directory '{target}' with directory '{source}'")
        if inside(run, source, target):
            raise RefusedError(f"cannot copy a directory, '{source}', into itself, '{target}'")
        names = run.list_directory(source)
        if run.kind_of(target) != "directory":
            try:
                run.files.make_directory(run.path(target), parents=False)
            except OSError as error:
                raise RefusedError(
                    f"{_cannot('create directory', run.host.ash)} '{target}': {error.strerror}"
                ) from None
            run.files.chmod(run.path(target), run.stat(source).mode & 0o7777)
            await self._tell(source, target)
        for name in names:
            try:
                await self.copy(posixpath.join(source, name), posixpath.join(target, name))
            except RefusedError as error:
                self.status = await refuse(run, error)
        self._preserve(source, target)

    async def _file(self, source: str, target: str, found: str) -> None:
        run = self.run
        if run.kind_of(target) == "directory":
            raise RefusedError(f"cannot overwrite directory '{target}' with non-directory")
        new = not kind(run, target)
        if target.endswith("/"):
            raise RefusedError(f"{self._create(target)}: Not a directory")
        back_up(run, self.options, target)
        try:
            if found == "symlink" or "symbolic-link" in self.options:
                if not new:
                    run.remove_file(target)
                there = run.files.read_link(run.path(source)) if found == "symlink" else source
                run.files.symlink(there, run.path(target))
            else:
                self._write(target, self._read(source))
                self._extend(source, target)
                if new:
                    mode = 0o644 if source == NOTHING else run.stat(source).mode
                    run.files.chmod(run.path(target), mode & (0o7777 if self.preserving else 0o755))
        except OSError as error:
            raise RefusedError(f"{self._create(target)}: {error.strerror}") from None
        if found != "symlink" and target != NOTHING:
            self._preserve(source, target)
        await self._tell(source, target)

    def _create(self, target: str) -> str:
        return f"can't create '{target}'" if self.run.host.ash else f"cannot create regular file '{target}'"

    def _read(self, source: str) -> bytes:
        if source == NOTHING:
            return b""
        try:
            return self.run.read_file(source)
        except OSError as error:
            ash = self.run.host.ash
            where = f"can't open '{source}'" if ash else f"cannot open '{source}' for reading"
            raise RefusedError(f"{where}: {error.strerror}") from None

    def _write(self, target: str, data: bytes) -> None:
        if target != NOTHING:
            self.run.write_file(target, data)

    def _extend(self, source: str, target: str) -> None:
        """A file of which only the beginning is stored: the copy is as long."""
        found = self.run.stat(source) if NOTHING not in {source, target} else None
        if found is not None and found.allocated is not None:
            self.run.files.extend(self.run.path(target), found.size, found.allocated)

    def _preserve(self, source: str, target: str) -> None:
        if not self.preserving or source == NOTHING:
            return
        files, here, there = self.run.files, self.run.path(source), self.run.path(target)
        found = files.stat(here)
        files.chmod(there, found.mode & 0o7777)
        files.set_time(there, found.modified)
        if files.owner(here) != files.owner(there):
            files.chown(there, *files.owner(here))

    async def _tell(self, source: str, target: str) -> None:
        if "verbose" in self.options:
            await self.run.stdout.write(f"'{source}' -> '{target}'\n")


def _under(target: str, source: str) -> str:
    """The destination with --parents: the source's whole name in the folder."""
    return posixpath.join(posixpath.dirname(target), source.lstrip("/"))


def _cannot(what: str, ash: bool) -> str:
    return f"can't {what}" if ash else f"cannot {what}"
