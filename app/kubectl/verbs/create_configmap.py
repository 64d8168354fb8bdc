"""`kubectl create configmap`."""

from __future__ import annotations

import base64
from typing import Any

from app.kubectl.call import Call
from app.kubectl.content_hash import named_by_content
from app.kubectl.creation import create, metadata
from app.kubectl.key_values import entries

SHORT = "Create a config map from literals, files or directories"


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    data, binary = {}, {}
    for key, value in entries(call, ("ConfigMap", name)).items():
        try:
            data[key] = value.decode()
        except UnicodeDecodeError:
            binary[key] = base64.b64encode(value).decode()
    obj: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(call, name)}
    if data:
        obj["data"] = data
    if binary:
        obj["binaryData"] = binary
    if call.flags.on("append-hash"):
        obj["metadata"]["name"] = named_by_content(obj)
    await create(call, obj, failure="failed to create configmap: ")
