"""Describe a PersistentVolumeClaim."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.claims import write_claim
from app.kubectl.describe.conditions import write_probed
from app.kubectl.describe.labels import write_lines
from app.kubectl.describe.subject import PODS, Subject

KINDS = (("", "PersistentVolumeClaim"),)


async def describe(subject: Subject) -> None:
    """Describe a claim, and the pods that use it."""
    pods = [] if subject.classic else await _users(subject)
    write_claim(subject.text, subject.object, now=subject.now)
    if not subject.classic:
        write_lines(subject.text, "Used By", pods)
    write_probed(subject.text, subject.status.get("conditions"), "LastProbeTime", "lastProbeTime")
    await subject.write_events()


async def _users(subject: Subject) -> list[str]:
    pods = await subject.listed(PODS, subject.namespace)
    owners = {each.get("uid") for each in subject.metadata.get("ownerReferences") or [] if each.get("kind") == "Pod"}
    return sorted(
        pod["metadata"]["name"] for pod in pods if _uses(pod, subject.name) or pod["metadata"]["uid"] in owners
    )


def _uses(pod: dict[str, Any], claim: str) -> bool:
    volumes = (pod.get("spec") or {}).get("volumes") or []
    return any((each.get("persistentVolumeClaim") or {}).get("claimName") == claim for each in volumes)
