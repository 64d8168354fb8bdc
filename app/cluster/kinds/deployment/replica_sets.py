"""A Deployment's replica sets: which is the new one, their revisions and annotations, making one.

Follows kubernetes pkg/controller/deployment/sync.go: getNewReplicaSet, and util/deployment_util.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api.pod_template_hash import classic_pod_template_hash, pod_template_hash
from app.cluster.control.resources import Object, controller_reference
from app.cluster.kinds.deployment.numbers import DESIRED_REPLICAS, MAX_REPLICAS, desired, max_surge

HASH_LABEL = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
NOT_COPIED = frozenset(
    {
        "kubectl.kubernetes.io/last-applied-configuration",
        REVISION,
        HISTORY,
        DESIRED_REPLICAS,
        MAX_REPLICAS,
        "deprecated.deployment.rollback.to",
    }
)


def same_template(one: Object, other: Object) -> bool:
    """Whether two pod templates are equal, the hash label aside."""
    return bool(_without_hash(one) == _without_hash(other))


def _without_hash(template: Object) -> Any:
    meta = template.get("metadata") or {}
    labels = {name: value for name, value in (meta.get("labels") or {}).items() if name != HASH_LABEL}
    rest = {name: value for name, value in meta.items() if name not in {"labels", "creationTimestamp"}}
    return labels, rest, template.get("spec")


def find_new(deployment: Object, sets: list[Object]) -> Object | None:
    """The oldest replica set that has the Deployment's template."""
    ordered = sorted(sets, key=lambda one: (one["metadata"]["creationTimestamp"], one["metadata"]["name"]))
    template = deployment["spec"]["template"]
    return next((one for one in ordered if same_template(one["spec"]["template"], template)), None)


def revision(obj: Object) -> int:
    """The revision annotation as a number, 0 without one."""
    try:
        return int((obj["metadata"].get("annotations") or {}).get(REVISION, 0))
    except ValueError:
        return 0


def template_hash(deployment: Object, *, classic: bool) -> str:
    """The hash in a replica set's name and labels; release 1.5 wrote an Adler-32 as a decimal number."""
    template = deployment["spec"]["template"]
    if classic:
        return classic_pod_template_hash(template)
    return pod_template_hash(template, deployment.get("status", {}).get("collisionCount"))


def annotated(deployment: Object, one: Object, new_revision: int, *, exists: bool) -> Object:
    """The annotations that the new replica set should have."""
    wanted: Object = dict(one["metadata"].get("annotations") or {})
    for name, value in (deployment["metadata"].get("annotations") or {}).items():
        if name not in NOT_COPIED:
            wanted[name] = value
    before = revision(one)
    if before < new_revision:
        wanted[REVISION] = str(new_revision)
        if before:
            earlier = [text for text in wanted.get(HISTORY, "").split(",") if text]
            wanted[HISTORY] = ",".join([*earlier, str(before)])
    if not exists:
        wanted.update(sizes(deployment))
    return wanted


def sizes(deployment: Object) -> dict[str, str]:
    """The annotations by which scaling is told from rolling."""
    return {
        DESIRED_REPLICAS: str(desired(deployment)),
        MAX_REPLICAS: str(desired(deployment) + max_surge(deployment)),
    }


def make(deployment: Object, digest: str) -> Object:
    """A new replica set, without replicas and annotations yet."""
    template = deployment["spec"]["template"]
    meta = dict(template.get("metadata") or {})
    meta["labels"] = {**(meta.get("labels") or {}), HASH_LABEL: digest}
    selector = dict(deployment["spec"].get("selector") or {})
    selector["matchLabels"] = {**(selector.get("matchLabels") or {}), HASH_LABEL: digest}
    spec: Object = {"selector": selector, "template": {**template, "metadata": meta}}
    if wait := deployment["spec"].get("minReadySeconds"):
        spec["minReadySeconds"] = wait
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{deployment['metadata']['name']}-{digest}",
            "namespace": deployment["metadata"]["namespace"],
            "labels": dict(meta["labels"]),
            "ownerReferences": [controller_reference(deployment)],
        },
        "spec": spec,
    }
