"""The door to all comparisons of commands: each program by its own rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.lessons.commands import kubectl_comparison, plain, web_request
from app.lessons.commands.comparison import Gap, program, unwrapped
from app.lessons.commands.kubectl import parse
from app.lessons.commands.kubectl_comparison import Resolve


def gap(wanted: Sequence[str], argv: Sequence[str], resolve: Resolve, namespace: str = "default") -> Gap | None:
    """None when a command does what is wanted; otherwise why not, and how near it came."""
    inner, _ = unwrapped(argv) if program(argv) != program(wanted) else (tuple(argv), False)
    if program(wanted) == "kubectl":
        return kubectl_comparison.gap(wanted, inner, resolve, namespace)
    if program(wanted) in web_request.PROGRAMS:
        return web_request.gap(wanted, inner)
    return plain.gap(wanted, inner)


def nearest_gap(
    alternatives: Iterable[Sequence[str]], argv: Sequence[str], resolve: Resolve, namespace: str = "default"
) -> Gap | None:
    """None when a command does what one of the alternatives wants; otherwise the smallest gap."""
    gaps = []
    for wanted in alternatives:
        found = gap(wanted, argv, resolve, namespace)
        if found is None:
            return None
        gaps.append(found)
    return max(gaps, key=lambda one: one.near) if gaps else None


def ends_by_interrupt(argv: Sequence[str]) -> bool:
    """Whether a command goes on until somebody interrupts it, so that ending so is no failure."""
    inner, watched = unwrapped(argv)
    return watched or (program(inner) == "kubectl" and parse(inner).until_interrupted) or program(inner) == "tail"


def shown(argv: Sequence[str]) -> str:
    """A command as a sentence shows it."""
    line = " ".join(argv)
    return line if len(line) <= 80 else line[:77] + "…"
