"""Names that end in a hash of what they hold, as `--append-hash` makes them.

Follows kubernetes kubectl/pkg/util/hash/hash.go.
"""

from __future__ import annotations

import hashlib
from typing import Any

from app.kubectl.output.json_text import compact_json

_LETTERS = str.maketrans({"0": "g", "1": "h", "3": "k", "a": "m", "e": "t"})


def named_by_content(obj: dict[str, Any]) -> str:
    """The object's name with ten letters made from its data."""
    return f"{obj['metadata']['name']}-{content_hash(obj)}"


def content_hash(obj: dict[str, Any]) -> str:
    """Ten letters made from a config map's or secret's data."""
    kind, name = obj["kind"], obj["metadata"]["name"]
    parts: dict[str, Any] = {"kind": kind, "name": name, "data": obj.get("data") or {}}
    if kind == "Secret":
        parts["type"] = obj.get("type", "")
    elif obj.get("binaryData"):
        parts["binaryData"] = obj["binaryData"]
    digest = hashlib.sha256(compact_json(parts).encode()).hexdigest()
    return digest[:10].translate(_LETTERS)
