"""Resources of a pod as a whole, and its claims for devices.

Follows kubernetes pkg/apis/core/validation/validation.go: validatePodResources, validatePodResourceClaims.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import Errors, duplicate, forbidden, invalid, required
from app.cluster.validation.internal_types import internal
from app.cluster.validation.resources import is_huge_page, pod_resource_name, requirements
from app.cluster.validation.rules import dns_label, wrong
from app.sim.names import is_subdomain
from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
Amounts = dict[str, Quantity]


def validate_resource_claims(path: str, claims: list[Object]) -> Errors:
    """`resourceClaims`: each names a claim, or a template for one."""
    errors: Errors = []
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        place, name = f"{path}[{index}]", claim.get("name") or ""
        if not name:
            errors.append(required(f"{place}.name"))
        elif name in seen:
            errors.append(duplicate(f"{place}.name", name))
        else:
            errors += dns_label(f"{place}.name", name)
            seen.add(name)
        errors += _target(place, claim)
    return errors


def _target(path: str, claim: Object) -> Errors:
    keys = ("resourceClaimName", "resourceClaimTemplateName")
    found = [key for key in keys if claim.get(key) is not None]
    errors: Errors = []
    shown = internal(claim, "api.core.v1.PodResourceClaim")
    if len(found) > 1:
        text = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
        errors.append(invalid(path, shown, text))
    if not found:
        text = "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
        errors.append(invalid(path, shown, text))
    for key in found:
        errors += wrong(f"{path}.{key}", claim[key], is_subdomain(claim[key]))
    return errors


def validate_pod_resources(path: str, spec: Object, claims: set[str]) -> Errors:
    """`resources` of a pod, and that those of its containers fit."""
    resources = spec["resources"]
    errors: Errors = []
    if resources.get("claims") is not None:
        errors.append(forbidden(f"{path}.claims", "claims cannot be set for Resources at pod-level"))
    errors += requirements(path, resources, claims, pod_resource_name)
    mine = resources.get("requests") or {}
    for name, needed in sorted(_requests(spec).items()):
        given = str(mine.get(name, "0"))
        if (name in {"cpu", "memory"} or is_huge_page(name)) and needed > parse(given):
            text = f"must be greater than or equal to aggregate container requests of {needed}"
            errors.append(invalid(f"{path}.requests[{name}]", given, text))
    most = resources.get("limits") or {}
    for index, container in enumerate(spec.get("containers") or ()):
        for name, limit in sorted(((container.get("resources") or {}).get("limits") or {}).items()):
            if name in most and parse(str(limit)) > parse(str(most[name])):
                text = f"must be less than or equal to pod limits of {most[name]}"
                errors.append(invalid(f"{path}.containers[{index}][{name}].limits", str(limit), text))
    return errors


def _requests(spec: Object) -> Amounts:
    """What the containers ask for together. Follows component-helpers/resource: AggregateContainerRequests."""
    total: Amounts = {}
    most: Amounts = {}
    sidecars: Amounts = {}
    for container in spec.get("containers") or ():
        total = _sum(total, _of(container))
    for container in spec.get("initContainers") or ():
        if container.get("restartPolicy") == "Always":
            total, sidecars = _sum(total, _of(container)), _sum(sidecars, _of(container))
            peak = sidecars
        else:
            peak = _sum(sidecars, _of(container))
        most = _greater(most, peak)
    return _greater(total, most)


def _of(container: Object) -> Amounts:
    found = (container.get("resources") or {}).get("requests") or {}
    return {name: parse(str(value)) for name, value in found.items()}


def _sum(left: Amounts, right: Amounts) -> Amounts:
    return {name: left[name] + right[name] if name in left and name in right else {**left, **right}[name]
            for name in {**left, **right}}  # fmt: skip


def _greater(left: Amounts, right: Amounts) -> Amounts:
    return {name: right[name] if name in right and not (name in left and right[name] < left[name]) else left[name]
            for name in {**left, **right}}  # fmt: skip
