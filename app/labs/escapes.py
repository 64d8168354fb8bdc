"""What a terminal prints, without what only moves its cursor and colours its words."""

from __future__ import annotations

import re

ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[()][A-Z0-9]|[=>])")


def plain(data: bytes) -> str:
    """The text of a stream, with plain newlines."""
    return ESCAPES.sub(b"", data).decode(errors="replace").replace("\r\n", "\n")
