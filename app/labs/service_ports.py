"""The Services of a cluster as a node's proxy knows them: their ports, and the endpoints that are ready."""

from __future__ import annotations

from typing import Any

from app.cluster.cluster import Cluster
from app.host.node import ServicePort

SERVICES, SLICES = ("", "services"), ("discovery.k8s.io", "endpointslices")
OWNER = "kubernetes.io/service-name"


def service_ports(cluster: Cluster) -> list[ServicePort]:
    """Every port of every Service with an address, by name."""
    slices: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in cluster.api.objects.list(SLICES):
        meta = one["metadata"]
        slices.setdefault((meta["namespace"], (meta.get("labels") or {}).get(OWNER, "")), []).append(one)
    found = []
    for service in cluster.api.objects.list(SERVICES):
        meta, spec = service["metadata"], service["spec"]
        if spec.get("clusterIP", "None") in ("None", ""):
            continue
        for port in spec.get("ports") or ():
            label = f":{port['name']}" if port.get("name") else ""
            ends = tuple(sorted(_endpoints(slices.get((meta["namespace"], meta["name"]), []), port.get("name", ""))))
            found.append(ServicePort(f"{meta['namespace']}/{meta['name']}{label}", port.get("protocol", "TCP"),
                                     spec["clusterIP"], port["port"], port.get("nodePort", 0), ends))  # fmt: skip
    return found


def _endpoints(slices: list[dict[str, Any]], name: str) -> list[str]:
    found = []
    for one in slices:
        numbers = [port["port"] for port in one.get("ports") or () if (port.get("name") or "") == name]
        for endpoint in one.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready", True):
                found += [f"{address}:{number}" for address in endpoint["addresses"] for number in numbers]
    return found
