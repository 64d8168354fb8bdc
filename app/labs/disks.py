"""Volumes: one disk each, seen by every container (and node) that has it as far as its user may."""

from __future__ import annotations

import base64
import posixpath
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from app.cluster.node.runtime import Content, Mount, bytes_of
from app.host.disk import Disk, Tree, User, View
from app.host.host import Host
from app.host.space import Space, written
from app.labs.written import LATEST, content_tree, image_tree, part_of

KEPT = 900.0  # seconds for which an emptyDir outlives its last container: longer than a restart's back-off
SET_GROUP, SHARED, ENTER = 0o2000, 0o660, 0o110


class Disks:
    """The disks of a lab by name. `node_host(node)` is the machine that is a node, when there is one."""

    def __init__(self, now: Callable[[], float], kept: dict[str, Any] | None = None) -> None:
        self._now = now
        self.node_host: Callable[[str], Host | None] = lambda node: None
        self.node_made: Callable[[str], Host | None] = lambda node: None  # the same, without making it
        self.space: Callable[[str], Space] = lambda node: Space()  # of a node's root file system
        self.grown: Callable[[str], None] = lambda node: None  # told when much was written on a node
        self._disks: dict[str, Disk] = {name: unpacked(files) for name, files in (kept or {}).items()}
        self._contents: dict[str, Content] = {}  # what the kubelet wrote last, by volume
        self._used: dict[str, float] = {}
        self.files_of_image: Callable[[str], Mapping[str, bytes]] = lambda name: {}

    # -- for containers

    def view(self, mount: Mount, user: User) -> Tree:
        """What a container has mounted."""
        tree, folder = self._place(mount)
        plain = not user.uid and not folder and not mount.read_only and mount.group is None
        return tree if plain else View(tree, folder, user=user, read_only=mount.read_only)

    def _place(self, mount: Mount) -> tuple[Tree, str]:
        """The disk of a mount, made when it is first needed, and the folder (or file) of it that is mounted."""
        if mount.content is not None and mount.sub_path:
            return content_tree(lambda content=mount.content: content), part_of(mount.content, mount.sub_path)  # type: ignore[misc]
        if mount.content is not None:
            self._contents.setdefault(mount.volume, mount.content)
            return content_tree(lambda: self._contents[mount.volume]), ""
        if mount.image:
            return image_tree(mount.image, self.files_of_image), f"/{mount.sub_path}" if mount.sub_path else ""
        if mount.host_path:
            tree, folder = self._of_node(mount)
        else:
            tree, folder = self._disk(mount), "/"
        if mount.sub_path:
            folder = _make_part(tree, folder, mount)
        return tree, "" if folder == "/" else folder

    def _of_node(self, mount: Mount) -> tuple[Tree, str]:
        """A node's files and the directory that is mounted; a lab that is being woken has no nodes yet."""
        if (host := self._host(mount)) is None:
            return cast(Tree, _Later(lambda: self._host(mount), mount.host_path)), mount.host_path
        folder = host.files.real(mount.host_path)
        if not host.files.exists(folder):
            host.files.make_directory(folder)  # as the container runtime does
        return host.files.mounts, folder

    def _disk(self, mount: Mount) -> Disk:
        self._used[mount.volume] = self._now()
        if mount.volume not in self._disks:
            self._forget_old()
            disk = self._disks[mount.volume] = empty()
            disk.chmod("/", mount.mode)
        disk = self._disks[mount.volume]
        if mount.group is not None:
            give(disk, mount.group)
        return disk

    def read(self, mount: Mount, path: str) -> bytes | None:
        """A file by its path in the mount, without making a disk."""
        if mount.content is not None:
            content = mount.content if mount.sub_path else self._contents.get(mount.volume, mount.content)
            inside = posixpath.join(mount.sub_path, path.lstrip("/")).rstrip("/").removeprefix(f"{LATEST}/")
            found = content.files.get(inside)
            return bytes_of(found[0]) if found is not None else None
        if mount.image:
            return self.files_of_image(mount.image).get(posixpath.join("/", mount.sub_path) + path)
        if mount.host_path and (host := self._host(mount)) is not None:
            try:
                return host.files.read_file(posixpath.join(mount.host_path, mount.sub_path) + path)
            except OSError:
                return None
        disk = self._disks.get(mount.volume)
        try:
            return disk.read_file(f"/{mount.sub_path}{path}" if mount.sub_path else path) if disk is not None else None
        except RuntimeError:
            return None

    # -- for kubelets

    def rewrite(self, volume: str, content: Content) -> None:
        """The kubelet has written a volume anew. Follows pkg/volume/util/atomic_writer.go: Write."""
        self._contents[volume] = content

    def node_path(self, node: str, path: str, create: str = "") -> str | None:
        """See app.cluster.node.runtime.ContainerRuntime."""
        if (host := self.node_host(node)) is None:
            return None
        found = host.files.kind_of(path)
        if not found and create.endswith("directory"):
            host.files.make_directory(path)
            if create != "directory":
                host.files.chmod(path, mode=0o777)
            return "directory"
        if not found and create == "file" and host.files.kind_of(posixpath.dirname(path)) == "directory":
            host.write_file(path, b"")
            return "file"
        return found

    def node_written(self, node: str) -> int:
        """See app.cluster.node.runtime.ContainerRuntime."""
        host = self.node_made(node)
        return written(host) if host is not None else 0

    def empty_path(self, node: str, path: str, *, remove: bool) -> None:
        """See app.cluster.node.runtime.ContainerRuntime."""
        host = self.node_host(node)
        if host is None or host.files.kind_of(path) != "directory":
            return
        for name in host.files.list_directory(path):
            host.files.remove(posixpath.join(path, name), recursive=True)
        if remove:
            host.files.remove(path)

    def mount_on(self, host: Host, node: str) -> None:
        """Give a node that is made late what containers have written to its directories before."""
        for name, disk in sorted(self._disks.items()):
            kind, _, rest = name.partition(" ")
            owner, _, path = rest.partition(" ")
            if kind == "node" and owner == node and path != "/":
                host.mount(path, disk)

    def _host(self, mount: Mount) -> Host | None:
        kind, _, rest = mount.volume.partition(" ")
        return self.node_host(rest.partition(" ")[0]) if kind == "node" else None

    # -- what is kept

    def _forget_old(self) -> None:
        """Drop emptyDirs that nobody has used for long."""
        before = self._now() - KEPT
        for name in [name for name, used in self._used.items() if name.startswith("pod ") and used < before]:
            self._disks.pop(name, None)
            del self._used[name]

    def size(self, volume: str) -> int:
        """Bytes of all files of a volume."""
        disk = self._disks.get(volume)
        return _size(disk, "/") if disk is not None else 0

    def file(self, volume: str, path: str) -> bytes | None:
        """A file of a volume."""
        disk = self._disks.get(volume)
        try:
            return disk.read_file(posixpath.normpath(f"/{path}")) if disk is not None else None
        except RuntimeError:
            return None

    def still_used(self, mounts: tuple[Mount, ...]) -> None:
        """A container with these mounts runs or has just ended."""
        for mount in mounts:
            if mount.volume in self._used:
                self._used[mount.volume] = self._now()

    def snapshot(self) -> dict[str, Any]:
        """Every disk's files, as JSON data; what kubelets write they write again."""
        return {name: packed(disk) for name, disk in self._disks.items()}


class _Later:
    """A node's files, from when the node is there; before that an empty directory."""

    def __init__(self, find: Callable[[], Host | None], folder: str) -> None:
        self._find = find
        self._before = empty()
        self._before.mkdir(folder, recursive=True)

    def __getattr__(self, name: str) -> Any:
        host = self._find()
        return getattr(self._before if host is None else host.files.mounts, name)


class Volumes:
    """The part of app.cluster.node.runtime.ContainerRuntime that is about volumes and nodes' files."""

    disks: Disks

    def volume_size(self, volume: str) -> int:
        """Bytes that have been written into a volume."""
        return self.disks.size(volume)

    def node_written(self, node: str) -> int:
        """Bytes that were written to a node's own files."""
        return self.disks.node_written(node)

    def volume_file(self, volume: str, path: str) -> bytes | None:
        """A file that somebody has written into a volume."""
        return self.disks.file(volume, path)

    def rewrite(self, volume: str, content: Content) -> None:
        """A kubelet has written a volume anew."""
        self.disks.rewrite(volume, content)

    def node_path(self, node: str, path: str, create: str = "") -> str | None:
        """What a node has at a path."""
        return self.disks.node_path(node, path, create)

    def empty_path(self, node: str, path: str, *, remove: bool) -> None:
        """Delete what is in a node's directory."""
        self.disks.empty_path(node, path, remove=remove)


def _make_part(tree: Tree, folder: str, mount: Mount) -> str:
    """The part of a volume, made as a directory when nothing is there."""
    at = posixpath.join(folder, mount.sub_path)
    if not tree.exists(at):
        mode, made = tree.stat(folder)["mode"], folder
        for name in mount.sub_path.split("/"):
            made = posixpath.join(made, name)
            if not tree.exists(made):
                tree.mkdir(made)
                tree.chmod(made, mode)
                if mount.group is not None:
                    tree.chown(made, 0, mount.group)
    return at


def give(disk: Disk, group: int) -> None:
    """Give a volume to a group. Follows pkg/volume/volume_linux.go: SetVolumeOwnership."""
    everything = [("/", disk.stat("/")), *walk(disk)]
    if disk.owner("/")[1] == group and everything[0][1]["mode"] & SET_GROUP:
        return
    for path, found in everything:
        disk.chown(path, disk.owner(path)[0], group)
        if found["file_type"] != "symlink":
            more = SET_GROUP | ENTER if found["file_type"] == "directory" else 0
            disk.chmod(path, found["mode"] | SHARED | more)


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
    for path, found in (("/", disk.stat("/")), *walk(disk)):
        kind = found["file_type"]
        data = disk.read_file(path) if kind == "file" else disk.read_link(path).encode() if kind == "symlink" else b""
        files[path] = [kind, found["mode"], base64.b64encode(zlib.compress(data)).decode(), *disk.owner(path)]
        if "allocated" in found:
            files[path] += [found["size"], found["allocated"]]
    return files


def unpacked(files: dict[str, Any]) -> Disk:
    """The disk that `packed` saw."""
    disk = empty()
    for path, (kind, mode, text, *more) in files.items():
        data = zlib.decompress(base64.b64decode(text))
        if kind == "directory":
            disk.mkdir(path, recursive=True)
        elif kind == "symlink":
            disk.symlink(data.decode(), path)
        else:
            disk.write_file(path, data)
        if kind != "symlink":
            disk.chmod(path, mode)
        if more:
            disk.chown(path, *more[:2])
        if more[2:]:
            disk.extend(path, *more[2:])
    return disk


def _size(tree: Tree, path: str) -> int:
    total = 0
    for entry in tree.read_dir(path):
        found = entry["metadata"]
        inside = posixpath.join(path, entry["name"])
        size = int(found.get("allocated", found["size"]))
        total += _size(tree, inside) if found["file_type"] == "directory" else size
    return total
