"""`kubectl annotate`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.marking import mark

SHORT = "Set, change or remove annotations"


async def run(call: Call) -> None:
    """Change annotations as `key=value` and `key-` say."""
    await mark(call, field_name="annotations", what="annotation")
