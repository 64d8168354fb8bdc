"""Service addresses: where a connection to a cluster IP, a node port, a load balancer's or an external IP ends up.

Stands for kube-proxy. Follows kubernetes pkg/proxy/iptables/proxier.go: a service without endpoints refuses, one whose
policy leaves no local endpoint drops, traffic from outside is masqueraded unless the policy is Local. And for the CNI's
portmap plugin: host ports.
"""

from __future__ import annotations

import ipaddress
from functools import partial

import orjson

from app.cluster.control.plane import Plane
from app.cluster.control.resources import PODS, SERVICES, Object, labels_of
from app.cluster.dns.records import pod_of
from app.cluster.node.service_endpoints import Endpoint, Place, Port, ServiceEndpoints
from app.network.http import Headers, Reply, Request, Response
from app.network.network import ConnectError, Interface, Listener, Route
from app.sim.clock import parse_rfc3339

AFFINITY_SECONDS = 10800.0
CLUSTER_IP, EXTERNAL, NODE_PORT = "cluster", "external", "node"


def register(plane: Plane) -> None:
    """Route service addresses in the network."""
    ServiceProxy(plane)


class ServiceProxy:
    """Which port of which service an address and port mean, and the endpoints behind it."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self._ports: dict[tuple[str, int, str], tuple[Port, str]] = {}  # (address, port, protocol) -> port, how
        self._addresses: dict[str, int] = {}  # cluster IPs, and how many ports they have
        self._node_ports: dict[tuple[int, str], Port] = {}
        self._sticky: dict[tuple[str, Port], tuple[Place, float]] = {}
        self._health: dict[tuple[str, str], list[Listener]] = {}  # service -> listeners of its health check port
        self._stale: dict[str, float] = {}  # node -> since when its kube-proxy does not run
        self.endpoints = ServiceEndpoints(plane)
        plane.subscribe(SERVICES, self._service_changed)
        plane.subscribe(PODS, self._pod_changed)
        self._outer = plane.network.translate
        plane.network.translate = self.translate

    # What there is

    def _service_changed(self, event: str, service: Object, old: Object | None) -> None:
        if old is not None:
            self._forget(old)
        if event == "DELETED":
            self._forget(service)
        else:
            self._learn(service)

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        """Rules stay as they were while no kube-proxy runs on a node."""
        if labels_of(pod).get("k8s-app") != "kube-proxy" or pod["metadata"]["namespace"] != "kube-system":
            return
        node = pod["spec"].get("nodeName", "")
        runs = event != "DELETED" and any("running" in (one.get("state") or {})
                                          for one in pod.get("status", {}).get("containerStatuses") or ())  # fmt: skip
        ran = old is not None and any("running" in (one.get("state") or {})
                                      for one in old.get("status", {}).get("containerStatuses") or ())  # fmt: skip
        if runs:
            self._stale.pop(node, None)
        elif ran or event == "DELETED":
            self._stale.setdefault(node, self.plane.clock.now)

    def _places(self, service: Object) -> list[tuple[tuple[str, int, str], Port, str]]:
        meta, spec = service["metadata"], service["spec"]
        if spec.get("type") == "ExternalName":
            return []
        status = service.get("status", {}).get("loadBalancer") or {}
        balanced = [one.get("ip", "") for one in status.get("ingress") or () if one.get("ipMode", "VIP") == "VIP"]
        own = spec.get("clusterIP", "")
        addresses = dict.fromkeys((*(spec.get("externalIPs") or ()), *balanced), EXTERNAL) | {own: CLUSTER_IP}
        found = []
        for one in spec.get("ports") or ():
            protocol = one.get("protocol", "TCP")
            port: Port = (meta["namespace"], meta["name"], one.get("name", ""), protocol)
            found += [
                ((at, one["port"], protocol), port, how) for at, how in addresses.items() if at not in {"", "None"}
            ]
        return found

    def _learn(self, service: Object) -> None:
        for place, port, how in self._places(service):
            if place not in self._ports and how == CLUSTER_IP:
                self._addresses[place[0]] = self._addresses.get(place[0], 0) + 1
            self._ports[place] = (port, how)
        name, spec = (service["metadata"]["namespace"], service["metadata"]["name"]), service["spec"]
        for one in spec.get("ports") or ():
            if one.get("nodePort"):
                protocol = one.get("protocol", "TCP")
                self._node_ports[one["nodePort"], protocol] = (*name, one.get("name", ""), protocol)

        if number := service["spec"].get("healthCheckNodePort"):
            self._health[name] = [
                self.plane.network.listen(node, number, partial(self._healthy, name, node.name), owner="kube-proxy")
                for node in self.plane.machines.values()
                if not any(one.port == number for one in self.plane.network.listeners(node))
            ]

    def _healthy(self, name: tuple[str, str], node: str, request: Request, reply: Reply) -> None:
        """Follows kubernetes pkg/proxy/healthcheck/service_health.go: 503 on nodes without an endpoint."""
        service = self.plane.objects.get(SERVICES, *name)
        ports = (service or {}).get("spec", {}).get("ports") or ()
        counts = [len(self.endpoints.near((*name, one.get("name", ""), one.get("protocol", "TCP")), node, local=True))
                  for one in ports[:1]]  # fmt: skip
        count = sum(counts)
        body = orjson.dumps({"service": {"namespace": name[0], "name": name[1]}, "localEndpoints": count,
                             "serviceProxyHealthy": node not in self._stale})  # fmt: skip
        fields = {"Content-Type": "application/json", "X-Content-Type-Options": "nosniff"}
        reply(Response(200 if count else 503, Headers(fields), body))

    def _forget(self, service: Object) -> None:
        for listener in self._health.pop((service["metadata"]["namespace"], service["metadata"]["name"]), ()):
            self.plane.network.unlisten(listener)
        for place, port, how in self._places(service):
            if self._ports.get(place) == (port, how):
                del self._ports[place]
                if how == CLUSTER_IP:
                    self._addresses[place[0]] -= 1
                    if not self._addresses[place[0]]:
                        del self._addresses[place[0]]
        mine = (service["metadata"]["namespace"], service["metadata"]["name"])
        for one in service["spec"].get("ports") or ():
            number = (one.get("nodePort", 0), one.get("protocol", "TCP"))
            if self._node_ports.get(number, ("", "", "", ""))[:2] == mine:
                del self._node_ports[number]

    # A connection

    def translate(self, source: Interface, address: str, port: int, protocol: str) -> Route | ConnectError | None:
        """A backend, a refusal, or None when the address is nobody's virtual one."""
        found = self._ports.get((address, port, protocol))
        if found is None and (node := self._node_at(source, address)) is not None:
            if (place := self.plane.host_ports.get((node.address, port, protocol))) is not None:
                return Route(*place)
            if (number := self._node_ports.get((port, protocol))) is not None:
                return self._route(source, number, NODE_PORT, node, (address, port))
        if found is not None:
            return self._route(source, found[0], found[1], self._node_of(source), (address, port))
        if address in self._addresses:
            return ConnectError("timeout", address, port)
        return self._outer(source, address, port, protocol)

    def _node_at(self, source: Interface, address: str) -> Interface | None:
        """The node that has an address; on loopback the caller's own."""
        if address.startswith("127."):
            address = source.address
        interface = self.plane.network.interfaces.get(address)
        return interface if interface is not None and interface.name in self.plane.machines else None

    def _node_of(self, source: Interface) -> Interface | None:
        """The node whose rules see the connection first: the caller's own."""
        name = source.name
        if (pod := pod_of(self.plane, source.address)) is not None:
            name = pod["spec"].get("nodeName", "")
        return self.plane.machines.get(name)

    def _route(
        self, source: Interface, port: Port, how: str, node: Interface | None, place: Place
    ) -> Route | ConnectError:
        service = self.plane.objects.get(SERVICES, port[0], port[1])
        if service is None:
            return ConnectError("timeout", *place)
        spec, here = service["spec"], node.name if node is not None else ""
        if how == EXTERNAL and not _from_allowed(spec, source.address):
            return ConnectError("timeout", *place)
        inside = pod_of(self.plane, source.address) is not None or source.name in self.plane.machines
        outer = spec.get("externalTrafficPolicy") == "Local" and how != CLUSTER_IP
        # Who is in the cluster already reaches every endpoint, whatever the policy for traffic from outside says.
        local = (outer and not (inside and (how == EXTERNAL or source.address == place[0]))) or (
            how == CLUSTER_IP and spec.get("internalTrafficPolicy") == "Local"
        )
        usable = self.endpoints.of(port)
        if not usable:
            return ConnectError("refused", *place)
        choices = self._seen(service, port, self.endpoints.near(port, here, local=local), here)
        if not choices:
            return ConnectError("timeout", *place)
        chosen = self._choose(spec, source, port, choices)
        hidden = how != CLUSTER_IP and not outer and node is not None and node.address != source.address
        return Route(*chosen, node if hidden else None)

    def _seen(self, service: Object, port: Port, choices: list[Endpoint], node: str) -> list[Endpoint]:
        """What the node's rules know: with kube-proxy gone, only what was there before."""
        since = self._stale.get(node)
        if since is None:
            return choices
        if parse_rfc3339(service["metadata"]["creationTimestamp"]) > since:
            return []
        pods = ((one, self.plane.objects.get(PODS, port[0], one.pod)) for one in choices)
        return [one for one, pod in pods
                if pod is None or parse_rfc3339(pod["metadata"]["creationTimestamp"]) <= since]  # fmt: skip

    def _choose(self, spec: Object, source: Interface, port: Port, choices: list[Endpoint]) -> Place:
        if spec.get("sessionAffinity") != "ClientIP":
            return self.plane.randomness.choice(choices).place
        places = [one.place for one in choices]
        config = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
        now, key = self.plane.clock.now, (source.address, port)
        before = self._sticky.get(key)
        limit = config.get("timeoutSeconds", AFFINITY_SECONDS)
        stays = before is not None and before[0] in places and now - before[1] < limit
        chosen = before[0] if before is not None and stays else self.plane.randomness.choice(places)
        self._sticky[key] = (chosen, now)
        return chosen


def _from_allowed(spec: Object, address: str) -> bool:
    """Whether a load balancer's source ranges let an address in."""
    ranges = spec.get("loadBalancerSourceRanges")
    if not ranges or spec.get("type") != "LoadBalancer":
        return True
    place = ipaddress.ip_address(address)
    return any(place in ipaddress.ip_network(one.strip(), strict=False) for one in ranges)
