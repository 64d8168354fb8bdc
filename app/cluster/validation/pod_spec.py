"""The spec of a pod, whoever holds it, and pod templates.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidatePodSpec, ValidatePodTemplateSpec.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.containers import (
    PodContext,
    validate_containers,
    validate_ephemeral_containers,
    validate_init_containers,
)
from app.cluster.validation.environment import validate_file_volumes
from app.cluster.validation.field_errors import Errors, duplicate, forbidden, invalid, required, too_long
from app.cluster.validation.object_meta import validate_annotations, validate_labels
from app.cluster.validation.operating_systems import validate_os
from app.cluster.validation.pod_annotations import annotations_match, validate_pod_annotations
from app.cluster.validation.pod_resources import validate_pod_resources, validate_resource_claims
from app.cluster.validation.resources import requirements
from app.cluster.validation.rules import dns_label, ip_address, one_of, subdomain, wrong
from app.cluster.validation.scheduling_rules import (
    validate_affinity,
    validate_spread_constraints,
    validate_tolerations,
)
from app.cluster.validation.security_context import validate_pod_security_context
from app.cluster.validation.volumes import validate_volumes
from app.sim.names import in_range, is_label_key, is_subdomain, is_subdomain_with_underscores

Object = dict[str, Any]
_MAX_INT32 = 2**31 - 1
_MAX_HOSTNAME = 64
_MAX_SEARCHES, _MAX_SEARCH_TEXT = 32, 2048
_RESTART_POLICIES = ("Always", "OnFailure", "Never")
_DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")


def validate_template(path: str, template: Object) -> Errors:
    """A pod template: the metadata it gives to pods, and their spec."""
    metadata = template.get("metadata") or {}
    # Upstream names these paths without `metadata`.
    errors = validate_labels(metadata.get("labels"), f"{path}.labels")
    annotations = metadata.get("annotations") or {}
    errors += validate_annotations(annotations, f"{path}.annotations")
    spec = template.get("spec") or {}
    errors += validate_pod_annotations(f"{path}.annotations", annotations, spec)
    errors += validate_pod_spec(f"{path}.spec", spec) + annotations_match(f"{path}.spec", annotations, spec)
    if spec.get("ephemeralContainers"):
        text = "ephemeral containers not allowed in pod template"
        errors.append(forbidden(f"{path}.spec.ephemeralContainers", text))
    return errors


def validate_pod_spec(path: str, spec: Object, *, pod_name: str = "", real_pod: bool = False) -> Errors:
    """A pod spec; `real_pod` when it is a pod's own and not a template's."""
    errors: Errors = []
    grace = spec.get("terminationGracePeriodSeconds")
    if grace is None:
        errors.append(required(f"{path}.terminationGracePeriodSeconds"))
    volumes, found = validate_volumes(f"{path}.volumes", spec.get("volumes") or [], pod_name, real_pod=real_pod)
    errors += found + validate_resource_claims(f"{path}.resourceClaims", spec.get("resourceClaims") or [])
    claims = {claim["name"] for claim in spec.get("resourceClaims") or () if claim.get("name")}
    host_users = spec.get("hostUsers") is not False
    pod = PodContext(volumes, claims, grace, spec.get("restartPolicy") or "", host_users)
    regular, init = spec.get("containers") or [], spec.get("initContainers") or []
    errors += validate_containers(f"{path}.containers", regular, pod)
    errors += validate_init_containers(f"{path}.initContainers", init, regular, pod)
    ephemeral = spec.get("ephemeralContainers") or []
    errors += validate_ephemeral_containers(f"{path}.ephemeralContainers", ephemeral, regular + init, pod)
    if spec.get("resources") is not None:
        errors += validate_pod_resources(f"{path}.resources", spec, claims)
    errors += _host_network(f"{path}.containers", spec, real_pod=real_pod)
    errors += one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), _RESTART_POLICIES)
    errors += one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), _DNS_POLICIES)
    errors += validate_labels(spec.get("nodeSelector"), f"{path}.nodeSelector")
    errors += validate_pod_security_context(f"{path}.securityContext", spec.get("securityContext"), spec)
    errors += validate_affinity(f"{path}.affinity", spec.get("affinity"))
    errors += _dns_config(f"{path}.dnsConfig", spec)
    errors += _gates(path, spec)
    errors += validate_spread_constraints(
        f"{path}.topologySpreadConstraints", spec.get("topologySpreadConstraints") or []
    )
    errors += _host_users(path, spec) + _hostname_override(f"{path}.hostnameOverride", spec)
    errors += _named_fields(path, spec)
    # Upstream visits containers of all kinds, the first ones first.
    for key, containers in (("initContainers", init), ("containers", regular), ("ephemeralContainers", ephemeral)):
        errors += validate_file_volumes(f"{path}.{key}", containers, spec.get("volumes") or [])
    return errors


def _host_network(path: str, spec: Object, *, real_pod: bool) -> Errors:
    errors: Errors = []
    for index, container in enumerate(spec.get("containers") or () if spec.get("hostNetwork") else ()):
        for at, port in enumerate(container.get("ports") or ()):
            host = port.get("hostPort") or 0
            if (real_pod or host) and host != port.get("containerPort"):
                text = "must match `containerPort` when `hostNetwork` is true"
                errors.append(invalid(f"{path}[{index}].ports[{at}].hostPort", host, text))
    return errors


def _dns_config(path: str, spec: Object) -> Errors:
    config = spec.get("dnsConfig")
    if spec.get("dnsPolicy") == "None":
        if config is None:
            return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")]
        if not config.get("nameservers"):
            text = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            return [required(f"{path}.nameservers", text)]
    if config is None:
        return []
    servers = config.get("nameservers") or []
    errors: Errors = []
    if len(servers) > 3:
        errors.append(invalid(f"{path}.nameservers", servers, "must not have more than 3 nameservers"))
    for index, server in enumerate(servers):
        errors += ip_address(f"{path}.nameservers[{index}]", server)
    errors += _searches(f"{path}.searches", config.get("searches") or [])
    for index, option in enumerate(config.get("options") or ()):
        if not option.get("name"):
            errors.append(required(f"{path}.options[{index}]", "must not be empty"))
    return errors


def _searches(path: str, searches: list[str]) -> Errors:
    errors: Errors = []
    if len(searches) > _MAX_SEARCHES:
        errors.append(invalid(path, searches, f"must not have more than {_MAX_SEARCHES} search paths"))
    if len(" ".join(searches)) > _MAX_SEARCH_TEXT:
        text = f"must not have more than {_MAX_SEARCH_TEXT} characters (including spaces) in the search list"
        errors.append(invalid(path, searches, text))
    for index, search in enumerate(searches):
        if search != ".":
            name = search.removesuffix(".")
            errors += wrong(f"{path}[{index}]", name, is_subdomain_with_underscores(name))
    return errors


def _gates(path: str, spec: Object) -> Errors:
    errors: Errors = []
    for index, gate in enumerate(spec.get("readinessGates") or ()):
        kind = gate.get("conditionType") or ""
        errors += wrong(f"{path}.readinessGates[{index}].conditionType", kind, is_label_key(kind))
    seen: set[str] = set()
    for index, gate in enumerate(spec.get("schedulingGates") or ()):
        place, name = f"{path}.schedulingGates[{index}]", gate.get("name") or ""
        errors += wrong(place, name, is_label_key(name))
        if name in seen:
            errors.append(duplicate(place, name))
        seen.add(name)
    return errors


def _host_users(path: str, spec: Object) -> Errors:
    if spec.get("hostUsers") is not False:
        return []
    # Upstream spells two of these paths with capitals.
    fields = {"hostNetwork": "hostNetwork", "hostPID": "HostPID", "hostIPC": "HostIPC"}
    text = "when `hostUsers` is false"
    errors = [forbidden(f"{path}.{shown}", text) for key, shown in fields.items() if spec.get(key)]
    for key in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(spec.get(key) or ()):
            if container.get("volumeDevices"):
                errors.append(forbidden(f"{path}.{key}[{index}].volumeDevices", text))
    return errors


def _hostname_override(path: str, spec: Object) -> Errors:
    """Follows validatePodHostName."""
    name = spec.get("hostnameOverride")
    if name is None:
        return []
    others = [key for key in ("setHostnameAsFQDN", "hostNetwork") if spec.get(key)]
    errors = [forbidden(path, f"may not be specified when {key} is true") for key in others]
    if len(name) > _MAX_HOSTNAME:
        errors.append(too_long(path, _MAX_HOSTNAME))
    return errors + subdomain(path, name)


def _named_fields(path: str, spec: Object) -> Errors:
    errors: Errors = []
    for key in ("serviceAccountName", "nodeName"):
        if spec.get(key):
            errors += subdomain(f"{path}.{key}", spec[key])
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= _MAX_INT32:
        errors.append(invalid(f"{path}.activeDeadlineSeconds", deadline, in_range(1, _MAX_INT32)))
    for key in ("hostname", "subdomain"):
        if spec.get(key):
            errors += dns_label(f"{path}.{key}", spec[key])
    errors += validate_tolerations(f"{path}.tolerations", spec.get("tolerations") or [])
    for index, alias in enumerate(spec.get("hostAliases") or ()):
        place = f"{path}.hostAliases[{index}]"
        errors += ip_address(f"{place}.ip", alias.get("ip") or "")
        for at, name in enumerate(alias.get("hostnames") or ()):
            errors += subdomain(f"{place}.hostnames[{at}]", name)
    if spec.get("priorityClassName"):
        errors += subdomain(f"{path}.priorityClassName", spec["priorityClassName"])
    runtime = spec.get("runtimeClassName")
    if runtime is not None:
        errors += wrong(f"{path}.runtimeClassName", runtime, is_subdomain(runtime))
    policy = spec.get("preemptionPolicy")
    if policy is not None:
        errors += one_of(f"{path}.preemptionPolicy", policy, ["PreemptLowerPriority", "Never"])
    if spec.get("overhead") is not None:
        errors += requirements(f"{path}.overhead", {"limits": spec["overhead"]}, set())
    return errors + validate_os(path, spec)
