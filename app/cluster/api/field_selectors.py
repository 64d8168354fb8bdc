"""Field selectors: `status.phase=Running,metadata.name!=x`, and which fields each resource lets one select by.

Follows kubernetes apimachinery/pkg/fields/selector.go and pkg/apis/*/v1/conversion.go: AddFieldLabelConversionFunc.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.cluster.api.errors import ApiError, bad_request
from app.cluster.api.registry import Resource

Object = dict[str, Any]
Read = Callable[[Object], str]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _path(dotted: str, missing: str = "") -> Read:
    names = dotted.split(".")

    def read(obj: Object) -> str:
        value: Any = obj
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return _text(value) or missing

    return read


def _pod_ips(obj: Object) -> str:
    return ",".join(item["ip"] for item in (obj.get("status") or {}).get("podIPs") or ())


def _event_source(obj: Object) -> str:
    return (obj.get("source") or {}).get("component") or obj.get("reportingComponent") or ""


_INVOLVED = ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")

# What may be selected by besides metadata.name and metadata.namespace; canonical objects are read.
_FIELDS: dict[tuple[str, str], dict[str, Read]] = {
    ("", "pods"): {
        "spec.nodeName": _path("spec.nodeName"),
        "spec.restartPolicy": _path("spec.restartPolicy"),
        "spec.schedulerName": _path("spec.schedulerName"),
        "spec.serviceAccountName": _path("spec.serviceAccountName"),
        "spec.hostNetwork": _path("spec.hostNetwork", "false"),
        "status.phase": _path("status.phase"),
        "status.podIP": _path("status.podIP"),
        "status.podIPs": _pod_ips,
        "status.nominatedNodeName": _path("status.nominatedNodeName"),
    },
    ("", "events"): {
        "type": _path("type"),
        **{f"involvedObject.{name}": _path(f"involvedObject.{name}") for name in _INVOLVED},
        "reason": _path("reason"),
        "reportingComponent": _path("reportingComponent"),
        "source": _event_source,
    },
    ("events.k8s.io", "events"): {
        "type": _path("type"),
        "reason": _path("reason"),
        "regarding.kind": _path("involvedObject.kind"),
        "regarding.namespace": _path("involvedObject.namespace"),
        "regarding.name": _path("involvedObject.name"),
        "reportingController": _path("reportingComponent"),
    },
    ("", "namespaces"): {"status.phase": _path("status.phase")},
    ("", "nodes"): {"spec.unschedulable": _path("spec.unschedulable", "false")},
    ("", "replicationcontrollers"): {"status.replicas": _path("status.replicas", "0")},
    ("", "secrets"): {"type": _path("type")},
    ("", "services"): {"spec.clusterIP": _path("spec.clusterIP"), "spec.type": _path("spec.type")},
    ("batch", "jobs"): {"status.successful": _path("status.succeeded", "0")},
    ("certificates.k8s.io", "certificatesigningrequests"): {"spec.signerName": _path("spec.signerName")},
    ("resource.k8s.io", "resourceslices"): {
        "spec.nodeName": _path("spec.nodeName"),
        "spec.driver": _path("spec.driver"),
    },
}
_NAME, _NAMESPACE = _path("metadata.name"), _path("metadata.namespace")
# Cluster-scoped kinds with conversion functions of their own do not know metadata.namespace.
_NO_NAMESPACE = {("", "namespaces"), ("", "nodes"), ("certificates.k8s.io", "certificatesigningrequests"),
                 ("resource.k8s.io", "resourceslices")}  # fmt: skip


@dataclass(frozen=True)
class FieldSelector:
    """Requirements (field, is it `!=`, value); all must hold."""

    requirements: tuple[tuple[str, bool, str], ...] = ()
    readers: tuple[Read, ...] = ()

    def matches(self, obj: Object) -> bool:
        """Whether a canonical object is selected."""
        return all(
            (read(obj) != value) == negated
            for (_, negated, value), read in zip(self.requirements, self.readers, strict=True)
        )

    def exact(self, field: str) -> str | None:
        """The value a field must have, when the selector says one."""
        return next((value for name, negated, value in self.requirements if name == field and not negated), None)

    @property
    def empty(self) -> bool:
        """Whether it selects everything."""
        return not self.requirements


def parse(text: str, resource: Resource) -> FieldSelector:
    """From the query; ApiError 400 for a field that the resource does not know."""
    requirements = tuple(_requirement(term) for term in _split(text) if term)
    return FieldSelector(requirements, tuple(_reader(resource, field) for field, _, _ in requirements))


def _split(text: str) -> list[str]:
    terms, current, escaped = [], "", False
    for char in text:
        if escaped:
            current, escaped = current + "\\" + char, False
        elif char == "\\":
            escaped = True
        elif char == ",":
            terms.append(current)
            current = ""
        else:
            current += char
    return [*terms, current]


def _requirement(term: str) -> tuple[str, bool, str]:
    for index in range(len(term)):
        for operator in ("!=", "==", "="):
            if term.startswith(operator, index):
                return term[:index], operator == "!=", _unescape(term[index + len(operator) :])
    raise bad_request(f"invalid selector: '{term}'; can't understand '{term}'")


def _unescape(value: str) -> str:
    return value.replace("\\\\", "\0").replace("\\,", ",").replace("\\=", "=").replace("\0", "\\")


def _reader(resource: Resource, field: str) -> Read:
    if field == "metadata.name":
        return _NAME
    if field == "metadata.namespace" and resource.key not in _NO_NAMESPACE:
        return _NAMESPACE
    place = (resource.group, resource.plural)
    known = _FIELDS.get(place)
    if known is not None and field in known:
        return known[field]
    if resource.custom is not None:
        found = {item["jsonPath"].lstrip(".") for item in resource.custom.get("selectableFields") or ()}
        if field in found:
            return _path(field)
    raise _unknown(resource, field)


def _unknown(resource: Resource, field: str) -> ApiError:
    place = (resource.group, resource.plural)
    if place == ("batch", "jobs"):
        return bad_request(f'field label "{field}" not supported for Job')
    if place == ("resource.k8s.io", "resourceslices"):
        return bad_request(f"field label not supported for {resource.api_version}, Kind=ResourceSlice: {field}")
    if resource.custom is not None:
        return bad_request(f"field label not supported: {field}")
    if place in _FIELDS:
        return bad_request(f"field label not supported: {field}")
    return bad_request(f'"{field}" is not a known field selector: only "metadata.name", "metadata.namespace"')
