"""/proc as a disk: what is made when somebody looks, over files that keep what was written, those of /proc/sys.

/proc/self is whoever looks. One of our commands is known; where bashkit's own program looks, it is the shell.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from app.host.disk import Tree
from app.host.proc.machine_files import machine_files
from app.host.proc.process_files import process_files
from app.host.processes import Process
from app.host.served import Served, ServedTree

if TYPE_CHECKING:
    from app.host.host import Host

POINT = "/proc"
LINKS = {"mounts": "self/mounts", "thread-self": "self"}
STAMP = ".now"  # a file of the disk below that nobody is to see
DENIED = "Permission denied"
READER: ContextVar[int] = ContextVar("reader", default=0)  # the process of ours that looks


def enter(process: Process, env: Mapping[str, str], cwd: str) -> None:
    """A command of ours begins: what it opens below /proc/self is its own."""
    process.enter(env, cwd)
    READER.set(process.pid)


class ProcTree(ServedTree):
    """See app.host.disk.Tree. `kept` is the disk below, whose files are reached by their whole paths."""

    def __init__(self, host: Host, kept: Tree) -> None:
        super().__init__(dict)
        self.host, self.kept = host, kept

    def _served(self, path: str) -> Mapping[str, Served]:
        """What is made for a path: the files of the process that it names, or those of the machine."""
        host, first = self.host, path.lstrip("/").partition("/")[0]
        if first.isdigit():
            process = host.processes.get(int(first))
            files = process_files(host, process) if process is not None else {}
            return {f"/{first}/{name}": one for name, one in files.items()}
        now = host.clock.now
        found = {f"/{name}": Served(lambda text=text: text().encode(), modified=now, mode=0o444)  # type: ignore[misc]
                 for name, text in machine_files(host).items()}  # fmt: skip
        links = {**LINKS, "self": str(self._reader())}
        found |= {f"/{name}": Served(target=target, modified=now) for name, target in links.items()}
        if path == "/":
            found |= {f"/{one.pid}": Served(kind="directory", mode=0o555, modified=one.started)
                      for one in host.processes.all()}  # fmt: skip
        return found

    def _reader(self) -> int:
        if (known := READER.get()) and self.host.processes.get(known) is not None:
            return known
        return max((one.pid for one in self.host.processes.own() if one.signal is not None), default=1)

    def _tree(self, path: str) -> ServedTree:
        return ServedTree(lambda: self._served(path))

    def read_file(self, path: str) -> bytes:
        """A file's bytes."""
        made = self._tree(path)
        return made.read_file(path) if made.exists(path) else self.kept.read_file(POINT + path)

    def stat(self, path: str) -> dict[str, Any]:
        """What is there; files have no size until they are read."""
        made = self._tree(path)
        if not made.exists(path):
            return self.kept.stat(POINT + path)
        found = made.stat(path)
        return found if found["file_type"] == "symlink" else {**found, "size": 0}

    def read_dir(self, path: str) -> list[dict[str, Any]]:
        """The entries of a directory."""
        made = self._tree(path).read_dir(path)
        if not self.kept.exists(POINT + path.rstrip("/")):
            return made
        names = {one["name"] for one in made}
        return [*made, *(one for one in self.kept.read_dir(POINT + path.rstrip("/"))
                         if one["name"] not in names and one["name"] != STAMP)]  # fmt: skip

    def exists(self, path: str) -> bool:
        """Whether something is there."""
        return self._tree(path).exists(path) or self.kept.exists(POINT + path)

    def read_link(self, path: str) -> str:
        """Where a symbolic link points."""
        return self._tree(path).read_link(path)

    def owner(self, path: str) -> tuple[int, int]:
        """User and group."""
        return (0, 0)

    def write_file(self, path: str, content: bytes) -> None:
        """Change a setting of the kernel's; everything else is not to be written."""
        if not path.startswith("/sys/") or not self.kept.exists(POINT + path.rpartition("/")[0]):
            raise RuntimeError(DENIED if self.exists(path) else "file not found")
        self.kept.write_file(POINT + path, content)

    def append_file(self, path: str, content: bytes) -> None:
        """To the kernel it is the same."""
        self.write_file(path, content)

    def mkdir(self, path: str, recursive: bool = False) -> None:
        """Have a directory of settings."""
        self.kept.mkdir(POINT + path, recursive=recursive)

    def chmod(self, path: str, mode: int) -> None:
        """Nothing to be changed: a setting's mode is the kernel's."""

    def date(self, path: str, when: float) -> None:
        """A setting has the time at which somebody looks."""
