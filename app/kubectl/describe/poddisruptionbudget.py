"""Describe a PodDisruptionBudget."""

from __future__ import annotations

from app.kubectl.describe.labels import format_selector
from app.kubectl.describe.subject import Subject

KINDS = (("policy", "PodDisruptionBudget"),)
COUNTS = {
    "Allowed disruptions": "disruptionsAllowed", "Current": "currentHealthy", "Desired": "desiredHealthy",
    "Total": "expectedPods",
}  # fmt: skip


async def describe(subject: Subject) -> None:
    """Describe a disruption budget."""
    text, spec = subject.text, subject.spec
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    if spec.get("minAvailable") is not None:
        text.field("Min available", spec["minAvailable"])
    elif spec.get("maxUnavailable") is not None:
        text.field("Max unavailable", spec["maxUnavailable"])
    text.field("Selector", "<unset>" if spec.get("selector") is None else format_selector(spec["selector"]))
    text.line("Status:")
    for title, key in COUNTS.items():
        text.field(title, subject.status.get(key) or 0, level=2)
    await subject.write_events()
