"""Endpoints and endpoint slices.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidateEndpoints, and pkg/apis/discovery/validation.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from app.cluster.validation.containers import PROTOCOLS
from app.cluster.validation.field_errors import Errors, duplicate, invalid, required, too_many
from app.cluster.validation.object_meta import validate_labels
from app.cluster.validation.rules import dns_label, ip_address, one_of, subdomain, wrong
from app.sim.names import is_cidr, is_ip, is_label, is_label_key, is_port_number, is_subdomain

Object = dict[str, Any]
_MAX_ENDPOINTS, _MAX_ADDRESSES, _MAX_PORTS, _MAX_TOPOLOGY = 1000, 100, 100, 16


def special_ip(path: str, value: str) -> Errors:
    """Addresses that mean this machine, no machine or the link cannot be endpoints."""
    address = ipaddress.ip_address(value)
    errors: Errors = []
    if address.is_unspecified:
        errors.append(invalid(path, value, f"may not be unspecified ({value})"))
    if address.is_loopback:
        errors.append(invalid(path, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)"))
    if address.is_link_local:
        errors.append(invalid(path, value, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"))
    if address.is_multicast and value.startswith(("224.0.0.", "ff02:")):
        text = "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
        errors.append(invalid(path, value, text))
    return errors


def _endpoints(endpoints: Object) -> Errors:
    errors: Errors = []
    for index, subset in enumerate(endpoints.get("subsets") or ()):
        place = f"subsets[{index}]"
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            errors.append(required(place, "must specify `addresses` or `notReadyAddresses`"))
        for key in ("addresses", "notReadyAddresses"):
            for at, address in enumerate(subset.get(key) or ()):
                errors += _endpoint_address(f"{place}.{key}[{at}]", address)
        ports = subset.get("ports") or []
        for at, port in enumerate(ports):
            errors += _endpoint_port(f"{place}.ports[{at}]", port, named=len(ports) > 1)
    return errors


def _endpoint_address(path: str, address: Object) -> Errors:
    value = address.get("ip") or ""
    errors = ip_address(f"{path}.ip", value)
    if address.get("hostname"):
        errors += dns_label(f"{path}.hostname", address["hostname"])
    if address.get("nodeName") is not None:
        errors += subdomain(f"{path}.nodeName", address["nodeName"])
    if not is_ip(value):
        return [*errors, invalid(f"{path}.ip", value, "must be a valid IP address")]
    return errors + special_ip(f"{path}.ip", value)


def _endpoint_port(path: str, port: Object, *, named: bool) -> Errors:
    name, number = port.get("name") or "", port.get("port") or 0
    errors = dns_label(f"{path}.name", name) if name else ([required(f"{path}.name")] if named else [])
    errors += wrong(f"{path}.port", number, is_port_number(number))
    errors += one_of(f"{path}.protocol", port.get("protocol"), PROTOCOLS)
    if port.get("appProtocol") is not None:
        errors += wrong(f"{path}.appProtocol", port["appProtocol"], is_label_key(port["appProtocol"]))
    return errors


def _endpoint_slice(endpoint_slice: Object) -> Errors:
    kind = endpoint_slice.get("addressType") or ""
    errors = one_of("addressType", kind, ["FQDN", "IPv4", "IPv6"])
    endpoints = endpoint_slice.get("endpoints") or []
    if len(endpoints) > _MAX_ENDPOINTS:
        errors.append(too_many("endpoints", len(endpoints), _MAX_ENDPOINTS))
        endpoints = []
    for index, endpoint in enumerate(endpoints):
        errors += _endpoint(f"endpoints[{index}]", kind, endpoint)
    ports = endpoint_slice.get("ports") or []
    if len(ports) > _MAX_PORTS:
        return [*errors, too_many("ports", len(ports), _MAX_PORTS)]
    seen: set[str] = set()
    for index, port in enumerate(ports):
        place, name = f"ports[{index}]", port.get("name") or ""
        errors += dns_label(f"{place}.name", name) if name else []
        if name in seen:
            errors.append(duplicate(f"{place}.name", name))
        seen.add(name)
        errors += one_of(f"{place}.protocol", port.get("protocol"), PROTOCOLS)
        if port.get("appProtocol") is not None:
            errors += wrong(f"{place}.appProtocol", port["appProtocol"], is_label_key(port["appProtocol"]))
    return errors


def _endpoint(path: str, kind: str, endpoint: Object) -> Errors:
    addresses, topology = endpoint.get("addresses") or [], endpoint.get("deprecatedTopology") or {}
    errors: Errors = []
    if not addresses:
        errors.append(required(f"{path}.addresses", "must contain at least 1 address"))
    elif len(addresses) > _MAX_ADDRESSES:
        errors.append(too_many(f"{path}.addresses", len(addresses), _MAX_ADDRESSES))
    for at, address in enumerate(addresses):
        errors += _slice_address(f"{path}.addresses[{at}]", kind, address)
    if endpoint.get("nodeName") is not None:
        errors += subdomain(f"{path}.nodeName", endpoint["nodeName"])
    if len(topology) > _MAX_TOPOLOGY:
        errors.append(too_many(f"{path}.deprecatedTopology", len(topology), _MAX_TOPOLOGY))
    errors += validate_labels(topology, f"{path}.deprecatedTopology")
    if endpoint.get("hostname") is not None:
        errors += dns_label(f"{path}.hostname", endpoint["hostname"])
    return errors


def _domain_name(path: str, name: str) -> Errors:
    """Follows apimachinery/pkg/util/validation/validation.go: IsFullyQualifiedDomainName."""
    if not name:
        return [required(path)]
    plain = name.removesuffix(".")
    if problems := is_subdomain(plain):
        return [invalid(path, plain, ",".join(problems))]
    if "." not in plain:
        return [invalid(path, plain, "should be a domain with at least two segments separated by dots")]
    for label in plain.split("."):
        if problems := is_label(label):
            return [invalid(path, label, ",".join(problems))]
    return []


def _slice_address(path: str, kind: str, address: str) -> Errors:
    if kind == "FQDN":
        return _domain_name(path, address)
    if not is_ip(address) or is_cidr(address):
        return ip_address(path, address)
    wanted = 4 if kind == "IPv4" else 6
    if ipaddress.ip_address(address).version != wanted:
        return [invalid(path, address, f"must be an {kind} address")]
    return special_ip(path, address)


def _endpoint_slice_update(new: Object, old: Object) -> Errors:
    errors = _endpoint_slice(new)
    if new.get("addressType") != old.get("addressType"):
        errors.append(invalid("addressType", new.get("addressType"), "field is immutable"))
    return errors


CREATE = {
    ("", "Endpoints"): _endpoints,
    ("discovery.k8s.io", "EndpointSlice"): _endpoint_slice,
}
UPDATE = {("discovery.k8s.io", "EndpointSlice"): _endpoint_slice_update}
