"""Ranges of cluster IPs, and single addresses.

Follows kubernetes pkg/apis/networking/validation/validation.go: ValidateServiceCIDR, ValidateIPAddress.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import Errors, invalid, required
from app.cluster.validation.internal_types import internal
from app.cluster.validation.object_meta import immutable
from app.cluster.validation.rules import cidr, subdomain, wrong
from app.sim.names import is_cidr, is_path_segment

Object = dict[str, Any]
GROUP = "networking.k8s.io"
_PARENT = "*api.networking.v1.ParentReference"
_SPEC = "api.networking.v1.ServiceCIDRSpec"


def _range(found: Object) -> Errors:
    spec = found.get("spec") or {}
    given = spec.get("cidrs") or []
    if not given:
        return [required("spec.cidrs", "at least one CIDR required")]
    if len(given) > 2:
        return [invalid("spec.cidrs", internal(spec, _SPEC), "may only hold up to 2 values")]
    errors = [error for index, one in enumerate(given) for error in cidr(f"spec.cidrs[{index}]", one)]
    if len(given) == 2 and all(map(is_cidr, given)) and (":" in given[0]) == (":" in given[1]):
        text = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"
        errors.append(invalid("spec.cidrs", given, text))
    return errors


def _range_update(new: Object, old: Object) -> Errors:
    after, before = ((one.get("spec") or {}).get("cidrs") or [] for one in (new, old))
    if len(after) == len(before):
        return [
            error for index, one in enumerate(after) for error in immutable(f"spec.cidrs[{index}]", one, before[index])
        ]
    if len(before) == 1 and len(after) == 2:
        return list(immutable("spec.cidrs[0]", after[0], before[0])) + _range(new)
    return list(immutable("spec.cidrs", after or None, before))


def _address(found: Object) -> Errors:
    parent = (found.get("spec") or {}).get("parentRef")
    path = "spec.parentRef"
    if parent is None:
        return [required(path)]
    errors: Errors = []
    if parent.get("group"):
        errors += subdomain(f"{path}.group", parent["group"])
    for field in ("resource", "name"):
        value = parent.get(field) or ""
        errors += wrong(f"{path}.{field}", value, is_path_segment(value)) if value else [required(f"{path}.{field}")]
    if parent.get("namespace"):
        errors += wrong(f"{path}.namespace", parent["namespace"], is_path_segment(parent["namespace"]))
    return errors


def _address_update(new: Object, old: Object) -> Errors:
    after, before = ((one.get("spec") or {}).get("parentRef") for one in (new, old))
    return list(immutable("spec.parentRef", internal(after, _PARENT), internal(before, _PARENT)))


CREATE = {(GROUP, "ServiceCIDR"): _range, (GROUP, "IPAddress"): _address}
UPDATE = {(GROUP, "ServiceCIDR"): _range_update, (GROUP, "IPAddress"): _address_update}
