"""The files of a machine as its user sees them in an editor: listed, read, written, moved. No shell is involved."""

from __future__ import annotations

import errno
import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from app.host.files import normal
from app.host.host import Host
from app.labs.editing.model import FileEntry, FileKind, FileProblem, FileVersion, Listing, OpenedFile
from app.labs.views import RefusedError
from app.sim.limits import LIMITS

ENTRIES = 500  # of a folder that are shown
FIXED = ("/proc", "/sys", "/dev")  # made by the kernel: to be read
_HIDDEN = {"/proc": {".now"}}
_PROBLEMS: dict[int, FileProblem] = {
    errno.ENOENT: "not-found", errno.ENOTDIR: "no-folder", errno.EISDIR: "folder", errno.EEXIST: "exists",
    errno.EACCES: "denied", errno.EPERM: "denied", errno.EROFS: "read-only", errno.ENOTEMPTY: "not-empty",
    errno.EFBIG: "too-large", errno.ENOSPC: "full", errno.EBUSY: "busy", errno.ENAMETOOLONG: "name",
}  # fmt: skip
_KINDS: dict[str, FileKind] = {"file": "file", "directory": "directory"}
_ANY_WRITE = 0o222
_NAME_BYTES = 255


def refused(problem: FileProblem) -> RefusedError:
    """What an editor is told when something cannot be done with a file."""
    return RefusedError("file", problem)


class EditedFiles:
    """One machine's. Paths may be relative to `cwd()`, and begin with `~`. Every method may raise RefusedError."""

    def __init__(self, host: Host, cwd: Callable[[], str], changed: Callable[[str], None]) -> None:
        self._host, self._cwd, self._changed = host, cwd, changed

    # -- looking

    def path(self, text: str) -> str:
        """The absolute path that is meant."""
        home = self._host.spec.home
        if text == "~" or text.startswith("~/"):
            text = home + text[1:]
        return normal(posixpath.join(self._cwd(), text))

    def list(self, text: str) -> Listing:
        """A folder's entries."""
        path, spec = self.path(text), self._host.spec
        with _told():
            entries = self._host.files.mounts.read_dir(self._folder(path))
        shown = sorted(self._entries(path, entries), key=lambda one: (one.kind != "directory", one.name))
        return Listing(path, tuple(shown[:ENTRIES]), len(shown) > ENTRIES, spec.name, spec.user, spec.home)

    def read(self, text: str) -> OpenedFile:
        """A file's text. Not one that is too large for an editor, or holds no text."""
        path = self.path(text)
        with _told():
            stat = self._host.files.stat(path)
            if stat.kind != "file":
                raise refused("folder" if stat.kind == "directory" else "other")
            if stat.size > LIMITS.edited_bytes:
                raise refused("too-large")
            data = self._host.files.read_file(path)
        writable = bool(stat.mode & _ANY_WRITE) and not _fixed(path)
        return OpenedFile(path, _text(data), version_of(data), writable, stat.mode & 0o7777)

    def version(self, path: str) -> str:
        """The name of what a file holds; empty when there is none."""
        try:
            return version_of(self._host.files.read_file(path))
        except OSError:
            return ""

    def stamp(self, path: str) -> tuple[int, float] | None:
        """What is another one once a file has been written; None when there is none."""
        try:
            found = self._host.files.mounts.stat(self._host.files.real(path))
        except (OSError, RuntimeError):
            return None
        return int(found["size"]), float(found["modified"])

    def names(self, path: str) -> tuple[tuple[str, str], ...] | None:
        """What tells a folder's entries from others; None when there is none."""
        try:
            entries = self._host.files.mounts.read_dir(self._host.files.real(path))
        except (OSError, RuntimeError):
            return None
        return tuple(sorted((str(one["name"]), str(one["metadata"]["file_type"])) for one in entries))

    # -- changing

    def write(self, text: str, content: str, before: str | None, *, parents: bool = False) -> FileVersion:
        """Keep a text. `before` is the version that it replaces, empty for a new file; None: whatever is there.

        With `parents` folders that are missing are made.
        """
        path, files = self.path(text), self._host.files
        self._free(path)
        data = content.encode()
        if len(data) > LIMITS.edited_bytes:
            raise refused("too-large")
        with _told():
            if files.kind_of(path) == "directory":
                raise refused("folder")
            there = self.version(path)
            if before is not None and there != before:
                raise refused("exists" if not before else "changed")
            if parents:
                files.make_directory(posixpath.dirname(path))
            files.mark()
            self._replace(path, data)
        self._changed(path)
        return FileVersion(path, version_of(data))

    def make_folder(self, text: str) -> str:
        """A new folder; its path."""
        path = self.path(text)
        self._free(path)
        if self._there(path):
            raise refused("exists")
        with _told():
            self._host.files.mark()
            self._host.files.make_directory(path, parents=False)
        self._changed(path)
        return path

    def rename(self, text: str, to: str) -> str:
        """Another name or place; nothing that is there is replaced. The new path."""
        path, target = self.path(text), self.path(to)
        self._free(path)
        self._free(target)
        if not self._there(path):
            raise refused("not-found")
        if self._there(target):
            raise refused("exists")
        if target.startswith(f"{path}/"):
            raise refused("name")
        if self._host.files.kind_of(posixpath.dirname(target)) != "directory":
            raise refused("no-folder")
        with _told():
            self._host.files.rename(path, target)
        self._changed(f"{path} → {target}")
        return target

    def remove(self, text: str) -> str:
        """Away with a file, or a folder and all that is in it. The path."""
        path = self.path(text)
        self._free(path)
        if path in (self._host.spec.home, "/etc", "/usr", "/bin", "/lib", "/sbin", "/var"):
            raise refused("busy")
        with _told():
            self._host.files.remove(path, recursive=True)
        self._changed(f"{path} ×")
        return path

    # -- inside

    def _replace(self, path: str, data: bytes) -> None:
        """Write a file; one that is there keeps its owner and its permission bits."""
        files = self._host.files
        if files.kind_of(path) != "file":
            files.write_file(path, data)
            return
        mode, owner = files.stat(path).mode, files.owner(path)
        files.write_file(path, data, mode=mode)
        if files.owner(path) != owner:
            files.chown(path, *owner)

    def _there(self, path: str) -> bool:
        try:
            self._host.files.stat(path, follow=False)
        except OSError:
            return False
        return True

    def _folder(self, path: str) -> str:
        kind = self._host.files.stat(path).kind
        if kind != "directory":
            raise refused("no-folder")
        return self._host.files.real(path)

    def _entries(self, folder: str, entries: Iterable[dict[str, Any]]) -> Iterator[FileEntry]:
        hidden = _HIDDEN.get(folder, set())
        for one in entries:
            name, found = str(one["name"]), one["metadata"]
            if name in hidden:
                continue
            link = found["file_type"] == "symlink"
            said = self._host.files.kind_of(posixpath.join(folder, name)) if link else found["file_type"]
            yield FileEntry(name, _KINDS.get(said, "other"), int(found["size"]), link)

    @staticmethod
    def _free(path: str) -> None:
        """Refuse what nobody may change, and names that are none."""
        if path == "/" or _fixed(path):
            raise refused("read-only")
        if any(len(part.encode()) > _NAME_BYTES for part in path.split("/")) or "\0" in path:
            raise refused("name")


def version_of(data: bytes) -> str:
    """A name for these contents."""
    return hashlib.sha256(data).hexdigest()[:16]


def _fixed(path: str) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in FIXED)


def _text(data: bytes) -> str:
    if b"\0" in data:
        raise refused("binary")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise refused("binary") from None


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the file system as the page is told of them."""
    try:
        yield
    except OSError as error:
        raise refused(_PROBLEMS.get(error.errno or 0, "other")) from error
    except RuntimeError as error:  # straight from the disk
        raise refused("denied" if "denied" in str(error).lower() else "other") from error
