"""Services and Endpoints.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidateService, ValidateServiceClusterIPsRelatedFields,
ValidateEndpoints.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from app.cluster.validation.containers import PROTOCOLS
from app.cluster.validation.field_errors import Errors, duplicate, forbidden, invalid, not_supported, required
from app.cluster.validation.names import is_cidr, is_ip, is_label_key, is_port_number
from app.cluster.validation.object_meta import validate_labels
from app.cluster.validation.rules import cidr, dns_label, ip_address, one_of, port_number_or_name, subdomain, wrong

Object = dict[str, Any]
_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_POLICIES = ("Cluster", "Local")
_DISTRIBUTIONS = ("PreferClose", "PreferSameNode", "PreferSameZone")
_MAX_AFFINITY_SECONDS = 86400
_ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'"


def _headless(spec: Object) -> bool:
    return spec.get("clusterIP") == "None" or (spec.get("clusterIPs") or [""])[0] == "None"


def _service(service: Object) -> Errors:
    spec = service.get("spec") or {}
    kind, ports = spec.get("type") or "", spec.get("ports") or []
    errors: Errors = []
    if not ports and not _headless(spec) and kind != "ExternalName":
        errors.append(required("spec.ports"))
    errors += _for_type(kind, spec)
    names: set[str] = set()
    for index, port in enumerate(ports):
        errors += _port(f"spec.ports[{index}]", port, names, named=len(ports) > 1)
    errors += validate_labels(spec.get("selector"), "spec.selector")
    errors += one_of("spec.sessionAffinity", spec.get("sessionAffinity"), ["ClientIP", "None"])
    errors += _affinity("spec.sessionAffinityConfig", spec)
    errors += _cluster_ips(spec)
    for index, address in enumerate(spec.get("externalIPs") or ()):
        place = f"spec.externalIPs[{index}]"
        errors += ip_address(place, address) or special_ip(place, address)
    errors += one_of("spec.type", kind, _TYPES)
    errors += _node_ports(kind, ports) + _repeated(ports) + _load_balancer(service)
    return errors + _traffic(kind, spec)


def _for_type(kind: str, spec: Object) -> Errors:
    errors: Errors = []
    if kind in {"LoadBalancer", "NodePort"} and _headless(spec):
        errors.append(invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {kind} services"))
    if kind != "ExternalName":
        return errors
    for name in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        if spec.get(name):
            errors.append(forbidden(f"spec.{name}", "may not be set for ExternalName services"))
    target = (spec.get("externalName") or "").removesuffix(".")
    return errors + (subdomain("spec.externalName", target) if target else [required("spec.externalName")])


def _port(path: str, port: Object, names: set[str], *, named: bool) -> Errors:
    name, number = port.get("name") or "", port.get("port") or 0
    errors: Errors = []
    if name:
        errors += dns_label(f"{path}.name", name)
        if name in names:
            errors.append(duplicate(f"{path}.name", name))
        names.add(name)
    elif named:
        errors.append(required(f"{path}.name"))
    errors += wrong(f"{path}.port", number, is_port_number(number))
    errors += one_of(f"{path}.protocol", port.get("protocol"), PROTOCOLS)
    errors += port_number_or_name(f"{path}.targetPort", port.get("targetPort"))
    if port.get("appProtocol") is not None:
        errors += wrong(f"{path}.appProtocol", port["appProtocol"], is_label_key(port["appProtocol"]))
    return errors


def _affinity(path: str, spec: Object) -> Errors:
    config = spec.get("sessionAffinityConfig")
    if spec.get("sessionAffinity") == "None" and config is not None:
        return [forbidden(path, "must not be set when session affinity is None")]
    if spec.get("sessionAffinity") != "ClientIP":
        return []
    seconds = ((config or {}).get("clientIP") or {}).get("timeoutSeconds")
    place = f"{path}.clientIP.timeoutSeconds"
    if seconds is None:
        return [required(place, "when session affinity type is ClientIP")]
    if not 0 < seconds <= _MAX_AFFINITY_SECONDS:
        return [invalid(place, seconds, f"must be greater than 0 and less than {_MAX_AFFINITY_SECONDS}")]
    return []


def _cluster_ips(spec: Object) -> Errors:
    if spec.get("type") == "ExternalName":
        return []
    addresses, first = spec.get("clusterIPs") or [], spec.get("clusterIP") or ""
    if not addresses and first:
        return [required("spec.clusterIPs")]
    errors: Errors = []
    if len(addresses) > 2:
        errors.append(invalid("spec.clusterIPs", addresses, "may only hold up to 2 values"))
    if addresses and not first:
        errors.append(required("spec.clusterIP"))
    elif addresses and addresses[0] != first:
        errors.append(invalid("spec.clusterIP", addresses, "first value must match `clusterIP`"))
    for index, address in enumerate(addresses):
        if address != "None" or index:
            errors += ip_address(f"spec.clusterIPs[{index}]", address)
    if len(set(addresses)) < len(addresses):
        errors.append(duplicate("spec.clusterIPs", addresses[-1]))
    for index, family in enumerate(spec.get("ipFamilies") or ()):
        if family not in {"IPv4", "IPv6"}:
            errors.append(not_supported(f"spec.ipFamilies[{index}]", family, ["IPv4", "IPv6"]))
    policy = spec.get("ipFamilyPolicy")
    if policy is not None:
        allowed = ["PreferDualStack", "RequireDualStack", "SingleStack"]
        errors += one_of("spec.ipFamilyPolicy", policy, allowed)
    return errors


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


def _node_ports(kind: str, ports: list[Object]) -> Errors:
    errors: Errors = []
    if kind == "ClusterIP":
        text = "may not be used when `type` is 'ClusterIP'"
        errors += [
            forbidden(f"spec.ports[{at}].nodePort", text) for at, port in enumerate(ports) if port.get("nodePort")
        ]
    seen: set[tuple[Any, Any]] = set()
    for index, port in enumerate(ports):
        if not port.get("nodePort"):
            continue
        mark = (port.get("protocol"), port["nodePort"])
        if mark in seen:
            errors.append(duplicate(f"spec.ports[{index}].nodePort", port["nodePort"]))
        seen.add(mark)
    return errors


def _repeated(ports: list[Object]) -> Errors:
    errors: Errors = []
    seen: set[tuple[Any, Any]] = set()
    for index, port in enumerate(ports):
        mark = (port.get("protocol"), port.get("port"))
        if mark in seen:
            key = {
                "Name": "",
                "Protocol": mark[0],
                "AppProtocol": None,
                "Port": mark[1],
                "TargetPort": 0,
                "NodePort": 0,
            }
            errors.append(duplicate(f"spec.ports[{index}]", key))
        seen.add(mark)
    return errors


def _load_balancer(service: Object) -> Errors:
    spec = service["spec"]
    kind = spec.get("type")
    errors: Errors = []
    ranges = spec.get("loadBalancerSourceRanges") or []
    if ranges and kind != "LoadBalancer":
        errors.append(forbidden("spec.LoadBalancerSourceRanges", _ONLY_LOAD_BALANCER))
    for index, value in enumerate(ranges):
        errors += cidr(f"spec.LoadBalancerSourceRanges[{index}]", value.strip())
    if spec.get("allocateLoadBalancerNodePorts") is not None and kind != "LoadBalancer":
        errors.append(forbidden("spec.allocateLoadBalancerNodePorts", _ONLY_LOAD_BALANCER))
    class_ = spec.get("loadBalancerClass")
    if class_ is not None:
        if kind != "LoadBalancer":
            errors.append(forbidden("spec.loadBalancerClass", _ONLY_LOAD_BALANCER))
        errors += wrong("spec.loadBalancerClass", class_, is_label_key(class_))
    return errors


def _traffic(kind: str, spec: Object) -> Errors:
    errors: Errors = []
    external = kind in {"LoadBalancer", "NodePort"} or (kind == "ClusterIP" and spec.get("externalIPs"))
    policy, inside = spec.get("externalTrafficPolicy") or "", spec.get("internalTrafficPolicy")
    if external:
        errors += one_of("spec.externalTrafficPolicy", policy, _POLICIES)
    elif policy:
        text = "may only be set for externally-accessible services"
        errors.append(invalid("spec.externalTrafficPolicy", policy, text))
    checked = kind == "LoadBalancer" and policy == "Local"
    if spec.get("healthCheckNodePort") and not checked:
        text = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        errors.append(invalid("spec.healthCheckNodePort", spec["healthCheckNodePort"], text))
    if inside is not None or kind in {"NodePort", "LoadBalancer", "ClusterIP"}:
        errors += one_of("spec.internalTrafficPolicy", inside, _POLICIES)
    distribution = spec.get("trafficDistribution")
    if distribution is not None and distribution not in _DISTRIBUTIONS:
        errors.append(not_supported("spec.trafficDistribution", distribution, _DISTRIBUTIONS))
    return errors


def _service_update(new: Object, old: Object) -> Errors:
    after, before = new["spec"], old["spec"]
    errors: Errors = []
    stays = "ExternalName" not in {after.get("type"), before.get("type")}
    was, now = before.get("clusterIPs") or [], after.get("clusterIPs") or []
    if stays and was and now and was[0] != now[0]:
        errors.append(invalid("spec.clusterIPs[0]", now, "may not change once set"))
    if stays and was and not now:
        errors.append(invalid("spec.clusterIPs[0]", now, "primary clusterIP can not be unset"))
    families, before_families = after.get("ipFamilies") or [], before.get("ipFamilies") or []
    if stays and before_families and families and before_families[0] != families[0]:
        errors.append(invalid("spec.ipFamilies[0]", families, "may not change once set"))
    return errors + _service(new)


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
    return errors + one_of(f"{path}.protocol", port.get("protocol"), PROTOCOLS)


def _endpoint_slice(endpoint_slice: Object) -> Errors:
    kind = endpoint_slice.get("addressType") or ""
    errors = one_of("addressType", kind, ["FQDN", "IPv4", "IPv6"])
    for index, endpoint in enumerate(endpoint_slice.get("endpoints") or ()):
        place = f"endpoints[{index}].addresses"
        addresses = endpoint.get("addresses") or []
        if not addresses:
            errors.append(required(place, "must contain at least 1 address"))
        for at, address in enumerate(addresses):
            errors += _slice_address(f"{place}[{at}]", kind, address)
    seen: set[str] = set()
    for index, port in enumerate(endpoint_slice.get("ports") or ()):
        name = port.get("name") or ""
        if name in seen:
            errors.append(duplicate(f"ports[{index}].name", name))
        seen.add(name)
        if name:
            errors += dns_label(f"ports[{index}].name", name)
        errors += one_of(f"ports[{index}].protocol", port.get("protocol"), PROTOCOLS)
    return errors


def _slice_address(path: str, kind: str, address: str) -> Errors:
    if kind == "FQDN":
        return subdomain(path, address)
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
    ("", "Service"): _service,
    ("", "Endpoints"): _endpoints,
    ("discovery.k8s.io", "EndpointSlice"): _endpoint_slice,
}
UPDATE = {
    ("", "Service"): _service_update,
    ("discovery.k8s.io", "EndpointSlice"): _endpoint_slice_update,
}
