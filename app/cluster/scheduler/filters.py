"""May a pod run on a node? Each filter gives the reasons against it, in the scheduler's words.

Follows kubernetes pkg/scheduler/framework/plugins/{nodeunschedulable,nodename,tainttoleration,nodeaffinity,nodeports,
noderesources}; in the order in which the default profile runs them.
"""

from __future__ import annotations

from typing import Any

from app.cluster.control.resources import Object
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.requirements import Requirements

UNSCHEDULABLE = "node(s) were unschedulable"
NODE_NAME = "node(s) didn't match the requested node name"
TAINTED = "node(s) had untolerated taint(s)"
AFFINITY = "node(s) didn't match Pod's node affinity/selector"
PORTS = "node(s) didn't have free ports for the requested pod ports"
TOO_MANY_PODS = "Too many pods"
# Reasons that removing pods from the node cannot change.
UNRESOLVABLE = frozenset({UNSCHEDULABLE, NODE_NAME, TAINTED, AFFINITY})
EVERYWHERE = "0.0.0.0"


class Refusal(tuple[str, ...]):
    """Why a node does not do; `hopeless` when no preemption could help."""

    hopeless: bool

    def __new__(cls, reasons: list[str], *, hopeless: bool) -> Refusal:
        """Reasons as they are counted in FailedScheduling messages."""
        made = super().__new__(cls, reasons)
        made.hopeless = hopeless
        return made


def refuse(needs: Requirements, info: NodeInfo, *, classic: bool = False) -> Refusal | None:
    """The first filter's reasons against this node, or None when the pod fits (pods elsewhere aside)."""
    if info.unschedulable and not _tolerates_unschedulable(needs.tolerations):
        return Refusal([UNSCHEDULABLE], hopeless=True)
    if needs.node_name and needs.node_name != info.name:
        return Refusal([NODE_NAME], hopeless=True)
    taint = untolerated(info.taints, needs.tolerations, ("NoSchedule", "NoExecute")) if info.taints else None
    if taint is not None:
        reason = f"node(s) had taint {{{taint['key']}: {taint.get('value', '')}}}, that the pod didn't tolerate"
        return Refusal([reason if classic else TAINTED], hopeless=True)
    if (needs.node_selector or needs.affinity) and not matches_node(needs, info):
        return Refusal([AFFINITY], hopeless=True)
    if needs.ports and ports_taken(needs, info):
        return Refusal([PORTS], hopeless=False)
    return _fit(needs, info) if needs.requests or len(info.pods) >= info.limit else None


def _fit(needs: Requirements, info: NodeInfo) -> Refusal | None:
    reasons, hopeless = [], False
    if len(info.pods) + 1 > info.limit:
        reasons.append(TOO_MANY_PODS)
    for name, wanted in needs.requests.items():
        offered = info.allocatable.get(name, 0)
        if wanted and wanted > offered - info.requested.get(name, 0):
            reasons.append(f"Insufficient {name}")
            hopeless = hopeless or wanted > offered
    return Refusal(reasons, hopeless=hopeless) if reasons else None


def _tolerates_unschedulable(tolerations: list[Object]) -> bool:
    return any(
        tolerates(one, {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}) for one in tolerations
    )


def tolerates(toleration: Object, taint: Object) -> bool:
    """Whether one toleration covers a taint. Follows api/core/v1/toleration.go: ToleratesTaint."""
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    match toleration.get("operator", "Equal"):
        case "Exists":
            return True
        case "Equal" | "":
            return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")
        case "Lt" | "Gt" as operator:
            return _compare(toleration.get("value", ""), taint.get("value", ""), operator)
    return False


def _compare(bound: str, value: str, operator: str) -> bool:
    try:
        return int(value) < int(bound) if operator == "Lt" else int(value) > int(bound)
    except ValueError:
        return False


def untolerated(taints: list[Object], tolerations: list[Object], effects: tuple[str, ...]) -> Object | None:
    """The first taint of these effects that nothing tolerates."""
    for taint in taints:
        if taint.get("effect") in effects and not any(tolerates(one, taint) for one in tolerations):
            return taint
    return None


def ports_taken(needs: Requirements, info: NodeInfo) -> bool:
    """Whether another pod has one of the node's ports that this one wants."""
    return any(_conflicts(wanted, used) for wanted in needs.ports for used in info.ports)


def _conflicts(wanted: tuple[str, int, str], used: tuple[str, int, str]) -> bool:
    same = wanted[:2] == used[:2]
    return same and (EVERYWHERE in (wanted[2], used[2]) or wanted[2] == used[2])


def matches_node(needs: Requirements, info: NodeInfo) -> bool:
    """Whether nodeSelector and required node affinity hold."""
    labels = info.labels
    if any(labels.get(key) != value for key, value in needs.node_selector.items()):
        return False
    required = ((needs.affinity.get("nodeAffinity") or {}).get("requiredDuringSchedulingIgnoredDuringExecution")) or {}
    terms = required.get("nodeSelectorTerms")
    if terms is None:
        return True
    return any(matches_term(term, info) for term in terms)


def matches_term(term: Object, info: NodeInfo) -> bool:
    """Whether a nodeSelectorTerm selects the node; an empty one selects none."""
    expressions, fields = term.get("matchExpressions") or [], term.get("matchFields") or []
    if not expressions and not fields:
        return False
    return all(_requirement(one, info.labels) for one in expressions) and all(
        _requirement(one, {"metadata.name": info.name}) for one in fields
    )


def _requirement(one: Object, labels: dict[str, Any]) -> bool:
    value, values = labels.get(one["key"]), one.get("values") or []
    match one["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "Gt" | "Lt" as operator:
            try:
                number, bound = int(value or ""), int(values[0])
            except (ValueError, IndexError):
                return False
            return number > bound if operator == "Gt" else number < bound
    return False
