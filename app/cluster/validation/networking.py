"""Ingresses, ingress classes and network policies.

Follows kubernetes pkg/apis/networking/validation/validation.go.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from app.cluster.validation.containers import PROTOCOLS
from app.cluster.validation.field_errors import Errors, forbidden, invalid, not_supported, required, too_long
from app.cluster.validation.object_meta import immutable
from app.cluster.validation.rules import (
    cidr,
    domain_prefixed_path,
    label_selector,
    port_number_or_name,
    subdomain,
    wrong,
)
from app.sim.names import (
    is_cidr,
    is_ip,
    is_label,
    is_path_segment,
    is_port_name,
    is_port_number,
    is_wildcard_subdomain,
)

Object = dict[str, Any]
_CLASS_ANNOTATION = "kubernetes.io/ingress.class"
_MAX_CONTROLLER = 250
_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
_BAD_SEQUENCES = ("//", "/./", "/../", "%2f", "%2F")
_BAD_SUFFIXES = ("/..", "/.")


def _ingress(ingress: Object) -> Errors:
    spec = ingress.get("spec") or {}
    errors: Errors = []
    if not spec.get("rules") and spec.get("defaultBackend") is None:
        errors.append(
            invalid("spec", spec.get("rules") or None, "either `defaultBackend` or `rules` must be specified")
        )
    if spec.get("defaultBackend") is not None:
        errors += _backend("spec.defaultBackend", spec["defaultBackend"])
    for index, rule in enumerate(spec.get("rules") or ()):
        errors += _rule(f"spec.rules[{index}]", rule)
    for index, tls in enumerate(spec.get("tls") or ()):
        for at, host in enumerate(tls.get("hosts") or ()):
            errors += _host(f"spec.tls[{index}].hosts[{at}]", host, plain_ip=False)
        if tls.get("secretName"):
            errors += subdomain(f"spec.tls[{index}].secretName", tls["secretName"])
    if spec.get("ingressClassName") is not None:
        errors += subdomain("spec.ingressClassName", spec["ingressClassName"])
    return errors


def _ingress_create(ingress: Object) -> Errors:
    errors = _ingress(ingress)
    annotation = ((ingress.get("metadata") or {}).get("annotations") or {}).get(_CLASS_ANNOTATION)
    name = (ingress.get("spec") or {}).get("ingressClassName")
    if annotation is not None and name is not None and annotation != name:
        text = "must match `ingressClassName` when both are specified"
        errors.append(invalid(f"annotations.{_CLASS_ANNOTATION}", annotation, text))
    return errors


def _host(path: str, host: str, *, plain_ip: bool) -> Errors:
    errors = [invalid(path, host, "must be a DNS name, not an IP address")] if plain_ip and is_ip(host) else []
    return errors + (wrong(path, host, is_wildcard_subdomain(host)) if "*" in host else subdomain(path, host))


def _rule(path: str, rule: Object) -> Errors:
    errors = _host(f"{path}.host", rule["host"], plain_ip=True) if rule.get("host") else []
    http = rule.get("http")
    if http is None:
        return errors
    if not http.get("paths"):
        return [*errors, required(f"{path}.http.paths")]
    for index, item in enumerate(http["paths"]):
        errors += _path(f"{path}.http.paths[{index}]", item)
    return errors


def _path(path: str, item: Object) -> Errors:
    kind, value = item.get("pathType"), item.get("path") or ""
    if kind is None:
        return [required(f"{path}.pathType", "pathType must be specified")]
    errors: Errors = []
    if kind in {"Exact", "Prefix"}:
        if not value.startswith("/"):
            errors.append(invalid(f"{path}.path", value, "must be an absolute path"))
        if value:
            errors += [
                invalid(f"{path}.path", value, f"must not contain '{part}'") for part in _BAD_SEQUENCES if part in value
            ]
            errors += [
                invalid(f"{path}.path", value, f"cannot end with '{end}'")
                for end in _BAD_SUFFIXES
                if value.endswith(end)
            ]
    elif kind == "ImplementationSpecific":
        if value and not value.startswith("/"):
            errors.append(invalid(f"{path}.path", value, "must be an absolute path"))
    else:
        errors.append(not_supported(f"{path}.pathType", kind, _PATH_TYPES))
    return errors + _backend(f"{path}.backend", item.get("backend") or {})


def _backend(path: str, backend: Object) -> Errors:
    resource, service = backend.get("resource"), backend.get("service")
    if resource is not None and service is not None:
        return [invalid(path, "", "cannot set both resource and service backends")]
    if resource is not None:
        return _reference(f"{path}.resource", resource)
    if service is None:
        return [invalid(path, "", "resource or service backend is required")]
    name, port = service.get("name") or "", service.get("port") or {}
    errors = wrong(f"{path}.service.name", name, is_label(name)) if name else [required(f"{path}.service.name")]
    if port.get("name") and port.get("number"):
        return [*errors, invalid(path, "", "cannot set both port name & port number")]
    if port.get("name"):
        return errors + wrong(f"{path}.service.port.name", port["name"], is_port_name(port["name"]))
    if port.get("number"):
        return errors + wrong(f"{path}.service.port.number", port["number"], is_port_number(port["number"]))
    return [*errors, required(path, "port name or number is required")]


def _reference(path: str, reference: Object) -> Errors:
    errors = subdomain(f"{path}.apiGroup", reference["apiGroup"]) if reference.get("apiGroup") is not None else []
    for key in ("kind", "name"):
        value, place = reference.get(key) or "", f"{path}.{key}"
        errors += wrong(place, value, is_path_segment(value)) if value else [required(place)]
    return errors


def _ingress_class(ingress_class: Object) -> Errors:
    spec = ingress_class.get("spec") or {}
    controller = spec.get("controller") or ""
    errors = [too_long("spec.controller", _MAX_CONTROLLER)] if len(controller) > _MAX_CONTROLLER else []
    errors += domain_prefixed_path("spec.controller", controller)
    parameters = spec.get("parameters")
    if parameters is not None:
        errors += _reference("spec.parameters", parameters)
        scope, namespace = parameters.get("scope"), parameters.get("namespace")
        if scope is None:
            return [*errors, required("spec.parameters.scope")]
        if scope not in {"Cluster", "Namespace"}:
            errors.append(not_supported("spec.parameters.scope", scope, ["Cluster", "Namespace"]))
        if scope == "Namespace" and namespace is None:
            errors.append(required("spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'"))
        elif scope == "Namespace":
            errors += wrong("spec.parameters.namespace", namespace, is_label(namespace))
        elif scope == "Cluster" and namespace is not None:
            errors.append(forbidden("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'"))
    return errors


def _ingress_class_update(new: Object, old: Object) -> Errors:
    after, before = (new.get("spec") or {}).get("controller"), (old.get("spec") or {}).get("controller")
    return _ingress_class(new) + list(immutable("spec.controller", after, before))


def _network_policy(policy: Object) -> Errors:
    spec = policy.get("spec") or {}
    errors = label_selector("spec.podSelector", spec.get("podSelector"))
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(spec.get(direction) or ()):
            place = f"spec.{direction}[{index}]"
            for at, port in enumerate(rule.get("ports") or ()):
                errors += _policy_port(f"{place}.ports[{at}]", port)
            for at, peer in enumerate(rule.get(peers) or ()):
                errors += _peer(f"{place}.{peers}[{at}]", peer)
    types = spec.get("policyTypes") or []
    if len(types) > 2:
        return [*errors, invalid("spec.policyTypes", types, "may not specify more than two policyTypes")]
    for index, kind in enumerate(types):
        if kind not in {"Ingress", "Egress"}:
            errors.append(not_supported(f"spec.policyTypes[{index}]", kind, ["Ingress", "Egress"]))
    return errors


def _policy_port(path: str, port: Object) -> Errors:
    protocol, value, end = port.get("protocol"), port.get("port"), port.get("endPort")
    errors: Errors = []
    if protocol is not None and protocol not in PROTOCOLS:
        errors.append(not_supported(f"{path}.protocol", protocol, ["TCP", "UDP", "SCTP"]))
    if value is None:
        text = "may not be specified when `port` is not specified"
        return errors if end is None else [*errors, invalid(f"{path}.endPort", end, text)]
    if isinstance(value, str) and end is not None:
        errors.append(invalid(f"{path}.endPort", end, "may not be specified when `port` is non-numeric"))
    errors += port_number_or_name(f"{path}.port", value)
    if isinstance(value, str) or end is None:
        return errors
    if end < value:
        errors.append(invalid(f"{path}.endPort", end, "must be greater than or equal to `port`"))
    return errors + wrong(f"{path}.endPort", end, is_port_number(end))


def _peer(path: str, peer: Object) -> Errors:
    errors: Errors = []
    others = [key for key in ("podSelector", "namespaceSelector") if peer.get(key) is not None]
    for key in others:
        errors += label_selector(f"{path}.{key}", peer[key])
    block = peer.get("ipBlock")
    if block is not None:
        errors += _ip_block(f"{path}.ipBlock", block)
    if block is None and not others:
        errors.append(required(path, "must specify a peer"))
    elif block is not None and others:
        errors.append(forbidden(path, "may not specify both ipBlock and another peer"))
    return errors


def _ip_block(path: str, block: Object) -> Errors:
    value = block.get("cidr") or ""
    if not value:
        return [required(f"{path}.cidr")]
    errors = cidr(f"{path}.cidr", value)
    if errors:
        return errors
    network = ipaddress.ip_network(value, strict=False)
    for index, excluded in enumerate(block.get("except") or ()):
        place = f"{path}.except[{index}]"
        if not is_cidr(excluded):
            errors += cidr(place, excluded)
            continue
        inner = ipaddress.ip_network(excluded, strict=False)
        inside = inner.version == network.version and inner.network_address in network
        if not inside or inner.prefixlen <= network.prefixlen:
            errors.append(invalid(place, excluded, "must be a strict subset of `cidr`"))
    return errors


CREATE = {
    ("networking.k8s.io", "Ingress"): _ingress_create,
    ("networking.k8s.io", "IngressClass"): _ingress_class,
    ("networking.k8s.io", "NetworkPolicy"): _network_policy,
}
UPDATE = {
    ("networking.k8s.io", "Ingress"): lambda new, old: _ingress(new),
    ("networking.k8s.io", "IngressClass"): _ingress_class_update,
    ("networking.k8s.io", "NetworkPolicy"): lambda new, old: _network_policy(new),
}
