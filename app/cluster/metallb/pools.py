"""Pools of addresses.

Follows metallb internal/allocator/allocator.go and internal/config/config.go: ParseCIDR.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from app.cluster.control.plane import Plane
from app.cluster.control.resources import NAMESPACES, Object, labels_of
from app.sim.label_selectors import LabelSelector

GROUP = "metallb.io"
POOLS, L2, BGP = (GROUP, "ipaddresspools"), (GROUP, "l2advertisements"), (GROUP, "bgpadvertisements")


class PoolError(ValueError):
    """Addresses that are none."""


@dataclass(frozen=True)
class Pool:
    """An IPAddressPool made ready: ranges of addresses, as numbers with both ends."""

    name: str
    ranges: tuple[tuple[int, int], ...]
    auto: bool
    obj: Object

    def __contains__(self, address: str) -> bool:
        try:
            number = int(IPv4Address(address))
        except ValueError:
            return False
        return any(low <= number <= high for low, high in self.ranges)

    def addresses(self) -> Iterator[str]:
        """Every address, in order."""
        shy = bool(self.obj["spec"].get("avoidBuggyIPs"))
        for low, high in self.ranges:
            for number in range(low, high + 1):
                if not (shy and number & 255 in {0, 255}):
                    yield str(IPv4Address(number))


def parse(text: str) -> tuple[int, int]:
    """`192.168.1.0/24` or `192.168.1.240-192.168.1.250`; PoolError when it is neither."""
    low, dash, high = (part.strip() for part in text.partition("-"))
    try:
        if dash:
            first, last = ip_address(low), ip_address(high)
            if int(first) > int(last):
                raise PoolError(f"invalid IP range {text!r}: start IP {low!r} is after the end IP {high!r}")
            return int(first), int(last)
        if "/" not in text:
            raise PoolError(f'invalid CIDR "{text}" in pool')
        network = ip_network(text.strip(), strict=False)
    except PoolError:
        raise
    except ValueError:
        raise PoolError(f'invalid {"IP range" if dash else "CIDR"} "{text}"') from None
    return int(network.network_address), int(network.broadcast_address)


def pools(plane: Plane, namespace: str) -> list[Pool]:
    """The pools, those with the lowest priority number first; broken ones do not count."""
    found = []
    for obj in plane.objects.list(POOLS, namespace):
        try:
            ranges = tuple(parse(one) for one in obj["spec"].get("addresses") or ())
        except PoolError:
            continue
        found.append(Pool(obj["metadata"]["name"], ranges, obj["spec"].get("autoAssign", True), obj))
    return sorted(found, key=lambda pool: (pool.obj["spec"].get("serviceAllocation") or {}).get("priority") or 1 << 30)


def may_use(plane: Plane, pool: Pool, service: Object) -> bool:
    """Whether a pool is for a Service, by its namespace and labels."""
    rules = pool.obj["spec"].get("serviceAllocation") or {}
    namespace = service["metadata"]["namespace"]
    if rules.get("namespaces") or rules.get("namespaceSelectors"):
        found = plane.objects.get(NAMESPACES, "", namespace)
        selected = any(LabelSelector.of(one).matches(labels_of(found or {}))
                       for one in rules.get("namespaceSelectors") or ())  # fmt: skip
        if namespace not in (rules.get("namespaces") or ()) and not selected:
            return False
    selectors = rules.get("serviceSelectors")
    return not selectors or any(LabelSelector.of(one).matches(labels_of(service)) for one in selectors)
