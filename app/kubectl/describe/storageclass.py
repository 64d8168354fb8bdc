"""Describe a StorageClass."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.labels import format_labels, write_lines
from app.kubectl.describe.subject import Subject

KINDS = (("storage.k8s.io", "StorageClass"),)
DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


async def describe(subject: Subject) -> None:
    """Describe a storage class."""
    text, obj = subject.text, subject.object
    annotations = subject.metadata.get("annotations") or {}
    text.field("Name", subject.name)
    text.field("IsDefaultClass", "Yes" if any(annotations.get(key) == "true" for key in DEFAULT) else "No")
    text.field("Annotations", format_labels(annotations))
    text.field("Provisioner", obj.get("provisioner") or "")
    text.field("Parameters", format_labels(obj.get("parameters")))
    if not subject.classic:
        expansion = obj.get("allowVolumeExpansion")
        text.field("AllowVolumeExpansion", "<unset>" if expansion is None else str(bool(expansion)))
        options = obj.get("mountOptions") or []
        text.line("MountOptions:" if options else "MountOptions:\t<none>")
        for option in options:
            text.line(option, level=1)
        for title, key in {"ReclaimPolicy": "reclaimPolicy", "VolumeBindingMode": "volumeBindingMode"}.items():
            if obj.get(key) is not None:
                text.field(title, obj[key])
        if obj.get("allowedTopologies"):
            _write_topologies(subject, obj["allowedTopologies"])
    await subject.write_events()


def _write_topologies(subject: Subject, terms: list[dict[str, Any]]) -> None:
    subject.text.line("AllowedTopologies:\t")
    for place, term in enumerate(terms):
        expressions = term.get("matchLabelExpressions") or []
        lines = [f"{each.get('key')} in [{', '.join(each.get('values') or [])}]" for each in expressions]
        write_lines(subject.text, f"Term {place}", lines, indent="  ")
