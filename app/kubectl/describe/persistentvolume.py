"""Describe a PersistentVolume."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.claims import access_modes, class_of, state_of
from app.kubectl.describe.labels import write_annotations, write_labels, write_lines
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.text import Text
from app.kubectl.describe.volumes import write_persistent_source
from app.kubectl.output.golang.printing import format_value
from app.sim.quantity import canonicalize

KINDS = (("", "PersistentVolume"),)


async def describe(subject: Subject) -> None:
    """Describe a volume of the cluster."""
    text, spec = subject.text, subject.spec
    text.field("Name", subject.name)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    if not subject.classic:
        text.field("Finalizers", format_value(subject.metadata.get("finalizers") or []))
    text.field("StorageClass", class_of(subject.object))
    text.field("Status", state_of(subject.object, subject.now))
    claim = spec.get("claimRef")
    text.field("Claim", f"{claim.get('namespace')}/{claim.get('name')}" if claim else "")
    text.field("Reclaim Policy", spec.get("persistentVolumeReclaimPolicy") or "")
    text.field("Access Modes", access_modes(spec.get("accessModes")))
    if spec.get("volumeMode") is not None:
        text.field("VolumeMode", spec["volumeMode"])
    text.field("Capacity", canonicalize(str((spec.get("capacity") or {}).get("storage", "0"))))
    if not subject.classic:
        _write_affinity(text, spec.get("nodeAffinity") or {})
    text.field("Message", subject.status.get("message") or "")
    text.line("Source:")
    write_persistent_source(text, spec)
    await subject.write_events()


def _write_affinity(text: Text, affinity: dict[str, Any]) -> None:
    required = affinity.get("required")
    if required is None:
        text.line("Node Affinity:\t<none>")
        return
    text.line("Node Affinity:\t")
    terms = required.get("nodeSelectorTerms") or []
    text.line("Required Terms:\t" if terms else "Required Terms:\t<none>", level=1)
    for place, term in enumerate(terms):
        lines = [_requirement(each) for each in term.get("matchExpressions") or []]
        write_lines(text, f"Term {place}", lines, indent="    ")


def _requirement(requirement: dict[str, Any]) -> str:
    shown = f"{requirement.get('key')} {str(requirement.get('operator') or '').lower()}"
    values = requirement.get("values") or []
    return f"{shown} [{', '.join(values)}]" if values else shown
