"""Pods stay five minutes on a node that has gone.

Follows kubernetes plugin/pkg/admission/defaulttolerationseconds/admission.go.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin

SECONDS = 300
_KEYS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def admit(attributes: Attributes) -> None:
    """Add the two tolerations that are not there."""
    if not attributes.api.release.modern:
        return
    spec = attributes.new["spec"]
    tolerations = list(spec.get("tolerations") or ())
    for key in _KEYS:
        tolerated = any(
            item.get("key", "") in {key, ""} and item.get("effect", "") in {"NoExecute", ""} for item in tolerations
        )
        if not tolerated:
            found = {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": SECONDS}
            tolerations.append(found)
    spec["tolerations"] = tolerations


PLUGIN = Plugin("DefaultTolerationSeconds", admit=admit, keys=frozenset({("", "pods")}))
