"""What the downward API may tell: fields of the pod, and its containers' resources.

Follows kubernetes pkg/apis/core/validation/validation.go: validateObjectFieldSelector,
validateContainerResourceFieldSelector.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import Errors, invalid, not_supported, required
from app.cluster.validation.rules import wrong
from app.sim.names import is_label_key
from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
ENV_FIELDS = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
VOLUME_FIELDS = ("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid")
_CONVERTIBLE = {*ENV_FIELDS, *VOLUME_FIELDS, "spec.restartPolicy", "spec.schedulerName"}
_RESOURCES = (
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
)
_HUGE_PAGES = ("requests.hugepages-", "limits.hugepages-")
_SIZES = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")


def field_selector(path: str, ref: Object, supported: tuple[str, ...]) -> Errors:
    """A `fieldRef`."""
    if not ref.get("apiVersion"):
        return [required(f"{path}.apiVersion")]
    field = ref.get("fieldPath") or ""
    if not field:
        return [required(f"{path}.fieldPath")]
    base, bracket, rest = field.partition("['")
    if bracket and rest.endswith("']"):
        key = rest[:-2]
        if base == "metadata.annotations":
            return wrong(path, key.lower(), is_label_key(key.lower()))
        if base == "metadata.labels":
            return wrong(path, key, is_label_key(key))
        return [invalid(path, base, "does not support subscript")]
    if field not in _CONVERTIBLE:
        text = f"error converting fieldPath: field label not supported: {field}"
        return [invalid(f"{path}.fieldPath", field, text)]
    return [] if field in supported else [not_supported(f"{path}.fieldPath", field, supported)]


def resource_selector(path: str, ref: Object, *, volume: bool) -> Errors:
    """A `resourceFieldRef`; those of volumes name the container."""
    name = ref.get("resource") or ""
    errors: Errors = []
    if volume and not ref.get("containerName"):
        errors.append(required(f"{path}.containerName"))
    elif not name:
        errors.append(required(f"{path}.resource"))
    elif name not in _RESOURCES and not name.startswith(_HUGE_PAGES):
        errors.append(not_supported(f"{path}.resource", name, _RESOURCES))
    return errors + _divisor(f"{path}.divisor", name, str(ref.get("divisor") or "0"))


def _divisor(path: str, name: str, divisor: str) -> Errors:
    quantity = parse(divisor)
    if quantity == Quantity(0):
        return []
    resource = name.partition(".")[2]
    words = {"memory": "memory", "ephemeral-storage": "local ephemeral storage"}.get(resource, "hugepages")
    if resource == "cpu":
        if str(quantity) in {"1m", "1"}:
            return []
        return [invalid(path, name, "only divisor's values 1m and 1 are supported with the cpu resource")]
    if (name in _RESOURCES or name.startswith(_HUGE_PAGES)) and str(quantity) not in _SIZES:
        text = f"only divisor's values {', '.join(_SIZES)} are supported with the {words} resource"
        return [invalid(path, name, text)]
    return []
