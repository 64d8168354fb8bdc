"""What pods do when they are deleted: they get time to end."""

from __future__ import annotations

from app.cluster.api.call import DeleteOptions
from app.cluster.api.objects import Object

DEFAULT_GRACE = 30


def grace(pod: Object, options: DeleteOptions) -> int:
    """Seconds to end; none for a pod that no node runs or that has ended.

    Follows kubernetes pkg/registry/core/pod/strategy.go: CheckGracefulDelete.
    """
    spec = pod["spec"]
    seconds = options.grace if options.grace is not None else spec.get("terminationGracePeriodSeconds", DEFAULT_GRACE)
    ended = (pod.get("status") or {}).get("phase") in {"Succeeded", "Failed"}
    if not spec.get("nodeName") or ended:
        return 0
    return int(seconds) if seconds >= 0 else 1
