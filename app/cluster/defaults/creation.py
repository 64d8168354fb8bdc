"""What creating an object adds beyond versioned defaults: generation, a fresh status, generated selectors.

Follows kubernetes pkg/registry/<group>/<resource>/strategy.go: PrepareForCreate. What admission adds to pods (service
account, priority, tolerations), IPs and ports is not here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.api import schemas
from app.cluster.api.go_decode import zero
from app.cluster.api.go_types import Field, json_fields, known
from app.cluster.defaults.batch import default_job_labels
from app.cluster.defaults.fields import branch, default, each
from app.cluster.defaults.quality_of_service import qos_class

GVK = tuple[str, str, str]
Object = dict[str, Any]

_GENERATIONS = {
    "": {"Pod", "ReplicationController", "PodTemplate"},
    "apps": {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"},
    "batch": {"Job", "CronJob"},
    "discovery.k8s.io": {"EndpointSlice"},
    "networking.k8s.io": {"Ingress", "IngressClass", "NetworkPolicy"},
    "policy": {"PodDisruptionBudget"},
    "scheduling.k8s.io": {"PriorityClass"},
    "apiextensions.k8s.io": {"CustomResourceDefinition"},
    "flowcontrol.apiserver.k8s.io": {"FlowSchema", "PriorityLevelConfiguration"},
    "resource.k8s.io": {"ResourceSlice", "DeviceClass"},
    "admissionregistration.k8s.io": {
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
    },
}
# Their status may be given by whoever creates them.
_KEEP_STATUS = {("", "Node"), ("", "Event"), ("", "Endpoints")}
# What claims are cloned from or restored from; everything else in `dataSource` is dropped.
_SOURCES = {("", "PersistentVolumeClaim"), ("snapshot.storage.k8s.io", "VolumeSnapshot")}
_UNSERVED = ("clusterTrustBundle", "podCertificate")  # sources of projected volumes whose features are off
_UID_LABEL, _NAME_LABEL = "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"


def has_generation(gvk: GVK) -> bool:
    """Whether the kind counts changes of its spec; kinds without a schema are custom ones, which all do."""
    if schemas.definition_name(gvk) is None:
        return True
    return gvk[2] in _GENERATIONS.get(gvk[0], ())


def prepare_create(gvk: GVK, obj: Object) -> None:
    """Changes a defaulted object, in place, as its strategy does before validation.

    Metadata's name and uid must already be set: Jobs write them into selectors and labels.
    """
    if has_generation(gvk):
        branch(obj, "metadata")["generation"] = 1
    if (gvk[0], gvk[2]) not in _KEEP_STATUS:
        reset_status(gvk, obj)
    prepare = _PREPARE.get((gvk[0], gvk[2]))
    if prepare is not None:
        prepare(obj)


def status_field(gvk: GVK) -> Field | None:
    """The `status` field of a built-in kind."""
    name = schemas.definition_name(gvk)
    if name is None or not known(name):
        return None
    return json_fields(name.removeprefix("io.k8s.")).get("status")


def reset_status(gvk: GVK, obj: Object) -> None:
    """Forgets a given status; what is left is what the server writes for an empty one."""
    item = status_field(gvk)
    if item is None:
        return
    obj.pop("status", None)
    empty = zero(item.type)
    if empty is not None:
        obj["status"] = empty


def _pod(pod: Object) -> None:
    pod["status"] = {"phase": "Pending", "qosClass": qos_class(pod)}
    _label_keys(pod)
    for volume in each(pod.get("spec"), "volumes"):
        for source in each(volume.get("projected"), "sources"):
            for name in _UNSERVED:
                source.pop(name, None)
    gates = [gate.get("name") for gate in each(pod.get("spec"), "schedulingGates")]
    if gates:
        # Follows kubernetes pkg/registry/core/pod/strategy.go: applySchedulingGatedCondition.
        condition = {"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}
        message = "Scheduling is blocked due to non-empty scheduling gates"
        pod["status"]["conditions"] = [{**condition, "lastProbeTime": None, "message": message}]


def _label_keys(pod: Object) -> None:
    """Keys of the pod's own labels become part of selectors. Follows strategy.go: applyMatchLabelKeys."""
    spec, labels = pod.get("spec") or {}, pod["metadata"].get("labels") or {}
    chosen = list(each(spec, "topologySpreadConstraints"))
    for kind in ("podAffinity", "podAntiAffinity"):
        found = (spec.get("affinity") or {}).get(kind) or {}
        chosen += each(found, "requiredDuringSchedulingIgnoredDuringExecution")
        chosen += [one.get("podAffinityTerm") or {}
                   for one in each(found, "preferredDuringSchedulingIgnoredDuringExecution")]  # fmt: skip
    for term in chosen:
        selector = term.get("labelSelector")
        for field, operator in (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")):
            added = [{"key": key, "operator": operator, "values": [labels[key]]}
                     for key in term.get(field) or () if key in labels]  # fmt: skip
            if added and selector is not None:
                selector["matchExpressions"] = [*(selector.get("matchExpressions") or ()), *added]


def _daemon_set(daemon_set: Object) -> None:
    branch(daemon_set, "metadata", "annotations").setdefault("deprecated.daemonset.template.generation", "1")


def _job(job: Object) -> None:
    metadata, spec = branch(job, "metadata"), branch(job, "spec")
    if not spec.get("manualSelector"):
        # Follows kubernetes pkg/registry/batch/job/strategy.go: generateSelector.
        uid, name = metadata.get("uid") or "", metadata.get("name") or ""
        generated = {_UID_LABEL: uid, _NAME_LABEL: name, "controller-uid": uid, "job-name": name}
        labels = branch(spec, "template", "metadata", "labels")
        for key, value in generated.items():
            labels.setdefault(key, value)
        branch(spec, "selector", "matchLabels").setdefault(_UID_LABEL, uid)
    default_job_labels(job)


def _service(service: Object) -> None:
    spec = branch(service, "spec")
    if spec.get("type") == "ExternalName":
        return
    # Follows kubernetes pkg/registry/core/service/storage/alloc.go: initIPFamilyFields, on a cluster of IPv4 only.
    headless = spec.get("clusterIP") == "None"
    if headless and not spec.get("selector") and not spec.get("ipFamilies") and not spec.get("ipFamilyPolicy"):
        spec["ipFamilyPolicy"], spec["ipFamilies"] = "RequireDualStack", ["IPv4", "IPv6"]
    default(spec, "ipFamilyPolicy", "SingleStack")
    if not spec.get("ipFamilies"):
        spec["ipFamilies"] = ["IPv6" if ":" in (spec.get("clusterIP") or "") else "IPv4"]
    if spec.get("clusterIP") and not spec.get("clusterIPs"):
        spec["clusterIPs"] = [spec["clusterIP"]]


def _namespace(namespace: Object) -> None:
    finalizers = branch(namespace, "spec").get("finalizers") or []
    namespace["spec"]["finalizers"] = finalizers if "kubernetes" in finalizers else [*finalizers, "kubernetes"]
    namespace["status"] = {"phase": "Active"}


def _persistent_volume(volume: Object) -> None:
    volume["status"] = {"phase": "Pending"}
    _protect(volume, "kubernetes.io/pv-protection")


def _claim(claim: Object) -> None:
    claim["status"] = {"phase": "Pending"}
    spec = branch(claim, "spec")
    # Follows kubernetes pkg/api/persistentvolumeclaim/util.go: DropDisabledFields,
    # EnforceDataSourceBackwardsCompatibility, NormalizeDataSources.
    source = spec.get("dataSource") or {}
    if (source.get("apiGroup") or "", source.get("kind")) not in _SOURCES:
        spec.pop("dataSource", None)
    if spec.get("dataSourceRef"):
        spec["dataSourceRef"] = {key: item for key, item in spec["dataSourceRef"].items() if key != "namespace"}
    if spec.get("dataSource") and not spec.get("dataSourceRef"):
        spec["dataSourceRef"] = dict(spec["dataSource"])
    elif spec.get("dataSourceRef") and not spec.get("dataSource"):
        spec["dataSource"] = dict(spec["dataSourceRef"])
    _protect(claim, "kubernetes.io/pvc-protection")


def _attributes_class(made: Object) -> None:
    _protect(made, "kubernetes.io/vac-protection")


def _protect(obj: Object, finalizer: str) -> None:
    finalizers = branch(obj, "metadata").get("finalizers") or []
    if finalizer not in finalizers:
        obj["metadata"]["finalizers"] = [*finalizers, finalizer]


def _definition(definition: Object) -> None:
    versions = [version["name"] for version in each(definition.get("spec"), "versions") if version.get("storage")]
    branch(definition, "status")["storedVersions"] = versions


_PREPARE: dict[tuple[str, str], Callable[[Object], None]] = {
    ("", "Pod"): _pod,
    ("", "Service"): _service,
    ("", "Namespace"): _namespace,
    ("", "PersistentVolume"): _persistent_volume,
    ("", "PersistentVolumeClaim"): _claim,
    ("storage.k8s.io", "VolumeAttributesClass"): _attributes_class,
    ("apps", "DaemonSet"): _daemon_set,
    ("batch", "Job"): _job,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _definition,
}
