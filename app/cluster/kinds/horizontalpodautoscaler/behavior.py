"""How fast and how far an autoscaler may go: stabilization, policies, limits.

Follows kubernetes pkg/controller/podautoscaler/horizontal.go: normalizeDesiredReplicas and what it calls.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from app.cluster.kinds.horizontalpodautoscaler.conditions import Conditions

Object = dict[str, Any]
STABILISATION = 300.0  # --horizontal-pod-autoscaler-downscale-stabilization
UP_FACTOR, UP_MINIMUM = 2.0, 4.0
MATCHES = "recommended size matches current size"
LOWER = "recent recommendations were lower than current one, applying the lowest recent recommendation"
HIGHER = "recent recommendations were higher than current one, applying the highest recent recommendation"
TOO_FAST = "the desired replica count is {} faster than the maximum scale rate"
TOO_MANY = "the desired replica count is more than the maximum replica count"
TOO_FEW = "the desired replica count is less than the minimum replica count"
WITHIN = "the desired count is within the acceptable range"
Verdict = tuple[int, str, str]


@dataclass
class Past:
    """What was recommended and done: (moment, replicas) each, changes by direction."""

    recommendations: list[tuple[float, int]] = field(default_factory=list)
    ups: list[tuple[float, int]] = field(default_factory=list)
    downs: list[tuple[float, int]] = field(default_factory=list)

    def note(self, behavior: Object | None, old: int, new: int, now: float) -> None:
        """Replicas were changed; without a behavior nobody will ask."""
        if behavior is None:
            return
        rules = behavior.get("scaleUp" if new > old else "scaleDown") or {}
        longest = max((policy["periodSeconds"] for policy in rules.get("policies") or ()), default=0)
        kept = [entry for entry in (self.ups if new > old else self.downs) if entry[0] >= now - longest]
        kept.append((now, abs(new - old)))
        if new > old:
            self.ups = kept
        else:
            self.downs = kept


@dataclass(frozen=True)
class Bounds:
    """An autoscaler's limits, and where it stands."""

    least: int
    most: int
    current: int


def normalise(behavior: Object | None, past: Past, bounds: Bounds, wanted: int, conditions: Conditions,
              now: float) -> int:  # fmt: skip
    """What may become of a recommendation now; tells in the conditions why it is something else."""
    if behavior is None:
        stable, reason, message = _stabilise(past, wanted, now)
    else:
        stable, reason, message = _stabilise_with(behavior, past, bounds, wanted, now)
    if stable != wanted:
        conditions.set("AbleToScale", "True", reason, message)
    else:
        conditions.set("AbleToScale", "True", "ReadyForNewScale", MATCHES)
    allowed = _limit(bounds, stable) if behavior is None else _limit_with(behavior, past, bounds, stable, now)
    conditions.set("ScalingLimited", "False" if allowed[0] == stable else "True", *allowed[1:])
    return allowed[0]


def _stabilise(past: Past, wanted: int, now: float) -> Verdict:
    kept = [entry for entry in past.recommendations if entry[0] >= now - STABILISATION]
    past.recommendations = [*kept, (now, wanted)]
    return max(wanted, *(value for _, value in past.recommendations)), "ScaleDownStabilized", HIGHER


def _window(rules: Object | None, default: float) -> float:
    seconds = (rules or {}).get("stabilizationWindowSeconds")
    return default if seconds is None else float(seconds)


def _stabilise_with(behavior: Object, past: Past, bounds: Bounds, wanted: int, now: float) -> Verdict:
    up, down = _window(behavior.get("scaleUp"), 0.0), _window(behavior.get("scaleDown"), STABILISATION)
    lowest = highest = wanted
    for at, value in past.recommendations:
        lowest = min(lowest, value) if at > now - up else lowest
        highest = max(highest, value) if at > now - down else highest
    kept = [entry for entry in past.recommendations if entry[0] >= now - max(up, down)]
    past.recommendations = [*kept, (now, wanted)]
    found = min(max(bounds.current, lowest), highest)
    return (found, "ScaleUpStabilized", LOWER) if wanted >= bounds.current else (found, "ScaleDownStabilized", HIGHER)


def _limit(bounds: Bounds, wanted: int) -> Verdict:
    fastest = int(max(UP_FACTOR * bounds.current, UP_MINIMUM))
    if wanted < bounds.least:
        return bounds.least, "TooFewReplicas", TOO_FEW
    if bounds.most > fastest and wanted > fastest:
        return fastest, "ScaleUpLimit", TOO_FAST.format("increasing")
    if wanted > bounds.most:
        return bounds.most, "TooManyReplicas", TOO_MANY
    return wanted, "DesiredWithinRange", WITHIN


def _limit_with(behavior: Object, past: Past, bounds: Bounds, wanted: int, now: float) -> Verdict:
    current = bounds.current
    if wanted > current:
        fastest = max(current, _fastest_up(behavior.get("scaleUp") or {}, past, current, now))
        if bounds.most > fastest and wanted > fastest:
            return fastest, "ScaleUpLimit", TOO_FAST.format("increasing")
        if wanted > bounds.most:
            return bounds.most, "TooManyReplicas", TOO_MANY
    elif wanted < current:
        fastest = min(current, _fastest_down(behavior.get("scaleDown") or {}, past, current, now))
        if bounds.least < fastest and wanted < fastest:
            return fastest, "ScaleDownLimit", TOO_FAST.format("decreasing")
        if wanted < bounds.least:
            return bounds.least, "TooFewReplicas", TOO_FEW
    return wanted, "DesiredWithinRange", WITHIN


def _changed(events: list[tuple[float, int]], period: int, now: float) -> int:
    return sum(change for at, change in events if at > now - period)


def _fastest_up(rules: Object, past: Past, current: int, now: float) -> int:
    """The most replicas that policies allow."""
    if rules.get("selectPolicy") == "Disabled":
        return current
    found: list[int] = []
    for policy in rules.get("policies") or ():
        period = policy["periodSeconds"]
        added, removed = _changed(past.ups, period, now), _changed(past.downs, period, now)
        start = current - added + removed
        pods = policy["type"] == "Pods"
        found.append(start + policy["value"] if pods else math.ceil(start * (1 + policy["value"] / 100)))
    if not found:
        return current
    return min(found) if rules.get("selectPolicy") == "Min" else max(found)


def _fastest_down(rules: Object, past: Past, current: int, now: float) -> int:
    """The fewest replicas that policies allow."""
    if rules.get("selectPolicy") == "Disabled":
        return current
    found: list[int] = []
    for policy in rules.get("policies") or ():
        period = policy["periodSeconds"]
        added, removed = _changed(past.ups, period, now), _changed(past.downs, period, now)
        start = current + removed - added
        pods = policy["type"] == "Pods"
        found.append(start - policy["value"] if pods else int(start * (1 - policy["value"] / 100)))
    if not found:
        return current
    return max(found) if rules.get("selectPolicy") == "Min" else min(found)
