"""Services.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidateService, ValidateServiceClusterIPsRelatedFields.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from app.cluster.validation.containers import PROTOCOLS
from app.cluster.validation.endpoints import special_ip
from app.cluster.validation.field_errors import (
    Errors,
    FieldError,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
)
from app.cluster.validation.object_meta import validate_labels
from app.cluster.validation.rules import cidr, dns_label, ip_address, one_of, port_number_or_name, subdomain, wrong
from app.sim.names import is_label_key, is_port_number

Object = dict[str, Any]
_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_POLICIES = ("Cluster", "Local")
_DISTRIBUTIONS = ("PreferClose", "PreferSameNode", "PreferSameZone")
_MAX_AFFINITY_SECONDS = 86400
_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
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
    """Follows ValidateServiceClusterIPsRelatedFields."""
    path = "spec.clusterIPs"
    if spec.get("type") == "ExternalName":
        return []
    addresses, first = spec.get("clusterIPs") or [], spec.get("clusterIP") or ""
    errors: Errors = []
    if first and not addresses:
        errors.append(required(path))
    elif first and addresses[0] != first:
        errors.append(invalid(path, addresses, "first value must match `clusterIP`"))
    elif addresses and not first:
        errors.append(invalid(path, addresses, "must be empty when `clusterIP` is not specified"))
    errors += _families(spec)
    wrong_ones: Errors = []
    for index, address in enumerate(addresses):
        if index or address != "None":
            wrong_ones += ip_address(f"{path}[{index}]", address)
        elif len(addresses) > 1:
            wrong_ones.append(invalid(path, addresses, "'None' must be the first and only value"))
    errors += wrong_ones
    if len(addresses) > 2:
        errors.append(invalid(path, addresses, "may only hold up to 2 values"))
    return errors if wrong_ones else errors + _of_families(path, addresses, spec)


def _families(spec: Object) -> Errors:
    errors: Errors = []
    families = spec.get("ipFamilies") or []
    for index, family in enumerate(families):
        if family not in {"IPv4", "IPv6"}:
            errors.append(not_supported(f"spec.ipFamilies[{index}]", family, ["IPv4", "IPv6"]))
        if family in families[:index]:
            errors.append(duplicate(f"spec.ipFamilies[{index}]", family))
    policy, allowed = spec.get("ipFamilyPolicy"), ["PreferDualStack", "RequireDualStack", "SingleStack"]
    if policy is not None and policy not in allowed:
        errors.append(not_supported("spec.ipFamilyPolicy", policy, allowed))
    return errors


def _of_families(path: str, addresses: list[str], spec: Object) -> Errors:
    versions = ["" if address == "None" else f"IPv{ipaddress.ip_address(address).version}" for address in addresses]
    errors: Errors = []
    if len(addresses) > 1 and set(versions) != {"IPv4", "IPv6"}:
        errors.append(invalid(path, addresses, "may specify no more than one IP for each IP family"))
    for index, (version, family) in enumerate(zip(versions, spec.get("ipFamilies") or (), strict=False)):
        if version not in {"", family}:
            text = f"expected an {family} value as indicated by `ipFamilies[{index}]`"
            errors.append(invalid(f"{path}[{index}]", addresses[index], text))
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
    if not ranges and _RANGES in (service["metadata"].get("annotations") or {}):
        errors += _annotated_ranges(kind, service["metadata"]["annotations"][_RANGES])
    if spec.get("allocateLoadBalancerNodePorts") is not None and kind != "LoadBalancer":
        errors.append(forbidden("spec.allocateLoadBalancerNodePorts", _ONLY_LOAD_BALANCER))
    class_ = spec.get("loadBalancerClass")
    if class_ is not None:
        if kind != "LoadBalancer":
            errors.append(forbidden("spec.loadBalancerClass", _ONLY_LOAD_BALANCER))
        errors += wrong("spec.loadBalancerClass", class_, is_label_key(class_))
    return errors


def _annotated_ranges(kind: str | None, text: str) -> Errors:
    """The same said by an annotation of old."""
    path = f"metadata.annotations[{_RANGES}]"
    errors = [] if kind == "LoadBalancer" else [forbidden(path, _ONLY_LOAD_BALANCER)]
    for value in text.split(",") if text.strip() else ():
        errors += cidr(path, value.strip())
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
    if "ExternalName" not in {after.get("type"), before.get("type")}:
        errors += _addresses_kept(after, before)
        if not _headless(after) and not _headless(before):
            errors += _families_kept(after, before)
    both = after.get("type") == before.get("type") == "LoadBalancer"
    if both and after.get("loadBalancerClass") != before.get("loadBalancerClass"):
        shown = after.get("loadBalancerClass") or "null"
        errors.append(invalid("spec.loadBalancerClass", shown, "may not change once set"))
    checked = all(one.get("type") == "LoadBalancer" and one.get("externalTrafficPolicy") == "Local"
                  for one in (after, before))  # fmt: skip
    if checked and after.get("healthCheckNodePort") != before.get("healthCheckNodePort"):
        errors.append(forbidden("spec.healthCheckNodePort", "field is immutable"))
    return errors + _service(new)


def _addresses_kept(after: Object, before: Object) -> Errors:
    """Follows validateUpgradeDowngradeClusterIPs."""
    was, now = before.get("clusterIPs") or [], after.get("clusterIPs") or []
    if _headless(after) and _headless(before):
        return []
    path, text = "spec.clusterIPs", "may not change once set"
    if len(was) == len(now):
        return [invalid(f"{path}[{at}]", now, text) for at, one in enumerate(was) if one != now[at]]
    errors: Errors = []
    if not now:
        errors.append(invalid(f"{path}[0]", now or None, "primary clusterIP can not be unset"))
    elif was and was[0] != now[0]:
        errors.append(invalid(f"{path}[0]", now, text))
    if len(was) > len(now) == 1 and after.get("ipFamilyPolicy") != "SingleStack":
        errors.append(_not_single(after, "clusterIP"))
    return errors


def _families_kept(after: Object, before: Object) -> Errors:
    """Follows validateUpgradeDowngradeIPFamilies."""
    was, now = before.get("ipFamilies") or [], after.get("ipFamilies") or []
    path, text = "spec.ipFamilies[0]", "may not change once set"
    if len(was) == len(now):
        return [invalid(path, now, text) for at, one in enumerate(was) if one != now[at]]
    errors: Errors = []
    if len(was) > len(now) and not after.get("clusterIPs"):
        errors.append(invalid(path, now or None, "primary ipFamily can not be unset"))
    if was and now and was[0] != now[0]:
        errors.append(invalid(path, after.get("clusterIPs"), text))
    if len(was) > len(now) == 1 and after.get("ipFamilyPolicy") != "SingleStack":
        errors.append(_not_single(after, "ipFamily"))
    return errors


def _not_single(spec: Object, what: str) -> FieldError:
    text = f"must be set to 'SingleStack' when releasing the secondary {what}"
    return invalid("spec.ipFamilyPolicy", spec.get("ipFamilyPolicy") or "null", text)


CREATE = {("", "Service"): _service}
UPDATE = {("", "Service"): _service_update}
