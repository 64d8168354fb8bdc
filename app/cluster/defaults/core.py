"""Defaults of the core group.

Follows kubernetes pkg/apis/core/v1/defaults.go.
"""

from __future__ import annotations

import base64
from typing import Any

from app.cluster.defaults.fields import branch, default, each
from app.cluster.defaults.pod_template import default_pod, default_template, default_volume_source

Object = dict[str, Any]


def _service(service: Object) -> None:
    spec = branch(service, "spec")
    default(spec, "sessionAffinity", "None")
    if spec["sessionAffinity"] == "None":
        spec.pop("sessionAffinityConfig", None)
    if spec["sessionAffinity"] == "ClientIP":
        default(branch(spec, "sessionAffinityConfig", "clientIP"), "timeoutSeconds", 10800)
    default(spec, "type", "ClusterIP")
    for port in each(spec, "ports"):
        default(port, "protocol", "TCP")
        if not port.get("targetPort"):
            port["targetPort"] = port.get("port", 0)
    kind = spec["type"]
    external = kind in {"NodePort", "LoadBalancer"} or (kind == "ClusterIP" and spec.get("externalIPs"))
    if external:
        default(spec, "externalTrafficPolicy", "Cluster")
    if kind in {"NodePort", "LoadBalancer", "ClusterIP"}:
        default(spec, "internalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        default(spec, "allocateLoadBalancerNodePorts", True)


def _replication_controller(controller: Object) -> None:
    spec = branch(controller, "spec")
    if spec.get("template") is not None:
        default_template(spec["template"])
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    metadata = branch(controller, "metadata")
    if labels and not spec.get("selector"):
        spec["selector"] = dict(labels)
    if labels and not metadata.get("labels"):
        metadata["labels"] = dict(labels)
    default(spec, "replicas", 1)


def _pod_template(obj: Object) -> None:
    default_template(branch(obj, "template"))


def _secret(secret: Object) -> None:
    default(secret, "type", "Opaque")
    # Follows kubernetes pkg/apis/core/v1/conversion.go: stringData is write-only and wins over data.
    for key, text in (secret.pop("stringData", None) or {}).items():
        branch(secret, "data")[key] = base64.b64encode(text.encode()).decode()


def _namespace(namespace: Object) -> None:
    metadata = branch(namespace, "metadata")
    if metadata.get("name"):
        branch(metadata, "labels")["kubernetes.io/metadata.name"] = metadata["name"]


def _persistent_volume(volume: Object) -> None:
    spec = branch(volume, "spec")
    default(spec, "persistentVolumeReclaimPolicy", "Retain")
    default(spec, "volumeMode", "Filesystem")
    default_volume_source(spec)
    default(branch(volume, "status"), "phase", "Pending")


def default_claim(claim: Object) -> None:
    """Defaults of a PersistentVolumeClaim, also inside a StatefulSet."""
    spec = branch(claim, "spec")
    default(spec, "volumeMode", "Filesystem")
    default(branch(claim, "status"), "phase", "Pending")


def _endpoints(endpoints: Object) -> None:
    for subset in each(endpoints, "subsets"):
        for port in each(subset, "ports"):
            default(port, "protocol", "TCP")


def _limit_range(limit_range: Object) -> None:
    for item in each(limit_range.get("spec"), "limits"):
        if item.get("type") != "Container":
            continue
        limits, requests = branch(item, "default"), branch(item, "defaultRequest")
        for name, amount in (item.get("max") or {}).items():
            limits.setdefault(name, amount)
        for name, amount in (*limits.items(), *(item.get("min") or {}).items()):
            requests.setdefault(name, amount)
        for key in ("default", "defaultRequest"):
            item[key] = dict(sorted(item[key].items()))
            if not item[key]:
                del item[key]


DEFAULTS = {
    ("", "Pod"): default_pod,
    ("", "Service"): _service,
    ("", "ReplicationController"): _replication_controller,
    ("", "PodTemplate"): _pod_template,
    ("", "Secret"): _secret,
    ("", "Namespace"): _namespace,
    ("", "PersistentVolume"): _persistent_volume,
    ("", "PersistentVolumeClaim"): default_claim,
    ("", "Endpoints"): _endpoints,
    ("", "LimitRange"): _limit_range,
}
