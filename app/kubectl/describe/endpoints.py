"""Describe Endpoints."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject

KINDS = (("", "Endpoints"),)


async def describe(subject: Subject) -> None:
    """Describe the endpoints of a service."""
    text = subject.text
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.line("Subsets:")
    for subset in subject.object.get("subsets") or []:
        text.field("Addresses", _ips(subset.get("addresses")), level=1)
        text.field("NotReadyAddresses", _ips(subset.get("notReadyAddresses")), level=1)
        if subset.get("ports"):
            text.line("Ports:", level=1)
            text.heading("Name", "Port", "Protocol", level=2)
        for port in subset.get("ports") or []:
            text.row(port.get("name") or "<unset>", port.get("port"), port.get("protocol") or "", level=2)
        text.line()
    await subject.write_events()


def _ips(addresses: list[dict[str, Any]] | None) -> str:
    return ",".join(str(address.get("ip")) for address in addresses or []) or "<none>"
