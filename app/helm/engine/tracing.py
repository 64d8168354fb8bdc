"""Errors of templates as Helm shows them: a place, what was executed there, what went wrong; one block a level.

Follows helm pkg/engine/engine.go: reformatExecErrorMsg, cleanupParseError.
"""

from __future__ import annotations

import re

from app.kubectl.output.gotemplate.builtins import CallError
from app.kubectl.output.gotemplate.failures import ExecutionError

_START, _END = "HELM_ERR_START", "HELM_ERR_END"
ANNOUNCED = re.compile(f"{_START}(.*?){_END}", re.DOTALL)
_EXECUTING = re.compile(r"template: (?P<place>.+?): executing (?P<what>.+?) at (?P<at><.*?>): (?P<why>.*)", re.DOTALL)


class RenderError(Exception):
    """A chart that does not render; the text is Helm's."""


class TemplateCause(CallError):  # noqa: N818 - what an error comes from
    """An error of another template, which `include` met; `inner` is its execution's, if it came to that."""

    def __init__(self, message: str, inner: ExecutionError | None = None) -> None:
        super().__init__(message)
        self.inner = inner


def announced(message: str) -> CallError:
    """A failure that the chart's author words: `fail` and `required`."""
    return CallError(f"{_START}{message}{_END}")


def parse_problem(name: str, message: str) -> RenderError:
    """`parse error at (file:line): what`."""
    parts = message.split(": ")
    if len(parts) == 1:
        return RenderError(f"parse error in ({name}): {message}")
    return RenderError(f"parse error at ({parts[1]}): {parts[-1]}")


def located(name: str, error: ExecutionError) -> RenderError:
    """The error of a file, in blocks where every level of it can be told apart, else on one line."""
    text = str(error)
    parts = text.split(": ", 2)
    if len(parts) != 3:
        return RenderError(f"execution error in ({name}): {text}")
    if found := ANNOUNCED.search(parts[2]):
        return RenderError(f"execution error at ({parts[1]}): {found[1]}")
    blocks = _blocks(error)
    return RenderError(text if blocks is None else "".join(blocks).strip())


def _blocks(error: ExecutionError) -> list[str] | None:
    """A block a level; None when one of them failed in a function, whose message has no place."""
    blocks: list[str] = []
    current: ExecutionError | None = error
    while current is not None:
        cause = current.cause
        if cause is not None and not isinstance(cause, TemplateCause):
            return None
        inner = str(cause) if cause is not None else ""
        match = _EXECUTING.fullmatch(str(current))
        if match is None:
            return None
        why = match["why"].removesuffix(inner).rstrip() if inner else match["why"]
        blocks.append(f"{match['place']}\n  executing {match['what']} at {match['at']}:\n    {why}\n")
        current = None
        if isinstance(cause, TemplateCause):
            current = cause.inner
            if current is None:
                blocks.append(f"{inner}\n")
    return blocks
