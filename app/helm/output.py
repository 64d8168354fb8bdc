"""Tables with tabs, JSON and YAML of what verbs show.

Follows github.com/gosuri/uitable and helm pkg/cli/output.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import orjson

from app.helm.call import Call
from app.helm.yaml_values import plain, write_yaml
from app.kubectl.output.json_text import _with_go_floats as go_floats


def table(rows: Sequence[Sequence[str]], max_width: int = 0) -> str:
    """Rows with every column as wide as its widest cell, a tab between two; longer cells are cut."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    if max_width:
        widths = [min(width, max_width) for width in widths]
    return "".join("\t".join(_fitted(c, w) for c, w in zip(row, widths, strict=True)) + "\n" for row in rows)


_COLOUR = re.compile("\x1b\\[[0-9;]*m")


def _width(cell: str) -> int:
    return max(map(len, _COLOUR.sub("", cell).split("\n")))


def _fitted(cell: str, width: int) -> str:
    length = len(_COLOUR.sub("", cell).replace("\n", ""))
    if length > width:
        return cell[: max(width - 3, 0)] + "..." if width > 3 else cell[:width]
    return cell + " " * (width - length)


def json_line(value: Any) -> str:
    """Compact JSON with a newline: fields in the order given, `<`, `>`, `&` escaped."""
    text = orjson.dumps(go_floats(plain(value))).decode()
    return re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def sorted_maps(value: Any) -> Any:
    """`value` with its maps in the order of their keys."""
    if isinstance(value, dict):
        return {key: sorted_maps(value[key]) for key in sorted(value)}
    return [sorted_maps(item) for item in value] if isinstance(value, list) else value


async def emit(call: Call, value: Any, text: str) -> None:
    """`value` as -o asks; `text` for a table."""
    match call.flags.text("output"):
        case "json":
            await call.write(json_line(value))
        case "yaml":
            await call.write(write_yaml(value))
        case _:
            await call.write(text)
