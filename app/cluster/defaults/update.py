"""What updating an object keeps, and when it counts as a new generation.

Follows kubernetes pkg/registry/<group>/<resource>/strategy.go: PrepareForUpdate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.api import schemas
from app.cluster.defaults.creation import has_generation, status_field
from app.cluster.defaults.fields import branch, each

GVK = tuple[str, str, str]
Object = dict[str, Any]

_KEEP_GENERATION = {("scheduling.k8s.io", "PriorityClass")}
# What besides `spec` counts as a change for kinds that have none.
_COUNTED = {
    ("", "PodTemplate"): ("template",),
    ("discovery.k8s.io", "EndpointSlice"): ("addressType", "endpoints", "ports"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): ("webhooks",),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): ("webhooks",),
}
_TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
_EXTERNAL = {"NodePort", "LoadBalancer"}
_WITH_CLUSTER_IP = {"ClusterIP", "NodePort", "LoadBalancer"}


def prepare_update(gvk: GVK, new: Object, old: Object, subresource: str = "", *, has_status: bool = True) -> None:
    """Changes `new`, in place, as the kind's strategy does: keeps what this door may not write, bumps the generation.

    `has_status` says whether a custom kind has the status subresource; built-in kinds are known.
    """
    key = (gvk[0], gvk[2])
    builtin = schemas.definition_name(gvk) is not None
    if subresource == "status":
        annotations = new["metadata"].get("annotations")
        _keep_all_but_status(new, old)
        if key == ("apps", "Deployment") and annotations is not None:
            new["metadata"]["annotations"] = annotations  # its revision is written so
        return
    if (status_field(gvk) is not None if builtin else has_status) and key not in {("", "Node")}:
        _keep(new, old, "status")
    prepare = _PREPARE.get(key)
    if prepare is not None:
        prepare(new, old)
    if not has_generation(gvk) or key in _KEEP_GENERATION:
        _keep(new["metadata"], old["metadata"], "generation")
        return
    generation = old["metadata"].get("generation") or 0
    changed = _changed(key, new, old) if builtin else _custom_changed(new, old, has_status)
    new["metadata"]["generation"] = generation + 1 if changed else generation


def _keep(new: Object, old: Object, key: str) -> None:
    if key in old:
        new[key] = old[key]
    else:
        new.pop(key, None)


def _keep_all_but_status(new: Object, old: Object) -> None:
    status, metadata = new.get("status"), new["metadata"]
    new.clear()
    new.update({**old, "metadata": {**old["metadata"]}})
    # Managed fields and the version that the writer saw are about this write; labels and the rest are not its business.
    for key in ("managedFields", "resourceVersion"):
        if key in metadata:
            new["metadata"][key] = metadata[key]
    if status is None:
        new.pop("status", None)
    else:
        new["status"] = status


def _changed(key: tuple[str, str], new: Object, old: Object) -> bool:
    if key == ("apps", "Deployment") and new["metadata"].get("annotations") != old["metadata"].get("annotations"):
        return True
    if key == ("discovery.k8s.io", "EndpointSlice") and new["metadata"].get("labels") != old["metadata"].get("labels"):
        return True
    return any(new.get(name) != old.get(name) for name in _COUNTED.get(key, ("spec",)))


def _custom_changed(new: Object, old: Object, has_status: bool) -> bool:
    ignored = {"metadata", "apiVersion", "kind"} | ({"status"} if has_status else set())
    return any(new.get(name) != old.get(name) for name in (new.keys() | old.keys()) - ignored)


def _daemon_set(new: Object, old: Object) -> None:
    annotations = dict(new["metadata"].get("annotations") or {})
    before = (old["metadata"].get("annotations") or {}).get(_TEMPLATE_GENERATION, "1")
    changed = new["spec"].get("template") != old["spec"].get("template")
    annotations[_TEMPLATE_GENERATION] = str(int(before) + 1) if changed and before.isdigit() else before
    new["metadata"]["annotations"] = dict(sorted(annotations.items()))


def _namespace(new: Object, old: Object) -> None:
    branch(new, "spec")
    _keep(new["spec"], old.get("spec") or {}, "finalizers")


def _node(new: Object, old: Object) -> None:
    if not new.get("status"):
        _keep(new, old, "status")


def _pod(new: Object, old: Object) -> None:
    _keep(new["spec"], old["spec"], "ephemeralContainers")
    # Follows kubernetes plugin/pkg/admission/priority/admission.go: admitPod, for updates.
    for name in ("priority", "preemptionPolicy"):
        if new["spec"].get(name) is None:
            _keep(new["spec"], old["spec"], name)


def _service(new: Object, old: Object) -> None:
    _follow_cluster_ip(new["spec"], old["spec"])
    _keep_allocated(new["spec"], old["spec"])
    _drop_for_type(new["spec"], old["spec"])


def _follow_cluster_ip(new: Object, old: Object) -> None:
    """A client that changes or clears clusterIP alone means clusterIPs too."""
    # Follows kubernetes pkg/registry/core/service/storage/storage.go: normalizeClusterIPs.
    address, before = new.get("clusterIP") or "", old.get("clusterIP") or ""
    if address != before and new.get("clusterIPs") == old.get("clusterIPs"):
        new.pop("clusterIPs", None)
        if address:
            new["clusterIPs"] = [address]


def _keep_allocated(new: Object, old: Object) -> None:
    # Follows kubernetes pkg/registry/core/service/storage/storage.go: patchAllocatedValues.
    kind, before = new.get("type"), old.get("type")
    if kind in _WITH_CLUSTER_IP and before in _WITH_CLUSTER_IP and not new.get("clusterIP"):
        for name in ("clusterIP", "clusterIPs"):
            _keep(new, old, name)
    if kind in _WITH_CLUSTER_IP and before in _WITH_CLUSTER_IP:
        for name in ("ipFamilies", "ipFamilyPolicy"):
            if not new.get(name):
                _keep(new, old, name)
    if kind in _EXTERNAL and before in _EXTERNAL:
        taken = {(port.get("protocol"), port.get("port")): port.get("nodePort") for port in each(old, "ports")}
        used = {port.get("nodePort") for port in each(new, "ports") if port.get("nodePort")}
        for port in each(new, "ports"):
            kept = taken.get((port.get("protocol"), port.get("port")))
            if not port.get("nodePort") and kept and kept not in used:
                port["nodePort"] = kept
        if (
            new.get("externalTrafficPolicy") == "Local"
            and kind == "LoadBalancer"
            and not new.get("healthCheckNodePort")
        ):
            _keep(new, old, "healthCheckNodePort")


def _drop_for_type(new: Object, old: Object) -> None:
    # Follows kubernetes pkg/registry/core/service/strategy.go: dropTypeDependentFields.
    kind, before = new.get("type"), old.get("type")
    if kind == before:
        return
    if kind == "ExternalName":
        for name in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if new.get(name) == old.get(name):
                new.pop(name, None)
        new.pop("internalTrafficPolicy", None)
    if before in _EXTERNAL and kind not in _EXTERNAL:
        _drop_node_ports(new, old)
        if not new.get("externalIPs"):
            new.pop("externalTrafficPolicy", None)
    if before == "LoadBalancer":
        for name in ("allocateLoadBalancerNodePorts", "healthCheckNodePort", "loadBalancerClass"):
            if new.get(name) == old.get(name):
                new.pop(name, None)
    if before == "ExternalName" and new.get("externalName") == old.get("externalName"):
        new.pop("externalName", None)


def _drop_node_ports(new: Object, old: Object) -> None:
    ports = {port.get("nodePort") for port in each(old, "ports")}
    for port in each(new, "ports"):
        if port.get("nodePort") in ports:
            port.pop("nodePort", None)


_PREPARE: dict[tuple[str, str], Callable[[Object, Object], None]] = {
    ("", "Namespace"): _namespace,
    ("", "Node"): _node,
    ("", "Pod"): _pod,
    ("", "Service"): _service,
    ("apps", "DaemonSet"): _daemon_set,
}
