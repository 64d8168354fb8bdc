"""`--record`: the command line as an annotation of the objects that it changes.

Follows kubernetes cli-runtime/pkg/genericclioptions/record_flags.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call

ANNOTATION = "kubernetes.io/change-cause"
Object = dict[str, Any]


def cause(call: Call) -> str:
    """The command line with its flags as they were given, behind the arguments; empty without --record."""
    if not call.option("record", False):
        return ""
    words = [call.command.full, *call.args]
    for name, value in call.flags.given.items():
        values = value if isinstance(value, list) else [str(value).lower() if isinstance(value, bool) else value]
        words += [f"--{name}={each}" for each in values]
    return " ".join(words)


def with_cause(call: Call, obj: Object) -> Object:
    """The object with the annotation; the object itself without --record."""
    text = cause(call)
    if not text:
        return obj
    metadata = obj.get("metadata") or {}
    annotations = {**(metadata.get("annotations") or {}), ANNOTATION: text}
    return {**obj, "metadata": {**metadata, "annotations": annotations}}


async def note(call: Call, path: str, text: str, manager: str = "") -> Object:
    """Put the annotation on an object that has been changed already."""
    patch = {"metadata": {"annotations": {ANNOTATION: text}}}
    query = [("fieldManager", manager)] if manager else []
    return await call.client.json("PATCH", path, patch, query=query, content_type="application/merge-patch+json")
