"""The endpoints behind a service's port, by who asks: everybody's, those of one node, the nearest.

Follows kubernetes pkg/proxy/topology.go: CategorizeEndpoints.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.cluster.control.plane import Plane
from app.cluster.control.resources import ENDPOINT_SLICES, ENDPOINTS, NODES, Object, labels_of, name_of

SERVICE_NAME = "kubernetes.io/service-name"
ZONE = "topology.kubernetes.io/zone"
Port = tuple[str, str, str, str]  # (namespace, service, port name, protocol)
Place = tuple[str, int]


@dataclass(frozen=True)
class Endpoint:
    """One backend: where it is, on which node, whom it is meant for (hints), whether it is going away."""

    place: Place
    node: str = ""
    nodes: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    ready: bool = True
    pod: str = ""  # its name


class ServiceEndpoints:
    """The endpoints of every service port that somebody asked for, until its slices change."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self._known: dict[tuple[str, str], dict[Port, list[Endpoint]]] = {}
        plane.subscribe(ENDPOINTS if plane.classic else ENDPOINT_SLICES, self._changed)

    def _changed(self, event: str, obj: Object, old: Object | None) -> None:
        if self._known:
            namespace, name = name_of(obj)
            self._known.pop((namespace, name if self.plane.classic else labels_of(obj).get(SERVICE_NAME, "")), None)

    def of(self, port: Port) -> list[Endpoint]:
        """The usable endpoints: those that are ready or, when there are none, those that still serve."""
        ports = self._known.setdefault(port[:2], {})
        if port not in ports:
            found = self._classic(port) if self.plane.classic else self._read(port)
            ports[port] = [one for one in found if one.ready] or found
        return ports[port]

    def near(self, port: Port, node: str, *, local: bool) -> list[Endpoint]:
        """Those for traffic from a node: only its own when the policy is Local, else as the hints say."""
        usable = self.of(port)
        if local:
            return [one for one in usable if one.node == node]
        if not usable or not (usable[0].nodes or usable[0].zones):  # hints are on all endpoints, or they mean nothing
            return usable
        own = [one for one in usable if node in one.nodes] if all(one.nodes for one in usable) else []
        if not own and all(one.zones for one in usable):
            zone = labels_of(self.plane.objects.get(NODES, "", node) or {}).get(ZONE, "")
            own = [one for one in usable if zone and zone in one.zones]
        return own or usable

    def _read(self, port: Port) -> list[Endpoint]:
        namespace, service, name, protocol = port
        found = []
        for piece in self.plane.objects.by_label(ENDPOINT_SLICES, namespace, {"matchLabels": {SERVICE_NAME: service}}):
            if piece.get("addressType", "IPv4") != "IPv4":
                continue
            ports = [one for one in piece.get("ports") or () if one.get("port")]
            numbers = [one["port"] for one in ports
                       if ((one.get("name") or ""), one.get("protocol", "TCP")) == (name, protocol)]  # fmt: skip
            for endpoint in piece.get("endpoints") or ():
                conditions = endpoint.get("conditions") or {}
                ready = conditions.get("ready", True)
                if ready or (conditions.get("serving") and conditions.get("terminating")):
                    hints = endpoint.get("hints") or {}
                    nodes = tuple(one["name"] for one in hints.get("forNodes") or ())
                    zones = tuple(one["name"] for one in hints.get("forZones") or ())
                    pod = (endpoint.get("targetRef") or {}).get("name", "")
                    found += [Endpoint((endpoint["addresses"][0], number), endpoint.get("nodeName", ""), nodes, zones,
                                       ready, pod) for number in numbers]  # fmt: skip
        return found

    def _classic(self, port: Port) -> list[Endpoint]:
        namespace, service, name, protocol = port
        endpoints = self.plane.objects.get(ENDPOINTS, namespace, service) or {}
        return [Endpoint((address["ip"], one["port"])) for subset in endpoints.get("subsets") or ()
                for one in subset.get("ports") or ()
                if one.get("name", "") == name and one.get("protocol", "TCP") == protocol
                for address in subset.get("addresses") or ()]  # fmt: skip
