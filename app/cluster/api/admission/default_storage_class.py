"""Claims that name no storage class get the default one.

Follows kubernetes plugin/pkg/admission/storage/storageclass/setdefault/admission.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.objects import annotations_of, name_of

CLASSES = ("storage.k8s.io", "storageclasses")
DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


def admit(attributes: Attributes) -> None:
    """Name the newest default class."""
    if wants_default_class(attributes.new) and (name := default_class(attributes.api.store.list(CLASSES))):
        attributes.new["spec"]["storageClassName"] = name


def wants_default_class(claim: dict[str, Any]) -> bool:
    """Whether a claim says nothing about its class; "" would say that it wants none."""
    annotated = "volume.beta.kubernetes.io/storage-class" in annotations_of(claim)
    return claim["spec"].get("storageClassName") is None and not annotated


def default_class(classes: Iterable[dict[str, Any]]) -> str:
    """The name of the newest class that is marked as the default one, "" without any."""
    marked = [one for one in classes if any(annotations_of(one).get(key) == "true" for key in DEFAULT)]
    newest = max((one["metadata"]["creationTimestamp"] for one in marked), default="")
    return next((name_of(one) for one in marked if one["metadata"]["creationTimestamp"] == newest), "")


PLUGIN = Plugin(
    "DefaultStorageClass",
    admit=admit,
    operations=frozenset({"CREATE"}),
    keys=frozenset({("", "persistentvolumeclaims")}),
)
