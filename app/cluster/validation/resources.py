"""Resource names and amounts: requests, limits, quotas.

Follows kubernetes pkg/apis/core/validation/validation.go: validateResourceRequirements, and pkg/apis/core/helper.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, invalid, not_supported, required
from app.cluster.validation.rules import wrong
from app.sim.names import is_label_key
from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
_COMPUTE = {"cpu", "memory", "ephemeral-storage"}
_QUOTA_COUNTS = {
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "persistentvolumeclaims",
    "configmaps",
    "services.nodeports",
    "services.loadbalancers",
}
_QUOTA = (
    _COMPUTE
    | _QUOTA_COUNTS
    | {f"{kind}.{name}" for kind in ("requests", "limits") for name in _COMPUTE}
    | {"requests.storage"}
)
_STANDARD = _QUOTA | {"storage"}
_NOT_INTEGER = "must be an integer"


def is_huge_page(name: str) -> bool:
    """`hugepages-2Mi` and the like."""
    return name.startswith("hugepages-")


def _is_native(name: str) -> bool:
    return "/" not in name or "kubernetes.io/" in name


def _overcommit_allowed(name: str) -> bool:
    return _is_native(name) and not is_huge_page(name)


def _is_integer(name: str) -> bool:
    return name in _QUOTA_COUNTS or not _is_native(name)


def resource_name(path: str, name: str) -> Errors:
    """A standard name, or one with a domain."""
    errors = wrong(path, name, is_label_key(name))
    if errors or "/" in name or name in _STANDARD or is_huge_page(name) or _is_quota_prefixed(name):
        return errors
    return [invalid(path, name, "must be a standard resource type or fully qualified")]


def _is_quota_prefixed(name: str) -> bool:
    return name.startswith(("requests.hugepages-", "count/"))


def container_resource_name(path: str, name: str) -> Errors:
    """A name that containers may request."""
    errors = resource_name(path, name)
    if "/" not in name and name not in _COMPUTE and not is_huge_page(name):
        return [*errors, invalid(path, name, "must be a standard resource for containers")]
    if "/" in name and not _is_native(name) and name.startswith("requests."):
        return [*errors, invalid(path, name, "doesn't follow extended resource name standard")]
    return errors


def pod_resource_name(path: str, name: str) -> Errors:
    """A name that a pod as a whole may request."""
    errors = resource_name(path, name)
    if errors or name in {"cpu", "memory"} or is_huge_page(name):
        return errors
    return [not_supported(path, name, ["cpu", "memory"])]


def quota_resource_name(path: str, name: str) -> Errors:
    """A name that a quota may limit."""
    errors = resource_name(path, name)
    if "/" not in name and name not in _QUOTA and not is_huge_page(name) and not _is_quota_prefixed(name):
        return [*errors, invalid(path, name, "must be a standard resource for quota")]
    return errors


def amount(path: str, name: str, value: str) -> Errors:
    """Not negative, and whole where the resource is counted."""
    quantity = parse(str(value))
    errors: Errors = []
    if quantity < Quantity(0):
        errors.append(invalid(path, str(value), "must be greater than or equal to 0"))
    if _is_integer(name) and quantity.milli_value() % 1000:
        errors.append(invalid(path, str(value), _NOT_INTEGER))
    return errors


def positive(path: str, value: str) -> Errors:
    """Greater than zero."""
    return [invalid(path, str(value), "must be greater than zero")] if parse(str(value)) <= Quantity(0) else []


def requirements(
    path: str,
    resources: Object | None,
    claims: set[str],
    name_rule: Callable[[str, str], Errors] = container_resource_name,
) -> Errors:
    """The `resources` of a container or pod; `claims` are the names in the pod's resourceClaims."""
    resources = resources or {}
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    errors: Errors = []
    for name in sorted(limits):
        errors += name_rule(f"{path}.limits[{name}]", name) + amount(f"{path}.limits[{name}]", name, limits[name])
    for name in sorted(requests):
        place = f"{path}.requests[{name}]"
        errors += name_rule(place, name) + amount(place, name, requests[name])
        errors += _within_limit(path, name, requests[name], limits.get(name))
    names = {*limits, *requests}
    if any(is_huge_page(name) for name in names) and not names & {"cpu", "memory"}:
        errors.append(forbidden(path, "HugePages require cpu or memory"))
    return errors + _claims(f"{path}.claims", resources.get("claims") or [], claims)


def _within_limit(path: str, name: str, request: str, limit: str | None) -> Errors:
    if limit is None:
        if _overcommit_allowed(name):
            return []
        return [required(f"{path}.limits", "Limit must be set for non overcommitable resources")]
    wanted, most = parse(str(request)), parse(str(limit))
    if wanted != most and not _overcommit_allowed(name):
        return [invalid(f"{path}.requests", str(request), f"must be equal to {name} limit of {limit}")]
    if wanted > most:
        return [invalid(f"{path}.requests", str(request), f"must be less than or equal to {name} limit of {limit}")]
    return []


def _claims(path: str, used: list[Object], known: set[str]) -> Errors:
    errors: Errors = []
    for index, claim in enumerate(used):
        name = claim.get("name") or ""
        if not name:
            errors.append(required(f"{path}[{index}]"))
        elif name not in known:
            tail = f": {', '.join(sorted(known))}" if known else " which is empty"
            detail = f"must be one of the names in pod.spec.resourceClaims{tail}"
            errors.append(invalid(f"{path}[{index}]", name, detail))
    return errors
