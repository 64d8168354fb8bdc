"""Service addresses: where a connection to a cluster IP, a node port or an external IP ends up.

Stands for kube-proxy. Follows kubernetes pkg/proxy/iptables/proxier.go: a service without endpoints refuses.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.resources import ENDPOINT_SLICES, ENDPOINTS, SERVICES, Object, labels_of
from app.network.network import ConnectError, Interface

SERVICE_NAME = "kubernetes.io/service-name"
AFFINITY_SECONDS = 10800.0
Port = tuple[str, str, str]  # (namespace, service, port name)


def register(plane: Plane) -> None:
    """Route service addresses in the network."""
    ServiceProxy(plane)


class ServiceProxy:
    """Which port of which service an address and port mean, and the endpoints behind it."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self._ports: dict[tuple[str, int], Port] = {}  # (address, port)
        self._addresses: dict[str, int] = {}  # virtual addresses, and how many ports they have
        self._node_ports: dict[int, Port] = {}
        self._sticky: dict[tuple[str, Port], tuple[str, int, float]] = {}
        plane.subscribe(SERVICES, self._service_changed)
        self._outer = plane.network.translate
        plane.network.translate = self.translate

    def _service_changed(self, event: str, service: Object, old: Object | None) -> None:
        if old is not None:
            self._forget(old)
        if event == "DELETED":
            self._forget(service)
        else:
            self._learn(service)

    def _places(self, service: Object) -> list[tuple[str, int, Port]]:
        meta, spec = service["metadata"], service["spec"]
        addresses = [spec.get("clusterIP", ""), *(spec.get("externalIPs") or ())]
        status = service.get("status", {}).get("loadBalancer") or {}
        addresses += [one.get("ip", "") for one in status.get("ingress") or ()]
        name = (meta["namespace"], meta["name"])
        virtual = [address for address in addresses if address not in {"", "None"}]
        ports = spec.get("ports") or ()
        return [(address, port["port"], (*name, port.get("name", ""))) for address in virtual for port in ports]

    def _learn(self, service: Object) -> None:
        for address, number, port in self._places(service):
            if (address, number) not in self._ports:
                self._addresses[address] = self._addresses.get(address, 0) + 1
            self._ports[address, number] = port
        meta = service["metadata"]
        for one in service["spec"].get("ports") or ():
            if one.get("nodePort"):
                self._node_ports[one["nodePort"]] = (meta["namespace"], meta["name"], one.get("name", ""))

    def _forget(self, service: Object) -> None:
        for address, number, port in self._places(service):
            if self._ports.get((address, number)) == port:
                del self._ports[address, number]
                self._addresses[address] -= 1
                if not self._addresses[address]:
                    del self._addresses[address]
        for one in service["spec"].get("ports") or ():
            mine = (service["metadata"]["namespace"], service["metadata"]["name"])
            if one.get("nodePort") and self._node_ports.get(one["nodePort"], ("", "", ""))[:2] == mine:
                del self._node_ports[one["nodePort"]]

    def translate(self, source: Interface, address: str, port: int) -> tuple[str, int] | ConnectError | None:
        """A backend, a refusal, or None when the address is nobody's virtual one."""
        found = self._ports.get((address, port))
        if found is None and port in self._node_ports and self._is_node(address):
            found = self._node_ports[port]
        if found is None:
            if address in self._addresses:
                return ConnectError("timeout", address, port)
            return self._outer(source, address, port)
        return self._backend(source, found) or ConnectError("refused", address, port)

    def _is_node(self, address: str) -> bool:
        interface = self.plane.network.interfaces.get(address)
        return interface is not None and interface.name in self.plane.machines

    def _backend(self, source: Interface, port: Port) -> tuple[str, int] | None:
        choices = self.endpoints(port)
        if not choices:
            return None
        service = self.plane.objects.get(SERVICES, port[0], port[1])
        if service is None or service["spec"].get("sessionAffinity") != "ClientIP":
            return self.plane.randomness.choice(choices)
        config = (service["spec"].get("sessionAffinityConfig") or {}).get("clientIP") or {}
        now, key = self.plane.clock.now, (source.address, port)
        before = self._sticky.get(key)
        limit = config.get("timeoutSeconds", AFFINITY_SECONDS)
        chosen = before[:2] if before and before[:2] in choices and now - before[2] < limit else None
        chosen = chosen or self.plane.randomness.choice(choices)
        self._sticky[key] = (*chosen, now)
        return chosen

    def endpoints(self, port: Port) -> list[tuple[str, int]]:
        """(address, port) of every endpoint that answers for a service port."""
        namespace, name, port_name = port
        if self.plane.classic:
            return self._from_endpoints(namespace, name, port_name)
        selector = {"matchLabels": {SERVICE_NAME: name}}
        ready: list[tuple[str, int]] = []
        serving: list[tuple[str, int]] = []
        for one in self.plane.objects.by_label(ENDPOINT_SLICES, namespace, selector):
            numbers = [p["port"] for p in one.get("ports") or () if p.get("name", "") == port_name]
            for endpoint in one.get("endpoints") or ():
                conditions = endpoint.get("conditions") or {}
                places = [(address, number) for address in endpoint["addresses"][:1] for number in numbers]
                if conditions.get("ready", True):
                    ready += places
                elif conditions.get("serving") and conditions.get("terminating"):
                    serving += places
        return ready or serving

    def _from_endpoints(self, namespace: str, name: str, port_name: str) -> list[tuple[str, int]]:
        found = self.plane.objects.get(ENDPOINTS, namespace, name)
        return [(address["ip"], port["port"]) for subset in (found or {}).get("subsets") or ()
                for port in subset.get("ports") or () if port.get("name", "") == port_name
                for address in subset.get("addresses") or ()]  # fmt: skip


def service_of(slice_: Object) -> str:
    """The service that a slice belongs to."""
    return labels_of(slice_).get(SERVICE_NAME, "")
