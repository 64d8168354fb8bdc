"""Log lines as klog writes them: `I1123 06:16:18.203554   14444 round_trippers.go:632] ...`."""

from __future__ import annotations

from datetime import UTC, datetime
from fnmatch import fnmatchcase

from app.kubectl.machine import Machine


class Klog:
    """Standard error of one program, up to a verbosity."""

    def __init__(self, machine: Machine, verbosity: int = 0, modules: str = "") -> None:
        """`modules` is the value of `--vmodule`: `pattern=N` for source files, separated by commas."""
        self.machine, self.verbosity = machine, verbosity
        self.modules = [(name, int(level)) for name, _, level in (part.partition("=") for part in modules.split(","))
                        if level]  # fmt: skip

    def enabled(self, level: int, file: str) -> bool:
        """Whether lines of a level are wanted from a source file (`round_trippers.go`)."""
        if self.verbosity >= level:
            return True
        stem = file.partition(".")[0]
        found = next((wanted for pattern, wanted in self.modules if fnmatchcase(stem, pattern)), 0)
        return found >= level

    async def line(self, severity: str, place: str, text: str) -> None:
        """One line; `place` is `file.go:line`, `severity` one of I, W, E, F."""
        when = datetime.fromtimestamp(self.machine.now(), UTC).strftime("%m%d %H:%M:%S.%f")
        await self.machine.stderr.write(f"{severity}{when} {self.machine.pid():7d} {place}] {text}\n")

    async def info(self, level: int, place: str, text: str) -> None:
        """A line for those who asked for `-v=level`."""
        if self.enabled(level, place):
            await self.line("I", place, text)
