"""Disks with owners, and what anybody may do on one: `View` is a folder of a disk as one user sees it.

A view is what a container has mounted: perhaps only a part of a volume, perhaps read-only, and used by somebody who is
not root. It refuses what Linux would refuse, with Linux's words, for every program that runs over it.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from bashkit import FileSystem

from app.host.exported import as_file_system
from app.host.extents import Extents

ROOT = (0, 0)
SET_GROUP, STICKY = 0o2000, 0o1000
READ, WRITE, SEARCH = 4, 2, 1
DENIED, NOT_OWNER, READ_ONLY = "Permission denied", "Operation not permitted", "Read-only file system"


class Tree(Protocol):
    """Files by absolute path. Nothing here follows symbolic links; failures are RuntimeErrors, as bashkit has them."""

    @property
    def system(self) -> FileSystem:
        """The same for an interpreter."""

    def read_file(self, path: str) -> bytes:
        """A file's bytes."""

    def write_file(self, path: str, content: bytes) -> None:
        """Create or replace a file."""

    def append_file(self, path: str, content: bytes) -> None:
        """Add to a file."""

    def mkdir(self, path: str, recursive: bool = False) -> None:
        """Create a directory."""

    def remove(self, path: str, recursive: bool = False) -> None:
        """Remove."""

    def stat(self, path: str) -> dict[str, Any]:
        """`file_type`, `size`, `mode`, `modified`, `created`."""

    def read_dir(self, path: str) -> list[dict[str, Any]]:
        """`name` and `metadata` of each entry."""

    def exists(self, path: str) -> bool:
        """Whether something is there."""

    def rename(self, from_path: str, to_path: str) -> None:
        """Move."""

    def copy(self, from_path: str, to_path: str) -> None:
        """Copy a file."""

    def symlink(self, target: str, link: str) -> None:
        """Create a symbolic link."""

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""

    def read_link(self, path: str) -> str:
        """Where a symbolic link points."""

    def owner(self, path: str) -> tuple[int, int]:
        """User and group."""

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Give it to somebody."""

    def date(self, path: str, when: float) -> None:
        """Say that it was changed at this moment of the lab."""

    def extend(self, path: str, size: int, allocated: int) -> None:
        """Say how long a file is of which only the beginning was written, and how much room it takes; in bytes."""


class Disk:
    """A file system in memory whose files have owners: root's unless somebody else made them."""

    def __init__(self, system: FileSystem | None = None) -> None:
        self.system = system if system is not None else FileSystem()
        # Path -> user, group and the file's birth: an interpreter may have replaced the file unseen.
        self.owners: dict[str, tuple[int, int, float]] = {}
        # Path -> the time that it has by bashkit's clock, and the one that it was given.
        self.dates: dict[str, tuple[float, float]] = {}
        self.extents = Extents(self.system)
        self.read_file, self.append_file = self.system.read_file, self.system.append_file
        self.write_file, self.mkdir = self.system.write_file, self.system.mkdir
        self.exists = self.system.exists
        self.symlink, self.read_link, self.chmod = self.system.symlink, self.system.read_link, self.system.chmod
        self.copy = self.system.copy

    def stat(self, path: str) -> dict[str, Any]:
        """What is there; `lab` is the time that somebody gave it, `allocated` what an extended file takes."""
        return self._described(path, self.system.stat(path))

    def read_dir(self, path: str) -> list[dict[str, Any]]:
        """The entries of a directory."""
        entries = self.system.read_dir(path)
        if self.dates or self.extents:
            for entry in entries:
                self._described(posixpath.join(path, entry["name"]), entry["metadata"])
        return entries

    def extend(self, path: str, size: int, allocated: int) -> None:
        """See Tree."""
        self.extents.set(path, size, allocated)

    def date(self, path: str, when: float) -> None:
        """Say that it was changed at this moment of the lab."""
        self.dates[path] = (float(self.system.stat(path)["modified"]), when)

    def _described(self, path: str, found: dict[str, Any]) -> dict[str, Any]:
        if self.extents:
            self.extents.apply(path, found)
        given = self.dates.get(path) if self.dates else None
        if given is not None and given[0] == found["modified"]:
            found["lab"] = given[1]
        return found

    def remove(self, path: str, recursive: bool = False) -> None:
        """Remove."""
        self.system.remove(path, recursive=recursive)
        for one in self._below(path):
            del self.owners[one]

    def rename(self, from_path: str, to_path: str) -> None:
        """Move; owners go along."""
        moved = {to_path + one[len(from_path) :]: (uid, gid) for one in self._below(from_path)
                 for uid, gid in (self.owner(one),)}  # fmt: skip
        self.system.rename(from_path, to_path)
        self.extents.follow(from_path, to_path)
        for one in [one for one in self.dates if one == from_path or one.startswith(f"{from_path}/")]:
            self.dates[to_path + one[len(from_path) :]] = self.dates.pop(one)
        for one in (*self._below(from_path), *self._below(to_path)):
            self.owners.pop(one, None)
        for one, who in moved.items():
            self.chown(one, *who)

    def owner(self, path: str) -> tuple[int, int]:
        """User and group."""
        found = self.owners.get(path)
        if found is None:
            return ROOT
        if found[2] != self._birth(path):
            del self.owners[path]
            return ROOT
        return found[:2]

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Give it to somebody."""
        birth = self._birth(path)
        if (uid, gid) == ROOT:
            self.owners.pop(path, None)
        else:
            self.owners[path] = (uid, gid, birth)

    def _birth(self, path: str) -> float:
        return float(self.system.stat(path)["created"])

    def _below(self, path: str) -> list[str]:
        return [one for one in self.owners if one == path or one.startswith(f"{path}/")] if self.owners else []


@dataclass(frozen=True)
class User:
    """Who acts."""

    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = ()


class View:
    """A folder (or one file) of a tree as a user sees it; `free` are paths that are nobody's business."""

    def __init__(
        self, tree: Tree, folder: str = "", *, user: User | None = None, read_only: bool = False,
        free: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.tree, self.folder, self.read_only, self.free = tree, folder.rstrip("/"), read_only, free
        self.user = user or User()

    @cached_property
    def system(self) -> FileSystem:
        """The same for an interpreter."""
        return as_file_system(self)

    # -- what may be done

    def _at(self, path: str) -> str:
        return f"{self.folder}{path}".rstrip("/") or "/"

    def _free(self, path: str) -> bool:
        return any(path == one or path.startswith(f"{one}/") for one in self.free)

    def _may(self, path: str, bits: int) -> bool:
        """Whether the user has all of these permission bits."""
        if self.user.uid == 0:
            return True
        try:
            mode, (uid, gid) = self.tree.stat(self._at(path))["mode"], self.tree.owner(self._at(path))
        except RuntimeError:
            return True  # what is not there is told otherwise
        if uid == self.user.uid:
            return bool(mode >> 6 & bits == bits)
        if gid == self.user.gid or gid in self.user.groups:
            return bool(mode >> 3 & bits == bits)
        return bool(mode & bits == bits)

    def _reach(self, path: str) -> None:
        """Refuse what lies in a directory that the user may not search."""
        if self.user.uid == 0 or self._free(path):
            return
        folder = posixpath.dirname(path)
        while True:
            if path != "/" and not self._may(folder, SEARCH):
                raise RuntimeError(DENIED)
            if folder == "/":
                return
            folder = posixpath.dirname(folder)

    def _change(self, path: str) -> None:
        """Refuse to change the entries of the directory that has this path."""
        if self._free(path):
            return
        self._reach(path)
        if self.read_only:
            raise RuntimeError(READ_ONLY)
        folder = posixpath.dirname(path)
        if not self._may(folder, WRITE | SEARCH):
            raise RuntimeError(DENIED)
        if self.user.uid and self.tree.exists(self._at(path)) and self.tree.exists(self._at(folder)):
            mode = self.tree.stat(self._at(folder))["mode"]
            owners = (self.tree.owner(self._at(path))[0], self.tree.owner(self._at(folder))[0])
            if mode & STICKY and self.user.uid not in owners:
                raise RuntimeError(NOT_OWNER)

    def _fill(self, path: str) -> bool:
        """Refuse to write into a file; whether it is new."""
        if self._free(path):
            return not self.tree.exists(self._at(path))
        self._reach(path)
        if self.tree.exists(self._at(path)):
            if self.read_only:
                raise RuntimeError(READ_ONLY)
            if not self._may(path, WRITE):
                raise RuntimeError(DENIED)
            return False
        self._change(path)
        return True

    def _made(self, path: str, *, folder: bool = False) -> None:
        """A new file is its maker's; a directory with setgid passes its group on."""
        at, uid, gid = self._at(path), self.user.uid, self.user.gid
        parent = posixpath.dirname(at)
        if self.tree.stat(parent)["mode"] & SET_GROUP:
            gid = self.tree.owner(parent)[1]
            if folder:
                self.tree.chmod(at, self.tree.stat(at)["mode"] | SET_GROUP)
        if (uid, gid) != ROOT:
            self.tree.chown(at, uid, gid)

    # -- Tree

    def read_file(self, path: str) -> bytes:
        """A file's bytes."""
        self._reach(path)
        if not self._free(path) and not self._may(path, READ):
            raise RuntimeError(DENIED)
        return self.tree.read_file(self._at(path))

    def write_file(self, path: str, content: bytes) -> None:
        """Create or replace a file."""
        new = self._fill(path)
        self.tree.write_file(self._at(path), content)
        if new:
            self._made(path)

    def append_file(self, path: str, content: bytes) -> None:
        """Add to a file."""
        new = self._fill(path)
        self.tree.append_file(self._at(path), content)
        if new:
            self._made(path)

    def mkdir(self, path: str, recursive: bool = False) -> None:
        """Create a directory."""
        if recursive and (path == "/" or self.tree.exists(self._at(path))):
            return
        if recursive and not self.tree.exists(self._at(posixpath.dirname(path))):
            self.mkdir(posixpath.dirname(path), recursive=True)
        self._change(path)
        self.tree.mkdir(self._at(path), recursive=False)
        self._made(path, folder=True)

    def remove(self, path: str, recursive: bool = False) -> None:
        """Remove; a folder's contents as far as the user may."""
        if path == "/":
            raise RuntimeError("Device or resource busy")
        self._change(path)
        if recursive and self.user.uid and self.tree.stat(self._at(path))["file_type"] == "directory":
            for entry in self.tree.read_dir(self._at(path)):
                self.remove(posixpath.join(path, entry["name"]), recursive=True)
        self.tree.remove(self._at(path), recursive=recursive)

    def stat(self, path: str) -> dict[str, Any]:
        """What is there."""
        self._reach(path)
        return self.tree.stat(self._at(path))

    def read_dir(self, path: str) -> list[dict[str, Any]]:
        """The entries of a directory."""
        self._reach(path)
        if not self._free(path) and not self._may(path, READ):
            raise RuntimeError(DENIED)
        return self.tree.read_dir(self._at(path))

    def exists(self, path: str) -> bool:
        """Whether something is there that the user can reach."""
        try:
            self._reach(path)
        except RuntimeError:
            return False
        return self.tree.exists(self._at(path))

    def rename(self, from_path: str, to_path: str) -> None:
        """Move."""
        if "/" in (from_path, to_path):
            raise RuntimeError("Device or resource busy")
        self._change(from_path)
        self._change(to_path)
        self.tree.rename(self._at(from_path), self._at(to_path))

    def copy(self, from_path: str, to_path: str) -> None:
        """Copy a file."""
        self.write_file(to_path, self.read_file(from_path))

    def symlink(self, target: str, link: str) -> None:
        """Create a symbolic link."""
        self._change(link)
        self.tree.symlink(target, self._at(link))
        if (self.user.uid, self.user.gid) != ROOT:
            self.tree.chown(self._at(link), self.user.uid, self.user.gid)

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits: the owner's and root's right."""
        self._reach(path)
        if self.read_only and not self._free(path):
            raise RuntimeError(READ_ONLY)
        if self.user.uid not in (0, self.tree.owner(self._at(path))[0]):
            raise RuntimeError(NOT_OWNER)
        self.tree.chmod(self._at(path), mode)

    def read_link(self, path: str) -> str:
        """Where a symbolic link points."""
        self._reach(path)
        return self.tree.read_link(self._at(path))

    def owner(self, path: str) -> tuple[int, int]:
        """User and group."""
        return self.tree.owner(self._at(path))

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Give it to somebody: root's right; an owner may choose among the own groups."""
        self._reach(path)
        if self.read_only and not self._free(path):
            raise RuntimeError(READ_ONLY)
        owner = self.tree.owner(self._at(path))
        mine = owner[0] == uid == self.user.uid and gid in (owner[1], self.user.gid, *self.user.groups)
        if self.user.uid and not mine:
            raise RuntimeError(NOT_OWNER)
        self.tree.chown(self._at(path), uid, gid)

    def date(self, path: str, when: float) -> None:
        """Say when it was changed: who may write to it may."""
        self._reach(path)
        if self.read_only and not self._free(path):
            raise RuntimeError(READ_ONLY)
        if self.user.uid not in (0, self.tree.owner(self._at(path))[0]) and not self._may(path, WRITE):
            raise RuntimeError(DENIED)
        self.tree.date(self._at(path), when)

    def extend(self, path: str, size: int, allocated: int) -> None:
        """See Tree: who may write to it may."""
        self._fill(path)
        self.tree.extend(self._at(path), size, allocated)
