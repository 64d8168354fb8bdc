"""A disk with other disks mounted into it: paths below a mount point go to the disk that is there."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import Any

from bashkit import FileSystem

from app.host.disk import Tree
from app.host.exported import as_file_system


class Mounts:
    """A Tree made of several. Paths are absolute and normal."""

    def __init__(self, root: Tree) -> None:
        self.root = root
        self.points: dict[str, Tree] = {}  # mount point -> disk

    @cached_property
    def system(self) -> FileSystem:
        """The same for an interpreter."""
        return as_file_system(self)

    def mount(self, path: str, disk: Tree) -> None:
        """Mount a disk on a directory, or one file of it on a file."""
        self.points[path] = disk

    def place(self, path: str) -> tuple[Tree, str]:
        """The disk that has a path, and its name there."""
        at = path
        while self.points and at != "/":
            if (disk := self.points.get(at)) is not None:
                return disk, path[len(at) :] or "/"
            at = posixpath.dirname(at)
        return self.root, path

    def read_file(self, path: str) -> bytes:
        """A file's bytes."""
        disk, name = self.place(path)
        return disk.read_file(name)

    def write_file(self, path: str, content: bytes) -> None:
        """Create or replace a file."""
        disk, name = self.place(path)
        disk.write_file(name, content)

    def append_file(self, path: str, content: bytes) -> None:
        """Add to a file."""
        disk, name = self.place(path)
        disk.append_file(name, content)

    def exists(self, path: str) -> bool:
        """Whether something is there."""
        disk, name = self.place(path)
        return disk.exists(name)

    def copy(self, from_path: str, to_path: str) -> None:
        """Copy a file."""
        self.write_file(to_path, self.read_file(from_path))

    def owner(self, path: str) -> tuple[int, int]:
        """User and group."""
        disk, name = self.place(path)
        return disk.owner(name)

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Give it to somebody."""
        disk, name = self.place(path)
        disk.chown(name, uid, gid)

    def date(self, path: str, when: float) -> None:
        """Say when it was changed."""
        disk, name = self.place(path)
        disk.date(name, when)

    def extend(self, path: str, size: int, allocated: int) -> None:
        """Say how long a file is."""
        disk, name = self.place(path)
        disk.extend(name, size, allocated)

    def stat(self, path: str) -> Any:
        """What is there."""
        disk, name = self.place(path)
        return disk.stat(name)

    def read_dir(self, path: str) -> list[Any]:
        """The entries of a directory."""
        disk, name = self.place(path)
        entries = disk.read_dir(name)
        if self.points:
            for entry in entries:
                if (there := self.points.get(posixpath.join(path, entry["name"]))) is not None:
                    entry["metadata"] = there.stat("/")
        return entries

    def read_link(self, path: str) -> str:
        """Where a link points."""
        disk, name = self.place(path)
        return disk.read_link(name)

    def mkdir(self, path: str, recursive: bool = False) -> None:
        """Create a directory."""
        disk, name = self.place(path)
        disk.mkdir(name, recursive=recursive)

    def remove(self, path: str, recursive: bool = False) -> None:
        """Remove; a mount point is busy."""
        disk, name = self.place(path)
        if path in self.points or any(point.startswith(path + "/") for point in self.points):
            raise RuntimeError("Device or resource busy")
        disk.remove(name, recursive=recursive)

    def rename(self, from_path: str, to_path: str) -> None:
        """Move; a file may go to another disk."""
        (disk, name), (other, there) = self.place(from_path), self.place(to_path)
        if disk is other:
            disk.rename(name, there)
            return
        other.write_file(there, disk.read_file(name))
        found = disk.stat(name)
        if "allocated" in found:
            other.extend(there, found["size"], found["allocated"])
        disk.remove(name)

    def symlink(self, target: str, link: str) -> None:
        """Create a symbolic link."""
        disk, name = self.place(link)
        disk.symlink(target, name)

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""
        disk, name = self.place(path)
        disk.chmod(name, mode)
