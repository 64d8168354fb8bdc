"""How long a kubelet's steps take, in seconds."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[float, float]


@dataclass(frozen=True)
class Pace:
    """(low, high) of each step; `pulls` is false where images arrive at once."""

    notice: Span  # until the kubelet has seen a new or changed pod
    sandbox: Span  # network and pause container
    start: Span  # one container
    relist: Span  # until the kubelet notices what containers did
    teardown: Span  # from the last container's end to the pod's
    kill: Span  # the same for a pod that is being deleted
    remove: Span  # from there until the API forgets it
    pulls: bool


LESSON = Pace((0.02, 0.1), (0.3, 0.7), (0.05, 0.2), (0.2, 0.9), (0.3, 0.8), (0.1, 0.3), (0.2, 0.6), pulls=True)
BARE = Pace((0.01, 0.05), (0.03, 0.1), (0.0, 0.0), (0.15, 0.35), (0.8, 1.0), (0.05, 0.15), (0.25, 0.4), pulls=False)
RETRY: Span = (10.0, 15.0)  # a pod that could not be synced is looked at again after this
BACKOFF_FIRST = 10.0  # of restarts and pulls
BACKOFF_LIMIT = 300.0
BACKOFF_RESET = 600.0  # a container that ran this long starts over
