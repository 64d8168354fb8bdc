"""What a Job's pods look like.

Follows kubernetes pkg/controller/job/{job_controller,indexed_job_utils}.go.
"""

from __future__ import annotations

from app.cluster.control.pods import from_template
from app.cluster.control.resources import Object
from app.cluster.kinds.job import indexes

PREFIX = 58  # characters of a name that its random end leaves free
TRACKING = "batch.kubernetes.io/job-tracking"


def is_tracked(pod: Object) -> bool:
    """Whether the pod still waits to be counted."""
    return TRACKING in (pod["metadata"].get("finalizers") or ())


def make_pod(job: Object, index: int | None) -> Object:
    """A new pod of the job, with its index when it has one."""
    pod = from_template(job, job["spec"]["template"])
    pod["metadata"]["finalizers"] = [*(pod["metadata"].get("finalizers") or ()), TRACKING]
    if index is None:
        return pod
    meta = pod["metadata"]
    meta["generateName"] = f"{job['metadata']['name'][: PREFIX - len(f'-{index}-')]}-{index}-"
    meta["annotations"] = {**(meta.get("annotations") or {}), indexes.INDEX: str(index)}
    meta["labels"] = {**(meta.get("labels") or {}), indexes.INDEX: str(index)}
    spec = {**pod["spec"], "hostname": f"{job['metadata']['name']}-{index}"}
    reference = {"fieldRef": {"fieldPath": f"metadata.labels['{indexes.INDEX}']"}}
    for name in ("initContainers", "containers"):
        if name in spec:
            spec[name] = [_with_index(one, reference) for one in spec[name]]
    pod["spec"] = spec
    return pod


def _with_index(container: Object, reference: Object) -> Object:
    variables = container.get("env") or []
    if any(one["name"] == "JOB_COMPLETION_INDEX" for one in variables):
        return container
    return {**container, "env": [*variables, {"name": "JOB_COMPLETION_INDEX", "valueFrom": reference}]}
