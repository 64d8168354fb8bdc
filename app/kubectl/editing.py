"""Editing objects in the learner's editor: `kubectl edit`, `create --edit`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError


async def edit_and_create(call: Call) -> None:
    """Open the files' objects in the editor and create what is saved."""
    raise KubectlError("editing is not there yet")
