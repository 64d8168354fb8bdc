"""An object's metadata must fit its Go types before kubectl takes the object from a file."""

from __future__ import annotations

from typing import Any

from app.sim.go_time import time_problem

# Follows cli-runtime/pkg/resource/metadata_decoder.go, apimachinery/pkg/apis/meta/v1/types.go
TIME = "time"
OWNER = {"apiVersion": "string", "kind": "string", "name": "string", "uid": "types.UID"}
OWNER |= dict.fromkeys(("controller", "blockOwnerDeletion"), "bool")
ENTRY = dict.fromkeys(("manager", "apiVersion", "fieldsType", "subresource"), "string")
ENTRY |= {"operation": "v1.ManagedFieldsOperationType", "time": TIME}
META = dict.fromkeys(("name", "generateName", "namespace", "selfLink", "resourceVersion"), "string")
META |= {"uid": "types.UID", "creationTimestamp": TIME, "deletionTimestamp": TIME}
META |= dict.fromkeys(("generation", "deletionGracePeriodSeconds"), "int64")
MAPS = ("labels", "annotations")
STRUCTS = {"ownerReferences": ("OwnerReference", OWNER), "managedFields": ("ManagedFieldsEntry", ENTRY)}


def problem(obj: dict[str, Any]) -> str:
    """What Go's JSON decoder says of the object's metadata; empty when it fits."""
    meta = obj.get("metadata")
    if meta is None:
        return ""
    if not isinstance(meta, dict):
        return _mismatch(meta, "metadataOnlyObject.metadata", "v1.ObjectMeta")
    for field, value in sorted(meta.items()):
        if value is not None and (text := _field(field, value)):
            return text
    return ""


def _field(field: str, value: Any) -> str:
    place = f"ObjectMeta.metadata.{field}"
    if field in MAPS:
        if not isinstance(value, dict):
            return _mismatch(value, place, "map[string]string")
        return _first(_scalar(entry, place, "string") for _, entry in sorted(value.items()))
    if field == "finalizers":
        if not isinstance(value, list):
            return _mismatch(value, place, "[]string")
        return _first(_scalar(entry, place, "string") for entry in value)
    if field in STRUCTS:
        struct, fields = STRUCTS[field]
        if not isinstance(value, list):
            return _mismatch(value, place, f"[]v1.{struct}")
        return _first(_entry(entry, field, struct, fields) for entry in value)
    return _scalar(value, place, META[field]) if field in META else ""


def _entry(entry: Any, field: str, struct: str, fields: dict[str, str]) -> str:
    if entry is None:
        return ""
    if not isinstance(entry, dict):
        return _mismatch(entry, f"ObjectMeta.metadata.{field}", f"v1.{struct}")
    known = ((name, value) for name, value in sorted(entry.items()) if name in fields)
    return _first(_scalar(value, f"{struct}.metadata.{field}.{name}", fields[name]) for name, value in known)


def _scalar(value: Any, place: str, wanted: str) -> str:
    if value is None:
        return ""
    if wanted == "bool":
        return "" if isinstance(value, bool) else _mismatch(value, place, wanted)
    if wanted == "int64":
        if isinstance(value, int) and not isinstance(value, bool):
            return ""
        return _mismatch(value, place, wanted, f"number {value}" if isinstance(value, float) else "")
    if not isinstance(value, str):
        return _mismatch(value, place, "string" if wanted == TIME else wanted)
    return time_problem(value) if wanted == TIME else ""


def _mismatch(value: Any, place: str, wanted: str, kind: str = "") -> str:
    return f"json: cannot unmarshal {kind or json_kind(value)} into Go struct field {place} of type {wanted}"


def json_kind(value: Any) -> str:
    """What Go's encoding/json calls a value."""
    kinds = {bool: "bool", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "number")


def _first(texts: Any) -> str:
    return next((text for text in texts if text), "")
