"""Files that are larger than what is stored of them: learners fill disks, and a lab has no gigabytes to give.

`dd`, `fallocate` and `truncate` store the beginning of a file and only say how long it is. Whoever asks for its size is
told; whoever reads it gets the beginning.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from bashkit import FileSystem

WHOLE = 8 << 20  # bytes up to which files are stored as a whole
STORED = 64 << 10  # of longer ones


@dataclass(frozen=True)
class Extent:
    """Bytes that a file has, and that it takes on its disk. `stamp` tells whether it was written anew since."""

    size: int
    allocated: int
    stamp: tuple[float, int]


def stored(size: int) -> int:
    """Bytes that are really there of a file of this many."""
    return size if size <= WHOLE else STORED


class Extents:
    """Those of one disk, by path."""

    def __init__(self, system: FileSystem) -> None:
        self._system = system
        self._found: dict[str, Extent] = {}

    def set(self, path: str, size: int, allocated: int) -> None:
        """Say how large the file is that was written just now."""
        self._found[path] = Extent(size, allocated, _stamp(self._system.stat(path)))

    def apply(self, path: str, found: dict[str, Any]) -> None:
        """Put it into what the disk says of a file."""
        extent = self._found.get(path)
        if extent is None:
            return
        if extent.stamp != _stamp(found):
            del self._found[path]
            return
        found.update(size=extent.size, allocated=extent.allocated)

    def follow(self, source: str, target: str) -> None:
        """Something was moved."""
        for path in [path for path in self._found if path == source or path.startswith(f"{source}/")]:
            self._found[target + path[len(source) :]] = self._found.pop(path)

    def all(self, folder: str = "/") -> dict[str, Extent]:
        """Those that still hold, by path, of everything in a folder."""
        start = folder.rstrip("/") + "/"
        for path in list(self._found):
            if not self._system.exists(path):
                del self._found[path]
            else:
                self.apply(path, self._system.stat(path))
        return {path: one for path, one in self._found.items() if f"{path}/".startswith(start)}

    def __bool__(self) -> bool:
        return bool(self._found)

    def snapshot(self) -> dict[str, list[int]]:
        """Sizes and allocated bytes by path, as JSON data."""
        return {path: [one.size, one.allocated] for path, one in sorted(self.all().items())}

    def restore(self, state: dict[str, list[int]]) -> None:
        """Go on from a snapshot: the files are there again."""
        for path, (size, allocated) in state.items():
            self.set(posixpath.normpath(path), size, allocated)


def _stamp(found: dict[str, Any]) -> tuple[float, int]:
    return float(found["modified"]), int(found["size"])
