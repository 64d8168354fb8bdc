"""`kubectl create secret generic`."""

from __future__ import annotations

import base64
from typing import Any

from app.kubectl.call import Call
from app.kubectl.content_hash import named_by_content
from app.kubectl.creation import create, metadata
from app.kubectl.key_values import entries

SHORT = "Create a secret from literals, files or directories"


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    obj: dict[str, Any] = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata(call, name)}
    data = {key: base64.b64encode(value).decode() for key, value in entries(call, ("Secret", name)).items()}
    if data:
        obj["data"] = data
    if call.flags.text("type"):
        obj["type"] = call.flags.text("type")
    await create_secret(call, obj)


async def create_secret(call: Call, obj: dict[str, Any]) -> None:
    """Create any secret."""
    if call.flags.on("append-hash"):
        obj["metadata"]["name"] = named_by_content(obj)
    await create(call, obj, failure="failed to create secret ")
