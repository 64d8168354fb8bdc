"""Ranges of cluster IPs: ready as soon as they are protected, and gone only when no address needs them.

Follows kubernetes pkg/controller/servicecidrs/servicecidrs_controller.go.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from app.cluster.control.plane import Plane
from app.cluster.control.resources import Name, Object, is_deleting, name_of
from app.sim.clock import parse_rfc3339

RANGES, ADDRESSES = ("networking.k8s.io", "servicecidrs"), ("networking.k8s.io", "ipaddresses")
FINALIZER = "networking.k8s.io/service-cidr-finalizer"
MANAGER = "service-cidr-controller"
GRACE = 10.0  # seconds until everybody knows that a range goes
READY = ("True", "", "Kubernetes Service CIDR is ready")
TERMINATING = (
    "False", "Terminating",
    "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR",
)  # fmt: skip


def register(plane: Plane) -> None:
    """Start the controller."""
    if not plane.classic:
        Ranges(plane)


class Ranges:
    """Looks after ServiceCIDRs."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self.queue = plane.queue("servicecidr", self.reconcile)
        plane.watch(RANGES, self.queue)
        plane.subscribe(RANGES, self._went)
        plane.subscribe(ADDRESSES, self._went)

    def _went(self, event: str, obj: Object, old: Object | None) -> None:
        """A range that waits to go looks again when another one came or an address went."""
        if (event == "DELETED") == (obj["kind"] == "IPAddress") and event != "MODIFIED":
            for one in self._plane.objects.list(RANGES):
                if is_deleting(one):
                    self.queue.add(name_of(one))

    def reconcile(self, item: Name) -> float | None:
        """One pass over one range."""
        found = self._plane.objects.get(RANGES, *item)
        if found is None:
            return None
        if is_deleting(found):
            return self._retire(found)
        conditions = (found.get("status") or {}).get("conditions") or ()
        if FINALIZER not in (found["metadata"].get("finalizers") or ()):
            self._plane.objects.patch(RANGES, *item, _protect, manager=MANAGER)
        if not any(one["type"] == "Ready" and one["status"] == "True" for one in conditions):
            self._report(found, READY)
        return None

    def _retire(self, found: Object) -> float | None:
        if not self._dispensable(found):
            self._report(found, TERMINATING)
            return None
        left = parse_rfc3339(found["metadata"]["deletionTimestamp"]) + GRACE - self._plane.clock.now
        if left > 0:
            return left
        if FINALIZER in (found["metadata"].get("finalizers") or ()):
            self._plane.objects.patch(RANGES, *name_of(found), _release, manager=MANAGER)
        return None

    def _dispensable(self, found: Object) -> bool:
        """Whether no address is left without a range: another one holds this one, or all of its addresses."""
        others = [block for one in self._plane.objects.list(RANGES) if name_of(one) != name_of(found)
                  for block in blocks(one)]  # fmt: skip
        for block in blocks(found):
            if any(block.version == other.version and block.subnet_of(other) for other in others):  # type: ignore[arg-type]
                continue
            for one in self._plane.objects.list(ADDRESSES):
                address = ip_address(one["metadata"]["name"])
                if address in block and not any(address in other for other in others):
                    return False
        return True

    def _report(self, found: Object, verdict: tuple[str, str, str]) -> None:
        status, reason, message = verdict
        condition = {"lastTransitionTime": self._plane.now(), "message": message, "reason": reason, "status": status,
                     "type": "Ready"}  # fmt: skip

        def change(new: Object) -> None:
            before = ((new.get("status") or {}).get("conditions") or [{}])[0]
            if (before.get("status"), before.get("reason")) != (status, reason):
                new["status"] = {"conditions": [condition]}

        self._plane.objects.patch(RANGES, *name_of(found), change, subresource="status", manager=MANAGER)


def blocks(found: Object) -> list[IPv4Network | IPv6Network]:
    """The networks of a range."""
    return [ip_network(one, strict=False) for one in (found.get("spec") or {}).get("cidrs") or ()]


def _protect(new: Object) -> None:
    new["metadata"]["finalizers"] = [*(new["metadata"].get("finalizers") or ()), FINALIZER]


def _release(new: Object) -> None:
    kept = [one for one in new["metadata"]["finalizers"] if one != FINALIZER]
    new["metadata"].pop("finalizers")
    if kept:
        new["metadata"]["finalizers"] = kept
