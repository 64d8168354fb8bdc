"""Describe a RoleBinding or ClusterRoleBinding."""

from __future__ import annotations

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject

KINDS = (("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"))


async def describe(subject: Subject) -> None:
    """Describe who has a role."""
    text, role = subject.text, subject.object.get("roleRef") or {}
    text.field("Name", subject.name)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"))
    text.line("Role:")
    text.field("Kind", role.get("kind") or "", level=1)
    text.field("Name", role.get("name") or "", level=1)
    text.line("Subjects:")
    text.heading("Kind", "Name", "Namespace")
    for each in subject.object.get("subjects") or []:
        text.row(each.get("kind") or "", each.get("name") or "", each.get("namespace") or "")
