"""Claims grow only when their storage class says so.

Follows kubernetes plugin/pkg/admission/storage/persistentvolume/resize/admission.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.admission.default_storage_class import CLASSES
from app.sim.quantity import compare, parse


def validate(attributes: Attributes) -> None:
    """Refuse a bigger request that nothing can meet."""
    claim, old = attributes.new, attributes.old or {}
    wanted, before = _storage(claim), _storage(old)
    if wanted is None or before is None or compare(parse(wanted), parse(before)) <= 0:
        return
    if (old.get("status") or {}).get("phase") != "Bound":
        raise attributes.forbid("Only bound persistent volume claims can be expanded")
    name = claim["spec"].get("storageClassName") or ""
    made = attributes.api.store.get(CLASSES, "", name) if name else None
    if made is None or not made.get("allowVolumeExpansion"):
        raise attributes.forbid(
            "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must "
            "support resize"
        )


def _storage(claim: dict[str, Any]) -> str | None:
    value = ((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage")
    return None if value is None else str(value)


PLUGIN = Plugin(
    "PersistentVolumeClaimResize",
    validate=validate,
    operations=frozenset({"UPDATE"}),
    keys=frozenset({("", "persistentvolumeclaims")}),
)
