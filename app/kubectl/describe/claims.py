"""Claims of persistent volumes, alone or as templates.

Follows kubernetes kubectl/pkg/describe/describe.go: printPersistentVolumeClaim, describeVolumeClaimTemplates;
kubectl/pkg/util/storage: GetAccessModesAsString, GetPersistentVolumeClaimClass.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.text import Text
from app.kubectl.describe.times import since
from app.kubectl.output.golang.printing import format_value
from app.sim.quantity import canonicalize

Object = dict[str, Any]
MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}
BETA_CLASS = "volume.beta.kubernetes.io/storage-class"


def access_modes(modes: list[str] | None) -> str:
    """`RWO,ROX`: the modes in their usual order, each once."""
    return ",".join(short for mode, short in MODES.items() if mode in (modes or []))


def class_of(obj: Object) -> str:
    """The storage class of a claim or volume; empty without one."""
    annotations = (obj.get("metadata") or {}).get("annotations") or {}
    return str(annotations.get(BETA_CLASS) or (obj.get("spec") or {}).get("storageClassName") or "")


def state_of(obj: Object, now: float) -> str:
    """The phase, or how long it has been terminating."""
    if stamp := (obj.get("metadata") or {}).get("deletionTimestamp"):
        return f"Terminating (lasts {since(stamp, now)})"
    return str((obj.get("status") or {}).get("phase") or "")


def write_claim(text: Text, claim: Object, *, full: bool = True, now: float = 0.0) -> None:
    """A claim; not `full`: the template of one, of which only what was asked for is known."""
    metadata, spec, status = claim.get("metadata") or {}, claim.get("spec") or {}, claim.get("status") or {}
    if full:
        text.field("Name", metadata.get("name", ""))
        text.field("Namespace", metadata.get("namespace", ""))
    text.field("StorageClass", class_of(claim))
    if full:
        text.field("Status", state_of(claim, now))
    text.field("Volume", spec.get("volumeName") or "")
    write_labels(text, metadata.get("labels"))
    write_annotations(text, metadata.get("annotations"))
    if full:
        text.field("Finalizers", format_value(metadata.get("finalizers") or []))
    bound = bool(spec.get("volumeName"))
    text.field("Capacity", canonicalize(str((status.get("capacity") or {}).get("storage", "0"))) if bound else "")
    text.field("Access Modes", access_modes(status.get("accessModes")) if bound else "")
    if spec.get("volumeMode") is not None:
        text.field("VolumeMode", spec["volumeMode"])
    if (source := spec.get("dataSource")) is not None:
        text.line("DataSource:")
        if source.get("apiGroup") is not None:
            text.field("APIGroup", source["apiGroup"], level=1)
        text.field("Kind", source.get("kind", ""), level=1)
        text.field("Name", source.get("name", ""), level=1)


def write_claim_templates(text: Text, templates: list[Object]) -> None:
    """The claims that a stateful set makes for each pod."""
    if not templates:
        text.line("Volume Claims:\t<none>")
        return
    text.line("Volume Claims:")
    for claim in templates:
        metadata, spec = claim.get("metadata") or {}, claim.get("spec") or {}
        text.field("Name", metadata.get("name", ""), level=1)
        text.field("StorageClass", class_of(claim), level=1)
        write_labels(text, metadata.get("labels"), indent="  ")
        write_labels(text, metadata.get("annotations"), "Annotations", indent="  ")
        requested = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
        text.field("Capacity", "<default>" if requested is None else canonicalize(str(requested)), level=1)
        text.field("Access Modes", format_value(spec.get("accessModes") or []), level=1)
