"""Cluster IPs and node ports: who has which.

Follows kubernetes pkg/registry/core/service/storage/alloc.go.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, ip_address
from typing import TYPE_CHECKING, Any

from app.cluster.api.errors import ApiError, error, invalid
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api

SERVICES = ("", "services")
IP_ADDRESSES = ("networking.k8s.io", "ipaddresses")
SERVICE_CIDRS = ("networking.k8s.io", "servicecidrs")
NETWORK = IPv4Network("10.96.0.0/12")
TRIES, LARGE = 64, 1 << 16  # random addresses that are tried; ranges of more are not searched one by one
FIRST_PORT, LAST_PORT = 30000, 32767
_WITH_PORTS = {"NodePort", "LoadBalancer"}


class ServiceAddresses:
    """What is taken; learned from the stored Services on first use and kept by their hooks."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._addresses: set[str] | None = None
        self._ports: set[tuple[str, int]] = set()

    def _known(self) -> set[str]:
        if self._addresses is None:
            self._addresses = set()
            for service in self._api.store.list(SERVICES):
                self.take(service)
        return self._addresses

    def take(self, service: Object) -> None:
        """These are in use now."""
        known = self._known()
        spec = service["spec"]
        known.update(item for item in spec.get("clusterIPs") or () if item != "None")
        self._ports.update(_ports(spec))

    def release(self, service: Object) -> None:
        """These are free again."""
        known = self._known()
        spec = service["spec"]
        known.difference_update(spec.get("clusterIPs") or ())
        self._ports.difference_update(_ports(spec))

    def fill(self, service: Object, old: Object | None) -> None:
        """Give a Service what it lacks, in place; ApiError 422 for what it cannot have."""
        spec = service["spec"]
        before = old["spec"] if old is not None else {}
        if spec.get("type") != "ExternalName":
            _check_families(service)
            self._fill_address(service, before)
        if spec.get("type") in _WITH_PORTS:
            self._fill_ports(service, before)
        self._fill_health_port(service)

    def _fill_address(self, service: Object, before: dict[str, Any]) -> None:
        spec = service["spec"]
        given = (spec.get("clusterIPs") or [spec.get("clusterIP") or ""])[0]
        if given in {"None", *(before.get("clusterIPs") or ())} - {""}:
            return
        if given:
            self._check_address(service, given)
        else:
            given = self._free_address()
        spec["clusterIP"], spec["clusterIPs"] = given, [given]

    def _networks(self) -> list[IPv4Network]:
        """The ranges that are ready. Follows pkg/registry/core/service/ipallocator/cidrallocator.go."""
        if not self._api.release.modern:
            return [NETWORK]
        found: dict[IPv4Network, None] = {}
        for one in self._api.store.list(SERVICE_CIDRS):
            if not one["metadata"].get("deletionTimestamp") and _is_ready(one):
                found |= dict.fromkeys(_network(text) for text in one["spec"]["cidrs"] if ":" not in text)
        return list(found)

    def _is_taken(self, address: str) -> bool:
        return address in self._known() or self._api.store.get(IP_ADDRESSES, "", address) is not None

    def _free_address(self) -> str:
        """ApiError 500 when there is none."""
        for network in self._networks():
            size = max(1, network.num_addresses - 2)
            # The lower part of the range is left to those who choose their own.
            low = min(max(16, size // 16), 256) if size > 16 else 0
            for _ in range(TRIES):
                address = str(network[self._api.randomness.integer(max(1, low), size)])
                if not self._is_taken(address):
                    return address
            for number in (*range(low + 1, size + 1), *range(1, low + 1)) if size < LARGE else ():
                if not self._is_taken(address := str(network[number])):
                    return address
        text = "failed to allocate a serviceIP: range is full"
        raise error("InternalError", f"Internal error occurred: {text}", details={"causes": [{"message": text}]})

    def _check_address(self, service: Object, address: str) -> None:
        try:
            parsed = ip_address(address)
        except ValueError:
            return  # validation has its own words for this
        network = next((one for one in self._networks() if parsed in one), None)
        if network is None:
            why = "the provided network does not match the current range"
        elif network.num_addresses > 2 and parsed in {network.network_address, network.broadcast_address}:
            why = f"the provided IP ({address}) is not in the valid range. The range of valid IPs is {network}"
        elif self._is_taken(address):
            why = "provided IP is already allocated"
        else:
            return
        text = f'Invalid value: ["{address}"]: failed to allocate IP {address}: {why}'
        raise _refusal(service, "spec.clusterIPs", text)

    def _fill_ports(self, service: Object, before: dict[str, Any]) -> None:
        self._known()
        own = _ports(before)
        taken: set[tuple[str, int]] = set()
        for index, port in enumerate(service["spec"].get("ports") or ()):
            protocol, number = port.get("protocol", "TCP"), port.get("nodePort")
            place = (protocol, number)
            if number:
                if place not in own and place not in taken:
                    self._check_port(service, index, place)
            elif service["spec"].get("allocateLoadBalancerNodePorts") is False:
                continue  # ports that were asked for are respected all the same
            else:
                number = self._twin(service, port) or self._free_port(protocol, taken)
                port["nodePort"] = number
            taken.add((protocol, number))

    def _twin(self, service: Object, port: dict[str, Any]) -> int | None:
        """The node port of the same port number with another protocol (DNS over TCP and UDP)."""
        for other in service["spec"]["ports"]:
            if other is not port and other["port"] == port["port"] and other.get("nodePort"):
                found: int = other["nodePort"]
                if (port.get("protocol", "TCP"), found) not in self._ports:
                    return found
        return None

    def _free_port(self, protocol: str, taken: set[tuple[str, int]]) -> int:
        while True:
            number = self._api.randomness.integer(FIRST_PORT + 86, LAST_PORT)
            if (protocol, number) not in self._ports and (protocol, number) not in taken:
                return number

    def _check_port(self, service: Object, index: int, place: tuple[str, int]) -> None:
        if not FIRST_PORT <= place[1] <= LAST_PORT:
            why = f"provided port is not in the valid range. The range of valid ports is {FIRST_PORT}-{LAST_PORT}"
        elif place in self._ports:
            why = "provided port is already allocated"
        else:
            return
        raise _refusal(service, f"spec.ports[{index}].nodePort", f"Invalid value: {place[1]}: {why}")

    def _fill_health_port(self, service: Object) -> None:
        spec = service["spec"]
        wanted = spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"
        if wanted and not spec.get("healthCheckNodePort"):
            spec["healthCheckNodePort"] = self._free_port("TCP", set())


@lru_cache(maxsize=64)
def _network(text: str) -> IPv4Network:
    return IPv4Network(text, strict=False)


def _is_ready(found: Object) -> bool:
    """Ranges count as ready until somebody says otherwise."""
    conditions = (found.get("status") or {}).get("conditions") or ()
    return all(one["status"] == "True" for one in conditions if one["type"] == "Ready")


def ip_address_object(address: str, namespace: str, name: str) -> Object:
    """The IPAddress that says which Service has a cluster IP.

    Follows kubernetes pkg/registry/core/service/ipallocator/ipallocator.go: createIPAddress.
    """
    labels = {
        "ipaddress.kubernetes.io/ip-family": "IPv4",
        "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
    }
    parent = {"resource": "services", "namespace": namespace, "name": name}
    return {
        "kind": "IPAddress",
        "apiVersion": "networking.k8s.io/v1",
        "metadata": {"name": address, "labels": labels},
        "spec": {"parentRef": parent},
    }


def _ports(spec: dict[str, Any]) -> set[tuple[str, int]]:
    found = {
        (item.get("protocol", "TCP"), item["nodePort"]) for item in spec.get("ports") or () if item.get("nodePort")
    }
    if spec.get("healthCheckNodePort"):
        found.add(("TCP", spec["healthCheckNodePort"]))
    return found


def _check_families(service: Object) -> None:
    """ApiError 422 for what only a cluster with both address families can do. Follows alloc.go: initIPFamilyFields."""
    spec, given = service["spec"], service["spec"].get("clusterIPs") or []
    policy, families = spec.get("ipFamilyPolicy") or "SingleStack", spec.get("ipFamilies") or []
    problems: list[tuple[str, str]] = []
    if policy == "SingleStack":
        must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple {} are specified"
        for found, what in ((given, "cluster IPs"), (families, "IP families")):
            if len(found) == 2:
                problems.append(("spec.ipFamilyPolicy", f'Invalid value: "{policy}": {must.format(what)}'))
    for index, address in enumerate(given[len(families) :], len(families)):
        if ":" in address:
            shown = ",".join(f'"{one}"' for one in given)
            problems.append(
                (f"spec.clusterIPs[{index}]", f"Invalid value: [{shown}]: IPv6 is not configured on this cluster")
            )
    if not problems and not (spec.get("clusterIP") == "None" and not spec.get("selector")):
        if policy == "RequireDualStack":
            text = f'Invalid value: "{policy}": this cluster is not configured for dual-stack services'
            problems.append(("spec.ipFamilyPolicy", text))
        problems += [(f"spec.ipFamilies[{index}]", f'Invalid value: "{one}": not configured on this cluster')
                     for index, one in enumerate(families) if one != "IPv4"]  # fmt: skip
    if problems:
        causes = [{"reason": "FieldValueInvalid", "message": text, "field": field} for field, text in problems]
        texts = [f"{field}: {text}" for field, text in problems]
        raise invalid("", "Service", service["metadata"]["name"], causes,
                      texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]")  # fmt: skip


def _refusal(service: Object, field: str, text: str) -> ApiError:
    cause = {"reason": "FieldValueInvalid", "message": text, "field": field}
    return invalid("", "Service", service["metadata"]["name"], [cause], f"{field}: {text}")
