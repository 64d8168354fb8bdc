"""The wording of FailedScheduling.

Follows kubernetes pkg/scheduler/framework/types.go: FitError.Error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def failed_scheduling(total: int, reasons: Iterable[str], before: str = "", after: str = "") -> str:
    """`0/3 nodes are available: 1 Insufficient cpu.`; `before` replaces the counts, `after` is preemption's part."""
    message = f"0/{total} nodes are available:"
    if before:
        message += f" {before}."
    else:
        counted = sorted(f"{count} {reason}" for reason, count in Counter(reasons).items())
        message += f" {', '.join(counted)}."
    return f"{message} {after.rstrip('.')}." if after else message


def classic_failed_scheduling(pod: str, reasons: Iterable[str]) -> str:
    """As releases around 1.5 worded it."""
    counted = sorted(f"{_classic(reason)} ({count})" for reason, count in Counter(reasons).items())
    return f"pod ({pod}) failed to fit in any node\nfit failure summary on nodes : {', '.join(counted)}"


def _classic(reason: str) -> str:
    words = {
        "Too many pods": "Insufficient pods",
        "node(s) were unschedulable": "NodeUnschedulable",
        "node(s) didn't match Pod's node affinity/selector": "MatchNodeSelector",
        "node(s) had untolerated taint(s)": "PodToleratesNodeTaints",
        "node(s) didn't have free ports for the requested pod ports": "PodFitsHostPorts",
    }
    return words.get(reason, reason)
