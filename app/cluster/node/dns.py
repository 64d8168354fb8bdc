"""Names inside the cluster: what the cluster's DNS server answers.

Follows the Kubernetes DNS specification 1.1.0, and CoreDNS' kubernetes plugin.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.resources import ENDPOINT_SLICES, ENDPOINTS, PODS, SERVICES, Object
from app.network.network import Interface

DOMAIN = "cluster.local"
NDOTS = 5
SERVICE_NAME = "kubernetes.io/service-name"


def register(plane: Plane) -> None:
    """Answer names in the network."""
    outer = plane.network.lookup

    def lookup(source: Interface, name: str) -> str | None:
        if not source.nameserver or not is_cluster_dns(plane, source.nameserver):
            return outer(source, name)
        for candidate in candidates(name, source.search):
            found = resolve(plane, candidate)
            if found is not None:
                return plane.network.resolve(source, found) if _is_name(found) else found
        return outer(source, name)

    plane.network.lookup = lookup


def _is_name(text: str) -> bool:
    return not text.replace(".", "").isdigit()


def candidates(name: str, search: tuple[str, ...]) -> list[str]:
    """The names a resolver asks for, in order: with search domains first when the name has few dots."""
    if name.endswith("."):
        return [name.rstrip(".")]
    listed = [f"{name}.{domain}" for domain in search]
    return [*listed, name] if name.count(".") < NDOTS else [name, *listed]


def is_cluster_dns(plane: Plane, address: str) -> bool:
    """Whether the cluster's DNS service has this address and somebody answers there."""
    service = plane.objects.get(SERVICES, "kube-system", "kube-dns")
    if service is None or service["spec"].get("clusterIP") != address:
        return False
    return bool(_addresses(plane, "kube-system", "kube-dns"))


def resolve(plane: Plane, name: str) -> str | None:
    """An address, another name (of an ExternalName service), or None."""
    labels = name.lower().rstrip(".").split(".")
    if labels[-2:] != DOMAIN.split(".") or len(labels) < 5:
        return None
    kind, namespace, rest = labels[-3], labels[-4], labels[:-4]
    if kind == "svc":
        return _service(plane, namespace, rest)
    if kind == "pod" and len(rest) == 1:
        address = rest[0].replace("-", ".")
        return address if address.count(".") == 3 and not _is_name(address) else None
    return None


def _service(plane: Plane, namespace: str, labels: list[str]) -> str | None:
    service = plane.objects.get(SERVICES, namespace, labels[-1])
    if service is None:
        return None
    spec = service["spec"]
    if len(labels) == 1 and spec.get("type") == "ExternalName":
        return str(spec["externalName"])
    if len(labels) == 1 and spec.get("clusterIP") not in {None, "", "None"}:
        return str(spec["clusterIP"])
    addresses = _addresses(plane, namespace, labels[-1])
    if len(labels) == 1:
        return plane.randomness.choice(list(addresses)) if addresses else None
    if len(labels) == 2:
        wanted = labels[0]
        return next((ip for ip, host in addresses.items() if wanted in {host, ip.replace(".", "-")}), None)
    return None


def _addresses(plane: Plane, namespace: str, service: str) -> dict[str, str]:
    """Ready addresses of a service, with the host names of those that have one."""
    found: dict[str, str] = {}
    if plane.classic:
        endpoints = plane.objects.get(ENDPOINTS, namespace, service) or {}
        for subset in endpoints.get("subsets") or ():
            found.update({one["ip"]: one.get("hostname", "") for one in subset.get("addresses") or ()})
        return found
    for one in plane.objects.by_label(ENDPOINT_SLICES, namespace, {"matchLabels": {SERVICE_NAME: service}}):
        for endpoint in one.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready", True):
                found[endpoint["addresses"][0]] = endpoint.get("hostname", "")
    return found


def pod_of(plane: Plane, address: str) -> Object | None:
    """The pod that has an address now."""
    interface = plane.network.interfaces.get(address)
    if interface is None or "/" not in interface.name:
        return None
    namespace, _, name = interface.name.partition("/")
    return plane.objects.get(PODS, namespace, name)
