"""Columns of CSI drivers."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, UNSET, Column, age, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("AttachRequired", "boolean", doc=".spec.attachRequired"),
    Column("PodInfoOnMount", "boolean", doc=".spec.podInfoOnMount"),
    Column("StorageCapacity", "boolean", doc=".spec.storageCapacity"),
    Column("TokenRequests", doc=".spec.tokenRequests"),
    Column("RequiresRepublish", "boolean", doc=".spec.requiresRepublish"),
    Column("Modes", doc=".spec.volumeLifecycleModes"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    tokens = spec.get("tokenRequests")
    audiences = UNSET if tokens is None else ",".join(item["audience"] for item in tokens)
    flags = [spec.get("attachRequired", True), spec.get("podInfoOnMount", False), spec.get("storageCapacity", False)]
    modes = ",".join(spec.get("volumeLifecycleModes") or ()) or NONE
    return [metadata_name(obj), *flags, audiences, spec.get("requiresRepublish", False), modes, age(obj, now)]
