"""Files that are made when somebody looks: logs that another part of the machine keeps."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from bashkit import FileSystem

from app.host.disk import READ_ONLY, ROOT
from app.host.exported import as_file_system


@dataclass(frozen=True)
class Served:
    """A file (`read` makes its bytes), a directory, or a link to `target`; `modified` is the lab's time."""

    read: Callable[[], bytes] = bytes
    target: str = ""
    modified: float = 0.0
    kind: str = "file"
    mode: int = 0o640
    owner: tuple[int, int] = ROOT

    def metadata(self) -> dict[str, Any]:
        """What `stat` says."""
        kind, mode, size = ("symlink", 0o777, len(self.target)) if self.target else (self.kind, self.mode, 0)
        return _metadata(kind, mode, len(self.read()) if kind == "file" else size, self.modified)


class ServedTree:
    """See app.host.disk.Tree. `entries` tells what is there now: path -> file; directories follow from the paths."""

    def __init__(self, entries: Callable[[], Mapping[str, Served]]) -> None:
        self._entries = entries

    @cached_property
    def system(self) -> FileSystem:
        """The same for an interpreter."""
        return as_file_system(self)

    def _find(self, path: str) -> Served:
        found = self._entries().get(path)
        if found is None or found.kind == "directory":
            raise RuntimeError("is a directory" if self.exists(path) else "file not found")
        return found

    def read_file(self, path: str) -> bytes:
        """A file's bytes; a link has none, whoever asks follows it."""
        found = self._find(path)
        if found.target:
            raise RuntimeError("file not found")
        return found.read()

    def stat(self, path: str) -> dict[str, Any]:
        """What is there."""
        entries = self._entries()
        if (found := entries.get(path)) is not None:
            return found.metadata()
        below = [one.modified for at, one in entries.items() if at.startswith(path.rstrip("/") + "/")]
        if not below and path != "/":
            raise RuntimeError("file not found")
        return _metadata("directory", 0o755, 0, max(below, default=0.0))

    def read_dir(self, path: str) -> list[dict[str, Any]]:
        """The entries of a directory."""
        start = path.rstrip("/") + "/"
        names = {at[len(start) :].partition("/")[0] for at in self._entries() if at.startswith(start) and at != "/"}
        return [{"name": name, "metadata": self.stat(posixpath.join(path, name))} for name in sorted(names)]

    def exists(self, path: str) -> bool:
        """Whether something is there."""
        return path == "/" or any(at == path or at.startswith(f"{path}/") for at in self._entries())

    def read_link(self, path: str) -> str:
        """Where a symbolic link points."""
        return self._find(path).target

    def owner(self, path: str) -> tuple[int, int]:
        """User and group."""
        found = self._entries().get(path)
        return found.owner if found is not None else ROOT

    def write_file(self, path: str, content: bytes) -> None:
        """Refused."""
        _refuse()

    def append_file(self, path: str, content: bytes) -> None:
        """Refused."""
        _refuse()

    def mkdir(self, path: str, recursive: bool = False) -> None:
        """Refused, unless it is there."""
        if not (recursive and self.exists(path)):
            _refuse()

    def remove(self, path: str, recursive: bool = False) -> None:
        """Refused."""
        _refuse()

    def rename(self, from_path: str, to_path: str) -> None:
        """Refused."""
        _refuse()

    def copy(self, from_path: str, to_path: str) -> None:
        """Refused."""
        _refuse()

    def symlink(self, target: str, link: str) -> None:
        """Refused."""
        _refuse()

    def chmod(self, path: str, mode: int) -> None:
        """Refused."""
        _refuse()

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Refused."""
        _refuse()

    def date(self, path: str, when: float) -> None:
        """Refused."""
        _refuse()

    def extend(self, path: str, size: int, allocated: int) -> None:
        """Refused."""
        _refuse()


def _metadata(kind: str, mode: int, size: int, modified: float) -> dict[str, Any]:
    return {"file_type": kind, "size": size, "mode": mode, "modified": modified, "created": modified, "lab": modified}


def _refuse() -> NoReturn:
    raise RuntimeError(READ_ONLY)
