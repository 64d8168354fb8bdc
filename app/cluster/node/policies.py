"""Network policies: which traffic between pods passes.

Follows the NetworkPolicy API (networking.k8s.io/v1): a pod that some policy selects for a direction accepts only what
one of them allows; everything else is dropped.
"""

from __future__ import annotations

import ipaddress

from app.cluster.api.label_selectors import LabelSelector
from app.cluster.control.plane import Plane
from app.cluster.control.resources import NAMESPACES, NETWORK_POLICIES, Object, labels_of
from app.cluster.node.dns import pod_of
from app.cluster.node.probes import port_number
from app.network.network import Interface, Verdict


def register(plane: Plane) -> None:
    """Police the network."""
    outer = plane.network.police

    def police(source: Interface, target: Interface, port: int) -> Verdict:
        if source is target or not plane.api.store.size(NETWORK_POLICIES):
            return outer(source, target, port)
        sender, receiver = pod_of(plane, source.address), pod_of(plane, target.address)
        if receiver is not None and source.name != receiver["spec"].get("nodeName") and not _passes(
            plane, receiver, "Ingress", sender, source.address, port, receiver):  # fmt: skip
            return "drop"
        if sender is not None and not _passes(plane, sender, "Egress", receiver, target.address, port, receiver):
            return "drop"
        return outer(source, target, port)

    plane.network.police = police


def policy_types(policy: Object) -> list[str]:
    """Ingress, Egress or both."""
    found: list[str] | None = policy["spec"].get("policyTypes")
    return found or (["Ingress", "Egress"] if policy["spec"].get("egress") else ["Ingress"])


def _passes(plane: Plane, pod: Object, direction: str, peer: Object | None, address: str, port: int,
            receiver: Object | None) -> bool:  # fmt: skip
    """Whether `pod` may exchange traffic with the peer in this direction."""
    isolated = False
    for policy in plane.objects.list(NETWORK_POLICIES, pod["metadata"]["namespace"]):
        selected = LabelSelector.of(policy["spec"].get("podSelector") or {}).matches(labels_of(pod))
        if not selected or direction not in policy_types(policy):
            continue
        isolated = True
        peers, rules = ("from", "ingress") if direction == "Ingress" else ("to", "egress")
        for rule in policy["spec"].get(rules) or ():
            if _port_allowed(rule, port, receiver) and _peer_allowed(plane, policy, rule.get(peers), peer, address):
                return True
    return not isolated


def _port_allowed(rule: Object, port: int, receiver: Object | None) -> bool:
    ports = rule.get("ports")
    if not ports:
        return True
    for one in ports:
        if one.get("protocol", "TCP") != "TCP":
            continue
        wanted = one.get("port")
        if wanted is None:
            return True
        if isinstance(wanted, str):
            containers = receiver["spec"]["containers"] if receiver is not None else ()
            if any(port_number(container, wanted) == port for container in containers):
                return True
        elif wanted <= port <= one.get("endPort", wanted):
            return True
    return False


def _peer_allowed(plane: Plane, policy: Object, peers: list[Object] | None, peer: Object | None, address: str) -> bool:
    if not peers:
        return True
    return any(_matches(plane, policy, one, peer, address) for one in peers)


def _matches(plane: Plane, policy: Object, one: Object, peer: Object | None, address: str) -> bool:
    if block := one.get("ipBlock"):
        place = ipaddress.ip_address(address)
        inside = place in ipaddress.ip_network(block["cidr"], strict=False)
        return inside and not any(place in ipaddress.ip_network(cidr) for cidr in block.get("except") or ())
    if peer is None:
        return False
    namespace = peer["metadata"]["namespace"]
    if (selector := one.get("namespaceSelector")) is not None:
        found = plane.objects.get(NAMESPACES, "", namespace)
        if found is None or not LabelSelector.of(selector).matches(labels_of(found)):
            return False
    elif namespace != policy["metadata"]["namespace"]:
        return False
    pods = one.get("podSelector")
    return pods is None or LabelSelector.of(pods).matches(labels_of(peer))
