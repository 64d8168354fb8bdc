"""MetalLB's controller and speakers: Services get addresses, and a node that announces them.

Follows metallb controller/service.go: convergeBalancer, allocateIPs; speaker/main.go: handleService (events).
"""

from __future__ import annotations

import hashlib
from functools import partial

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_ready
from app.cluster.control.resources import ENDPOINT_SLICES, NODES, PODS, SERVICES, Object, labels_of, name_of
from app.cluster.images.image import Process
from app.cluster.metallb.pools import L2, POOLS, Pool, may_use, pools
from app.sim.label_selectors import LabelSelector

SYNC_DELAY = 0.2
PREFIXES = ("metallb.io", "metallb.universe.tf")


class MetalController:
    """The controller process: allocates."""

    def __init__(self, process: Process, plane: Plane, balancer_class: str) -> None:
        self.process, self.plane, self.balancer_class = process, plane, balancer_class
        self.namespace = process.spec.pod["metadata"]["namespace"]
        self._planned = False
        self._failed: dict[str, str] = {}  # Service's uid -> what it was told last
        for key in (POOLS, SERVICES):
            process.at_end(plane.objects.subscribe(key, self._changed))
        self._plan()

    def _changed(self, event: str, obj: Object, old: Object | None) -> None:
        if obj["kind"] != "Service" or "LoadBalancer" in {
            obj["spec"].get("type"), ((old or {}).get("spec") or {}).get("type")}:  # fmt: skip
            self._plan()

    def _plan(self) -> None:
        if not self._planned:
            self._planned = True
            self.process.after(SYNC_DELAY, self.reconcile)

    def reconcile(self) -> None:
        """One pass over all Services of type LoadBalancer."""
        self._planned = False
        listed = pools(self.plane, self.namespace)
        services = [one for one in self.plane.objects.list(SERVICES) if one["spec"].get("type") == "LoadBalancer"]
        services.sort(key=lambda one: (one["metadata"]["creationTimestamp"], int(one["metadata"]["resourceVersion"])))
        taken = {address: one for one in services for address in addresses(one)}
        for service in services:
            if (service["spec"].get("loadBalancerClass") or "") == self.balancer_class:
                self._converge(service, listed, taken)

    def _converge(self, service: Object, listed: list[Pool], taken: dict[str, Object]) -> None:
        held = addresses(service)
        wanted = _wanted(service)
        if held and all(any(one in pool for pool in listed) for one in held) and (not wanted or held == wanted):
            return
        if not listed:
            return
        try:
            chosen, pool = self._allocate(service, wanted, listed, taken)
        except ValueError as problem:
            text = f'Failed to allocate IP for "{"/".join(name_of(service))}": {problem}'
            if self._failed.get(service["metadata"]["uid"]) != text:
                self._failed[service["metadata"]["uid"]] = text
                self.plane.events.event(service, "Warning", "AllocationFailed", text, "metallb-controller")
            return
        taken[chosen] = service
        annotations = {**(service["metadata"].get("annotations") or {}), "metallb.io/ip-allocated-from-pool": pool}
        status = {**service.get("status", {}), "loadBalancer": {"ingress": [{"ip": chosen, "ipMode": "VIP"}]}}
        try:
            metadata = {**service["metadata"], "annotations": annotations}
            service = self.plane.objects.update(SERVICES, {**service, "metadata": metadata}, manager="controller")
            service = self.plane.objects.rewrite(SERVICES, service, manager="controller", status=status)
        except ApiError:
            self._plan()
            return
        self.plane.events.event(service, "Normal", "IPAllocated", f'Assigned IP ["{chosen}"]', "metallb-controller")

    def _allocate(
        self, service: Object, wanted: list[str], listed: list[Pool], taken: dict[str, Object]
    ) -> tuple[str, str]:
        """(address, pool); ValueError says why there is none."""
        if wanted:
            address = wanted[0]
            pool = next((one for one in listed if address in one), None)
            if pool is None:
                raise ValueError(f'["{address}"] is not allowed in config')
            if address in taken and not _shares(service, taken[address]):
                own, other = ("/".join(name_of(one)) for one in (service, taken[address]))
                raise ValueError(f'can\'t change sharing key for "{own}", address also in use by {other}')
            return address, pool.name
        if name := _annotation(service, "address-pool"):
            named = [one for one in listed if one.name == name]
            if not named:
                raise ValueError(f'unknown pool "{name}"')
            usable = named
        else:
            usable = [one for one in listed if one.auto and may_use(self.plane, one, service)]
        for pool in usable:
            for address in pool.addresses():
                if address not in taken:
                    return address, pool.name
        raise ValueError(f'no available IPs in pool "{usable[0].name}"' if name and usable else "no available IPs")


def _annotation(service: Object, name: str) -> str:
    found = service["metadata"].get("annotations") or {}
    return next((found[f"{prefix}/{name}"] for prefix in PREFIXES if f"{prefix}/{name}" in found), "")


def _wanted(service: Object) -> list[str]:
    given = _annotation(service, "loadBalancerIPs") or service["spec"].get("loadBalancerIP") or ""
    return [one.strip() for one in given.split(",") if one.strip()]


def _shares(service: Object, other: Object) -> bool:
    key = _annotation(service, "allow-shared-ip")
    if name_of(service) == name_of(other):
        return True
    own = {(one["port"], one.get("protocol", "TCP")) for one in service["spec"]["ports"]}
    return bool(key) and key == _annotation(other, "allow-shared-ip") and not own & {
        (one["port"], one.get("protocol", "TCP")) for one in other["spec"]["ports"]}  # fmt: skip


def addresses(service: Object) -> list[str]:
    """The addresses that a Service has."""
    listed = (service.get("status", {}).get("loadBalancer") or {}).get("ingress") or ()
    return [one["ip"] for one in listed if one.get("ip")]


class Speaker:
    """One speaker process: it announces the addresses that fall to its node."""

    def __init__(self, process: Process, plane: Plane) -> None:
        self.process, self.plane = process, plane
        self.node = process.spec.node
        self.namespace = process.spec.pod["metadata"]["namespace"]
        self._told: dict[str, str] = process.data.setdefault("told", {})
        process.at_end(plane.objects.subscribe(SERVICES, self._changed))
        process.at_end(plane.objects.subscribe(L2, lambda *_: self._all()))
        self._all()

    def _all(self) -> None:
        for service in self.plane.objects.list(SERVICES):
            self._changed("MODIFIED", service, None)

    def _changed(self, event: str, service: Object, old: Object | None) -> None:
        if event != "DELETED" and service["spec"].get("type") == "LoadBalancer" and addresses(service):
            self.process.after(SYNC_DELAY, partial(self._announce, *name_of(service)))

    def _announce(self, namespace: str, name: str) -> None:
        service = self.plane.objects.get(SERVICES, namespace, name)
        held = addresses(service) if service is not None else []
        if service is None or not held or self._announcer(service, held[0]) != self.node:
            return
        uid = service["metadata"]["uid"]
        if self._told.get(uid) != held[0]:
            self._told[uid] = held[0]
            text = f'announcing from node "{self.node}" with protocol "layer2"'
            self.plane.events.event(service, "Normal", "nodeAssigned", text, "metallb-speaker")

    def _announcer(self, service: Object, address: str) -> str:
        """The node that announces an address: by hash among those whose speaker runs and that are allowed."""
        pool = next((one for one in pools(self.plane, self.namespace) if address in one), None)
        adverts = [one for one in self.plane.objects.list(L2, self.namespace)
                   if pool is not None and _advertises(one, pool)]  # fmt: skip
        if not adverts:
            return ""
        selector = {"matchLabels": {"component": "speaker"}}
        speakers = self.plane.objects.by_label(PODS, self.namespace, selector)
        running = {one["spec"].get("nodeName", "") for one in speakers if is_ready(one)} | {self.node}
        nodes = [one for one in sorted(running) if any(self._on(advert, one) for advert in adverts)]
        if service["spec"].get("externalTrafficPolicy") == "Local":
            nodes = [one for one in nodes if one in self._hosting(service)]
        return min(nodes, key=lambda one: hashlib.sha256(f"{one}#{address}".encode()).hexdigest(), default="")

    def _on(self, advert: Object, node: str) -> bool:
        selectors = (advert.get("spec") or {}).get("nodeSelectors")
        labels = labels_of(self.plane.objects.get(NODES, "", node) or {})
        return not selectors or any(LabelSelector.of(one).matches(labels) for one in selectors)

    def _hosting(self, service: Object) -> set[str]:
        namespace, name = name_of(service)
        slices = self.plane.objects.by_label(
            ENDPOINT_SLICES, namespace, {"matchLabels": {"kubernetes.io/service-name": name}})  # fmt: skip
        return {one.get("nodeName", "") for piece in slices for one in piece.get("endpoints") or ()}


def _advertises(advert: Object, pool: Pool) -> bool:
    spec = advert.get("spec") or {}
    names, selectors = spec.get("ipAddressPools"), spec.get("ipAddressPoolSelectors")
    if not names and not selectors:
        return True
    return pool.name in (names or ()) or any(
        LabelSelector.of(one).matches(labels_of(pool.obj)) for one in selectors or ()
    )
