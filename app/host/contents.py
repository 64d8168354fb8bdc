"""What is on a machine's disk, kept up to date cheaply: a save looks again only at files that were written since."""

from __future__ import annotations

import base64
import posixpath
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.host.files import Files

VOLATILE = ("/proc", "/sys", "/dev")
KEPT_DISKS = 64  # fresh ones, to compare with


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, directory or symbolic link with its bytes or target. `stamp` tells a rewritten one by bashkit's clock."""

    kind: str
    mode: int
    data: bytes
    stamp: tuple[float, int]

    def same(self, other: Entry | None) -> bool:
        """Whether there is no difference that anybody could see but the time."""
        return other is not None and (self.kind, self.mode, self.data) == (other.kind, other.mode, other.data)

    def packed(self, modified: float) -> list[Any]:
        """As JSON data; `modified` is the lab's time."""
        return [self.kind, self.mode, base64.b64encode(zlib.compress(self.data)).decode(), modified]


_FRESH: dict[tuple[Any, ...], dict[str, Entry]] = {}


class Contents:
    """Everything on a disk that is worth keeping, by path."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.entries: dict[str, Entry] = {}
        self._packed: dict[str, tuple[Entry, list[Any]]] = {}

    def look(self, fresh: dict[str, Entry] | None = None) -> dict[str, Entry]:
        """The entries as they are now; those of a `fresh` disk lend their bytes to the ones that are the same."""
        known, twins = self.entries, fresh or {}
        self.entries = {
            path: self._entry(path, found, known.get(path), twins.get(path)) for path, found in self._walk("/")
        }
        return self.entries

    def changes(self, fresh: dict[str, Entry]) -> dict[str, Any]:
        """What differs from a fresh disk, as JSON data."""
        now = self.look(fresh)
        packed: dict[str, tuple[Entry, list[Any]]] = {}
        for path, entry in now.items():
            if not entry.same(fresh.get(path)):
                known = self._packed.get(path)
                modified = self._files.lab_time(entry.stamp[0])
                packed[path] = known if known is not None and known[0] is entry else (entry, entry.packed(modified))
        self._packed = packed
        disk = self._files.disk
        return {
            "owners": {path: disk.owner(path) for path in tuple(disk.owners) if path in now},
            "dates": {path: when for path, (stamp, when) in disk.dates.items()
                      if path in now and now[path].stamp[0] == stamp},
            "files": {path: data for path, (_, data) in packed.items()},
            "extents": disk.extents.snapshot(),
            "removed": sorted(path for path in fresh if path not in now),
        }  # fmt: skip

    def _walk(self, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for item in self._files.system.read_dir(folder):
            path = posixpath.join(folder, item["name"])
            if path in VOLATILE:
                continue
            found = item["metadata"]
            yield path, found
            if found["file_type"] == "directory":
                yield from self._walk(path)

    def _entry(self, path: str, found: dict[str, Any], known: Entry | None, twin: Entry | None) -> Entry:
        kind, mode, stamp = found["file_type"], found["mode"], (found["modified"], found["size"])
        if known is not None and (known.kind, known.mode, known.stamp) == (kind, mode, stamp):
            return known
        if kind == "symlink":
            data = self._files.system.read_link(path).encode()
        else:
            data = self._files.system.read_file(path) if kind == "file" else b""
        return Entry(kind, mode, twin.data if twin is not None and twin.data == data else data, stamp)


def kept(key: tuple[Any, ...], make: Callable[[], Files]) -> dict[str, Entry]:
    """What a fresh disk of a kind holds; it is made once for all machines of the kind."""
    if key not in _FRESH:
        if len(_FRESH) >= KEPT_DISKS:
            _FRESH.clear()
        _FRESH[key] = Contents(make()).look()
    return _FRESH[key]


def restore(files: Files, snapshot: dict[str, Any]) -> None:
    """Make a fresh disk what it was when `changes` were taken, with the files' times."""
    for path in sorted(snapshot["removed"], reverse=True):
        files.remove(path, recursive=True)
    entries = snapshot["files"]
    for path in sorted(entries):  # parents first
        kind, mode, _, _ = entries[path]
        if (there := _kind(files, path)) and there != kind:
            files.remove(path, recursive=True)
        if kind == "directory":
            files.make_directory(path)
            files.chmod(path, mode)
    for path in sorted(entries, key=lambda path: float(entries[path][3])):  # their times must grow
        kind, mode, packed, modified = entries[path]
        data = zlib.decompress(base64.b64decode(packed))
        if kind == "symlink":
            files.symlink(data.decode(), path)
        elif kind == "file":
            files.write_file(path, data, mode=mode)
        if kind != "directory":
            files.date(path, modified)
    for path, (uid, gid) in snapshot.get("owners", {}).items():
        files.disk.chown(path, uid, gid)
    for path, when in snapshot.get("dates", {}).items():
        files.disk.date(path, when)
    files.disk.extents.restore(snapshot.get("extents", {}))
    files.mark()


def _kind(files: Files, path: str) -> str:
    try:
        return files.stat(path, follow=False).kind
    except OSError:
        return ""
