"""The server's internal form of an object, as it shows up in messages: Go's field names, every field, null for nil.

Internal types carry no JSON names; those of meta/v1 inside them keep theirs. Also the differences shown when something
immutable was changed.
Follows kubernetes pkg/apis/core/types.go and apimachinery/pkg/util/diff/diff.go: Diff.
"""

from __future__ import annotations

import difflib
import json
from typing import Any

from app.cluster.api.go_decode import zero
from app.cluster.api.go_types import Field, GoType, fields, go_type
from app.cluster.validation.field_errors import words

Object = dict[str, Any]
_CORE = "api.core.v1."
_META = "apimachinery."
_SCHEMA = "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
# Where the internal order is not that of the versioned struct.
_POD_SPEC = words(
    "Volumes InitContainers Containers EphemeralContainers RestartPolicy TerminationGracePeriodSeconds "
    "ActiveDeadlineSeconds DNSPolicy NodeSelector ServiceAccountName AutomountServiceAccountToken NodeName "
    "SecurityContext ImagePullSecrets Hostname Subdomain SetHostnameAsFQDN Affinity SchedulerName Tolerations "
    "HostAliases PriorityClassName Priority PreemptionPolicy DNSConfig ReadinessGates RuntimeClassName Overhead "
    "EnableServiceLinks TopologySpreadConstraints OS SchedulingGates ResourceClaims Resources HostnameOverride "
    "SchedulingGroup"
)
_POD_SECURITY = words(
    "SELinuxOptions WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy "
    "FSGroup FSGroupChangePolicy Sysctls SeccompProfile AppArmorProfile SELinuxChangePolicy"
)
_VOLUME_SOURCES = words(
    "HostPath EmptyDir GCEPersistentDisk AWSElasticBlockStore GitRepo Secret NFS ISCSI Glusterfs PersistentVolumeClaim "
    "RBD Quobyte FlexVolume Cinder CephFS Flocker DownwardAPI FC AzureFile ConfigMap VsphereVolume AzureDisk "
    "PhotonPersistentDisk Projected PortworxVolume ScaleIO StorageOS CSI Ephemeral Image"
)
_PDB_SPEC = ["MinAvailable", "Selector", "MaxUnavailable", "UnhealthyPodEvictionPolicy"]
_ORDERS = {
    _CORE + "PodSpec": _POD_SPEC,
    _CORE + "PodSecurityContext": _POD_SECURITY,
    _CORE + "VolumeSource": _VOLUME_SOURCES,
    "api.policy.v1.PodDisruptionBudgetSpec": _PDB_SPEC,
}
# What the versioned pod spec keeps beside the security context and the internal one inside it.
_HOST = {"HostNetwork": "hostNetwork", "HostPID": "hostPID", "HostIPC": "hostIPC"}
_SHARED = {"ShareProcessNamespace": "shareProcessNamespace", "HostUsers": "hostUsers"}


def internal(value: Any, struct: str) -> Any:
    """A versioned value as its internal struct encodes to JSON; `struct` as in go_structs.json."""
    return _encode(value, go_type(struct))


def difference(old: Any, new: Any) -> str:
    """The unified diff of two internal values, with no file names on top."""
    before, after = (json.dumps(item, indent=1, ensure_ascii=False).splitlines() for item in (old, new))
    lines = list(difflib.unified_diff(before, after, lineterm=""))[2:]
    return "".join(f"{line}\n" for line in lines)


def _encode(value: Any, typ: GoType) -> Any:
    if typ.kind == "pointer":
        return None if value is None else _encode(value, go_type(typ.elem))
    if typ.kind == "slice":
        return None if not value else [_encode(item, go_type(typ.elem)) for item in value]
    if typ.kind == "map":
        return None if not value else {key: _encode(value[key], go_type(typ.elem)) for key in sorted(value)}
    if typ.kind == "schemaOr":
        return _schema_or(value, typ)
    if typ.kind == "struct" and not typ.expression.startswith(_META):
        return _struct(value or {}, typ)
    if value is None:
        return zero(typ)
    return value


def _schema_or(value: Any, typ: GoType) -> Object:
    """A schema or something else. Follows apiextensions-apiserver/pkg/apis/apiextensions/types_jsonschema.go."""
    schema = _encode(value, go_type(_SCHEMA)) if isinstance(value, dict) else None
    if typ.expression.endswith("OrBool"):
        return {"Allows": value if isinstance(value, bool) else True, "Schema": schema}
    if typ.expression.endswith("OrStringArray"):
        return {"Schema": schema, "Property": value if isinstance(value, list) else None}
    several = [_encode(one, go_type(_SCHEMA)) for one in value] if isinstance(value, list) else None
    return {"Schema": schema, "JSONSchemas": several}


def _struct(value: Object, typ: GoType) -> Object:
    result: Object = {}
    for item in _ordered(typ.expression):
        if item.inline:
            result.update(_encode(value, item.type))
        elif item.go_name == "ObjectMeta":
            result.update(value.get("metadata") or {})
        else:
            result[item.go_name] = _member(value, item, typ.expression)
    return result


def _member(value: Object, item: Field, struct: str) -> Any:
    encoded = _encode(value.get(item.json_name), item.type)
    if struct == _CORE + "PodSpec" and item.go_name == "SecurityContext" and encoded is not None:
        host = {name: value.get(key, False) for name, key in _HOST.items()}
        return {**host, **{name: value.get(key) for name, key in _SHARED.items()}, **encoded}
    return encoded


def _ordered(struct: str) -> list[Field]:
    found = list(fields(struct))
    order = _ORDERS.get(struct)
    if order is None:
        return found
    named = {item.go_name: item for item in found}
    return [named[name] for name in order if name in named]
