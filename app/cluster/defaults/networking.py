"""Defaults of networking.k8s.io and discovery.k8s.io.

Follows kubernetes pkg/apis/networking/v1/defaults.go and pkg/apis/discovery/v1/defaults.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.fields import branch, default, each

Object = dict[str, Any]


def _network_policy(policy: Object) -> None:
    spec = branch(policy, "spec")
    for rule in (*each(spec, "ingress"), *each(spec, "egress")):
        for port in each(rule, "ports"):
            default(port, "protocol", "TCP")
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]


def _ingress_class(ingress_class: Object) -> None:
    parameters = (ingress_class.get("spec") or {}).get("parameters")
    if parameters is not None:
        default(parameters, "scope", "Cluster")


def _endpoint_slice(endpoint_slice: Object) -> None:
    for endpoint in each(endpoint_slice, "endpoints"):
        branch(endpoint, "conditions")
    for port in each(endpoint_slice, "ports"):
        port.setdefault("name", "")
        default(port, "protocol", "TCP")


DEFAULTS = {
    ("networking.k8s.io", "NetworkPolicy"): _network_policy,
    ("networking.k8s.io", "IngressClass"): _ingress_class,
    ("discovery.k8s.io", "EndpointSlice"): _endpoint_slice,
}
