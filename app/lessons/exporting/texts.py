"""Our Markdown as Killercoda's."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.lessons.code_info import CodeInfo, code_info, file_command
from app.lessons.exporting.variables import in_command, in_sentence
from app.lessons.importing.segments import Fence, Prose, segments
from app.lessons.markdown import NOTES
from app.lessons.variables import variables

_FENCE = re.compile(r"^[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?`{3,}(.*)$")
_INLINE = re.compile(r"(`[^`\n]+`)\{(run|open)([^}\n]*)\}")
_LINK = re.compile(r"\(lab://(?P<node>[\w.-]+)(?::(?P<port>\d+))?(?P<path>/[^)\s]*)?\)")
_NOTE = re.compile(r"^:::[ \t]*(\w+)?[ \t]*$", re.M)

Told = Callable[[int, str], None]


def killercoda_text(source: str, told: Told) -> str:
    """A text of a step; `told` gets the line and what Killercoda does not have."""
    lines = source.split("\n")
    parts = []
    for segment in segments(source):
        if isinstance(segment, Prose):
            parts.append(_prose(segment, told))
        elif isinstance(segment, Fence):
            found = _FENCE.match(lines[segment.line - 1])
            parts.append(_fence(segment, code_info(found[1] if found else ""), told))
    return "\n".join(parts)


def _prose(segment: Prose, told: Told) -> str:
    def lost(message: str) -> None:
        told(segment.line, message)

    def act(found: re.Match[str]) -> str:
        if "terminal" in found[3]:
            told(segment.line, "a command for another terminal")
        words = ["exec" if found[2] == "run" else "open", *(["interrupt"] if "interrupt" in found[3] else [])]
        return f"{found[1]}{{{{{' '.join(words)}}}}}"

    def link(found: re.Match[str]) -> str:
        target = f"{{{{TRAFFIC_HOST1_{found['port']}}}}}" if found["port"] else "{{TRAFFIC_SELECTOR}}"
        return f"({target}{found['path'] or ''})"

    text = _LINK.sub(link, _INLINE.sub(act, in_sentence(segment.text, lost)))
    return _NOTE.sub(lambda found: f"**{NOTES.get(found[1] or '', {}).get('en', '')}**\n" if found[1] else "", text)


def _fence(block: Fence, info: CodeInfo, told: Told) -> str:
    indent = re.sub(r"\S", " ", block.indent)
    text, language, action = block.text, info.language, ""
    if info.run or info.language == "sh":
        text = in_command(text, lambda message: told(block.line, message))
    elif variables(text):
        told(block.line, "a variable in a block that nobody runs")
    if info.file:
        text, language, action = file_command(info, block.text), "bash", "{{exec}}"
    elif info.run:
        language, action = "bash", "{{exec interrupt}}" if info.interrupt else "{{exec}}"
        if info.terminal != 1:
            told(block.line, f"a command for terminal {info.terminal}")
    elif info.language == "sh":
        language, action = "bash", "{{copy}}"
    lines = [f"```{'text' if language == 'output' else language}", *text.split("\n"), f"```{action}"]
    return "\n".join((block.indent if number == 0 and block.indent.strip() else indent) + line
                     for number, line in enumerate(lines))  # fmt: skip
