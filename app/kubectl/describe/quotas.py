"""Quotas and limits of a namespace, as tables.

Follows kubernetes kubectl/pkg/describe/describe.go: DescribeResourceQuotas, describeQuota, DescribeLimitRanges.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.text import Text
from app.sim.quantity import Quantity, canonicalize, parse

Object = dict[str, Any]
SCOPES = {
    "Terminating": "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before "
                   "being actively terminated by the system.",
    "NotTerminating": "Matches all pods that do not have an active deadline. These pods usually include long running "
                      "pods whose container command is not expected to terminate.",
    "BestEffort": "Matches all pods that do not have resource requirements set. These pods have a best effort quality "
                  "of service.",
    "NotBestEffort": "Matches all pods that have at least one resource requirement set. These pods have a burstable or "
                     "guaranteed quality of service.",
}  # fmt: skip
COLUMNS = ("Type", "Resource", "Min", "Max", "Default Request", "Default Limit", "Max Limit/Request Ratio")
BY_IMPORTANCE = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")  # upstream's order is by chance
FIELDS = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")


def write_scopes(text: Text, quota: Object, level: int, bullet: str) -> None:
    """Which pods a quota counts."""
    scopes = sorted((quota.get("spec") or {}).get("scopes") or [])
    if scopes:
        text.field("Scopes", ", ".join(scopes), level=level)
    for scope in scopes:
        if scope in SCOPES:
            text.line(f"{bullet}* {SCOPES[scope]}", level=level)


def rows(quota: Object) -> list[tuple[str, Quantity, Quantity]]:
    """(resource, used, hard), sorted."""
    status = quota.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    return [(name, parse(str(used.get(name, "0"))), parse(str(hard[name]))) for name in sorted(hard)]


def write_quotas(text: Text, quotas: list[Object]) -> None:
    """The quotas of a namespace."""
    if not quotas:
        text.line("No resource quota.")
        return
    text.line("Resource Quotas")
    for quota in sorted(quotas, key=lambda each: str(each["metadata"]["name"])):
        text.field("Name", quota["metadata"]["name"], level=1)
        write_scopes(text, quota, 1, "")
        text.row("Resource", "Used", "Hard")
        text.row("--------", "---", "---")
        for name, used, hard in rows(quota):
            text.row(name, used, hard)


def write_limits(text: Text, ranges: list[Object]) -> None:
    """The limits of a namespace."""
    if not ranges:
        text.line("No LimitRange resource.")
        return
    text.line("Resource Limits")
    text.row(" Type", *COLUMNS[1:], level=0)
    text.row(" ----", *("-" * len(title) for title in COLUMNS[1:]), level=0)
    for each in ranges:
        write_limit_rows(text, each.get("spec") or {}, " ")


def write_limit_rows(text: Text, spec: Object, prefix: str) -> None:
    """A line for each resource of each limit; `-` where nothing is set."""
    for limit in spec.get("limits") or []:
        names = dict.fromkeys(name for key in BY_IMPORTANCE for name in limit.get(key) or {})
        for name in names:
            values = [(limit.get(key) or {}).get(name) for key in FIELDS]
            shown = ["-" if value is None else canonicalize(str(value)) for value in values]
            text.row(f"{prefix}{limit.get('type')}", name, *shown, level=0)
