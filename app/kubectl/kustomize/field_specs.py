"""Which fields of which kinds hold names, labels, images and the like.

Follows sigs.k8s.io/kustomize api/internal/konfig/builtinpluginconsts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.kubectl.kustomize.fields import FieldSpec

RBAC, HOOKS = "rbac.authorization.k8s.io", "admissionregistration.k8s.io"
POD_SPECS = {
    "Pod": "spec", "PodTemplate": "template/spec", "Deployment": "spec/template/spec",
    "ReplicaSet": "spec/template/spec", "DaemonSet": "spec/template/spec", "StatefulSet": "spec/template/spec",
    "Job": "spec/template/spec", "ReplicationController": "spec/template/spec",
    "CronJob": "spec/jobTemplate/spec/template/spec",
}  # fmt: skip
WITH_TEMPLATES = ("Pod", "PodTemplate", "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "CronJob")
WITH_ACCOUNTS = ("Pod", "StatefulSet", "Deployment", "ReplicationController", "CronJob", "Job", "DaemonSet")


@dataclass(frozen=True)
class NameReference:
    """A kind, and the fields of other objects that hold names of it."""

    kind: str
    group: str
    version: str
    fields: tuple[FieldSpec, ...]


def _in_pods(kinds: Iterable[str], *paths: str) -> list[FieldSpec]:
    return [FieldSpec(f"{POD_SPECS[kind]}/{path}", kind) for path in paths for kind in kinds]


def _in_containers(path: str) -> tuple[str, str]:
    return f"containers/{path}", f"initContainers/{path}"


def _fields(*parts: tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str]) -> list[FieldSpec]:
    """Fields, each given by path, kind and perhaps group and version."""
    return [FieldSpec(*each) for each in parts]


_CONFIG_MAP = [
    *_in_pods(WITH_TEMPLATES, "volumes/configMap/name", *_in_containers("env/valueFrom/configMapKeyRef/name"),
              *_in_containers("envFrom/configMapRef/name"), "volumes/projected/sources/configMap/name"),
    *_fields(("spec/configSource/configMap", "Node"), ("rules/resourceNames", "Role"),
             ("rules/resourceNames", "ClusterRole"),
             ("metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", "Ingress")),
]  # fmt: skip
_SECRET = [
    *_in_pods(WITH_TEMPLATES, "volumes/secret/secretName", *_in_containers("env/valueFrom/secretKeyRef/name"),
              *_in_containers("envFrom/secretRef/name"), "imagePullSecrets/name",
              "volumes/projected/sources/secret/name"),
    *_fields(
        ("spec/tls/secretName", "Ingress"), ("metadata/annotations/ingress.kubernetes.io\\/auth-secret", "Ingress"),
        ("metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret", "Ingress"),
        ("metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret", "Ingress"),
        ("imagePullSecrets/name", "ServiceAccount"), ("parameters/secretName", "StorageClass"),
        ("parameters/adminSecretName", "StorageClass"), ("parameters/userSecretName", "StorageClass"),
        ("parameters/secretRef", "StorageClass"), ("rules/resourceNames", "Role"),
        ("rules/resourceNames", "ClusterRole"), ("spec/azureFile/secretName", "PersistentVolume"),
        ("spec/template/spec/containers/env/valueFrom/secretKeyRef/name", "Service", "serving.knative.dev", "v1"),
    ),
]  # fmt: skip
_SERVICE = _fields(
    ("spec/serviceName", "StatefulSet", "apps"), ("spec/rules/http/paths/backend/serviceName", "Ingress"),
    ("spec/backend/serviceName", "Ingress"), ("spec/rules/http/paths/backend/service/name", "Ingress"),
    ("spec/defaultBackend/service/name", "Ingress"), ("spec/service/name", "APIService", "apiregistration.k8s.io"),
    ("webhooks/clientConfig/service", "ValidatingWebhookConfiguration", HOOKS),
    ("webhooks/clientConfig/service", "MutatingWebhookConfiguration", HOOKS),
)  # fmt: skip
_SERVICE_ACCOUNT = [
    *_fields(("subjects", "RoleBinding", RBAC), ("subjects", "ClusterRoleBinding", RBAC)),
    *_in_pods(WITH_ACCOUNTS, "serviceAccountName"),
]
_STORAGE_CLASS = _fields(
    ("spec/storageClassName", "PersistentVolume"), ("spec/storageClassName", "PersistentVolumeClaim"),
    ("spec/volumeClaimTemplates/spec/storageClassName", "StatefulSet"),
)  # fmt: skip
_SCALED = _fields(("spec/scaleTargetRef/name", "HorizontalPodAutoscaler"))

_NAMES: Mapping[tuple[str, str, str], list[FieldSpec]] = {
    **{(kind, "", ""): _SCALED for kind in ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")},
    ("ConfigMap", "", "v1"): _CONFIG_MAP,
    ("Secret", "", "v1"): _SECRET,
    ("Service", "", "v1"): _SERVICE,
    ("Role", RBAC, ""): _fields(("roleRef/name", "RoleBinding", RBAC)),
    ("ClusterRole", RBAC, ""): _fields(("roleRef/name", "RoleBinding", RBAC),
                                       ("roleRef/name", "ClusterRoleBinding", RBAC)),
    ("ServiceAccount", "", "v1"): _SERVICE_ACCOUNT,
    ("PersistentVolumeClaim", "", "v1"): _in_pods(WITH_ACCOUNTS, "volumes/persistentVolumeClaim/claimName"),
    ("PersistentVolume", "", "v1"): _fields(("spec/volumeName", "PersistentVolumeClaim"),
                                            ("rules/resourceNames", "ClusterRole")),
    ("StorageClass", "storage.k8s.io", "v1"): _STORAGE_CLASS,
    ("PriorityClass", "scheduling.k8s.io", "v1"): _in_pods(WITH_ACCOUNTS, "priorityClassName"),
    ("ValidatingAdmissionPolicy", HOOKS, ""): _fields(("spec/policyName", "ValidatingAdmissionPolicyBinding", HOOKS)),
}  # fmt: skip
NAME_REFERENCES = tuple(NameReference(*key, tuple(fields)) for key, fields in _NAMES.items())

_TEMPLATE = "spec/template/metadata"


def _templates(field: str) -> tuple[FieldSpec, ...]:
    """Where templates of workloads have labels or annotations."""
    return (
        FieldSpec(f"{_TEMPLATE}/{field}", "ReplicationController", "", "v1", create=True),
        *(FieldSpec(f"{_TEMPLATE}/{field}", kind, create=True) for kind in ("Deployment", "ReplicaSet", "DaemonSet")),
        FieldSpec(f"{_TEMPLATE}/{field}", "StatefulSet", "apps" if field == "labels" else "", create=True),
        FieldSpec(f"{_TEMPLATE}/{field}", "Job", "batch", create=True),
        FieldSpec(f"spec/jobTemplate/metadata/{field}", "CronJob", "batch", create=True),
        FieldSpec(f"spec/jobTemplate/{_TEMPLATE}/{field}", "CronJob", "batch", create=True),
    )


OWN_LABELS = FieldSpec("metadata/labels", create=True)
_CLAIM_LABELS = FieldSpec("spec/volumeClaimTemplates[]/metadata/labels", "StatefulSet", "apps", create=True)
TEMPLATE_LABELS = (OWN_LABELS, *_templates("labels"), _CLAIM_LABELS)
ANNOTATIONS = (FieldSpec("metadata/annotations", create=True), *_templates("annotations"))

_AFFINE = tuple(
    f"spec/template/spec/affinity/{affinity}/{term}/labelSelector/matchLabels"
    for affinity in ("podAffinity", "podAntiAffinity")
    for term in ("preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
                 "requiredDuringSchedulingIgnoredDuringExecution")
)  # fmt: skip
_SPREAD = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"
SELECTORS = (
    FieldSpec("spec/selector", "Service", "", "v1", create=True),
    FieldSpec("spec/selector", "ReplicationController", "", "v1", create=True),
    *(FieldSpec("spec/selector/matchLabels", kind, create=True) for kind in ("Deployment", "ReplicaSet", "DaemonSet")),
    FieldSpec("spec/selector/matchLabels", "StatefulSet", "apps", create=True),
    *(FieldSpec(path, kind, "apps") for kind in ("Deployment", "StatefulSet") for path in (*_AFFINE, _SPREAD)),
    FieldSpec("spec/selector/matchLabels", "Job", "batch"),
    FieldSpec("spec/jobTemplate/spec/selector/matchLabels", "CronJob", "batch"),
    FieldSpec("spec/selector/matchLabels", "PodDisruptionBudget", "policy"),
    *(FieldSpec(f"spec/{path}podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io")
      for path in ("", "ingress/from/", "egress/to/")),
)  # fmt: skip
COMMON_LABELS = (*SELECTORS, *TEMPLATE_LABELS)

IMAGES = tuple(
    FieldSpec(f"{spec}/{path}", create=True)
    for spec in ("spec", "spec/template/spec")
    for path in ("containers[]/image", "initContainers[]/image", "volumes[]/image/reference")
)
REPLICAS = tuple(
    FieldSpec("spec/replicas", kind, create=True)
    for kind in ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")
)
NAMESPACES = (
    FieldSpec("metadata/name", "Namespace", create=True),
    FieldSpec("spec/service/namespace", "APIService", "apiregistration.k8s.io", create=True),
    FieldSpec("spec/conversion/webhook/clientConfig/service/namespace", "CustomResourceDefinition",
              "apiextensions.k8s.io"),
)  # fmt: skip

_IN_CONTAINERS = ("args", "command", "env/value", "volumeMounts/mountPath")
_VARIABLE_KINDS = ("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet")
VARIABLES = (
    *_in_pods(_VARIABLE_KINDS, *(path for name in _IN_CONTAINERS for path in _in_containers(name))),
    *_in_pods(("DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet"), "volumes/nfs/server"),
    *_fields(("spec/jobTemplate/spec/template/volumes/nfs/server", "CronJob"),
             ("spec/volumeClaimTemplates/spec/nfs/server", "StatefulSet"),
             (f"{_TEMPLATE}/annotations", "Deployment"), ("spec/rules/host", "Ingress"), ("spec/tls/hosts", "Ingress"),
             ("spec/tls/secretName", "Ingress"), ("spec/ports/port", "Service"), ("spec/ports/targetPort", "Service"),
             ("spec/nfs/server", "PersistentVolume"), ("metadata/labels", ""), ("metadata/annotations", "")),
)  # fmt: skip
