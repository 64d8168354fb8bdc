"""How many pods of a workload are in which phase.

Follows kubernetes kubectl/pkg/describe/describe.go: getPodStatusForController, printController.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.kubectl.describe.subject import PODS, Subject

Object = dict[str, Any]
PHASES = {"Running": "Running", "Pending": "Waiting", "Succeeded": "Succeeded", "Failed": "Failed"}


async def pods_status(subject: Subject, selector: str) -> str:
    """`2 Running / 0 Waiting / 0 Succeeded / 0 Failed`: the pods that a selector finds and that the object controls."""
    pods = await subject.listed(PODS, subject.namespace, labels=selector)
    uid = subject.metadata.get("uid")
    mine = [pod for pod in pods if (controller_of(pod) or {}).get("uid") == uid]
    counts = Counter((pod.get("status") or {}).get("phase") for pod in mine)
    return " / ".join(f"{counts[phase]} {word}" for phase, word in PHASES.items())


def controller_of(obj: Object) -> Object | None:
    """The reference to the object that controls this one."""
    for owner in (obj.get("metadata") or {}).get("ownerReferences") or []:
        if owner.get("controller"):
            return dict(owner)
    return None


def write_controller(subject: Subject) -> None:
    """`Controlled By`, for objects that are."""
    if owner := controller_of(subject.object):
        subject.text.field("Controlled By", f"{owner.get('kind')}/{owner.get('name')}")
