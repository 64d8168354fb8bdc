"""Describe a NetworkPolicy."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.labels import format_selector, write_annotations, write_labels
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.text import Text
from app.kubectl.describe.times import go_date

KINDS = (("networking.k8s.io", "NetworkPolicy"),)
INDENT = "    "
Object = dict[str, Any]


async def describe(subject: Subject) -> None:
    """Describe a network policy."""
    text, spec = subject.text, subject.spec
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    text.field("Created on", go_date(subject.metadata.get("creationTimestamp")))
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"))
    text.line("Spec:")
    selector = format_selector(spec.get("podSelector"))
    if selector == "<none>":
        selector = "<none> (Allowing the specific traffic to all pods in this namespace)"
    text.line(f"PodSelector:     {selector}", level=1)
    types = spec.get("policyTypes") or []
    _write_direction(text, spec, "ingress", "From", types)
    _write_direction(text, spec, "egress", "To", types)
    text.line(f"Policy Types: {', '.join(types) or '<none>'}", level=1)


def _write_direction(text: Text, spec: Object, direction: str, word: str, types: list[str]) -> None:
    if direction.capitalize() not in types:
        text.line(f"Not affecting {direction} traffic", level=1)
        return
    text.line(f"Allowing {direction} traffic:", level=1)
    rules = spec.get(direction) or []
    if not rules:
        text.line(f"{INDENT}<none> (Selected pods are isolated for {direction} connectivity)")
    for place, rule in enumerate(rules):
        if place:
            text.line(f"{INDENT}----------")
        _write_ports(text, rule.get("ports") or [])
        _write_peers(text, rule.get(word.lower()) or [], word)


def _write_ports(text: Text, ports: list[Object]) -> None:
    if not ports:
        text.line(f"{INDENT}To Port: <any> (traffic allowed to all ports)")
    for port in ports:
        protocol, number = port.get("protocol") or "TCP", port.get("port")
        if port.get("endPort") is None:
            text.line(f"{INDENT}To Port: {'<nil>' if number is None else number}/{protocol}")
        else:
            text.line(f"{INDENT}To Port Range: {number}-{port['endPort']}/{protocol}")


def _write_peers(text: Text, peers: list[Object], word: str) -> None:
    if not peers:
        what = "source" if word == "From" else "destination"
        text.line(f"{INDENT}{word}: <any> (traffic not restricted by {what})")
    for peer in peers:
        text.line(f"{INDENT}{word}:")
        for title, key in {"NamespaceSelector": "namespaceSelector", "PodSelector": "podSelector"}.items():
            if peer.get(key) is not None:
                text.line(f"{INDENT}{title}: {format_selector(peer[key])}", level=1)
        if peer.get("ipBlock") and peer.get("podSelector") is None and peer.get("namespaceSelector") is None:
            text.line(f"{INDENT}IPBlock:", level=1)
            text.line(f"{INDENT}CIDR: {peer['ipBlock'].get('cidr')}", level=2)
            text.line(f"{INDENT}Except: {', '.join(peer['ipBlock'].get('except') or [])}", level=2)
