"""Describe an EndpointSlice."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.text import Text

KINDS = (("discovery.k8s.io", "EndpointSlice"),)
UNSET = "<unset>"


async def describe(subject: Subject) -> None:
    """Describe an endpoint slice."""
    text, slice_ = subject.text, subject.object
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"))
    text.field("AddressType", slice_.get("addressType") or "")
    if ports := slice_.get("ports"):
        text.line("Ports:")
        text.heading("Name", "Port", "Protocol")
        for port in ports:
            number = port.get("port")
            text.row(port.get("name") or UNSET, UNSET if number is None else number, port.get("protocol") or "")
    else:
        text.line(f"Ports: {UNSET}")
    if endpoints := slice_.get("endpoints"):
        text.line("Endpoints:")
        for endpoint in endpoints:
            _write_endpoint(text, endpoint)
    else:
        text.line("Endpoints: <none>")
    await subject.write_events()


def _write_endpoint(text: Text, endpoint: dict[str, Any]) -> None:
    text.field("- Addresses", ", ".join(endpoint.get("addresses") or []) or "<none>", level=1)
    text.line("Conditions:", level=2)
    ready = (endpoint.get("conditions") or {}).get("ready")
    text.field("Ready", UNSET if ready is None else str(ready).lower(), level=3)
    text.field("Hostname", _or_unset(endpoint.get("hostname")), level=2)
    if target := endpoint.get("targetRef"):
        text.field("TargetRef", f"{target.get('kind')}/{target.get('name')}", level=2)
    text.field("NodeName", _or_unset(endpoint.get("nodeName")), level=2)
    text.field("Zone", _or_unset(endpoint.get("zone")), level=2)


def _or_unset(value: Any) -> str:
    return UNSET if value is None else str(value)
