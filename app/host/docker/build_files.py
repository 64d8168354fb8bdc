"""A build's stages and the files that COPY and ADD bring into them. Follows moby/buildkit solver/llbsolver/file."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from fnmatch import fnmatch

from app.host.docker.call import Call
from app.host.docker.dockerfile import DockerfileError, Instruction
from app.host.docker_engine import Data, EngineError, Wanted
from app.host.files import Files


class BuildError(Exception):
    """A build that fails: what stands behind `failed to solve: `, and the instruction; `output` of a RUN."""

    def __init__(self, text: str, at: Instruction | None = None, output: str = "") -> None:
        super().__init__(text)
        self.text, self.at, self.output = text, at, output


@dataclass
class Stage:
    """One FROM and what follows: the container in which it is built, and what its image will be."""

    name: str
    base: str
    container: str
    config: Data
    arguments: dict[str, str] = field(default_factory=dict)
    before: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    image: str = ""

    def variables(self) -> dict[str, str]:
        """What `$NAME` may be: arguments, and the environment over them."""
        own = dict(one.partition("=")[::2] for one in self.config["Env"] or ())
        return {**self.arguments, **own}


class Copying:
    """What is built: `stages`, and the directory (`context`) that files come from. `lost` is what could not be kept."""

    def __init__(self, call: Call, context: str) -> None:
        self.call, self.context, self.files = call, context, call.run.files
        self.stages: list[Stage] = []
        self.lost: list[str] = []
        self.extra: list[str] = []  # containers of images that are only copied from
        self._empty: dict[int, Files] = {}

    def inside(self, stage: Stage) -> Files:
        """A stage's files."""
        if not stage.container:
            return self._empty.setdefault(id(stage), Files(self.call.run.now))
        return self.call.engine.inside(stage.container).files

    def copy(self, stage: Stage, one: Instruction) -> None:
        """COPY and ADD."""
        if unknown := set(one.flags) - {"from", "chmod", "chown", "link"}:
            raise DockerfileError(f"unknown flag: --{sorted(unknown)[0]}", one.line)
        if "chown" in one.flags:
            self.lost.append(f"--chown={one.flags['chown']} is not kept (line {one.line})")
        *sources, target = one.words(stage.variables())
        if not sources:
            text = "requires at least two arguments, but only one was provided. Destination could not be determined"
            raise DockerfileError(f"dockerfile parse error on line {one.line}: {one.name} {text}", one.line)
        here, top = self._source(one)
        there = self.inside(stage)
        path = posixpath.join(stage.config["WorkingDir"] or "/", target)
        folder = target.endswith("/") or target in (".", "./") or len(sources) > 1 or there.kind_of(path) == "directory"
        mode = int(one.flags["chmod"], 8) if one.flags.get("chmod", "").isdigit() else None
        for source in sources:
            if "://" in source:
                raise BuildError(f"{one.name} of addresses is not simulated", one)
            for found in self._matching(here, top, source, one):
                base = posixpath.normpath(path)
                if here.kind_of(found) == "directory":
                    self._tree_to(here, found, there, base, mode)
                else:
                    name = posixpath.join(base, posixpath.basename(found)) if folder else base
                    self._file_to(here, found, there, name, mode)

    def _source(self, one: Instruction) -> tuple[Files, str]:
        """The files that are copied from, and the directory in which they are."""
        if "from" not in one.flags:
            return self.files, self.context
        name = one.flags["from"]
        stage = next((each for at, each in enumerate(self.stages[:-1]) if name in (each.name, str(at))), None)
        if stage is not None:
            return self.inside(stage), "/"
        engine = self.call.engine
        try:
            if engine.image(name) is None:
                engine.pull(name)
            self.extra.append(engine.create(Wanted(name, command=["build"]))["Id"])
        except EngineError as wrong:
            raise BuildError(f"{name}: {wrong.text}", one) from None
        return engine.inside(self.extra[-1]).files, "/"

    def _matching(self, here: Files, top: str, source: str, one: Instruction) -> list[str]:
        inner = posixpath.normpath("/" + source).lstrip("/")
        whole = posixpath.join(top, inner) if inner else top
        if any(sign in source for sign in "*?["):
            folder, pattern = posixpath.split(whole)
            names = here.list_directory(folder) if here.kind_of(folder) == "directory" else []
            found = [posixpath.join(folder, name) for name in names if fnmatch(name, pattern)]
        else:
            found = [whole] if here.exists(whole) else []
        if not found:
            raise BuildError('failed to compute cache key: failed to calculate checksum of ref '
                             f'{self.call.run.host.randomness.hex(25)}::{self.call.run.host.randomness.hex(25)}: '
                             f'"/{inner}": not found', one)  # fmt: skip
        return found

    def _ignored(self, here: Files, path: str) -> bool:
        if here is not self.files or not path.startswith(f"{self.context}/"):
            return False
        try:
            lines = here.read_file(f"{self.context}/.dockerignore").decode().splitlines()
        except OSError:
            return False
        inner, ignored = path[len(self.context) + 1 :], False
        for line in (one.strip() for one in lines if one.strip() and not one.startswith("#")):
            pattern = line.lstrip("!").strip("/").removeprefix("**/")
            if fnmatch(inner, pattern) or inner.startswith(f"{pattern}/"):
                ignored = not line.startswith("!")
        return ignored

    def _tree_to(self, here: Files, source: str, there: Files, target: str, mode: int | None) -> None:
        there.make_directory(target)
        for name in here.list_directory(source):
            one = posixpath.join(source, name)
            if self._ignored(here, one):
                continue
            if here.kind_of(one) == "directory":
                self._tree_to(here, one, there, posixpath.join(target, name), mode)
            else:
                self._file_to(here, one, there, posixpath.join(target, name), mode)

    def _file_to(self, here: Files, source: str, there: Files, target: str, mode: int | None) -> None:
        there.make_directory(posixpath.dirname(target))
        there.write_file(target, here.read_file(source))
        there.chmod(target, mode if mode is not None else here.stat(source).mode & 0o777)


def tree(files: Files, folder: str = "/") -> dict[str, tuple[bytes, int]]:
    """Every file and directory (those end in a slash) with its mode; what the kernel shows is left out."""
    found: dict[str, tuple[bytes, int]] = {}
    for name in files.list_directory(folder):
        path = posixpath.join(folder, name)
        if path in ("/proc", "/sys", "/dev", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/dev/termination-log"):
            continue
        if files.kind_of(path) == "directory":
            found[f"{path}/"] = (b"", files.stat(path).mode & 0o7777)
            found |= tree(files, path)
        else:
            try:
                found[path] = (files.read_file(path), files.stat(path).mode & 0o7777)
            except OSError:
                continue
    return found
