"""Defaults of pod specs, shared by pods and by everything with a pod template.

Follows kubernetes pkg/apis/core/v1/defaults.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.fields import branch, default, each

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_MODE = 0o644


def default_template(template: dict[str, Any]) -> None:
    """Defaults of a `template` field: metadata and spec."""
    branch(template, "metadata")
    default_pod_spec(branch(template, "spec"))


def default_pod_spec(spec: dict[str, Any]) -> None:
    """Defaults of a pod spec, whoever holds it."""
    default(spec, "dnsPolicy", "ClusterFirst")
    default(spec, "restartPolicy", "Always")
    default(spec, "schedulerName", "default-scheduler")
    default(spec, "terminationGracePeriodSeconds", 30)
    branch(spec, "securityContext")
    _default_service_account(spec)
    for volume in each(spec, "volumes"):
        default_volume(volume)
    for container in containers(spec):
        default_container(container)
    for container in each(spec, "ephemeralContainers"):
        default_container(container)


def default_pod(pod: dict[str, Any]) -> None:
    """Defaults of a pod: those of its spec, and those that only real pods get."""
    spec = branch(pod, "spec")
    default(spec, "enableServiceLinks", True)
    default_pod_spec(spec)
    for container in containers(spec):
        _default_requests(container)
        for port in each(container, "ports") if spec.get("hostNetwork") else ():
            if not port.get("hostPort"):
                port["hostPort"] = port.get("containerPort", 0)


def containers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Init containers, then containers."""
    return [*each(spec, "initContainers"), *each(spec, "containers")]


def default_container(container: dict[str, Any]) -> None:
    """Defaults of one container of any kind."""
    default(container, "imagePullPolicy", pull_policy(container.get("image") or ""))
    branch(container, "resources")
    default(container, "terminationMessagePath", "/dev/termination-log")
    default(container, "terminationMessagePolicy", "File")
    for port in each(container, "ports"):
        default(port, "protocol", "TCP")
    for variable in each(container, "env"):
        field_ref = (variable.get("valueFrom") or {}).get("fieldRef")
        if field_ref is not None:
            default(field_ref, "apiVersion", "v1")
    for name in _PROBES:
        if container.get(name) is not None:
            default_probe(container[name])
    for hook in (container.get("lifecycle") or {}).values():
        _default_http_get((hook or {}).get("httpGet"))


def default_probe(probe: dict[str, Any]) -> None:
    """Defaults of a probe; zero counts as not set."""
    values = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
    for key, value in values.items():
        if not probe.get(key):
            probe[key] = value
    _default_http_get(probe.get("httpGet"))
    if probe.get("grpc") is not None and probe["grpc"].get("service") is None:
        probe["grpc"]["service"] = ""


def _default_http_get(action: dict[str, Any] | None) -> None:
    if action is not None:
        default(action, "path", "/")
        default(action, "scheme", "HTTP")


def pull_policy(image: str) -> str:
    """`Always` for the tag latest, which no tag and no digest means too."""
    name, _, digest = image.partition("@")
    _, _, tag = name.rpartition("/")[2].partition(":")
    return "Always" if tag == "latest" or not (tag or digest) else "IfNotPresent"


def _default_service_account(spec: dict[str, Any]) -> None:
    # The deprecated field mirrors the new one; alone, it still counts.
    name = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if name:
        spec["serviceAccountName"] = spec["serviceAccount"] = name


def _default_requests(container: dict[str, Any]) -> None:
    resources = branch(container, "resources")
    for name, amount in (resources.get("limits") or {}).items():
        requests = branch(resources, "requests")
        requests.setdefault(name, amount)


def default_volume(volume: dict[str, Any]) -> None:
    """Defaults of a volume; one without a source is an empty directory."""
    sources = [key for key, value in volume.items() if key != "name" and value is not None]
    if not sources:
        volume["emptyDir"] = {}
    for key in ("secret", "configMap", "downwardAPI", "projected"):
        if volume.get(key) is not None:
            default(volume[key], "defaultMode", _MODE)
    for item in each(volume.get("downwardAPI"), "items"):
        _default_downward_item(item)
    for source in each(volume.get("projected"), "sources"):
        if source.get("serviceAccountToken") is not None:
            default(source["serviceAccountToken"], "expirationSeconds", 3600)
        for item in each(source.get("downwardAPI"), "items"):
            _default_downward_item(item)
    claim = ((volume.get("ephemeral") or {}).get("volumeClaimTemplate") or {}).get("spec")
    if claim is not None:
        default(claim, "volumeMode", "Filesystem")
    if volume.get("image") is not None:
        default(volume["image"], "pullPolicy", pull_policy(volume["image"].get("reference") or ""))
    default_volume_source(volume)


def default_volume_source(volume: dict[str, Any]) -> None:
    """Defaults of the sources that volumes of pods and persistent volumes share."""
    if volume.get("hostPath") is not None:
        volume["hostPath"].setdefault("type", "")
    if volume.get("iscsi") is not None:
        default(volume["iscsi"], "iscsiInterface", "default")
    if volume.get("rbd") is not None:
        for key, value in {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"}.items():
            default(volume["rbd"], key, value)
    if volume.get("azureDisk") is not None:
        for key, text in {"cachingMode": "ReadWrite", "kind": "Shared", "fsType": "ext4"}.items():
            default(volume["azureDisk"], key, text)
        default(volume["azureDisk"], "readOnly", False)
    if volume.get("scaleIO") is not None:
        default(volume["scaleIO"], "storageMode", "ThinProvisioned")
        default(volume["scaleIO"], "fsType", "xfs")


def _default_downward_item(item: dict[str, Any]) -> None:
    if item.get("fieldRef") is not None:
        default(item["fieldRef"], "apiVersion", "v1")
