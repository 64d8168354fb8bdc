"""Warnings of volumes, claims and storage classes.

Follows kubernetes pkg/api/{persistentvolume,persistentvolumeclaim,storage}/util.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.warnings.values import fractions, node_selector_term

Object = dict[str, Any]
CLASS = "volume.beta.kubernetes.io/storage-class"
MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options"
GONE = {
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "storageOS": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
}
FIELDS = {"storageOS": "storageos"}  # what the API calls the field, where the warning says it otherwise


def volume(obj: Object) -> list[str]:
    """Of any persistent volume, new or changed."""
    spec, annotations = obj.get("spec") or {}, obj["metadata"].get("annotations") or {}
    found = []
    if CLASS in annotations:
        found.append(f'metadata.annotations[{CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead')
    if MOUNT_OPTIONS in annotations:
        found.append(
            f'metadata.annotations[{MOUNT_OPTIONS}]: deprecated since v1.31; use "mountOptions" attribute instead'
        )
    required = (spec.get("nodeAffinity") or {}).get("required") or {}
    for index, term in enumerate(required.get("nodeSelectorTerms") or []):
        found += node_selector_term(f"spec.nodeAffinity.required.nodeSelectorTerms[{index}]", term)
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        found.append(
            "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended "
            "approach is to use dynamic provisioning."
        )
    return [*found, *(f"spec.{name}: {text}" for name, text in GONE.items() if spec.get(FIELDS.get(name, name)))]


def claim(obj: Object) -> list[str]:
    """Of any claim, new or changed."""
    found = []
    if CLASS in (obj["metadata"].get("annotations") or {}):
        found.append(f'metadata.annotations[{CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead')
    return [*found, *claim_spec("spec", obj.get("spec") or {})]


def claim_spec(path: str, spec: Object) -> list[str]:
    """Of what a claim asks for, wherever it stands."""
    resources = spec.get("resources") or {}
    found = []
    for part in ("requests", "limits"):
        found += fractions(f"{path}.resources.{part}", resources.get(part) or {}, ("storage",))
    return found


def storage_class(obj: Object) -> list[str]:
    """Of any storage class, new or changed."""
    found = []
    for index, term in enumerate(obj.get("allowedTopologies") or []):
        found += node_selector_term(f"allowedTopologies[{index}]", term, "matchLabelExpressions")
    return found
