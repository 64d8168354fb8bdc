"""One call of docker: the flags and words, the daemon, and how errors are told. Follows docker/cli cli/cobra.go."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.host.docker_engine import Data, Engine, EngineError
from app.host.invocation import Invocation
from app.kubectl.flags import Values
from app.kubectl.output.gotemplate import ExecutionError, TemplateSyntaxError, parse
from app.kubectl.output.gotemplate.builtins import FUNCTIONS as BUILTINS
from app.kubectl.output.gotemplate.builtins import Function
from app.kubectl.output.gotemplate.execute import Execution

# Follows docker/cli templates/templates.go: basicFunctions.
FUNCTIONS = {
    **BUILTINS,
    "json": Function(lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False), ("any",)),
    "split": Function(lambda text, mark: text.split(mark), ("string", "string")),
    "join": Function(lambda words, mark: mark.join(map(str, words or ())), ("any", "string")),
    "title": Function(lambda text: text[:1].upper() + text[1:], ("string",)),
    "lower": Function(lambda text: text.lower(), ("string",)),
    "upper": Function(lambda text: text.upper(), ("string",)),
    "truncate": Function(lambda text, length: text[: int(length)], ("string", "any")),
}
UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass
class Call:
    """The arguments (`values`) of `docker PATH`, and the daemon."""

    run: Invocation
    path: str
    values: Values
    engine: Engine

    @property
    def args(self) -> list[str]:
        """What is no flag."""
        return self.values.args

    async def write(self, text: str) -> None:
        """Print."""
        await self.run.stdout.write(text)

    async def error(self, text: str) -> None:
        """A line on standard error."""
        await self.run.stderr.write(f"{text}\n")

    async def each(self, names: list[str], act: Callable[[str], Awaitable[None]]) -> int:
        """Do something with every name, print the name; errors are told one by one."""
        status = 0
        for name in names:
            try:
                await act(name)
            except EngineError as wrong:
                await self.error(f"Error response from daemon: {wrong.text}")
                status = 1
            else:
                await self.write(f"{name}\n")
        return status

    def template(self, text: str, data: object) -> str:
        """A Go template's text; EngineError without the daemon's prefix is the caller's to tell."""
        try:
            return Execution(parse("", text, FUNCTIONS), data, functions=FUNCTIONS).result()
        except (TemplateSyntaxError, ExecutionError) as wrong:
            raise TemplateError(str(wrong)) from None


class TemplateError(Exception):
    """A template that cannot be read, or does not fit."""


def size(count: float) -> str:
    """Bytes as docker words them: 192MB. Follows docker/go-units size.go: HumanSizeWithPrecision."""
    value, units = float(count), list(UNITS)
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.3g}{units[0]}"


def mebibytes(count: float) -> str:
    """Bytes in binary units: 7.5MiB."""
    value, units = float(count), ["B", "KiB", "MiB", "GiB"]
    while value >= 1024 and len(units) > 1:
        value, units = value / 1024, units[1:]
    return f"{value:.4g}{units[0]}"


def parse_size(text: str) -> int | None:
    """128m, 1g, 512."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([bkmgBKMG]?)[bB]?", text)
    if found is None:
        return None
    return int(float(found[1]) * 1024 ** "bkmg".index(found[2].lower() or "b"))


def span(seconds: float) -> str:
    """Follows docker/go-units duration.go: HumanDuration."""
    whole = int(seconds)
    if whole < 1:
        return "Less than a second"
    if whole < 60:
        return f"{whole} second{'s' if whole != 1 else ''}"
    minutes, hours = whole // 60, round(whole / 3600)
    if minutes == 1:
        return "About a minute"
    if minutes < 60:
        return f"{minutes} minutes"
    if hours <= 1:
        return "About an hour"
    if hours < 48:
        return f"{hours} hours"
    if hours < 24 * 7 * 2:
        return f"{hours // 24} days"
    if hours < 24 * 30 * 2:
        return f"{hours // 24 // 7} weeks"
    return f"{hours // 24 // 30} months" if hours < 24 * 365 * 2 else f"{hours // 24 // 365} years"


def table(rows: list[list[str]]) -> str:
    """Columns three blanks apart."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "".join("   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
                   for row in rows)  # fmt: skip


def name_of(container: Data) -> str:
    """Its name without the slash."""
    return str(container["Name"])[1:]
