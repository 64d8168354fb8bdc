"""Describe an Ingress."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.endpoint_addresses import slice_addresses
from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.service import SERVICE_NAME, SLICES
from app.kubectl.describe.subject import Subject
from app.kubectl.errors import Failure

KINDS = (("networking.k8s.io", "Ingress"),)
Object = dict[str, Any]


async def describe(subject: Subject) -> None:
    """Describe an ingress."""
    text, spec = subject.text, subject.spec
    text.field("Name", subject.name)
    write_labels(text, subject.metadata.get("labels"))
    text.field("Namespace", subject.namespace)
    text.field("Address", _addresses(subject.status))
    text.field("Ingress Class", spec.get("ingressClassName") or "<none>")
    default = spec.get("defaultBackend")
    fallback = "<default>" if default is None else await _backend(subject, default)
    text.field("Default backend", fallback)
    if spec.get("tls"):
        text.line("TLS:")
    for each in spec.get("tls") or []:
        hosts = ",".join(each.get("hosts") or [])
        secret = each.get("secretName")
        text.line(f"{secret} terminates {hosts}" if secret else f"SNI routes {hosts}", level=1)
    await _write_rules(subject, fallback)
    write_annotations(text, subject.metadata.get("annotations"))
    await subject.write_events()


async def _write_rules(subject: Subject, fallback: str) -> None:
    text = subject.text
    rules = [rule for rule in subject.spec.get("rules") or [] if rule.get("http") is not None]
    text.line("Rules:")
    text.heading("Host", "Path", "Backends")
    for rule in rules:
        text.line(f"{rule.get('host') or '*'}\t", level=1)
        for path in rule["http"].get("paths") or []:
            shown = await _backend(subject, path.get("backend") or {})
            text.line(f"\t{path.get('path') or ''} \t{shown}", level=2)
    if not rules:
        text.row("*", "*", fallback)


async def _backend(subject: Subject, backend: Object) -> str:
    """Where a path leads, and which endpoints are there."""
    if (service := backend.get("service")) is not None:
        port = service.get("port") or {}
        shown = f"{service.get('name')}:{port.get('number') or port.get('name') or ''}"
        try:
            return f"{shown} ({await _endpoints(subject, service['name'], port)})"
        except Failure as wrong:
            return f"{shown} (<error: {wrong}>)"
    if (resource := backend.get("resource")) is not None:
        group = resource.get("apiGroup") or "<none>"
        return f"APIGroup: {group}, Kind: {resource.get('kind')}, Name: {resource.get('name')}"
    return ""


async def _endpoints(subject: Subject, name: str, port: Object) -> str:
    slices = await subject.listed(SLICES, subject.namespace, labels=f"{SERVICE_NAME}={name}")
    service = await subject.call.client.json("GET", f"/api/v1/namespaces/{subject.namespace}/services/{name}")
    port_name = ""
    for each in (service.get("spec") or {}).get("ports") or []:
        by_number = port.get("number") and port["number"] == each.get("port")
        if by_number or (port.get("name") and port["name"] == each.get("name")):
            port_name = each.get("name") or ""
    return slice_addresses(slices, port_name)


def _addresses(status: Object) -> str:
    listed = (status.get("loadBalancer") or {}).get("ingress") or []
    return ",".join(sorted({each.get("ip") or each.get("hostname") or "" for each in listed} - {""}))
