"""Describe a Role or ClusterRole."""

from __future__ import annotations

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.rules import write_rules
from app.kubectl.describe.subject import Subject

KINDS = (("rbac.authorization.k8s.io", "Role"), ("rbac.authorization.k8s.io", "ClusterRole"))


async def describe(subject: Subject) -> None:
    """Describe a role."""
    subject.text.field("Name", subject.name)
    write_labels(subject.text, subject.metadata.get("labels"))
    write_annotations(subject.text, subject.metadata.get("annotations"))
    write_rules(subject.text, subject.object.get("rules"))
