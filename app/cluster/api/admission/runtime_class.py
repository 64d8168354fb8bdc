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
        return
    found = attributes.api.store.get(CLASSES, "", name)
    if found is None:
        raise attributes.forbid(f'pod rejected: RuntimeClass "{name}" not found')
    if overhead := (found.get("overhead") or {}).get("podFixed"):
        spec["overhead"] = dict(overhead)
    scheduling = found.get("scheduling") or {}
    if scheduling.get("nodeSelector"):
        spec["nodeSelector"] = {**(spec.get("nodeSelector") or {}), **scheduling["nodeSelector"]}
    if scheduling.get("tolerations"):
        spec["tolerations"] = [*(spec.get("tolerations") or ()), *scheduling["tolerations"]]


PLUGIN = Plugin("RuntimeClass", admit=admit, operations=frozenset({"CREATE"}), keys=frozenset({("", "pods")}))
