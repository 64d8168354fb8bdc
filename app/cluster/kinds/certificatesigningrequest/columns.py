"""Columns of certificate signing requests."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, Column, age, at, metadata_name
from app.sim.duration import human_duration

Object = dict[str, Any]

COLUMNS = (
    NAME,
    AGE,
    Column("SignerName", doc=".spec.signerName"),
    Column("Requestor", doc=".spec.username"),
    Column("RequestedDuration", doc=".spec.expirationSeconds"),
    Column("Condition", doc=".status.conditions"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    seconds = spec.get("expirationSeconds")
    duration = NONE if seconds is None else human_duration(seconds)
    signer = spec.get("signerName") or NONE
    return [metadata_name(obj), age(obj, now), signer, spec.get("username", ""), duration, _condition(obj)]


def _condition(obj: Object) -> str:
    held = {item["type"] for item in at(obj, "status", "conditions", default=())}
    text = "Denied" if "Denied" in held else "Approved" if "Approved" in held else "Pending"
    if "Failed" in held:
        text += ",Failed"
    return text + ",Issued" if at(obj, "status", "certificate") else text
