"""Ingresses that name no class get the default one.

Follows kubernetes plugin/pkg/admission/network/defaultingressclass/admission.go.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.objects import annotations_of, name_of

CLASSES = ("networking.k8s.io", "ingressclasses")
DEFAULT = "ingressclass.kubernetes.io/is-default-class"


def admit(attributes: Attributes) -> None:
    """Name the newest default class."""
    ingress = attributes.new
    if ingress["spec"].get("ingressClassName") or "kubernetes.io/ingress.class" in annotations_of(ingress):
        return
    found = [item for item in attributes.api.store.list(CLASSES) if annotations_of(item).get(DEFAULT) == "true"]
    if found:
        found.sort(key=name_of)
        found.sort(key=lambda item: str(item["metadata"]["creationTimestamp"]), reverse=True)
        ingress["spec"]["ingressClassName"] = name_of(found[0])


PLUGIN = Plugin(
    "DefaultIngressClass",
    admit=admit,
    operations=frozenset({"CREATE"}),
    keys=frozenset({("networking.k8s.io", "ingresses")}),
)
