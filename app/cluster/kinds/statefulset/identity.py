"""A StatefulSet's pods and claims: their names, labels and volumes.

Follows kubernetes pkg/controller/statefulset/stateful_set_utils.go.
"""

from __future__ import annotations

from app.cluster.control.pods import from_template
from app.cluster.control.resources import Object, labels_of

POD_NAME, POD_INDEX = "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"
REVISION = "controller-revision-hash"


def first_ordinal(stateful_set: Object) -> int:
    """spec.ordinals.start."""
    return int((stateful_set["spec"].get("ordinals") or {}).get("start", 0))


def pod_name(stateful_set: Object, ordinal: int) -> str:
    """`web-0`."""
    return f"{stateful_set['metadata']['name']}-{ordinal}"


def ordinal_of(stateful_set: Object, pod: Object) -> int:
    """The number in the pod's name, -1 when it is not one of this set's names."""
    parent, _, number = pod["metadata"]["name"].rpartition("-")
    return int(number) if parent == stateful_set["metadata"]["name"] and number.isdigit() else -1


def make_pod(stateful_set: Object, template: Object, revision: str, ordinal: int, *, classic: bool) -> Object:
    """The pod with an ordinal, of a revision's template."""
    name = pod_name(stateful_set, ordinal)
    pod = from_template(stateful_set, template, name=name)
    pod["metadata"]["generateName"] = stateful_set["metadata"]["name"] + "-"
    labels = {**labels_of(pod), REVISION: revision, POD_NAME: name}
    if not classic:
        labels[POD_INDEX] = str(ordinal)
    pod["metadata"]["labels"] = labels
    spec = dict(pod["spec"])
    spec["hostname"] = name
    if service := stateful_set["spec"].get("serviceName"):
        spec["subdomain"] = service
    claims = {one["metadata"]["name"]: claim_name(stateful_set, one, ordinal) for one in claim_templates(stateful_set)}
    volumes = [{"name": volume, "persistentVolumeClaim": {"claimName": claim}} for volume, claim in claims.items()]
    volumes += [one for one in spec.get("volumes") or () if one["name"] not in claims]
    if volumes:
        spec["volumes"] = volumes
    pod["spec"] = spec
    return pod


def claim_templates(stateful_set: Object) -> list[Object]:
    """spec.volumeClaimTemplates."""
    found: list[Object] = stateful_set["spec"].get("volumeClaimTemplates") or []
    return found


def claim_name(stateful_set: Object, template: Object, ordinal: int) -> str:
    """`www-web-0`."""
    return f"{template['metadata']['name']}-{stateful_set['metadata']['name']}-{ordinal}"


def make_claim(stateful_set: Object, template: Object, ordinal: int) -> Object:
    """The claim that a pod gets from a template."""
    selector = (stateful_set["spec"].get("selector") or {}).get("matchLabels") or {}
    metadata = {
        **{key: value for key, value in template["metadata"].items() if key in {"annotations"} and value},
        "name": claim_name(stateful_set, template, ordinal),
        "namespace": stateful_set["metadata"]["namespace"],
        "labels": {**labels_of(template), **selector},
    }
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": template["spec"]}
