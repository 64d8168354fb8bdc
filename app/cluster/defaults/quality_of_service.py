"""A pod's quality of service class.

Follows kubernetes pkg/apis/core/v1/helper/qos/qos.go: ComputePodQOS.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.pod_template import containers
from app.sim.quantity import Quantity, parse

_COUNTED = ("cpu", "memory")


def qos_class(pod: dict[str, Any]) -> str:
    """`Guaranteed`, `Burstable` or `BestEffort`."""
    spec = pod.get("spec") or {}
    holders = [spec] if _has_amounts(spec.get("resources")) else list(containers(spec))
    requests, limits = _sum(holders, "requests"), _sum(holders, "limits")
    if not requests and not limits:
        return "BestEffort"
    complete = all(_counted(holder, "limits").keys() >= set(_COUNTED) for holder in holders)
    return "Guaranteed" if complete and requests == limits else "Burstable"


def _has_amounts(resources: dict[str, Any] | None) -> bool:
    return bool(resources and (resources.get("requests") or resources.get("limits")))


def _counted(holder: dict[str, Any], key: str) -> dict[str, Quantity]:
    amounts = (holder.get("resources") or {}).get(key) or {}
    parsed = {name: parse(str(amounts[name])) for name in _COUNTED if name in amounts}
    return {name: amount for name, amount in parsed.items() if amount}


def _sum(holders: list[dict[str, Any]], key: str) -> dict[str, Quantity]:
    total: dict[str, Quantity] = {}
    for holder in holders:
        for name, amount in _counted(holder, key).items():
            total[name] = total[name] + amount if name in total else amount
    return total
