"""From client-side to server-side apply: what the one owned becomes the other's.

Follows kubernetes client-go/util/csaupgrade/upgrade.go, kubectl/pkg/cmd/apply/apply.go:
saveLastApplyAnnotationIfNecessary, migrateToSSAIfNecessary.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.last_applied import ANNOTATION

Object = dict[str, Any]
Entries = list[dict[str, Any]]


def owners_of_annotation(obj: Object, operation: str) -> Entries:
    """The managers that own the annotation of client-side apply by an operation (`Apply` or `Update`)."""
    entries = (obj.get("metadata") or {}).get("managedFields") or []
    return [entry for entry in entries if entry.get("operation") == operation and _owns(entry)]


def _owns(entry: Object) -> bool:
    metadata = (entry.get("fieldsV1") or {}).get("f:metadata") or {}
    return f"f:{ANNOTATION}" in (metadata.get("f:annotations") or {})


def migration(obj: Object, manager: str) -> list[Object] | None:
    """The JSON patch that gives `manager` what client-side managers own; None when there is nothing to do."""
    metadata = obj.get("metadata") or {}
    entries: Entries = metadata.get("managedFields") or []
    changed = entries
    for name in sorted({str(entry.get("manager", "")) for entry in owners_of_annotation(obj, "Update")}):
        changed = _moved(changed, name, manager)
    if changed == entries:
        return None
    return [
        {"op": "replace", "path": "/metadata/managedFields", "value": changed},
        {"op": "replace", "path": "/metadata/resourceVersion", "value": metadata.get("resourceVersion", "")},
    ]


def _moved(entries: Entries, name: str, manager: str) -> Entries:
    def is_old(entry: Object) -> bool:
        return (entry.get("manager"), entry.get("operation"), entry.get("subresource", "")) == (name, "Update", "")

    entries = list(entries)
    at = next((i for i, e in enumerate(entries) if (e.get("manager"), e.get("operation"), e.get("subresource", "")) == (manager, "Apply", "")), None)  # fmt: skip # noqa: E501
    if at is None:
        at = next((i for i, entry in enumerate(entries) if is_old(entry)), None)
        if at is None:
            return entries
        entries[at] = {**entries[at], "manager": manager, "operation": "Apply"}
    target = entries[at]
    same = next((e for e in entries if is_old(e) and e.get("apiVersion") == target.get("apiVersion")), None)
    if same is not None:
        entries[at] = {**target, "fieldsV1": _union(target.get("fieldsV1") or {}, same.get("fieldsV1") or {})}
    return [entry for entry in entries if not is_old(entry)]


def _union(first: Object, second: Object) -> Object:
    """Both sets of fields; one field's own membership is the key `.`, or having nothing below it."""
    merged = dict(first)
    for key, value in second.items():
        merged[key] = _joined(merged[key], value) if key in merged else value
    return merged


def _joined(first: Object, second: Object) -> Object:
    if not first and not second:
        return {}
    return _union(first or {".": {}}, second or {".": {}})
