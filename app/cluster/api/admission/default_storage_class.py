"""Claims that name no storage class get the default one.

Follows kubernetes plugin/pkg/admission/storage/storageclass/setdefault/admission.go.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.objects import annotations_of, name_of

CLASSES = ("storage.k8s.io", "storageclasses")
DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


def admit(attributes: Attributes) -> None:
    """Name the newest default class."""
    claim = attributes.new
    if claim["spec"].get("storageClassName") is not None:
        return
    if "volume.beta.kubernetes.io/storage-class" in annotations_of(claim):
        return
    classes = [
        item
        for item in attributes.api.store.list(CLASSES)
        if any(annotations_of(item).get(key) == "true" for key in DEFAULT)
    ]
    if classes:
        newest = max(item["metadata"]["creationTimestamp"] for item in classes)
        claim["spec"]["storageClassName"] = next(
            name_of(item) for item in classes if item["metadata"]["creationTimestamp"] == newest
        )


PLUGIN = Plugin(
    "DefaultStorageClass",
    admit=admit,
    operations=frozenset({"CREATE"}),
    keys=frozenset({("", "persistentvolumeclaims")}),
)
