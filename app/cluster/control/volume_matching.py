"""Which persistent volume suits a claim best.

Follows kubernetes component-helpers/storage/volume/pv_helpers.go: FindMatchingVolume.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.cluster.control.resources import Object, is_deleting, labels_of
from app.sim import quantity
from app.sim.label_selectors import LabelSelector


def best_volume(claim: Object, volumes: Iterable[Object], *, reserved: bool = False) -> Object | None:
    """The volume reserved for the claim, else the smallest free one that is large enough; None without any.

    With `reserved` only the former: where the class waits for a pod, free ones are the scheduler's choice.
    """
    best: Object | None = None
    best_size = 0
    for volume in volumes:
        if is_deleting(volume) or not _suits(claim, volume):
            continue
        reference = volume["spec"].get("claimRef")
        if reference:
            if is_for(reference, claim):
                return volume
            continue
        if reserved or volume.get("status", {}).get("phase") != "Available" or not _selected(claim, volume):
            continue
        size = capacity(volume)
        if best is None or size < best_size:
            best, best_size = volume, size
    return best


def capacity(volume: Object) -> int:
    """The volume's size in bytes."""
    return quantity.parse(str((volume["spec"].get("capacity") or {}).get("storage", "0"))).value()


def requested(claim: Object) -> int:
    """The size that a claim asks for, in bytes."""
    requests = (claim["spec"].get("resources") or {}).get("requests") or {}
    return quantity.parse(str(requests.get("storage", "0"))).value()


def _suits(claim: Object, volume: Object) -> bool:
    spec, wanted = volume["spec"], claim["spec"]
    return (
        (spec.get("storageClassName") or "") == (wanted.get("storageClassName") or "")
        and (spec.get("volumeMode") or "Filesystem") == (wanted.get("volumeMode") or "Filesystem")
        and set(wanted.get("accessModes") or ()) <= set(spec.get("accessModes") or ())
        and capacity(volume) >= requested(claim)
        and (not wanted.get("volumeName") or wanted["volumeName"] == volume["metadata"]["name"])
    )


def _selected(claim: Object, volume: Object) -> bool:
    selector = claim["spec"].get("selector")
    return selector is None or LabelSelector.of(selector).matches(labels_of(volume))


def mismatch(claim: Object, volume: Object) -> str:
    """Why a claim cannot have the volume that it names, "" when it can. Follows checkVolumeSatisfyClaim."""
    spec, wanted = volume["spec"], claim["spec"]
    if is_deleting(volume):
        return f'the volume is marked for deletion "{volume["metadata"]["name"]}"'
    if capacity(volume) < requested(claim):
        return "requested PV is too small"
    if (spec.get("storageClassName") or "") != (wanted.get("storageClassName") or ""):
        return "storageClassName does not match"
    if (spec.get("volumeMode") or "Filesystem") != (wanted.get("volumeMode") or "Filesystem"):
        return "incompatible volumeMode"
    return (
        "" if set(wanted.get("accessModes") or ()) <= set(spec.get("accessModes") or ()) else "incompatible accessMode"
    )


def claim_name(pod: Object, volume: Object) -> str:
    """The claim behind a pod's volume, "" for volumes without one."""
    if "ephemeral" in volume:
        return f"{pod['metadata']['name']}-{volume['name']}"
    return str((volume.get("persistentVolumeClaim") or {}).get("claimName", ""))


def uses_claim(pod: Object, claim: str) -> bool:
    """Whether one of a pod's volumes is a claim."""
    return any(claim_name(pod, volume) == claim for volume in pod["spec"].get("volumes") or ())


def is_for(reference: Object, claim: Object) -> bool:
    """Whether a volume's `claimRef` means this claim."""
    meta = claim["metadata"]
    same = reference.get("name") == meta["name"] and reference.get("namespace") == meta["namespace"]
    return same and reference.get("uid", "") in {"", meta["uid"]}
