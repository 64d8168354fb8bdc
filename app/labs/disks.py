"""Volumes that keep what is written to them: one disk each, mounted into every container (and node) that has it."""

from __future__ import annotations

import base64
import posixpath
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from app.cluster.node.runtime import Mount
from app.host.host import Host
from app.host.mounts import Disk

KEPT = 900.0  # seconds for which an emptyDir outlives its last container: longer than a restart's back-off


class Disks:
    """The disks of a lab by name. `node_host(node)` is the machine that is a node, when there is one."""

    def __init__(self, now: Callable[[], float], kept: dict[str, Any] | None = None) -> None:
        self._now = now
        self.node_host: Callable[[str], Host | None] = lambda node: None
        self._disks: dict[str, Disk] = {name: unpacked(files) for name, files in (kept or {}).items()}
        self._used: dict[str, float] = {}

    def disk(self, mount: Mount) -> Disk:
        """The disk of a mount, made when it is first needed: a node's directory with what is in it."""
        if mount.host_path == "/" and (host := self._host(mount)) is not None:
            return host.files.system
        name = _name(mount)
        self._used[name] = self._now()
        if name not in self._disks:
            self._forget_old()
            self._disks[name] = empty()
            if (host := self._host(mount)) is not None:
                self._take_over(host, _on_node(mount), self._disks[name])
        return self._disks[name]

    def read(self, mount: Mount, path: str) -> bytes | None:
        """A file by its path on the disk, without making one."""
        disk = self._disks.get(_name(mount))
        if disk is not None:
            try:
                return disk.read_file(path)
            except RuntimeError:
                return None
        if (host := self._host(mount)) is None:
            return None
        try:
            return host.files.read_file(_on_node(mount).rstrip("/") + path)
        except OSError:
            return None

    def mount_on(self, host: Host, node: str) -> None:
        """Give a node that is made late what containers have written to its directories."""
        for name, disk in sorted(self._disks.items()):
            kind, _, rest = name.partition(" ")
            owner, _, path = rest.partition(" ")
            if kind == "node" and owner == node:
                host.mount(path, disk)

    def _host(self, mount: Mount) -> Host | None:
        kind, _, rest = mount.volume.partition(" ")
        return self.node_host(rest.partition(" ")[0]) if kind == "node" else None

    def _take_over(self, host: Host, path: str, disk: Disk) -> None:
        """What a directory of a node has becomes the disk, which is mounted there."""
        if host.files.kind_of(path) == "directory":
            for found, stat in host.files.walk(path):
                at = "/" + posixpath.relpath(found, path)
                if stat.kind == "directory":
                    disk.mkdir(at, recursive=True)
                elif stat.kind == "symlink":
                    disk.symlink(host.files.read_link(found), at)
                else:
                    disk.write_file(at, host.files.read_file(found))
                    disk.chmod(at, stat.mode)
        if host.files.kind_of(path) != "file":
            host.mount(path, disk)

    def _forget_old(self) -> None:
        """Drop emptyDirs that nobody has used for long."""
        before = self._now() - KEPT
        for name in [name for name, used in self._used.items() if name.startswith("pod ") and used < before]:
            self._disks.pop(name, None)
            del self._used[name]

    def still_used(self, mounts: tuple[Mount, ...]) -> None:
        """A container with these mounts runs or has just ended."""
        for mount in mounts:
            if _name(mount) in self._used:
                self._used[_name(mount)] = self._now()

    def snapshot(self) -> dict[str, Any]:
        """Every disk's files, as JSON data."""
        return {name: packed(disk) for name, disk in self._disks.items()}


def _name(mount: Mount) -> str:
    """Parts of a volume are disks of their own: what one writes is not seen where the whole volume is mounted."""
    if not mount.sub_path:
        return mount.volume
    return f"{mount.volume.rstrip('/')}/{mount.sub_path}"


def _on_node(mount: Mount) -> str:
    return posixpath.join(mount.host_path, mount.sub_path) if mount.sub_path else mount.host_path


def empty() -> Disk:
    """A disk with nothing on it."""
    disk = Disk()
    for entry in disk.read_dir("/"):
        disk.remove(f"/{entry['name']}", recursive=True)
    return disk


def walk(disk: Disk, folder: str = "/") -> Iterator[tuple[str, Any]]:
    """Everything on a disk, parents first."""
    for entry in disk.read_dir(folder):
        path = posixpath.join(folder, entry["name"])
        yield path, entry["metadata"]
        if entry["metadata"]["file_type"] == "directory":
            yield from walk(disk, path)


def packed(disk: Disk) -> dict[str, Any]:
    """A disk as JSON data."""
    files: dict[str, Any] = {}
    for path, found in walk(disk):
        kind = found["file_type"]
        data = disk.read_file(path) if kind == "file" else disk.read_link(path).encode() if kind == "symlink" else b""
        files[path] = [kind, found["mode"], base64.b64encode(zlib.compress(data)).decode()]
    return files


def unpacked(files: dict[str, Any]) -> Disk:
    """The disk that `packed` saw."""
    disk = empty()
    for path, (kind, mode, text) in files.items():
        data = zlib.decompress(base64.b64decode(text))
        if kind == "directory":
            disk.mkdir(path, recursive=True)
        elif kind == "symlink":
            disk.symlink(data.decode(), path)
        else:
            disk.write_file(path, data)
        if kind != "symlink":
            disk.chmod(path, mode)
    return disk
