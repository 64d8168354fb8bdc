"""`kubectl label`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.marking import mark

SHORT = "Set, change or remove labels"


async def run(call: Call) -> None:
    """Change labels as `key=value` and `key-` say."""
    await mark(call, field_name="labels", what="label")
