"""The annotation in which client-side apply remembers what it applied.

Follows kubernetes kubectl/pkg/util/apply.go.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.output.json_text import compact_json

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"
Object = dict[str, Any]


def recorded_text(obj: Object) -> str:
    """The annotation as it stands; empty when there is none."""
    return str(((obj.get("metadata") or {}).get("annotations") or {}).get(ANNOTATION) or "")


def recorded(obj: Object) -> Object | None:
    """What was applied last; None when nothing was."""
    text = recorded_text(obj)
    return dict(orjson.loads(text)) if text else None


def configuration(obj: Object, ordered: bool = False) -> str:
    """The annotation's text for an object: its JSON without the annotation itself, and a newline."""
    metadata = dict(obj.get("metadata") or {})
    annotations = {key: value for key, value in (metadata.get("annotations") or {}).items() if key != ANNOTATION}
    if annotations or not ordered:
        metadata["annotations"] = annotations
    else:
        metadata.pop("annotations", None)
    whole = {**obj, "metadata": metadata}
    return (orjson.dumps(whole).decode() if ordered else compact_json(whole)) + "\n"


def plain_configuration(obj: Object) -> str:
    """The annotation's text as `set-last-applied` writes it: the object as it stands in the file."""
    return compact_json(obj) + "\n"


def with_last_applied(obj: Object, ordered: bool = False) -> Object:
    """A copy of the object that carries the annotation; its keys stay in their order if that is `ordered`."""
    metadata = dict(obj.get("metadata") or {})
    metadata["annotations"] = {**(metadata.get("annotations") or {}), ANNOTATION: configuration(obj, ordered)}
    return {**obj, "metadata": metadata}
