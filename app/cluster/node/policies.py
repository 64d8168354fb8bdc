"""Network policies: which traffic between pods passes.

Follows the NetworkPolicy API (networking.k8s.io/v1): a pod that some policy selects for a direction accepts only what
one of them allows; everything else is dropped. Answers pass with the connection that they belong to.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from app.cluster.control.plane import Plane
from app.cluster.control.resources import NAMESPACES, NETWORK_POLICIES, Object, labels_of, name_of
from app.cluster.dns.records import pod_of
from app.network.network import Interface, Verdict
from app.sim.label_selectors import LabelSelector

INGRESS, EGRESS = "Ingress", "Egress"
_Block = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Peer:
    """Whom a rule means: pods by selectors, or addresses. Selectors that are not given are None."""

    namespaces: LabelSelector | None = None
    pods: LabelSelector | None = None
    block: _Block | None = None
    excepted: tuple[_Block, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One `ingress` or `egress` entry; no peers, or no ports, means all of them."""

    peers: tuple[Peer, ...]
    ports: tuple[Object, ...]


@dataclass(frozen=True)
class Policy:
    """A NetworkPolicy made ready: its rules by direction, for the directions that it is about."""

    namespace: str
    pods: LabelSelector
    rules: dict[str, tuple[Rule, ...]]


def register(plane: Plane) -> None:
    """Police the network."""
    Policing(plane)


class Policing:
    """The policies by namespace, and which of them select a pod."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self._policies: dict[str, dict[str, Policy]] = {}  # namespace -> name -> policy
        self._selecting: dict[tuple[str, str], tuple[dict[str, str], list[Policy]]] = {}  # pod -> its labels, policies
        plane.subscribe(NETWORK_POLICIES, self._changed)
        self._outer = plane.network.police
        plane.network.police = self.police

    def _changed(self, event: str, policy: Object, old: Object | None) -> None:
        namespace, name = name_of(policy)
        found = self._policies.setdefault(namespace, {})
        if event == "DELETED":
            found.pop(name, None)
        else:
            found[name] = compiled(policy)
        if not found:
            del self._policies[namespace]
        self._selecting.clear()

    def police(self, source: Interface, target: Interface, port: int, protocol: str) -> Verdict:
        """Whether a connection passes."""
        if source.address == target.address or not self._policies:
            return self._outer(source, target, port, protocol)
        sender, receiver = pod_of(self.plane, source.address), pod_of(self.plane, target.address)
        wanted = (port, protocol, receiver)
        # What runs on a pod's own node always reaches it, the kubelet's probes above all.
        if receiver is not None and source.name != receiver["spec"].get("nodeName") and not self._passes(
            receiver, INGRESS, sender, source.address, wanted):  # fmt: skip
            return "drop"
        if sender is not None and target.name != sender["spec"].get("nodeName") and not self._passes(
            sender, EGRESS, receiver, target.address, wanted):  # fmt: skip
            return "drop"
        return self._outer(source, target, port, protocol)

    def _of_pod(self, pod: Object) -> list[Policy]:
        """The policies that select a pod."""
        name, labels = name_of(pod), labels_of(pod)
        known = self._selecting.get(name)
        if known is None or known[0] is not labels:
            policies = self._policies.get(name[0], {}).values()
            known = self._selecting[name] = (labels, [one for one in policies if one.pods.matches(labels)])
        return known[1]

    def _passes(
        self, pod: Object, direction: str, peer: Object | None, address: str, wanted: tuple[int, str, Object | None]
    ) -> bool:
        """Whether `pod` may exchange traffic with the peer in this direction."""
        policies = [one for one in self._of_pod(pod) if direction in one.rules]
        return not policies or any(
            _port_allowed(rule, *wanted) and self._peer_allowed(policy, rule, peer, address)
            for policy in policies
            for rule in policy.rules[direction]
        )

    def _peer_allowed(self, policy: Policy, rule: Rule, peer: Object | None, address: str) -> bool:
        return not rule.peers or any(self._is(policy, one, peer, address) for one in rule.peers)

    def _is(self, policy: Policy, wanted: Peer, peer: Object | None, address: str) -> bool:
        if wanted.block is not None:
            place = ipaddress.ip_address(address)
            return place in wanted.block and not any(place in one for one in wanted.excepted)
        if peer is None:
            return False
        namespace = peer["metadata"]["namespace"]
        if wanted.namespaces is None:
            if namespace != policy.namespace:
                return False
        else:
            found = self.plane.objects.get(NAMESPACES, "", namespace)
            if found is None or not wanted.namespaces.matches(labels_of(found)):
                return False
        return wanted.pods is None or wanted.pods.matches(labels_of(peer))


def compiled(policy: Object) -> Policy:
    """A policy made ready for being asked often."""
    spec = policy["spec"]
    types = spec.get("policyTypes") or ([INGRESS, EGRESS] if spec.get("egress") else [INGRESS])
    rules = {}
    for direction, field, peers in ((INGRESS, "ingress", "from"), (EGRESS, "egress", "to")):
        if direction in types:
            rules[direction] = tuple(
                Rule(tuple(_peer(one) for one in rule.get(peers) or ()), tuple(rule.get("ports") or ()))
                for rule in spec.get(field) or ()
            )
    return Policy(policy["metadata"]["namespace"], LabelSelector.of(spec.get("podSelector") or {}), rules)


def _peer(one: Object) -> Peer:
    if block := one.get("ipBlock"):
        excepted = tuple(ipaddress.ip_network(cidr, strict=False) for cidr in block.get("except") or ())
        return Peer(block=ipaddress.ip_network(block["cidr"], strict=False), excepted=excepted)
    namespaces, pods = one.get("namespaceSelector"), one.get("podSelector")
    return Peer(
        LabelSelector.of(namespaces) if namespaces is not None else None,
        LabelSelector.of(pods) if pods is not None else None,
    )


def _port_allowed(rule: Rule, port: int, protocol: str, receiver: Object | None) -> bool:
    if not rule.ports:
        return True
    for one in rule.ports:
        if one.get("protocol", "TCP") != protocol:
            continue
        wanted = one.get("port")
        if wanted is None:
            return True
        if isinstance(wanted, str):
            if port in _named_ports(receiver, wanted, protocol):
                return True
        elif int(wanted) <= port <= int(one.get("endPort") or wanted):
            return True
    return False


def _named_ports(pod: Object | None, name: str, protocol: str) -> set[int]:
    spec = pod["spec"] if pod is not None else {}
    containers = (*spec.get("containers", ()), *(spec.get("initContainers") or ()))
    return {
        port["containerPort"]
        for container in containers
        for port in container.get("ports") or ()
        if port.get("name") == name and port.get("protocol", "TCP") == protocol
    }
