"""Defaults of storage.k8s.io and resource.k8s.io.

Follows kubernetes pkg/apis/storage/v1/defaults.go and pkg/apis/resource/v1/defaults.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.fields import branch, default, each

Object = dict[str, Any]


def _storage_class(storage_class: Object) -> None:
    default(storage_class, "reclaimPolicy", "Delete")
    default(storage_class, "volumeBindingMode", "Immediate")


def _csi_driver(driver: Object) -> None:
    spec = branch(driver, "spec")
    default(spec, "attachRequired", True)
    default(spec, "podInfoOnMount", False)
    default(spec, "storageCapacity", False)
    default(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType")
    if not spec.get("volumeLifecycleModes"):
        spec["volumeLifecycleModes"] = ["Persistent"]
    default(spec, "requiresRepublish", False)
    default(spec, "seLinuxMount", False)


def _device_claim(spec: Object) -> None:
    for request in each(spec.get("devices"), "requests"):
        exactly = request.get("exactly")
        for wanted in (*([exactly] if exactly else []), *each(request, "firstAvailable")):
            default(wanted, "allocationMode", "ExactCount")
            if wanted["allocationMode"] == "ExactCount" and not wanted.get("count"):
                wanted["count"] = 1


def _resource_claim(claim: Object) -> None:
    _device_claim(branch(claim, "spec"))


def _resource_claim_template(template: Object) -> None:
    _device_claim(branch(template, "spec", "spec"))


DEFAULTS = {
    ("storage.k8s.io", "StorageClass"): _storage_class,
    ("storage.k8s.io", "CSIDriver"): _csi_driver,
    ("resource.k8s.io", "ResourceClaim"): _resource_claim,
    ("resource.k8s.io", "ResourceClaimTemplate"): _resource_claim_template,
}
