"""The files of a machine: bashkit's file system behind real OSErrors, with limits.

Paths are absolute; times are seconds since 1970 on the lab's clock.
"""

from __future__ import annotations

import errno
import os
import posixpath
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from bashkit import FileSystem

from app.host.disk import Disk, User, View
from app.host.mounts import Mounts
from app.sim.limits import LIMITS

T = TypeVar("T")

# What bashkit says, and the errno Linux would give.
ERRORS = (
    ("permission denied", errno.EACCES),
    ("operation not permitted", errno.EPERM),
    ("is a directory", errno.EISDIR),
    ("not a directory", errno.ENOTDIR),
    ("not empty", errno.ENOTEMPTY),
    ("directory exists", errno.EEXIST),
    ("already exists", errno.EEXIST),
    ("file exists", errno.EEXIST),
    ("not found", errno.ENOENT),
    ("too many levels", errno.ELOOP),
    ("read-only", errno.EROFS),
    ("too large", errno.EFBIG),
    ("limit", errno.ENOSPC),
    ("quota", errno.ENOSPC),
    ("busy", errno.EBUSY),
)
SYMLINK_DEPTH = 8
DEVICES = ("/dev",)  # a file system of its own, on which everybody may write as far as it matters


@dataclass(frozen=True)
class Stat:
    """What `stat` says: `kind` is file, directory or symlink.

    `allocated` are the bytes that it takes where those are others than it has.
    """

    kind: str
    size: int
    mode: int
    modified: float
    allocated: int | None = None

    @property
    def blocks(self) -> int:
        """Blocks of 512 bytes that it takes, where the file system gives room in pieces of 4 KiB."""
        return -(-(self.size if self.allocated is None else self.allocated) // 4096) * 8


def error_number(text: str) -> int:
    """The errno of what bashkit's file system says."""
    return next((code for words, code in ERRORS if words in text), errno.EIO)


def fail(code: int, path: str) -> NoReturn:
    """Raise the OSError of an errno, with Linux's words."""
    raise OSError(code, os.strerror(code), path)


class Files:
    """A file system. `now` gives the lab's time: bashkit stamps files by its own clock, which is mapped to it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.system = FileSystem()  # the root disk
        self.disk = Disk(self.system)
        self.mounts = Mounts(self.disk)
        self.room: Callable[[], int] = lambda: sys.maxsize  # bytes that are left on the device
        self.grown: Callable[[], None] = lambda: None  # told when much was written at once
        self._now = now
        self._stamps: list[tuple[float, float]] = []  # (bashkit's time, lab's time), growing
        self.system.mkdir("/proc", recursive=True)
        self.mark()

    # -- reading

    def read_file(self, path: str) -> bytes:
        """A file's bytes, symbolic links followed."""
        return self._do(self.mounts.read_file, self.real(path))

    def exists(self, path: str) -> bool:
        """Whether something is there, symbolic links followed."""
        return self.kind_of(path) != ""

    def kind_of(self, path: str) -> str:
        """`file`, `directory` or `` when there is nothing (a dangling link is nothing)."""
        try:
            return self.stat(path).kind
        except OSError:
            return ""

    def stat(self, path: str, *, follow: bool = True) -> Stat:
        """What is there."""
        target = self.real(path) if follow else self.itself(path)
        found: dict[str, Any] = self._do(self.mounts.stat, target)
        return self._stat(found)

    def list_directory(self, path: str) -> list[str]:
        """Names in a directory, sorted by bytes as ls does in the C locale."""
        target = self.real(path)
        if self.stat(target).kind != "directory":
            fail(errno.ENOTDIR, path)
        entries = self._do(self.mounts.read_dir, target)
        return sorted(entry["name"] for entry in entries)

    def read_link(self, path: str) -> str:
        """Where a symbolic link points."""
        return self._do(self.mounts.read_link, self.itself(path))

    def itself(self, path: str) -> str:
        """The path with every symbolic link in it followed but the last: what `lstat` looks at."""
        folder, name = posixpath.split(normal(path))
        return posixpath.join(self.real(folder), name)

    def real(self, path: str, depth: int = 0) -> str:
        """The path with every symbolic link in it followed."""
        if depth > SYMLINK_DEPTH:
            fail(errno.ELOOP, path)
        done = "/"
        parts = [part for part in normal(path).split("/") if part]
        for index, part in enumerate(parts):
            done = posixpath.join(done, part)
            try:
                found = self.mounts.stat(done)
            except RuntimeError:
                return posixpath.join(done, *parts[index + 1 :])
            if found["file_type"] == "symlink":
                target = posixpath.join(posixpath.dirname(done), self.mounts.read_link(done))
                return self.real(posixpath.join(target, *parts[index + 1 :]), depth + 1)
        return done

    def walk(self, path: str = "/") -> Iterator[tuple[str, Stat]]:
        """Everything below a directory, parents first, links not followed."""
        for entry in sorted(self.mounts.read_dir(path), key=lambda entry: str(entry["name"])):
            full = posixpath.join(path, entry["name"])
            found = self._stat(entry["metadata"])
            yield full, found
            if found.kind == "directory":
                yield from self.walk(full)

    def own(self, path: str = "/") -> Iterator[tuple[str, Stat]]:
        """Everything on the root disk, whoever may see it, and nothing that is mounted."""
        for entry in self.disk.read_dir(path):
            full = posixpath.join(path, entry["name"])
            found = self._stat(entry["metadata"])
            yield full, found
            if found.kind == "directory":
                yield from self.own(full)

    # -- writing

    def write_file(self, path: str, data: bytes, *, mode: int | None = None) -> None:
        """Create or replace a file; parents must be there."""
        if len(data) > LIMITS.file_bytes:
            fail(errno.EFBIG, path)
        target = self.real(path)
        parent = posixpath.dirname(target)
        if self.kind_of(parent) == "file":
            fail(errno.ENOTDIR, path)
        self._do(lambda at: self.mounts.write_file(at, data), target)
        if mode is not None:
            self._do(lambda at: self.mounts.chmod(at, mode), target)

    def append_file(self, path: str, data: bytes) -> None:
        """Add to a file; it must be there."""
        if self.stat(path).size + len(data) > LIMITS.file_bytes:
            fail(errno.EFBIG, path)
        self._do(lambda at: self.mounts.append_file(at, data), self.real(path))

    def extend(self, path: str, size: int, allocated: int) -> None:
        """Say how long a file is of which only the beginning was written, and how much room it takes.

        OSError ENOSPC when there is not that much room.
        """
        before = self.stat(path)
        if allocated - before.blocks * 512 > self.room():
            fail(errno.ENOSPC, path)
        self._do(lambda at: self.mounts.extend(at, size, allocated), self.real(path))
        self.grown()

    def make_directory(self, path: str, *, parents: bool = True) -> None:
        """Create a directory; with `parents` it may exist already."""
        target = self.real(path)
        if parents and self.kind_of(target) == "directory":
            return
        self._do(lambda at: self.mounts.mkdir(at, recursive=parents), target)

    def remove(self, path: str, *, recursive: bool = False) -> None:
        """Remove a file, a link or an empty directory."""
        self._do(lambda at: self.mounts.remove(at, recursive=recursive), normal(path))

    def rename(self, source: str, target: str) -> None:
        """Move."""
        self._do(lambda at: self.mounts.rename(at, normal(target)), normal(source))

    def symlink(self, target: str, link: str) -> None:
        """Create a symbolic link."""
        self._do(lambda at: self.mounts.symlink(target, at), normal(link))

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""
        self._do(lambda at: self.mounts.chmod(at, mode), self.real(path))

    def owner(self, path: str, *, follow: bool = True) -> tuple[int, int]:
        """User and group."""
        return self._do(self.mounts.owner, self.real(path) if follow else self.itself(path))

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Give it to somebody."""
        self._do(lambda at: self.mounts.chown(at, uid, gid), self.real(path))

    def set_time(self, path: str, when: float) -> None:
        """Say that it was changed at this moment of the lab."""
        self._do(lambda at: self.mounts.date(at, when), self.real(path))

    def guard(self, user: User, *, read_only: bool, free: str) -> None:
        """From now on the root disk is what this user may make of it; everybody may write to the file `free`."""
        self.mounts.root = View(self.disk, user=user, read_only=read_only, free=(*DEVICES, free))

    # -- time

    def mark(self) -> None:
        """Note which moment of the lab it is now by bashkit's clock; called before each command."""
        self.system.write_file("/proc/.now", b"")
        stamp = float(self.system.stat("/proc/.now")["modified"])
        now = self._now()
        if self._stamps and stamp - self._stamps[-1][0] < 0.5 and now - self._stamps[-1][1] < 0.5:
            return
        self._stamps.append((stamp, now))
        del self._stamps[:-10_000]

    def date(self, path: str, when: float) -> None:
        """A file that was written just now is from that moment of the lab; not before the one that was dated last."""
        self._stamps.append((float(self.system.stat(path)["modified"]), when))

    def lab_time(self, stamp: float) -> float:
        """A moment of bashkit's clock as the lab's."""
        at = max(0, bisect_right(self._stamps, (stamp, float("inf"))) - 1)
        theirs, ours = self._stamps[at]
        following = self._stamps[at + 1][1] if at + 1 < len(self._stamps) else float("inf")
        return min(ours + max(0.0, stamp - theirs), following)

    def _stat(self, found: dict[str, Any]) -> Stat:
        modified = found["lab"] if "lab" in found else self.lab_time(found["modified"])
        return Stat(found["file_type"], found["size"], found["mode"], modified, found.get("allocated"))

    def _do(self, call: Callable[[str], T], path: str) -> T:
        try:
            return call(path)
        except RuntimeError as error:
            text = str(error).lower()
            code = error_number(text)
            raise OSError(code, os.strerror(code), path) from None


def normal(path: str) -> str:
    """An absolute path without `.`, `..` and doubled slashes."""
    return "/" + posixpath.normpath("/" + path).lstrip("/")
