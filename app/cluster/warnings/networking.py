"""Warnings of services, ingresses and network policies.

Follows kubernetes pkg/api/service/warnings.go, pkg/registry/networking/{ingress,networkpolicy}/strategy.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.warnings.values import address, block

Object = dict[str, Any]
INGRESS_CLASS = "kubernetes.io/ingress.class"
TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints"


def service(obj: Object) -> list[str]:
    """Of any service, new or changed."""
    spec = obj.get("spec") or {}
    kind = spec.get("type") or "ClusterIP"
    headless = kind == "ClusterIP" and spec.get("clusterIP") == "None"
    found = []
    if TOPOLOGY_HINTS in (obj["metadata"].get("annotations") or {}):
        found.append(
            f"annotation {TOPOLOGY_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead"
        )
    if headless:
        found += _headless(spec)
    for index, each in enumerate(spec.get("externalIPs") or []):
        found += address(f"spec.externalIPs[{index}]", each)
    if spec.get("externalIPs") and not headless and kind != "ExternalName":
        found.append("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
    found += address("spec.loadBalancerIP", spec.get("loadBalancerIP") or "")
    for index, each in enumerate(spec.get("loadBalancerSourceRanges") or []):
        found += block(f"spec.loadBalancerSourceRanges[{index}]", each)
    if spec.get("externalIPs") and kind == "ExternalName":
        found.append('spec.externalIPs is ignored when spec.type is "ExternalName"')
    if spec.get("externalName") and kind != "ExternalName":
        found.append('spec.externalName is ignored when spec.type is not "ExternalName"')
    if spec.get("trafficDistribution") == "PreferClose":
        found.append('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
    return found


def _headless(spec: Object) -> list[str]:
    found = []
    if spec.get("loadBalancerIP"):
        found.append("spec.loadBalancerIP is ignored for headless services")
    if spec.get("externalIPs"):
        found.append("spec.externalIPs is ignored for headless services")
    if (spec.get("sessionAffinity") or "None") != "None":
        found.append("spec.SessionAffinity is ignored for headless services")
    return found


def ingress(obj: Object) -> list[str]:
    """Of a new ingress."""
    annotated = INGRESS_CLASS in (obj["metadata"].get("annotations") or {})
    if annotated and (obj.get("spec") or {}).get("ingressClassName") is None:
        return [f"annotation \"{INGRESS_CLASS}\" is deprecated, please use 'spec.ingressClassName' instead"]
    return []


def network_policy(obj: Object) -> list[str]:
    """Of any policy, new or changed."""
    found = []
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for at, rule in enumerate((obj.get("spec") or {}).get(direction) or []):
            for index, peer in enumerate((rule or {}).get(peers) or []):
                if not (given := (peer or {}).get("ipBlock")):
                    continue
                path = f"spec.{direction}[{at}].{peers}[{index}].ipBlock"
                found += block(f"{path}.cidr", given.get("cidr") or "")
                for number, each in enumerate(given.get("except") or []):
                    found += block(f"{path}.except[{number}]", each)
    return found
