"""A disk with other disks mounted into it: paths below a mount point go to the disk that is there."""

from __future__ import annotations

import posixpath
from typing import Any

from bashkit import FileSystem

Disk = FileSystem  # files without a machine


class Mounts:
    """What `FileSystem` does, over several of them. Paths are absolute and normal."""

    def __init__(self, root: Disk) -> None:
        self.root = root
        self.points: dict[str, Disk] = {}  # mount point -> disk

    def mount(self, path: str, disk: Disk) -> None:
        """Mount a disk on a directory."""
        self.points[path] = disk

    def place(self, path: str) -> tuple[Disk, str]:
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

    def write_file(self, path: str, data: bytes) -> None:
        """Create or replace a file."""
        disk, name = self.place(path)
        disk.write_file(name, data)

    def stat(self, path: str) -> Any:
        """What is there."""
        disk, name = self.place(path)
        return disk.stat(name)

    def read_dir(self, path: str) -> list[Any]:
        """The entries of a directory."""
        disk, name = self.place(path)
        return disk.read_dir(name)

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

    def rename(self, source: str, target: str) -> None:
        """Move; a file may go to another disk."""
        (disk, name), (other, there) = self.place(source), self.place(target)
        if disk is other:
            disk.rename(name, there)
            return
        other.write_file(there, disk.read_file(name))
        disk.remove(name)

    def symlink(self, target: str, link: str) -> None:
        """Create a symbolic link."""
        disk, name = self.place(link)
        disk.symlink(target, name)

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""
        disk, name = self.place(path)
        disk.chmod(name, mode)
