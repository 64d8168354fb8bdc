"""Values that are taken but warned of: fractions of bytes, old node labels, addresses in odd forms."""

from __future__ import annotations

import ipaddress
from typing import Any

from app.sim import quantity

# Follows kubernetes pkg/api/node/util.go
NODE_LABELS = {
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
    "app.kubernetes.io/created-by": "deprecated since v1.9",
    "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
    "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
}
MILLI = 1000


def node_selector_term(path: str, term: dict[str, Any], field: str = "matchExpressions") -> list[str]:
    """Old labels among a term's keys."""
    return [
        f"{path}.{field}[{index}].key: {each['key']} is {NODE_LABELS[each['key']]}"
        for index, each in enumerate(term.get(field) or [])
        if each.get("key") in NODE_LABELS
    ]


def fractions(path: str, resources: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    """Byte counts that are none, as `100m` is for a memory limit."""
    found = []
    for name in names:
        if name in resources and (amount := quantity.parse(str(resources[name]))).milli_value() % MILLI:
            found.append(f'{path}[{name}]: fractional byte value "{amount}" is invalid, must be an integer')
    return found


def address(path: str, value: str) -> list[str]:
    """Follows apimachinery/pkg/util/validation/ip.go: GetWarningsForIP."""
    try:
        parsed = ipaddress.ip_address(value)
    except ValueError:
        return []
    if parsed.version == 6 and (mapped := parsed.ipv4_mapped) is not None:
        return [
            f'{path}: non-standard IP address "{value}" will be considered invalid in a future Kubernetes release: '
            f'use "{mapped}"'
        ]
    if parsed.version == 6 and str(parsed) != value:
        return [f'{path}: IPv6 address "{value}" should be in RFC 5952 canonical format ("{parsed}")']
    return []


def block(path: str, value: str) -> list[str]:
    """Follows apimachinery/pkg/util/validation/ip.go: GetWarningsForCIDR."""
    try:
        parsed = ipaddress.ip_interface(value)
    except ValueError:
        return []
    if "/" in value and parsed.ip != parsed.network.network_address:
        alone = f"{parsed.ip}/{parsed.max_prefixlen}"
        return [
            f'{path}: CIDR value "{value}" is ambiguous in this context (should be "{parsed.network}" or "{alone}"?)'
        ]
    if parsed.version == 6 and str(parsed.network) != value:
        return [f'{path}: IPv6 CIDR value "{value}" should be in RFC 5952 canonical format ("{parsed.network}")']
    return []
