"""Columns of services."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, UNKNOWN, Column, age, at, labels_text, metadata_name, wide

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Type", doc=".spec.type"),
    Column("Cluster-IP", doc=".spec.clusterIP"),
    Column("External-IP", doc=".spec.externalIPs"),
    Column("Port(s)", doc=".spec.ports"),
    AGE,
    wide("Selector", ".spec.selector"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    addresses = spec.get("clusterIPs") or ([spec["clusterIP"]] if spec.get("clusterIP") else [NONE])
    ports = ",".join(_port(item) for item in spec.get("ports") or ()) or NONE
    row = [metadata_name(obj), spec.get("type", ""), addresses[0], external_address(obj), ports]
    return [*row, age(obj, now), labels_text(spec.get("selector"))]


def _port(port: Object) -> str:
    number = f"{port['port']}:{port['nodePort']}" if port.get("nodePort") else str(port["port"])
    return f"{number}/{port.get('protocol', 'TCP')}"


def external_address(obj: Object) -> str:
    """What stands under EXTERNAL-IP."""
    spec = obj["spec"]
    kind, given = spec.get("type"), list(spec.get("externalIPs") or ())
    if kind in {"ClusterIP", "NodePort"}:
        return ",".join(given) or NONE
    if kind == "LoadBalancer":
        ingress = at(obj, "status", "loadBalancer", "ingress", default=())
        balanced = sorted({item.get("ip") or item.get("hostname") or "" for item in ingress} - {""})
        return ",".join([*balanced, *given]) or "<pending>"
    return str(spec.get("externalName", "")) if kind == "ExternalName" else UNKNOWN
