"""Where a kustomization reads: its directory, nothing outside of it, and the directories of its bases.

Follows sigs.k8s.io/kustomize api/internal/loader: fileloader.go, loadrestrictions.go.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from app.kubectl.call import Call
from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.schemas import Schemas

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


@dataclass
class World:
    """What all directories of one build share; `warnings` are told at the end; `traced`: origins are noted."""

    call: Call
    unrestricted: bool = False
    warnings: list[str] = field(default_factory=list)
    traced: bool = False
    schemas: Schemas = field(default_factory=Schemas)


@dataclass(frozen=True)
class Root:
    """One directory with a kustomization. `path` is absolute, `above` are those that led here."""

    world: World
    path: str
    above: tuple[str, ...] = ()

    def absolute(self, path: str) -> str:
        """A path as seen from here."""
        return posixpath.normpath(posixpath.join(self.path, path))

    def from_top(self, path: str) -> str:
        """A path as seen from where the build started."""
        return posixpath.relpath(self.absolute(path), self.above[0] if self.above else self.path)

    def read(self, path: str) -> bytes:
        """A file in or below this directory; KustomizeError for any other."""
        full = self.absolute(path)
        kind = self.world.call.machine.kind_of(full)
        if not kind:
            raise KustomizeError(_nothing(full, full))
        if kind == "directory":
            raise KustomizeError(f"'{full}' must resolve to a file")
        if not self.world.unrestricted and not _inside(full, self.path):
            raise KustomizeError(f"security; file '{full}' is not in or below '{self.path}'")
        return self.world.call.machine.read_file(full)

    def enter(self, path: str) -> Root:
        """The directory of a base or component; KustomizeError when there is none or it leads back here."""
        if not path:
            raise KustomizeError("unable to load root with empty path")
        if is_repository(path):
            raise KustomizeError("no 'git' program on path: exec: \"git\": executable file not found in $PATH")
        if path.startswith("/"):
            raise KustomizeError(f"new root '{path}' cannot be absolute")
        full = self.absolute(path)
        _require_directory(self.world.call, full, full)
        for visited in (*self.above, self.path):
            if _inside(visited, full):
                raise KustomizeError(f"cycle detected: candidate root '{full}' contains visited root '{visited}'")
        return Root(self.world, full, (*self.above, self.path))

    def kustomization(self) -> bytes:
        """What the kustomization file holds; KustomizeError unless there is exactly one."""
        return self.world.call.machine.read_file(posixpath.join(self.path, self.kustomization_name()))

    def kustomization_name(self) -> str:
        """What the kustomization file is called; KustomizeError unless there is exactly one."""
        machine = self.world.call.machine
        found = [name for name in NAMES if machine.kind_of(posixpath.join(self.path, name)) == "file"]
        if not found:
            names = f"'{NAMES[0]}', '{NAMES[1]}' or '{NAMES[2]}'"
            raise KustomizeError(f"unable to find one of {names} in directory '{self.path}'")
        if len(found) > 1:
            raise KustomizeError(f"Found multiple kustomization files under: {self.path}\n")
        return found[0]


def open_directory(call: Call, directory: str, warnings: list[str], *, unrestricted: bool = False) -> Root:
    """The directory that a build starts in; `warnings` takes what is to be told."""
    if is_repository(directory):
        raise KustomizeError("no 'git' program on path: exec: \"git\": executable file not found in $PATH")
    full = posixpath.normpath(posixpath.join(call.machine.cwd, directory))
    _require_directory(call, directory, full)
    return Root(World(call, unrestricted, warnings), full)


def is_repository(path: str) -> bool:
    """Whether a path means a git repository."""
    starts = ("git@", "git::", "ssh://", "https://", "http://", "github.com/", "git.com/")
    return path.startswith(starts) or ".git/" in path or path.endswith(".git")


def _require_directory(call: Call, given: str, full: str) -> None:
    kind = call.machine.kind_of(full)
    if not kind:
        raise KustomizeError(f"must build at directory: not a valid directory: {_nothing(given, full)}")
    if kind != "directory":
        raise KustomizeError(f"must build at directory: '{given}': file is not directory")


def _nothing(given: str, full: str) -> str:
    return f"evalsymlink failure on '{given}' : lstat {full}: no such file or directory"


def _inside(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip("/") + "/")
