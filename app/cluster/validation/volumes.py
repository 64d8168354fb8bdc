"""Volumes of pods.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidateVolumes and validateVolumeSource.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.validation.claims import validate_claim_template
from app.cluster.validation.field_errors import Errors, duplicate, forbidden, invalid, required, words
from app.cluster.validation.projections import config_map_volume, downward_volume, projected_volume, secret_volume
from app.cluster.validation.rules import dns_label, one_of
from app.cluster.validation.volume_sources import one_too_many, volume_source
from app.sim.go_strings import quote
from app.sim.names import is_subdomain
from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
_LONGEST = 64
# In the order in which upstream looks.
_SOURCES = words(
    "emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker "
    "persistentVolumeClaim rbd cinder cephfs quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume "
    "photonPersistentDisk portworxVolume azureDisk storageos projected scaleIO csi ephemeral image"
)


def validate_volumes(
    path: str, volumes: list[Object], pod_name: str, *, real_pod: bool = False
) -> tuple[dict[str, Object], Errors]:
    """The volumes that are in order, by name, and what is wrong with the others."""
    good: dict[str, Object] = {}
    errors: Errors = []
    created = {f"{pod_name}-{volume.get('name')}" for volume in volumes if pod_name and volume.get("ephemeral")}
    for index, volume in enumerate(volumes):
        place, name = f"{path}[{index}]", volume.get("name") or ""
        found = _source(place, volume, pod_name, real_pod=real_pod)
        found += dns_label(f"{place}.name", name) if name else [required(f"{place}.name")]
        if name in good:
            found.append(duplicate(f"{place}.name", name))
        if not found:
            good[name] = volume
        errors += found
        claim = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if claim in created:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            errors.append(invalid(f"{place}.persistentVolumeClaim.claimName", claim, detail))
    return good, errors


def _source(path: str, volume: Object, pod_name: str, *, real_pod: bool) -> Errors:
    """Exactly one source, and a good one."""
    errors: Errors = []
    found = False
    for name in _SOURCES:
        source = volume.get(name)
        if source is None:
            continue
        if found:
            errors += one_too_many(path, name)
            continue
        found = True
        rule = _OWN.get(name)
        errors += rule(f"{path}.{name}", source) if rule else volume_source(path, name, source)
        errors += _names(path, name, volume, pod_name)
        if name == "image":
            errors += _image(f"{path}.image", source, real_pod=real_pod)
    return errors if found else [required(path, "must specify a volume type")]


def _names(path: str, kind: str, volume: Object, pod_name: str) -> Errors:
    """What is made of the volume's name must be a name."""
    name = volume.get("name") or ""
    if kind == "ephemeral" and pod_name and name:
        claim = f"{pod_name}-{name}"
        return [invalid(f"{path}.name", name, f"PVC name {quote(claim)}: {text}") for text in is_subdomain(claim)]
    target = volume[kind] if kind == "iscsi" else {}
    if target.get("initiatorName") is None or len(f"{name}:{target.get('targetPortal') or ''}") <= _LONGEST:
        return []
    text = ("Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
            "iscsi.initiatorName is specified.")  # fmt: skip
    return [invalid(f"{path}.name", name, text)]


def _empty_dir(path: str, source: Object) -> Errors:
    limit = source.get("sizeLimit")
    if limit is not None and parse(str(limit)) < Quantity(0):
        return [forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")]
    return []


def _ephemeral(path: str, source: Object) -> Errors:
    template = source.get("volumeClaimTemplate")
    if template is None:
        return [required(f"{path}.volumeClaimTemplate")]
    return validate_claim_template(f"{path}.volumeClaimTemplate", template)


def _image(path: str, source: Object, *, real_pod: bool) -> Errors:
    errors = [required(f"{path}.reference")] if real_pod and not source.get("reference") else []
    return errors + one_of(f"{path}.pullPolicy", source.get("pullPolicy"), ["Always", "IfNotPresent", "Never"])


_OWN: dict[str, Callable[[str, Object], Errors]] = {
    "emptyDir": _empty_dir,
    "secret": secret_volume,
    "configMap": config_map_volume,
    "downwardAPI": downward_volume,
    "projected": projected_volume,
    "ephemeral": _ephemeral,
}
