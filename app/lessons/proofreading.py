"""What is wrong with a lesson's Markdown and pictures, though something can be shown.

Each finding is a line (from 1), a message and a remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from markdown_it.token import Token

from app.lessons.code_info import code_info
from app.lessons.errors import suggestion
from app.lessons.markdown import NOTES, TAGS, parsed

Finding = tuple[int, str, str]
_BLOCKS = "write: sh run, sh run terminal=2, sh run interrupt, sh, output, yaml ..."
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")
_ACTION = re.compile(r"\{[a-z][^{}\n]*\}")
_ELSEWHERE = re.compile(r"\s*(https?:)?//|\s*javascript:", re.IGNORECASE)


def block_mistakes(text: str, terminals: int) -> Iterator[Finding]:
    """Code blocks whose first lines mean nothing, or that never end."""
    lines = text.splitlines()
    for token in parsed(text):
        if token.type == "fence" and token.map:
            begun, end = token.map
            info = code_info(token.info)
            if info.problem:
                yield begun + 1, info.problem, _BLOCKS
            if info.terminal > terminals:
                yield begun + 1, f"the lesson has no terminal {info.terminal}", f"set terminals: {info.terminal}"
            if end - begun < 2 or not lines[end - 1].strip(" \t>").startswith(token.markup):
                yield begun + 1, "this code block never ends", f"end it with {token.markup}"


def note_mistakes(text: str) -> Iterator[Finding]:
    """Notes of a name that means nothing, that never end, or that never began."""
    fenced = {line for token in parsed(text) if token.type == "fence" and token.map for line in range(*token.map)}
    begun: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith(":::") or number - 1 in fenced:
            continue
        name = line.removeprefix(":::").strip()
        if name:
            begun.append(number)
            if name not in NOTES:
                yield number, f"there is no note {name!r}", suggestion(name, NOTES)
        elif begun:
            begun.pop()
        else:
            yield number, "this ends no note", "begin it with `::: tip`, `::: note` or `::: mistake`"
    for number in begun:
        yield number, "this note never ends", "end it with a line `:::`"


def lost_words(text: str) -> Iterator[Finding]:
    """What is not shown as it was meant: tags that are taken out, and actions that nothing knows."""
    for token in parsed(text):
        line = token.map[0] + 1 if token.map else 1
        for one in token.children or [token]:
            if one.type in ("html_block", "html_inline"):
                for tag in _TAG.findall(one.content):
                    if tag.lower() not in TAGS:
                        yield line, f"<{tag}> is no tag that is shown", f"if it is meant literally: `<{tag}>`"
        yield from ((line, *found) for found in _unknown_actions(token.children or []))


def _unknown_actions(inline: list[Token]) -> Iterator[tuple[str, str]]:
    for code, after in pairwise(inline):
        found = _ACTION.match(after.content) if code.type == "code_inline" and after.type == "text" else None
        if found and "action" not in code.meta:
            yield f"{found[0]} means nothing behind a code", "write {run}, {run terminal=2}, {run interrupt} or {open}"


def drawing_mistakes(drawing: bytes) -> Iterator[Finding]:
    """Why browsers do not show an SVG, or not all of it: it is not well formed, has scripts, or fetches something."""
    try:
        root = ElementTree.fromstring(drawing)
    except ElementTree.ParseError as error:
        yield error.position[0], f"this is no well-formed SVG: {error}", "open it in a browser, which shows where"
        return
    if _local(root.tag) != "svg":
        yield 1, f"this is no SVG, but {_local(root.tag)!r}", 'it begins with <svg xmlns="http://www.w3.org/2000/svg">'
    for element in root.iter():
        if _local(element.tag) in ("script", "foreignObject"):
            yield 1, f"<{_local(element.tag)}> has no effect in pictures", "leave it out"
        for name, value in element.attrib.items():
            if _local(name).startswith("on"):
                yield 1, f"{_local(name)}= has no effect in pictures", "leave it out"
            elif _local(name) in ("href", "src") and _ELSEWHERE.match(value):
                yield 1, f"a picture fetches nothing from elsewhere: {value}", "draw it here"


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]
