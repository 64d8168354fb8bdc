"""How long a Job waits before it replaces a failed pod.

Follows kubernetes pkg/controller/job/backoff_utils.go.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.cluster.control.resources import Object
from app.sim.clock import parse_rfc3339

FIRST, LIMIT = 10.0, 600.0  # seconds; doubles with each failure in a row


@dataclass(frozen=True)
class Backoff:
    """Failures since the last success, and when the latest of them was."""

    failures: int = 0
    last: float = 0.0

    def after(self, succeeded: list[Object], failed: list[Object]) -> Backoff:
        """What it becomes when pods were seen to end."""
        ends = sorted(finished_at(pod) for pod in failed)
        if not succeeded:
            return Backoff(self.failures + len(ends), ends[-1]) if ends else self
        success = max(finished_at(pod) for pod in succeeded)
        later = [end for end in ends if end > success]
        return Backoff(len(later), later[-1]) if later else Backoff()

    def remaining(self, now: float) -> float:
        """Seconds until the next pod may be made."""
        if not self.failures:
            return 0.0
        wait = min(LIMIT, FIRST * 2 ** min(self.failures - 1, 10))
        return float(max(0.0, self.last + wait - now))


def finished_at(pod: Object) -> float:
    """When a pod ended: its last container, or else the best guess there is."""
    status, meta = pod.get("status", {}), pod["metadata"]
    ends = [one.get("state", {}).get("terminated", {}).get("finishedAt") for one in
            status.get("containerStatuses") or ()]  # fmt: skip
    if ends and all(ends):
        return max(parse_rfc3339(end) for end in ends)
    for one in status.get("conditions") or ():
        if one["type"] == "Ready" and one["status"] == "False" and one.get("lastTransitionTime"):
            return parse_rfc3339(one["lastTransitionTime"])
    if "deletionTimestamp" in meta:
        return float(parse_rfc3339(meta["deletionTimestamp"]) - meta.get("deletionGracePeriodSeconds", 0))
    return parse_rfc3339(meta["creationTimestamp"])
