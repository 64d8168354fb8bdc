"""Describe a CSINode."""

from __future__ import annotations

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.times import date
from app.kubectl.output.golang.printing import format_value

KINDS = (("storage.k8s.io", "CSINode"),)


async def describe(subject: Subject) -> None:
    """Describe the storage drivers of a node."""
    text = subject.text
    text.field("Name", subject.name)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"))
    text.field("CreationTimestamp", date(subject.metadata.get("creationTimestamp")))
    text.line("Spec:")
    drivers = subject.spec.get("drivers")
    if drivers is not None:
        text.line("Drivers:", level=1)
    for driver in drivers or []:
        text.line(f"{driver.get('name')}:", level=2)
        text.field("Node ID", driver.get("nodeID") or "", level=3)
        if (count := (driver.get("allocatable") or {}).get("count")) is not None:
            text.line("Allocatables:", level=3)
            text.field("Count", count, level=4)
        if driver.get("topologyKeys") is not None:
            text.field("Topology Keys", format_value(driver["topologyKeys"]), level=3)
    await subject.write_events()
