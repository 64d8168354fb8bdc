"""Which daemon pods a rolling update deletes and makes now: pure arithmetic.

Follows kubernetes pkg/controller/daemon/update.go: rollingUpdate, findUpdatedPodsOnNode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.cluster.control.resources import Object, is_deleting
from app.cluster.kinds.deployment.numbers import share


@dataclass(frozen=True)
class Here:
    """The living pods of one node: at most one of each kind, unless there are `too_many`."""

    new: Object | None = None
    old: Object | None = None
    too_many: bool = False
    new_available: bool = False
    old_available: bool = False

    @staticmethod
    def of(pods: Iterable[Object], is_new: Callable[[Object], bool], available: Callable[[Object], bool]) -> Here:
        """Sort a node's pods."""
        living = [pod for pod in pods if not is_deleting(pod)]
        new = [pod for pod in living if is_new(pod)]
        old = [pod for pod in living if not is_new(pod)]
        if len(new) > 1 or len(old) > 1:
            return Here(too_many=True)
        return Here(
            new=new[0] if new else None,
            old=old[0] if old else None,
            new_available=bool(new) and available(new[0]),
            old_available=bool(old) and available(old[0]),
        )


@dataclass
class Step:
    """What to do now: pods to delete, nodes that get a new pod."""

    delete: list[Object] = field(default_factory=list)
    create: list[str] = field(default_factory=list)


def maximum_surge(daemon_set: Object, nodes: int) -> int:
    """How many nodes may have two pods at once."""
    strategy = daemon_set["spec"].get("updateStrategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return 0
    return share((strategy.get("rollingUpdate") or {}).get("maxSurge", 0), nodes, up=True)


def deleting(nodes: Mapping[str, Here], limit: int) -> Step:
    """Without surge: old pods that do not run anyway go, and of the others as many as may be missing."""
    missing, broken, candidates = 0, [], []
    for here in nodes.values():
        if here.old is None or here.new is not None:
            missing += not here.new_available or here.old is not None
        elif not here.old_available:
            broken.append(here.old)
            missing += 1
        elif missing < limit:
            candidates.append(here.old)
    return Step(delete=broken + candidates[: max(0, limit - missing)])


def surging(nodes: Mapping[str, Here], wanted: Iterable[str], limit: int) -> Step:
    """With surge: a new pod comes first, and the old one goes when that is available."""
    step, runs = Step(), set(wanted)
    surplus, candidates, misplaced, available = 0, [], [], 0
    for name, here in nodes.items():
        if here.too_many:
            surplus += 1
            continue
        available += here.old_available if here.old is not None else here.new_available
        if here.old is None:
            continue
        if here.new is not None:
            if here.new_available:
                step.delete.append(here.old)
            else:
                surplus += 1
        elif not here.old_available:
            if name in runs:
                step.create.append(name)
            else:
                step.delete.append(here.old)
        elif name not in runs:
            misplaced.append(here.old)
        elif surplus < limit:
            candidates.append(name)
    step.delete += misplaced[: max(0, available - len(runs))]
    step.create += candidates[: max(0, limit - surplus)]
    return step
