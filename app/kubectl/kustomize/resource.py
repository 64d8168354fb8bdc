"""One object on its way through a kustomization: what it is, and what it was called before.

Follows sigs.k8s.io/kustomize api/resource/resource.go, kyaml/resid/{gvk,resid}.go.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from textwrap import indent
from typing import Any

from app.kubectl.output.yaml_text import yaml_text

Object = dict[str, Any]
NOTE = "internal.config.kubernetes.io/"
CLUSTER_SCOPED = frozenset({
    ("", "ComponentStatus"), ("", "Namespace"), ("", "Node"), ("", "PersistentVolume"),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"), ("apiregistration.k8s.io", "APIService"),
    ("authentication.k8s.io", "TokenReview"), ("authorization.k8s.io", "SelfSubjectAccessReview"),
    ("authorization.k8s.io", "SelfSubjectRulesReview"), ("authorization.k8s.io", "SubjectAccessReview"),
    ("certificates.k8s.io", "CertificateSigningRequest"), ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"), ("networking.k8s.io", "IngressClass"),
    ("node.k8s.io", "RuntimeClass"), ("policy", "PodSecurityPolicy"),
    ("rbac.authorization.k8s.io", "ClusterRole"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
    ("scheduling.k8s.io", "PriorityClass"), ("storage.k8s.io", "CSIDriver"), ("storage.k8s.io", "CSINode"),
    ("storage.k8s.io", "StorageClass"), ("storage.k8s.io", "VolumeAttachment"),
})  # fmt: skip


@dataclass(frozen=True)
class Id:
    """What an object is called: group, version and kind, name and namespace as written (perhaps empty)."""

    group: str
    version: str
    kind: str
    name: str
    namespace: str

    @property
    def cluster_scoped(self) -> bool:
        """Whether objects of the kind are in no namespace, as far as kustomize knows."""
        return (self.group, self.kind) in CLUSTER_SCOPED

    @property
    def effective_namespace(self) -> str:
        """Where the object will be: `default` without a namespace."""
        return "_non_namespaceable_" if self.cluster_scoped else self.namespace or "default"

    def same_kind(self, other: Id) -> bool:
        """Whether group, version and kind are the same."""
        return (self.group, self.version, self.kind) == (other.group, other.version, other.kind)

    def same(self, other: Id) -> bool:
        """Whether both mean the same object."""
        return (
            self.same_kind(other)
            and self.name == other.name
            and self.effective_namespace == other.effective_namespace
        )  # fmt: skip

    def is_kind(self, group: str = "", version: str = "", kind: str = "") -> bool:
        """Whether it is of a kind; empty parts fit any."""
        wanted = ((group, self.group), (version, self.version), (kind, self.kind))
        return all(not part or part == own for part, own in wanted)

    @property
    def gvk_text(self) -> str:
        """`Deployment.v1.apps`, `ConfigMap.v1.[noGrp]`."""
        return f"{self.kind or '[noKind]'}.{self.version or '[noVer]'}.{self.group or '[noGrp]'}"

    def __str__(self) -> str:
        return f"{self.gvk_text}/{self.name or '[noName]'}.{self.namespace or '[noNs]'}"


def id_of(obj: Object) -> Id:
    """What an object is called now."""
    group, _, version = str(obj.get("apiVersion") or "").rpartition("/")
    metadata = obj.get("metadata") or {}
    name, namespace = str(metadata.get("name") or ""), str(metadata.get("namespace") or "")
    return Id(group, version, str(obj.get("kind") or ""), name, namespace)


@dataclass(eq=False)
class Resource:
    """An object and its past. `previous` are its former ids, the first one as it was read."""

    object: Object
    previous: list[Id] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    suffixes: list[str] = field(default_factory=list)
    behavior: str = ""  # of what a generator made: create, merge, replace or unspecified
    needs_hash: bool = False
    origin: str = ""  # where it comes from, as YAML
    transformations: list[str] = field(default_factory=list)  # what was at work on it, each as YAML

    @property
    def id(self) -> Id:
        """What it is called now."""
        return id_of(self.object)

    @property
    def original(self) -> Id:
        """What it was called when it was read."""
        return self.previous[0] if self.previous else self.id

    @property
    def ids(self) -> list[Id]:
        """Everything it is or was called."""
        return [*self.previous, self.id]

    def remember(self) -> None:
        """Note the present id among the former ones."""
        self.previous.append(self.id)

    @property
    def metadata(self) -> Object:
        """The object's metadata; made if it has none."""
        if not isinstance(self.object.get("metadata"), dict):
            self.object["metadata"] = {}
        return self.object["metadata"]  # type: ignore[no-any-return]

    @property
    def annotations(self) -> dict[str, str]:
        """The object's annotations; {} without any."""
        found = (self.object.get("metadata") or {}).get("annotations")
        return found if isinstance(found, dict) else {}

    @property
    def labels(self) -> dict[str, str]:
        """The object's labels; {} without any."""
        return (self.object.get("metadata") or {}).get("labels") or {}

    def set_label(self, key: str, value: str) -> None:
        """Add a label."""
        self.metadata.setdefault("labels", {})[key] = value

    def rename(self, name: str) -> None:
        """Give it another name."""
        self.metadata["name"] = name

    def with_notes(self) -> Object:
        """The object with kustomize's notes of its past among its annotations."""
        keys = {"Kinds": "kind", "Names": "name", "Namespaces": "effective_namespace"}
        notes = {f"previous{word}": ",".join(getattr(id_, key) for id_ in self.previous) for word, key in keys.items()}
        notes |= {"prefixes": ",".join(filter(None, self.prefixes)), "suffixes": ",".join(filter(None, self.suffixes))}
        if self.behavior:
            notes |= {"generatorBehavior": self.behavior, "needsHashSuffix": "enabled" if self.needs_hash else ""}
        annotations = {**self.annotations, **{NOTE + key: value for key, value in notes.items() if value}}
        return {**self.object, "metadata": {**self.metadata, **({"annotations": annotations} if annotations else {})}}

    def drop_notes(self) -> None:
        """Take the notes away again, and annotations that are none."""
        annotations = {key: value for key, value in self.annotations.items() if not key.startswith(NOTE)}
        if annotations:
            self.metadata["annotations"] = annotations
        elif isinstance(self.object.get("metadata"), dict):
            self.object["metadata"].pop("annotations", None)

    def outer_marks(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The prefixes and suffixes it has got, without empty ones."""
        return tuple(filter(None, self.prefixes)), tuple(filter(None, self.suffixes))


def with_namespace(id_: Id, namespace: str) -> Id:
    """The same id in another namespace."""
    return replace(id_, namespace=namespace)


def configured_by(path: str, api_version: str, kind: str, name: str = "", namespace: str = "") -> str:
    """An origin as YAML: the file that configures a generator or transformer, and which one it is."""
    parts = {"apiVersion": api_version, "kind": kind, "name": name, "namespace": namespace}
    by = indent(yaml_text({key: value for key, value in parts.items() if value}), "  ")
    return f"configuredIn: {path}\nconfiguredBy:\n{by}"
