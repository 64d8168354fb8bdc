"""New nodes are not ready.

Follows kubernetes plugin/pkg/admission/nodetaint/admission.go. The cluster's own nodes come into being ready.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.call import SYSTEM

TAINT = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


def admit(attributes: Attributes) -> None:
    """Keep pods away until the node says that it is ready."""
    if attributes.user == SYSTEM or not attributes.api.release.modern:
        return
    spec = attributes.new.setdefault("spec", {})
    taints = spec.get("taints") or []
    if not any(item.get("key") == TAINT["key"] and item.get("effect") == TAINT["effect"] for item in taints):
        spec["taints"] = [*taints, dict(TAINT)]


PLUGIN = Plugin("TaintNodesByCondition", admit=admit, operations=frozenset({"CREATE"}), keys=frozenset({("", "nodes")}))
