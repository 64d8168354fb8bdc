"""Between the objects of today, which are stored, and what release 1.5 showed and took."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Object = dict[str, Any]
Conversion = Callable[[Object], Object]

# What pod specs, containers and pod statuses have got since.
_POD_SPEC = frozenset(
    {"enableServiceLinks", "priority", "preemptionPolicy", "schedulerName", "tolerations", "overhead"}
)
_CONTAINER = frozenset({"terminationMessagePolicy", "resizePolicy", "startupProbe", "restartPolicy"})
_POD_STATUS = frozenset({"podIPs", "hostIPs", "qosClass", "observedGeneration", "resources", "resize"})
_CONTAINER_STATUS = frozenset({"started", "allocatedResources", "resources", "volumeMounts", "user"})
_POD_CONDITIONS = frozenset({"Initialized", "Ready", "PodScheduled"})
_SERVICE = frozenset(
    {"clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy", "allocateLoadBalancerNodePorts",
     "externalTrafficPolicy", "healthCheckNodePort"}
)  # fmt: skip
_METADATA = frozenset({"managedFields"})
_RESOURCES = frozenset({"ephemeral-storage", "hugepages-1Gi", "hugepages-2Mi"})
_GPUS = "alpha.kubernetes.io/nvidia-gpu"
CREATED_BY = "kubernetes.io/created-by"
# Who makes pods, with the version by which references named it.
_MAKERS = {
    "ReplicationController": (("", "replicationcontrollers"), "v1"),
    "ReplicaSet": (("apps", "replicasets"), "extensions"),
    "DaemonSet": (("apps", "daemonsets"), "extensions"),
    "StatefulSet": (("apps", "statefulsets"), "apps"),
    "Job": (("batch", "jobs"), "batch"),
}
_NAMESPACE_LABEL = "kubernetes.io/metadata.name"


def _without(obj: Object | None, names: frozenset[str]) -> Object:
    return {key: value for key, value in (obj or {}).items() if key not in names}


def trimmed(obj: Object) -> Object:
    """Metadata without what came later, owners in the versions of then."""
    meta = _without(obj.get("metadata"), _METADATA)
    if owners := meta.get("ownerReferences"):
        meta["ownerReferences"] = [{**item, "apiVersion": _owner_version(item)} for item in owners]
    return {**obj, "metadata": meta}


def _owner_version(owner: Object) -> str:
    version = str(owner.get("apiVersion"))
    if version == "apps/v1":
        return "apps/v1beta1" if owner.get("kind") == "StatefulSet" else "extensions/v1beta1"
    return "batch/v2alpha1" if owner.get("kind") == "CronJob" else version


def _spec(spec: Object) -> Object:
    result = _without(spec, _POD_SPEC)
    for field in ("containers", "initContainers"):
        if spec.get(field):
            result[field] = [_without(item, _CONTAINER) for item in spec[field]]
    return result


def _template(template: Object | None) -> Object:
    return {**(template or {}), "spec": _spec((template or {}).get("spec") or {})}


def pod(obj: Object) -> Object:
    """A pod."""
    result = {**trimmed(obj), "spec": _spec(obj.get("spec") or {})}
    status = _without(obj.get("status"), _POD_STATUS)
    if status.get("conditions"):
        kept = [item for item in status["conditions"] if item["type"] in _POD_CONDITIONS]
        status["conditions"] = [_without(item, frozenset({"observedGeneration"})) for item in kept]
    for field in ("containerStatuses", "initContainerStatuses"):
        if status.get(field):
            status[field] = [_without(item, _CONTAINER_STATUS) for item in status[field]]
    result["status"] = status
    result["metadata"].pop("generation", None)
    return result


def pod_template(obj: Object) -> Object:
    """A PodTemplate."""
    return {**trimmed(obj), "template": _template(obj.get("template"))}


def workload(obj: Object) -> Object:
    """Anything with spec.template."""
    spec = dict(obj.get("spec") or {})
    spec["template"] = _template(spec.get("template"))
    for name in ("podManagementPolicy", "persistentVolumeClaimRetentionPolicy", "revisionHistoryLimit"):
        spec.pop(name, None)
    if obj.get("kind") == "StatefulSet":
        spec.pop("updateStrategy", None)
    return {**trimmed(obj), "spec": spec, "status": _without(obj.get("status"), frozenset({"terminatingReplicas"}))}


def daemon_set(obj: Object) -> Object:
    """A DaemonSet, which had no update strategy."""
    result = workload(obj)
    result["spec"].pop("updateStrategy", None)
    annotations = _without(
        result["metadata"].get("annotations"), frozenset({"deprecated.daemonset.template.generation"})
    )
    result["metadata"].pop("annotations", None)
    if annotations:
        result["metadata"]["annotations"] = annotations
    return result


def selecting(obj: Object) -> Object:
    """extensions/v1beta1 selected by the template's labels when nothing was said."""
    spec = dict(obj.get("spec") or {})
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    if not spec.get("selector") and labels:
        spec["selector"] = {"matchLabels": dict(labels)}
    meta = dict(obj.get("metadata") or {})
    if not meta.get("labels") and labels:
        meta["labels"] = dict(labels)
    return {**obj, "metadata": meta, "spec": spec}


def deployment_in(obj: Object) -> Object:
    """A Deployment of extensions/v1beta1, whose defaults differ from today's."""
    result = selecting(obj)
    spec = result["spec"]
    strategy = dict(spec.get("strategy") or {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        strategy["rollingUpdate"] = {"maxUnavailable": 1, "maxSurge": 1, **(strategy.get("rollingUpdate") or {})}
    spec["strategy"] = strategy
    spec.pop("rollbackTo", None)
    return result


def deployment_out(obj: Object) -> Object:
    """A Deployment without the limits that today's defaults set."""
    result = workload(obj)
    if result["spec"].get("progressDeadlineSeconds") == 600:
        del result["spec"]["progressDeadlineSeconds"]
    status = result["status"]
    if status.get("conditions"):
        status["conditions"] = [item for item in status["conditions"] if item["type"] == "Available"]
    return result


def job(obj: Object) -> Object:
    """A Job."""
    later = frozenset({"backoffLimit", "completionMode", "suspend", "podReplacementPolicy", "ttlSecondsAfterFinished"})
    result = workload(obj)
    result["spec"] = _without(result["spec"], later)
    ready = frozenset({"ready", "terminating", "uncountedTerminatedPods", "terminatingReplicas"})
    result["status"] = _without(result["status"], ready)
    result["metadata"].pop("generation", None)
    return result


def cron_job(obj: Object) -> Object:
    """A CronJob."""
    spec = _without(obj.get("spec"), frozenset({"successfulJobsHistoryLimit", "failedJobsHistoryLimit", "timeZone"}))
    return {**trimmed(obj), "spec": spec}


def service(obj: Object) -> Object:
    """A Service."""
    return {**trimmed(obj), "spec": _without(obj.get("spec"), _SERVICE)}


def node(obj: Object) -> Object:
    """A Node, which ran out of disk then and never out of process numbers."""
    result = {**trimmed(obj), "spec": _without(obj.get("spec"), frozenset({"podCIDRs"}))}
    status = dict(obj.get("status") or {})
    for field in ("capacity", "allocatable"):
        if field in status:
            status[field] = {_GPUS: "0", **_without(status[field], _RESOURCES)}
    if status.get("conditions"):
        kept = [item for item in status["conditions"] if item["type"] != "PIDPressure"]
        status["conditions"] = [*(_disk(item) for item in kept if item["type"] == "MemoryPressure"), *kept]
    return {**result, "status": status}


def _disk(memory: Object) -> Object:
    """The condition about disk space, known as well and as long as the one about memory."""
    if memory["status"] == "Unknown":
        return {**memory, "type": "OutOfDisk"}
    reason, message = "KubeletHasSufficientDisk", "kubelet has sufficient disk space available"
    return {**memory, "type": "OutOfDisk", "status": "False", "reason": reason, "message": message}


def created_by(meta: Object, stored: Callable[[tuple[str, str], str], Object | None]) -> Object:
    """The annotations of a pod that a controller makes, with the one that named its maker until 1.8.

    `stored` gives an object of the pod's namespace. Follows pkg/controller/controller_utils.go of 1.5:
    getPodsAnnotationSet.
    """
    owner = next((item for item in meta.get("ownerReferences") or () if item.get("controller")), None)
    if owner is None or owner["kind"] not in _MAKERS:
        return {}
    key, version = _MAKERS[owner["kind"]]
    found = stored(key, owner["name"])
    reference = {
        "kind": owner["kind"],
        "namespace": meta["namespace"],
        "name": owner["name"],
        "uid": owner["uid"],
        "apiVersion": version,
        "resourceVersion": found["metadata"]["resourceVersion"] if found else "",
    }
    document = {"kind": "SerializedReference", "apiVersion": "v1", "reference": reference}
    text = json.dumps(document, separators=(",", ":")) + "\n"
    return {"annotations": {**(meta.get("annotations") or {}), CREATED_BY: text}}


def namespace(obj: Object) -> Object:
    """A Namespace, which had no label of its own name."""
    result = trimmed(obj)
    labels = _without(result["metadata"].get("labels"), frozenset({_NAMESPACE_LABEL}))
    result["metadata"].pop("labels", None)
    if labels:
        result["metadata"]["labels"] = labels
    return result


def event(obj: Object) -> Object:
    """An Event."""
    return _without(trimmed(obj), frozenset({"reportingComponent", "reportingInstance", "eventTime", "action"}))


def claim(obj: Object) -> Object:
    """A PersistentVolumeClaim, whose class was an annotation."""
    spec = dict(obj.get("spec") or {})
    spec.pop("volumeMode", None)
    return {**trimmed(obj), "spec": spec}


def volume(obj: Object) -> Object:
    """A PersistentVolume."""
    return {**trimmed(obj), "spec": _without(obj.get("spec"), frozenset({"volumeMode"}))}


def network_policy(obj: Object) -> Object:
    """A NetworkPolicy, which only knew ingress."""
    return {**trimmed(obj), "spec": _without(obj.get("spec"), frozenset({"policyTypes", "egress"}))}


def scaler(outward: Conversion) -> Conversion:
    """A HorizontalPodAutoscaler after its own conversion."""
    return lambda obj: trimmed(outward(obj))


def _backend_in(backend: Object | None) -> Object | None:
    if not backend or "serviceName" not in backend:
        return backend
    port = backend.get("servicePort", 80)
    return {"service": {"name": backend["serviceName"], "port": {"number" if isinstance(port, int) else "name": port}}}


def _backend_out(backend: Object | None) -> Object | None:
    found = (backend or {}).get("service")
    if not found:
        return backend
    port = found.get("port") or {}
    return {"serviceName": found["name"], "servicePort": port.get("number", port.get("name"))}


def _paths(
    rules: list[Object] | None, convert: Callable[[Object | None], Object | None], outward: bool
) -> list[Object]:
    result = []
    for rule in rules or ():
        http, paths = rule.get("http"), []
        for item in (http or {}).get("paths") or ():
            path = {**item, "backend": convert(item.get("backend"))}
            if outward:
                path.pop("pathType", None)
            else:
                path.setdefault("pathType", "ImplementationSpecific")
            paths.append(path)
        result.append({**rule, "http": {**http, "paths": paths}} if http else rule)
    return result


def ingress_in(obj: Object) -> Object:
    """An Ingress of extensions/v1beta1."""
    spec = dict(obj.get("spec") or {})
    if backend := spec.pop("backend", None):
        spec["defaultBackend"] = _backend_in(backend)
    if spec.get("rules"):
        spec["rules"] = _paths(spec["rules"], _backend_in, False)
    return {**obj, "spec": spec}


def ingress_out(obj: Object) -> Object:
    """And back."""
    spec = _without(obj.get("spec"), frozenset({"ingressClassName"}))
    if backend := spec.pop("defaultBackend", None):
        spec = {"backend": _backend_out(backend), **spec}
    if spec.get("rules"):
        spec["rules"] = _paths(spec["rules"], _backend_out, True)
    return {**trimmed(obj), "spec": spec}
