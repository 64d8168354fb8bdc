"""Describe a Service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kubectl.describe.endpoint_addresses import slice_addresses, subset_addresses
from app.kubectl.describe.labels import format_labels, write_annotations, write_labels
from app.kubectl.describe.subject import Subject
from app.kubectl.discovery import Mapping
from app.kubectl.errors import Failure

KINDS = (("", "Service"),)
SLICES = Mapping("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", True)
SERVICE_NAME = "kubernetes.io/service-name"
Object = dict[str, Any]
Addresses = Callable[[str], str]


async def describe(subject: Subject) -> None:
    """Describe a service."""
    text, spec = subject.text, subject.spec
    addresses = await _addresses(subject)
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.field("Selector", format_labels(spec.get("selector")))
    text.field("Type", spec.get("type") or "")
    _write_ips(subject)
    for port in spec.get("ports") or []:
        _write_port(subject, port, addresses)
    _write_policies(subject)
    await subject.write_events()


async def _addresses(subject: Subject) -> Addresses:
    """The endpoints of a port, by its name."""
    if subject.classic:
        endpoints = Mapping("", "v1", "endpoints", "Endpoints", True)
        try:
            found = await subject.call.client.json("GET", endpoints.path(subject.namespace, subject.name))
        except Failure:
            found = {}
        return lambda name: subset_addresses(found, name)
    try:
        slices = await subject.listed(SLICES, subject.namespace, labels=f"{SERVICE_NAME}={subject.name}")
    except Failure:
        slices = []
    return lambda name: slice_addresses(slices, name)


def _write_ips(subject: Subject) -> None:
    text, spec = subject.text, subject.spec
    if not subject.classic:
        if spec.get("ipFamilyPolicy"):
            text.field("IP Family Policy", spec["ipFamilyPolicy"])
        text.field("IP Families", ",".join(spec.get("ipFamilies") or []) or "<none>")
    text.field("IP", spec.get("clusterIP") or "")
    if not subject.classic:
        text.field("IPs", ",".join(spec.get("clusterIPs") or []) or "<none>")
    if spec.get("externalIPs"):
        text.field("External IPs", ",".join(spec["externalIPs"]))
    if spec.get("loadBalancerIP"):
        text.field("IP" if subject.classic else "Desired LoadBalancer IP", spec["loadBalancerIP"])
    if spec.get("externalName"):
        text.field("External Name", spec["externalName"])
    if ingress := ((subject.status.get("loadBalancer") or {}).get("ingress")):
        text.field("LoadBalancer Ingress", ", ".join(map(_ingress, ingress)))


def _ingress(ingress: Object) -> str:
    if not ingress.get("ip"):
        return str(ingress.get("hostname") or "")
    return f"{ingress['ip']} ({ingress['ipMode']})" if ingress.get("ipMode") else str(ingress["ip"])


def _write_port(subject: Subject, port: Object, addresses: Addresses) -> None:
    text, protocol = subject.text, port.get("protocol") or ""
    name = port.get("name") or "<unset>"
    text.field("Port", f"{name}\t{port.get('port')}/{protocol}")
    text.field("TargetPort", f"{port.get('targetPort', 0)}/{protocol}")
    if port.get("appProtocol") is not None:
        text.field("AppProtocol", port["appProtocol"])
    if port.get("nodePort"):
        text.field("NodePort", f"{name}\t{port['nodePort']}/{protocol}")
    text.field("Endpoints", addresses(port.get("name") or ""))


def _write_policies(subject: Subject) -> None:
    text, spec = subject.text, subject.spec
    text.field("Session Affinity", spec.get("sessionAffinity") or "")
    optional = {
        "External Traffic Policy": "externalTrafficPolicy", "Internal Traffic Policy": "internalTrafficPolicy",
        "HealthCheck NodePort": "healthCheckNodePort",
    }  # fmt: skip
    for title, key in optional.items():
        if spec.get(key):
            text.field(title, spec[key])
    if spec.get("loadBalancerSourceRanges"):
        text.field("LoadBalancer Source Ranges", ",".join(spec["loadBalancerSourceRanges"]))
    if spec.get("trafficDistribution"):
        text.field("Traffic Distribution", spec["trafficDistribution"])
