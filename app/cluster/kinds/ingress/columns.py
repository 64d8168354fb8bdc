"""Columns of ingresses."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, Column, age, at, metadata_name

Object = dict[str, Any]
_MOST = 3  # hosts before "more..."

COLUMNS = (
    NAME,
    Column("Class", doc="The name of the IngressClass resource that should be used for additional configuration"),
    Column("Hosts", doc="Hosts that incoming requests are matched against before the ingress rule"),
    Column("Address", doc="Address is a list containing ingress points for the load-balancer"),
    Column("Ports", doc="Ports of TLS configurations that open"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    ingress = at(obj, "status", "loadBalancer", "ingress", default=())
    address = ",".join(sorted({item.get("ip") or item.get("hostname") or "" for item in ingress} - {""}))
    ports = "80, 443" if spec.get("tls") else "80"
    hosts = _hosts(spec.get("rules") or [])
    return [metadata_name(obj), spec.get("ingressClassName") or NONE, hosts, address, ports, age(obj, now)]


def _hosts(rules: list[Object]) -> str:
    found: list[str] = []
    more = False
    for rule in rules:
        more = more or len(found) == _MOST
        if not more and rule.get("host"):
            found.append(rule["host"])
    if not found:
        return "*"
    text = ",".join(found)
    return f"{text} + {len(rules) - _MOST} more..." if more else text
