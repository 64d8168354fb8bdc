"""A scenario's Markdown cut into pieces: prose, fenced blocks, `<pre class="file">` blocks; with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_OPEN = re.compile(r"^(?P<indent>[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?)(?P<fence>`{3,}|~{3,})(?P<info>.*)$")
_PRE = re.compile(r"<pre\s[^>]*class=[\"'][^\"']*\bfile\b[^\"']*[\"'][^>]*>", re.I)
_PLAIN_PRE = re.compile(r"^(?P<indent>[ \t]*)<pre\b(?![^>]*\bfile\b)[^>]*>", re.I)
_INNER = re.compile(
    r"\s*<code(?:\s[^>]*?\blanguage-(?P<language>[\w+#-]+)[^>]*|[^>]*)>(?P<text>.*?)(?:</code>)?\s*", re.I | re.S
)
_TAG = re.compile(r"</?[a-z][^>]*>", re.I)
_PRE_END = re.compile(r"</pre>(\{\{[^}]*\}\})?", re.I)
_ATTRIBUTE = re.compile(r"data-(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
ACTION = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True)
class Prose:
    """Text between blocks; `line` is its first one, from 1."""

    text: str
    line: int


@dataclass(frozen=True)
class Fence:
    """A fenced block. `action` is what stands in braces behind its end; `stray`: an end without a beginning."""

    language: str
    text: str
    line: int
    indent: str = ""
    action: str | None = None
    stray: bool = False
    unclosed: bool = False


@dataclass(frozen=True)
class FileBlock:
    """Text that a click puts into a file of the editor."""

    name: str
    target: str
    marker: str
    text: str
    line: int


Segment = Prose | Fence | FileBlock


def segments(source: str) -> Iterator[Segment]:
    """Cut a text."""
    lines = source.split("\n")
    prose: list[str] = []
    began = at = 0
    while at < len(lines):
        found = _pre(lines, at) or _fence(lines, at)
        if found is None:
            prose.append(lines[at])
            at += 1
            continue
        segment, before, at_next = found
        prose += [before] if before.strip() else []
        if prose:
            yield Prose("\n".join(prose), began + 1)
        yield segment
        prose, at, began = [], at_next, at_next
    if prose:
        yield Prose("\n".join(prose), began + 1)


def _pre(lines: list[str], at: int) -> tuple[Segment, str, int] | None:
    start = _PRE.search(lines[at]) or _PLAIN_PRE.match(lines[at])
    if start is None:
        return None
    body, here = [lines[at][start.end() :]], at
    while (end := _PRE_END.search(body[-1])) is None and here + 1 < len(lines):
        here += 1
        body.append(lines[here])
    if end is not None:
        body[-1] = body[-1][: end.start()]
    if start.re is _PLAIN_PRE:
        block = _shown_code("\n".join(body), at, end[1] if end else None, start["indent"])
        return (block, "", here + 1) if block and end else None
    attributes = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(start[0])}
    text = unescape("\n".join(body)).strip("\n")
    file = FileBlock(attributes.get("filename", ""), attributes.get("target", "replace").lower(),
                      unescape(attributes.get("marker", "")), text, at + 1)  # fmt: skip
    return file, lines[at][: start.start()], here + 1


def _shown_code(html: str, at: int, action: str | None, indent: str) -> Fence | None:
    """`<pre><code>` as a block; None where it has markup of its own, which is shown as it is."""
    inner = _INNER.fullmatch(html)
    language, text = (inner["language"] or "", inner["text"]) if inner else ("", html)
    if _TAG.search(text):
        return None
    return Fence(language.lower(), unescape(text).strip("\n"), at + 1, indent, action and action.strip("{}"))


def _fence(lines: list[str], at: int) -> tuple[Segment, str, int] | None:
    start = _OPEN.match(lines[at])
    if start is None:
        return None
    indent, fence, info = start["indent"], start["fence"], start["info"].strip()
    if fence[0] in info:  # code on one line: ```kubectl get pods```{{exec}}
        whole = re.match(rf"(.*?){fence[0]}{{3,}}\s*(?:\{{\{{([^{{}}]*)\}}\}})?\s*$", info)
        return (Fence("", whole[1].strip(), at + 1, indent, whole[2]), "", at + 1) if whole else None
    if action := ACTION.match(info):
        return Fence("", "", at + 1, indent, action[1], stray=True), "", at + 1
    body: list[str] = []
    closing = re.compile(rf"^\s*{re.escape(fence[0])}{{{len(fence)},}}\s*(?:\{{\{{([^{{}}]*)\}}\}}\S*)?\s*$")
    cut = len(indent.expandtabs(4))
    for here in range(at + 1, len(lines)):
        if end := closing.match(lines[here]):
            return Fence(_language(info), _dedented(body, cut), at + 1, indent, end[1]), "", here + 1
        tail = re.match(rf"^(.*\S)\s*{re.escape(fence[0])}{{{len(fence)},}}\s*\{{\{{([^{{}}]*)\}}\}}\s*$", lines[here])
        if tail:
            return Fence(_language(info), _dedented([*body, tail[1]], cut), at + 1, indent, tail[2]), "", here + 1
        body.append(lines[here])
    return Fence(_language(info), _dedented(body, cut), at + 1, indent, None, unclosed=True), "", len(lines)


def _language(info: str) -> str:
    """The language of a block, without the marked lines behind it: `bash{2,5-9}`."""
    word = re.split(r"[\s{]", info, maxsplit=1)[0].lower()
    return word if re.fullmatch(r"[a-z0-9+#.-]*", word) else ""


def _dedented(body: list[str], cut: int) -> str:
    """The lines without the indentation that the block's own place gives them."""
    least = min((len(line) - len(line.lstrip()) for line in body if line.strip()), default=0)
    cut = min(cut, least)
    return "\n".join(line[cut:] if line.strip() else line.strip() for line in body).strip("\n")
