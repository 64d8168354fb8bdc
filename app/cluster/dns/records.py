"""What the cluster's objects are called in DNS.

Follows the Kubernetes DNS specification 1.1.0, and CoreDNS plugin/kubernetes: parse.go, kubernetes.go, reverse.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.cluster.control.plane import Plane
from app.cluster.control.resources import (
    ENDPOINT_SLICES,
    ENDPOINTS,
    NAMESPACES,
    PODS,
    SERVICES,
    Object,
    labels_of,
    name_of,
)
from app.network.dns import NOERROR, NXDOMAIN, Answer, Question, Record, address_of_reverse, is_address

SERVICE_NAME = "kubernetes.io/service-name"


@dataclass(frozen=True)
class Options:
    """The kubernetes plugin's settings."""

    pods: str = "disabled"  # disabled, insecure or verified
    ttl: int = 5


@dataclass(frozen=True)
class Backend:
    """One endpoint of a service: its address, its name below the service, and its ports (name, protocol, number)."""

    address: str
    host: str
    ports: tuple[tuple[str, str, int], ...]


class Records:
    """The kubernetes plugin's view of a cluster."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        # What reverse names need; it is followed from the first such question on.
        self._by_address: dict[str, tuple[str, str]] = {}  # virtual address -> service
        self._slices: dict[str, dict[tuple[str, str], None]] = {}  # endpoint address -> slices
        self._cancel: list[Callable[[], None]] = []

    def _follow(self) -> None:
        objects = self.plane.objects
        self._cancel = [objects.subscribe(SERVICES, self._service), objects.subscribe(ENDPOINT_SLICES, self._slice)]
        for service in objects.list(SERVICES):
            self._service("ADDED", service, None)
        for one in objects.list(ENDPOINT_SLICES):
            self._slice("ADDED", one, None)

    def close(self) -> None:
        """Stop watching."""
        for cancel in self._cancel:
            cancel()

    def _service(self, event: str, service: Object, old: Object | None) -> None:
        for version, gone in ((old, True), (service, event == "DELETED")):
            for address in (version or {}).get("spec", {}).get("clusterIPs") or ():
                if not gone:
                    self._by_address[address] = name_of(service)
                elif self._by_address.get(address) == name_of(service):
                    del self._by_address[address]

    def _slice(self, event: str, one: Object, old: Object | None) -> None:
        name = name_of(one)
        for version, gone in ((old, True), (one, event == "DELETED")):
            for endpoint in (version or {}).get("endpoints") or ():
                for address in endpoint["addresses"]:
                    found = self._slices.setdefault(address, {})
                    found.pop(name, None) if gone else found.setdefault(name)
                    if not found:
                        del self._slices[address]

    # Questions

    def answer(self, question: Question, zone: str, options: Options) -> Answer | None:
        """The answer about a name in a zone of the plugin; None for a reverse name that is nobody's."""
        if question.name.endswith(".arpa"):
            return self._reverse(question, options)
        return self._forward(question, zone, options)

    def _forward(self, question: Question, zone: str, options: Options) -> Answer:
        missing = Answer(NXDOMAIN, (), True, zone)
        labels = question.name.removesuffix(zone).rstrip(".").split(".")
        if labels == [""]:
            return Answer(NOERROR, (), True, zone)
        if labels == ["dns-version"]:
            records = (Record(question.name, "TXT", '"1.1.0"', options.ttl),) if question.type == "TXT" else ()
            return Answer(NOERROR, records, True, zone)
        kind, labels = labels[-1], labels[:-1]
        if kind not in {"svc", "pod"}:
            return missing
        if not labels:
            return Answer(NOERROR, (), True, zone)
        namespace, labels = labels[-1], labels[:-1]
        if self.plane.objects.get(NAMESPACES, "", namespace) is None:
            return missing
        if not labels:
            return Answer(NOERROR, (), True, zone)
        found = self._pod(question, namespace, labels, options) if kind == "pod" else (
            self._of_service(question, namespace, labels, zone, options))  # fmt: skip
        return missing if found is None else Answer(NOERROR, found, True, zone)

    def _pod(
        self, question: Question, namespace: str, labels: list[str], options: Options
    ) -> tuple[Record, ...] | None:
        address = labels[0].replace("-", ".")
        if len(labels) != 1 or options.pods == "disabled" or not is_address(address):
            return None
        if options.pods == "verified":
            pod = pod_of(self.plane, address)
            if pod is None or pod["metadata"]["namespace"] != namespace:
                return None
        return (Record(question.name, "A", address, options.ttl),) if question.type == "A" else ()

    def _of_service(
        self, question: Question, namespace: str, labels: list[str], zone: str, options: Options
    ) -> tuple[Record, ...] | None:
        service = self.plane.objects.get(SERVICES, namespace, labels[-1])
        if service is None or len(labels) > 3:
            return None
        spec, ttl, full = service["spec"], options.ttl, f"{labels[-1]}.{namespace}.svc.{zone}"
        if spec.get("type") == "ExternalName":
            if len(labels) > 1:
                return None
            return (Record(question.name, "CNAME", str(spec["externalName"]).rstrip("."), ttl),)
        wanted = endpoint = ""
        protocol = ""
        if len(labels) == 3 or (len(labels) == 2 and labels[0].startswith("_")):
            if len(labels) != 3 or not (labels[0].startswith("_") and labels[1].startswith("_")):
                return None
            wanted, protocol = labels[0][1:], labels[1][1:]
        elif len(labels) == 2:
            endpoint = labels[0]
        if endpoint or spec.get("clusterIP") in {None, "", "None"}:
            return self._of_backends(question, service, full, (endpoint, wanted, protocol), ttl)
        ports = [(one.get("name", ""), one.get("protocol", "TCP"), one["port"]) for one in spec.get("ports") or ()]
        chosen = [port for port in ports if _port_fits(port, wanted, protocol)]
        if not chosen:
            return None
        address = str(spec["clusterIP"])
        if question.type == "A":
            return (Record(question.name, "A", address, ttl),)
        if question.type == "SRV":
            weight = 100 // len(chosen)
            return (*(Record(question.name, "SRV", f"0 {weight} {number} {full}", ttl) for _, _, number in chosen),)
        return ()

    def _of_backends(
        self, question: Question, service: Object, full: str, wanted: tuple[str, str, str], ttl: int
    ) -> tuple[Record, ...] | None:
        endpoint, port, protocol = wanted
        found: list[tuple[Backend, tuple[str, str, int]]] = []
        for backend in self.backends(*name_of(service)):
            if endpoint and backend.host != endpoint:
                continue
            found += [(backend, one) for one in backend.ports or (("", "", -1),) if _port_fits(one, port, protocol)]
        if not found:
            return None
        if question.type == "A":
            addresses = dict.fromkeys(backend.address for backend, _ in found)
            return tuple(Record(question.name, "A", address, ttl) for address in addresses)
        if question.type == "SRV":
            weight = max(1, 100 // len(found))
            return tuple(
                Record(question.name, "SRV", f"0 {weight} {max(number, 0)} {backend.host}.{full}", ttl)
                for backend, (_, _, number) in found
            )
        return ()

    def _reverse(self, question: Question, options: Options) -> Answer | None:
        address = address_of_reverse(question.name)
        if not address:
            return None
        if not self._cancel:
            self._follow()
        names = []
        if (service := self._by_address.get(address)) is not None:
            names.append(f"{service[1]}.{service[0]}.svc.cluster.local")
        for namespace, name in () if names else self._slices.get(address, {}):
            one = self.plane.objects.get(ENDPOINT_SLICES, namespace, name)
            owner = labels_of(one or {}).get(SERVICE_NAME)
            for endpoint in (one or {}).get("endpoints") or ():
                if owner and address in endpoint["addresses"]:
                    host = endpoint.get("hostname") or address.replace(".", "-")
                    names.append(f"{host}.{owner}.{namespace}.svc.cluster.local")
        if not names:
            return None
        records = tuple(Record(question.name, "PTR", name, options.ttl) for name in dict.fromkeys(names))
        return Answer(NOERROR, records if question.type == "PTR" else (), True, "in-addr.arpa")

    def backends(self, namespace: str, service: str) -> Iterator[Backend]:
        """The ready endpoints of a service."""
        if self.plane.classic:
            endpoints = self.plane.objects.get(ENDPOINTS, namespace, service) or {}
            for subset in endpoints.get("subsets") or ():
                for one in subset.get("addresses") or ():
                    yield Backend(one["ip"], one.get("hostname") or one["ip"].replace(".", "-"), _ports(subset))
            return
        selector = {"matchLabels": {SERVICE_NAME: service}}
        for piece in self.plane.objects.by_label(ENDPOINT_SLICES, namespace, selector):
            for endpoint in piece.get("endpoints") or ():
                if (endpoint.get("conditions") or {}).get("ready", True):
                    for address in endpoint["addresses"]:
                        host = endpoint.get("hostname") or address.replace(".", "-")
                        yield Backend(address, host, _ports(piece))


def _ports(holder: Object) -> tuple[tuple[str, str, int], ...]:
    return tuple((p.get("name") or "", p.get("protocol", "TCP"), p.get("port", 0)) for p in holder.get("ports") or ())


def _port_fits(port: tuple[str, str, int], name: str, protocol: str) -> bool:
    return (not name or name == port[0]) and (not protocol or protocol == port[1].lower())


def pod_of(plane: Plane, address: str) -> Object | None:
    """The pod that has an address now."""
    interface = plane.network.interfaces.get(address)
    if interface is None or "/" not in interface.name:
        return None
    namespace, _, name = interface.name.partition("/")
    return plane.objects.get(PODS, namespace, name)
