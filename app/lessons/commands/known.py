"""Which programs a lesson's lines name that the simulated machine does not have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from app import kubectl
from app.host.bash.reserved import SHELL_BUILTINS
from app.host.commands import registry
from app.host.image import PROGRAMS
from app.lessons.commands.words import simple_commands

_SYNTAX = {"for", "case", "select", "function", "in", "esac", "[[", "((", "]]", "coproc", "{", "}"}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]*")
_FUNCTION = re.compile(r"([A-Za-z_][\w-]*)\s*\(\)")
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)([\w.-]+)\1")
_KUBECTL_FLAG = re.compile(r"-(?:n|-namespace|-context|-kubeconfig|-cluster|s|-server|v|-user|-token)")


@cache
def programs() -> frozenset[str]:
    """Every command of the machine by its name."""
    return frozenset({*registry(), *PROGRAMS, *SHELL_BUILTINS, "k"})


@cache
def verbs() -> frozenset[str]:
    """Every first word that may follow `kubectl`."""
    stems = [path.stem for path in (Path(kubectl.__file__).parent / "verbs").glob("[a-z]*.py")]
    return frozenset({part for stem in stems for part in (stem.replace("_", "-"), stem.partition("_")[0])})


def strangers(line: str, own: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Words of a line that name no command: (what it would be, the word). `own` are those that a lesson brings."""
    line = _without_heredocs(line)
    own = {*own, *_FUNCTION.findall(line)}
    for command in simple_commands(line):
        words = list(command.words)
        while words and "=" in words[0].partition("{")[0] and words[0][:1].isalpha():
            words.pop(0)
        if not words or words[0] in _SYNTAX or not _PLAIN.fullmatch(words[0]) or words[0] in own:
            continue
        if words[0] not in programs():
            yield "command", words[0]
        elif words[0] in ("kubectl", "k") and (verb := _verb(words[1:])) and verb not in verbs():
            yield "verb of kubectl", verb


def _verb(words: list[str]) -> str:
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if _KUBECTL_FLAG.fullmatch(words[at]) else 1
    return words[at] if at < len(words) and _PLAIN.fullmatch(words[at]) else ""


def _without_heredocs(text: str) -> str:
    kept: list[str] = []
    end = ""
    for line in text.split("\n"):
        if end:
            end = "" if line.strip() == end else end
            continue
        found = _HEREDOC.search(line)
        end = found[2] if found and "<<<" not in line else ""
        kept.append(line)
    return "\n".join(kept)
