"""What a pod's persistent volume claims say about where it may run.

Follows kubernetes pkg/scheduler/framework/plugins/volumebinding/{volume_binding,binder}.go and volumezone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.cluster.control.ephemeral_volumes import ephemeral_claims, not_owned
from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_finished
from app.cluster.control.provisioning import claim_reference
from app.cluster.control.resources import (
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    PODS,
    STORAGE_CLASSES,
    Object,
    is_deleting,
    name_of,
)
from app.cluster.control.volume_matching import best_volume, uses_claim
from app.cluster.scheduler.filters import matches_term
from app.cluster.scheduler.nodes import NodeInfo

UNBOUND = "pod has unbound immediate PersistentVolumeClaims"
CONFLICT = "node(s) didn't match PersistentVolume's node affinity"
NONE_FOUND = "node(s) didn't find available persistent volumes to bind"
NO_ZONE = "node(s) had no available volume zone"
LOST = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"
IN_USE = (
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod"
)
_ZONES = {  # labels of volumes, with the older or newer name that a node may have instead
    "topology.kubernetes.io/zone": "failure-domain.beta.kubernetes.io/zone",
    "topology.kubernetes.io/region": "failure-domain.beta.kubernetes.io/region",
}
_ZONES |= {old: new for new, old in _ZONES.items()}
SELECTED_NODE = "volume.kubernetes.io/selected-node"
NO_PROVISIONER = "kubernetes.io/no-provisioner"
BOUND_BY = "pv.kubernetes.io/bound-by-controller"
MANAGER = "kube-scheduler"


@dataclass
class Claims:
    """A pod's claims: `problem` keeps it off every node; `bound` volumes and `delayed` claims limit the nodes."""

    problem: str = ""
    lost: bool = False  # the volume of a bound claim is no more
    in_use: bool = False  # another pod has a claim that only one pod may have
    bound: list[Object] = field(default_factory=list)
    delayed: list[Object] = field(default_factory=list)


def look_up(plane: Plane, pod: Object, names: tuple[str, ...]) -> Claims:
    """The pod's claims and their state."""
    found = Claims()
    for name in names:
        claim = plane.objects.get(PERSISTENT_VOLUME_CLAIMS, pod["metadata"]["namespace"], name)
        if claim is None or (problem := _unusable(pod, name, claim)):
            return Claims(problem=problem if claim else _missing(pod, name))
        if "ReadWriteOncePod" in (claim["spec"].get("accessModes") or ()) and _is_used(plane, pod, name):
            found.in_use = True
        if is_bound(claim):
            volume = plane.objects.get(PERSISTENT_VOLUMES, "", claim["spec"]["volumeName"])
            if volume is not None:
                found.bound.append(volume)
            else:
                found.lost = True
        elif is_delayed(plane, claim):
            found.delayed.append(claim)
        else:
            return Claims(problem=UNBOUND)
    return found


def _missing(pod: Object, name: str) -> str:
    if name in ephemeral_claims(pod):
        return f'waiting for ephemeral volume controller to create the persistentvolumeclaim "{name}"'
    return f'persistentvolumeclaim "{name}" not found'


def _unusable(pod: Object, name: str, claim: Object) -> str:
    """Follows podHasPVCs."""
    if (claim.get("status") or {}).get("phase") == "Lost":
        volume = claim["spec"].get("volumeName", "")
        return f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume "{volume}"'
    if is_deleting(claim):
        return f'persistentvolumeclaim "{name}" is being deleted'
    return not_owned(pod, claim) if name in ephemeral_claims(pod) else ""


def _is_used(plane: Plane, pod: Object, claim: str) -> bool:
    """Whether another pod that is placed has the claim."""
    for other in plane.objects.list(PODS, pod["metadata"]["namespace"]):
        same = other["metadata"]["uid"] == pod["metadata"]["uid"]
        if same or not other["spec"].get("nodeName") or is_finished(other):
            continue
        if uses_claim(other, claim):
            return True
    return False


def is_bound(claim: Object) -> bool:
    """Whether the claim has its volume for good."""
    annotations = claim["metadata"].get("annotations") or {}
    return bool(claim["spec"].get("volumeName")) and "pv.kubernetes.io/bind-completed" in annotations


def is_delayed(plane: Plane, claim: Object) -> bool:
    """Whether the claim's class binds only when a pod that uses it is placed."""
    made = plane.objects.get(STORAGE_CLASSES, "", claim["spec"].get("storageClassName") or "")
    return made is not None and made.get("volumeBindingMode") == "WaitForFirstConsumer"


def refuse(plane: Plane, claims: Claims, info: NodeInfo) -> str | None:
    """Why the claims do not allow this node, or None."""
    if claims.in_use:
        return IN_USE
    if claims.lost:
        return LOST
    if any(not on_node(volume, info) for volume in claims.bound):
        return CONFLICT
    for claim in claims.delayed:
        made = plane.objects.get(STORAGE_CLASSES, "", claim["spec"]["storageClassName"])
        provisioner = made.get("provisioner") if made else NO_PROVISIONER
        volumes = [one for one in plane.objects.list(PERSISTENT_VOLUMES) if on_node(one, info)]
        if best_volume(claim, volumes) is None and (provisioner == NO_PROVISIONER or not _allowed(made, info)):
            return NONE_FOUND
    return NO_ZONE if any(not _in_zone(volume, info) for volume in claims.bound) else None


def _allowed(storage_class: Object | None, info: NodeInfo) -> bool:
    """Whether the class makes volumes for this node. Follows component-helpers/scheduling/corev1: TopologySelector."""
    terms = (storage_class or {}).get("allowedTopologies") or ()
    return not terms or any(
        all(info.labels.get(one["key"]) in one["values"] for one in term.get("matchLabelExpressions") or ())
        for term in terms
    )


def _in_zone(volume: Object, info: NodeInfo) -> bool:
    """Whether a node that is in some zone or region is in the volume's."""
    if not any(key in info.labels for key in _ZONES):
        return True
    for key, value in (volume["metadata"].get("labels") or {}).items():
        if key in _ZONES and info.labels.get(key, info.labels.get(_ZONES[key])) not in value.split("__"):
            return False
    return True


def on_node(volume: Object, info: NodeInfo) -> bool:
    """Whether a volume can be used on a node."""
    terms = ((volume["spec"].get("nodeAffinity") or {}).get("required") or {}).get("nodeSelectorTerms")
    return terms is None or any(matches_term(term, info) for term in terms)


def select_node(plane: Plane, claims: Claims, info: NodeInfo) -> bool:
    """Give the claims that waited for a node their volumes there; True when all claims are bound already.

    A volume that is there is reserved for its claim, else the provisioner is told the node. The volume controller does
    the rest. Follows volumebinding/binder.go: AssumePodVolumes, bindAPIUpdate.
    """
    chosen: set[str] = set()
    for claim in claims.delayed:
        there = (one for one in plane.objects.list(PERSISTENT_VOLUMES)
                 if on_node(one, info) and one["metadata"]["name"] not in chosen)  # fmt: skip
        volume = best_volume(claim, there)
        if volume is None:
            _annotate(plane, claim, info.name)
        else:
            chosen.add(volume["metadata"]["name"])
            _reserve(plane, volume, claim)
    return not claims.delayed


def _annotate(plane: Plane, claim: Object, node: str) -> None:
    def mark(new: Object) -> None:
        new["metadata"].setdefault("annotations", {})[SELECTED_NODE] = node

    plane.objects.patch(PERSISTENT_VOLUME_CLAIMS, *name_of(claim), mark, manager=MANAGER)


def _reserve(plane: Plane, volume: Object, claim: Object) -> None:
    def reserve(new: Object) -> None:
        if "claimRef" not in new["spec"]:
            new["metadata"].setdefault("annotations", {})[BOUND_BY] = "yes"
        new["spec"]["claimRef"] = claim_reference(claim)

    plane.objects.patch(PERSISTENT_VOLUMES, *name_of(volume), reserve, manager=MANAGER)
