"""Pods with a runtime class take its overhead and node selector over.

Follows kubernetes plugin/pkg/admission/runtimeclass/admission.go.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin

CLASSES = ("node.k8s.io", "runtimeclasses")


def admit(attributes: Attributes) -> None:
    """ApiError 403 when the class does not exist."""
    spec = attributes.new["spec"]
    name = spec.get("runtimeClassName")
    if not name:
        if spec.get("overhead"):
            text = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
            raise attributes.forbid(text)
        return
    found = attributes.api.store.get(CLASSES, "", name)
    if found is None:
        raise attributes.forbid(f'pod rejected: RuntimeClass "{name}" not found')
    overhead = (found.get("overhead") or {}).get("podFixed") or {}
    if spec.get("overhead") and spec["overhead"] != overhead:
        raise attributes.forbid("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
    if overhead:
        spec["overhead"] = dict(overhead)
    scheduling = found.get("scheduling") or {}
    selector = scheduling.get("nodeSelector") or {}
    for key, value in sorted(selector.items()):
        if (given := (spec.get("nodeSelector") or {}).get(key, value)) != value:
            wanted = f"runtimeClass.scheduling.nodeSelector[{key}] = {value}"
            raise attributes.forbid(f"conflict: {wanted}; pod.spec.nodeSelector[{key}] = {given}")
    if selector:
        spec["nodeSelector"] = {**(spec.get("nodeSelector") or {}), **selector}
    if scheduling.get("tolerations"):
        spec["tolerations"] = [*(spec.get("tolerations") or ()), *scheduling["tolerations"]]


PLUGIN = Plugin("RuntimeClass", admit=admit, operations=frozenset({"CREATE"}), keys=frozenset({("", "pods")}))
