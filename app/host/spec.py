"""How a machine is set up, and what it tells of its programs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.host.systems import System
from app.sim.machine import memory_total


@dataclass(frozen=True)
class Failure:
    """A service that ends as soon as it is started: status (`1/FAILURE`), time and process of the last try."""

    status: str
    since: float
    pid: int


@dataclass(frozen=True)
class HostSpec:
    """How a machine is set up. `style` is `modern` (Ubuntu 24.04) or `2018`; `commands` limits the programs it has.

    With a `system` it is a container of that base system: its processes and programs only.
    """

    name: str = "controlplane"
    style: str = "modern"
    kubectl_release: str = "1.37"
    commands: Collection[str] | None = None
    user: str = "root"
    home: str = "/root"
    hosts: str = ""  # further lines of /etc/hosts
    system: System | None = None
    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = ()  # supplementary ones
    cores: int = 1
    memory: int = 3840  # MiB that are fitted
    container: str = ""  # its name, when it is one

    @property
    def memory_total(self) -> int:
        """KiB that its kernel has: MemTotal."""
        return memory_total(self.memory << 10)


@dataclass(frozen=True)
class Finished:
    """A program that ended: what checks look at."""

    terminal: str
    argv: tuple[str, ...]
    text: str  # the line it stood in
    exit: int
    output: bytes  # the head of its standard output
    background: bool
    cwd: str = ""


@dataclass(frozen=True)
class Program:
    """A program that runs."""

    pid: int
    argv: tuple[str, ...]
    terminal: str
    background: bool
    started: float


@dataclass(frozen=True)
class Ran:
    """What a script did."""

    exit: int
    stdout: bytes
    stderr: bytes
