"""The pods of a node, and how much of the node they take.

Follows kubernetes kubectl/pkg/describe/describe.go: describeNodeResource, getPodsTotalRequestsAndLimits.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.pod_resources import Amounts, add, limits, requests
from app.kubectl.describe.text import Text
from app.kubectl.describe.times import since
from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
STANDARD = ("cpu", "memory", "ephemeral-storage")
NOTE = "(Total limits may be over 100 percent, i.e., overcommitted.)"
ZERO = Quantity(0)


def write_node_resources(text: Text, pods: list[Object], node: Object, now: float, *, classic: bool) -> None:
    """The table of pods, and the table of what they ask for together."""
    status = node.get("status") or {}
    listed = status.get("allocatable") or status.get("capacity") or {}
    available = {name: parse(str(value)) for name, value in listed.items()}
    text.field("Non-terminated Pods", f"({len(pods)} in total)")
    titles = ["Namespace", "Name", "CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits"]
    titles += [] if classic else ["Age"]
    _wide_row(text, titles)
    _wide_row(text, ["-" * len(title) for title in titles])
    for pod in pods:
        _write_pod(text, pod, available, now, classic)
    text.line("Allocated resources:")
    text.line(NOTE, level=1)
    asked: Amounts = {}
    bounds: Amounts = {}
    for pod in pods:
        add(asked, requests(pod))
        add(bounds, limits(pod))
    if classic:
        text.heading("CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits")
        cells = [_share(amounts, name, available) for name in STANDARD[:2] for amounts in (asked, bounds)]
        text.row(*cells)
        return
    text.heading("Resource", "Requests", "Limits")
    huge = sorted(name for name in available if name.startswith("hugepages-"))
    for name in (*STANDARD, *huge):
        text.row(name, _share(asked, name, available), _share(bounds, name, available))
    for name in sorted(set(available) - set(STANDARD) - set(huge) - {"pods"}):
        text.row(name, asked.get(name, ZERO), bounds.get(name, ZERO))


def _wide_row(text: Text, cells: list[str]) -> None:
    """The second column is followed by an empty one."""
    text.row(*cells[:2], "", *cells[2:])


def _write_pod(text: Text, pod: Object, available: Amounts, now: float, classic: bool) -> None:
    asked, bounds = requests(pod, with_status=not classic), limits(pod, with_status=not classic)
    metadata = pod.get("metadata") or {}
    shares = [_share(amounts, name, available) for name in STANDARD[:2] for amounts in (asked, bounds)]
    age = [] if classic else [since(metadata.get("creationTimestamp"), now)]
    _wide_row(text, [metadata.get("namespace", ""), metadata.get("name", ""), *shares, *age])


def _share(amounts: Amounts, name: str, available: Amounts) -> str:
    """`100m (10%)`."""
    amount, whole = amounts.get(name, ZERO), available.get(name, ZERO)
    part, all_ = (amount.milli_value(), whole.milli_value()) if name == "cpu" else (amount.value(), whole.value())
    return f"{amount} ({int(part / all_ * 100) if all_ else 0}%)"
