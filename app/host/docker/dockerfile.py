"""Dockerfiles: their lines, and what stands behind variables. Follows moby/buildkit frontend/dockerfile/parser."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

NAMES = ("FROM", "RUN", "COPY", "ADD", "ENV", "WORKDIR", "EXPOSE", "CMD", "ENTRYPOINT", "LABEL", "ARG", "USER",
         "VOLUME", "HEALTHCHECK", "MAINTAINER", "SHELL", "STOPSIGNAL", "ONBUILD")  # fmt: skip
EXPANDED = ("FROM", "COPY", "ADD", "ENV", "WORKDIR", "EXPOSE", "LABEL", "ARG", "USER", "VOLUME")
_VARIABLE = re.compile(r"\\\$|\$(?:(\w+)|\{(\w+)(?:(:[-+])([^}]*))?\})")


class DockerfileError(Exception):
    """A Dockerfile that cannot be read; `line` counts from 1."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.text, self.line = text, line


@dataclass(frozen=True)
class Instruction:
    """One of them: `rest` is what stands behind its name and flags."""

    name: str
    flags: dict[str, str]
    rest: str
    line: int

    @property
    def text(self) -> str:
        """As the build's progress names it."""
        flags = "".join(f"--{key}={value} " for key, value in self.flags.items())
        return f"{self.name} {flags}{self.rest}"

    def words(self, variables: Mapping[str, str]) -> list[str]:
        """JSON's words, or those between blanks, with variables filled in."""
        if (found := self.form()) is not None:
            return [expanded(word, variables) for word in found]
        return shlex.split(expanded(self.rest, variables))

    def form(self) -> list[str] | None:
        """The words of the exec form; None when it is a shell's line."""
        if not self.rest.startswith("["):
            return None
        try:
            found = json.loads(self.rest)
        except ValueError:
            return None
        return found if isinstance(found, list) and all(isinstance(word, str) for word in found) else None


def expanded(text: str, variables: Mapping[str, str]) -> str:
    """$NAME, ${NAME}, ${NAME:-default}, ${NAME:+word}."""

    def fill(match: re.Match[str]) -> str:
        if match[0] == "\\$":
            return "$"
        name, how, word = match[1] or match[2], match[3], match[4] or ""
        value = variables.get(name, "")
        if how == ":-":
            return value or word
        return (word if value else "") if how == ":+" else value

    return _VARIABLE.sub(fill, text)


def read(text: str) -> list[Instruction]:
    """The instructions of a file; DockerfileError."""
    found: list[Instruction] = []
    pending, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() and not pending:
            continue
        if line.lstrip().startswith("#"):
            continue
        start = start or number
        if line.rstrip().endswith("\\"):
            pending += line.rstrip()[:-1]
            continue
        whole = (pending + line).strip()
        if whole:
            found.append(_instruction(whole, start))
        pending, start = "", 0
    if pending.strip():
        found.append(_instruction(pending.strip(), start))
    if not found:
        raise DockerfileError("the Dockerfile cannot be empty")
    return found


def _instruction(text: str, line: int) -> Instruction:
    name, _, rest = text.partition(" ")
    upper, rest = name.upper(), rest.strip()
    if upper not in NAMES:
        raise DockerfileError(f"dockerfile parse error on line {line}: unknown instruction: {name}", line)
    flags: dict[str, str] = {}
    while (match := re.match(r"--([a-z-]+)(?:=(\S+))?\s+", rest)) and upper in (
        "FROM",
        "RUN",
        "COPY",
        "ADD",
        "HEALTHCHECK",
    ):
        flags[match[1]] = match[2] or ""
        rest = rest[match.end() :]
    if not rest:
        raise DockerfileError(f"dockerfile parse error on line {line}: {upper} requires at least one argument", line)
    if "<<" in rest and upper in ("RUN", "COPY"):
        raise DockerfileError(f"dockerfile parse error on line {line}: here-documents are not simulated", line)
    return Instruction(upper, flags, rest, line)
