"""Transformations of kustomizations: names, namespaces, labels, annotations, images, replicas, references.

Follows sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]
CLUSTER_SCOPED = {
    "Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "StorageClass", "PriorityClass",
    "CustomResourceDefinition", "APIService", "IngressClass", "RuntimeClass", "CSIDriver", "CSINode",
    "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "CertificateSigningRequest", "VolumeAttachment",
    "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
}  # fmt: skip
UNNAMED = {"CustomResourceDefinition", "Namespace", "APIService"}  # kinds whose names stay
TEMPLATES = {
    "Pod": (), "Deployment": ("spec", "template"), "ReplicaSet": ("spec", "template"),
    "StatefulSet": ("spec", "template"), "DaemonSet": ("spec", "template"), "Job": ("spec", "template"),
    "ReplicationController": ("spec", "template"), "CronJob": ("spec", "jobTemplate", "spec", "template"),
}  # fmt: skip
SELECTING = {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}


@dataclass(frozen=True)
class Renamed:
    """An object's name before and after."""

    kind: str
    old: str
    new: str
    namespace: str = ""


def transform(document: Object, objects: list[Object]) -> None:
    """Apply the kustomization's transformations to the objects, in place."""
    if document.get("namespace"):
        _set_namespace(objects, str(document["namespace"]))
    _prefix_names(objects, str(document.get("namePrefix") or ""), str(document.get("nameSuffix") or ""))
    for entry in document.get("labels") or []:
        for obj in objects:
            _add_labels(obj, entry.get("pairs") or {}, selectors=bool(entry.get("includeSelectors")),
                        templates=bool(entry.get("includeTemplates")))  # fmt: skip
    for obj in objects:
        if document.get("commonLabels"):
            _add_labels(obj, document["commonLabels"], selectors=True, templates=True)
        if document.get("commonAnnotations"):
            _annotate(obj, document["commonAnnotations"])
        for image in document.get("images") or []:
            _set_image(obj, image)
        for entry in document.get("replicas") or []:
            if obj["metadata"]["name"] == entry.get("name") and obj["kind"] in (*SELECTING, "ReplicationController"):
                obj.setdefault("spec", {})["replicas"] = entry.get("count")


def _set_namespace(objects: list[Object], namespace: str) -> None:
    for obj in objects:
        if obj.get("kind") == "Namespace":
            obj["metadata"]["name"] = namespace
        elif obj.get("kind") not in CLUSTER_SCOPED:
            obj.setdefault("metadata", {})["namespace"] = namespace
        if obj.get("kind") in ("RoleBinding", "ClusterRoleBinding"):
            for subject in obj.get("subjects") or []:
                if subject.get("kind") == "ServiceAccount" and (
                    subject.get("name") == "default" or "namespace" in subject
                ):
                    subject["namespace"] = namespace


def _prefix_names(objects: list[Object], prefix: str, suffix: str) -> None:
    if not prefix and not suffix:
        return
    renames = []
    for obj in objects:
        if obj.get("kind") in UNNAMED:
            continue
        old = obj["metadata"]["name"]
        obj["metadata"]["name"] = f"{prefix}{old}{suffix}"
        renames.append(Renamed(str(obj["kind"]), old, obj["metadata"]["name"], obj["metadata"].get("namespace", "")))
    for obj in objects:
        rename_references(obj, renames)


def template_of(obj: Object) -> Object | None:
    """The pod template of a workload (a pod is its own), or None."""
    path = TEMPLATES.get(str(obj.get("kind")))
    if path is None:
        return None
    found: Any = obj
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None


def containers_of(obj: Object) -> list[Object]:
    """The containers and init containers of a workload."""
    spec = (template_of(obj) or {}).get("spec") or {}
    return [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]


def _add_labels(obj: Object, pairs: Object, *, selectors: bool, templates: bool) -> None:
    text = {key: str(value) for key, value in pairs.items()}
    metadata = obj.setdefault("metadata", {})
    metadata["labels"] = {**(metadata.get("labels") or {}), **text}
    template = template_of(obj)
    if (selectors or templates) and template is not None and template is not obj:
        inner = template.setdefault("metadata", {})
        inner["labels"] = {**(inner.get("labels") or {}), **text}
    if not selectors:
        return
    spec = obj.get("spec")
    kind = obj.get("kind")
    if kind in SELECTING and isinstance(spec, dict):
        selector = spec.setdefault("selector", {})
        selector["matchLabels"] = {**(selector.get("matchLabels") or {}), **text}
    elif kind in ("Service", "ReplicationController") and isinstance(spec, dict) and spec.get("selector"):
        spec["selector"] = {**spec["selector"], **text}
    elif kind in ("PodDisruptionBudget", "NetworkPolicy") and isinstance(spec, dict):
        selector = spec.get("selector" if kind == "PodDisruptionBudget" else "podSelector")
        if isinstance(selector, dict) and selector.get("matchLabels"):
            selector["matchLabels"] = {**selector["matchLabels"], **text}


def _annotate(obj: Object, pairs: Object) -> None:
    text = {key: str(value) for key, value in pairs.items()}
    for target in (obj, template_of(obj)):
        if target is not None:
            metadata = target.setdefault("metadata", {})
            metadata["annotations"] = {**(metadata.get("annotations") or {}), **text}


def _set_image(obj: Object, image: Object) -> None:
    for container in containers_of(obj):
        name, tag, digest = _split_image(str(container.get("image", "")))
        if name != image.get("name"):
            continue
        name = str(image.get("newName") or name)
        if image.get("digest"):
            container["image"] = f"{name}@{image['digest']}"
        elif image.get("newTag"):
            container["image"] = f"{name}:{image['newTag']}"
        else:
            container["image"] = name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def _split_image(image: str) -> tuple[str, str, str]:
    name, _, digest = image.partition("@")
    head, colon, tag = name.rpartition(":")
    return (head, tag, digest) if colon and "/" not in tag else (name, "", digest)


def rename_references(obj: Object, renames: list[Renamed]) -> None:
    """Point an object's references to the new names, in place."""
    table = {(each.kind, each.old): each.new for each in renames}
    if not table:
        return
    for kind, holder, key in _references(obj):
        new = table.get((kind, holder.get(key, "")))
        if new is not None:
            holder[key] = new


def _references(obj: Object) -> Iterator[tuple[str, Object, str]]:
    """(kind, the mapping that holds the name, its key) of every reference to another object."""
    kind, spec = obj.get("kind"), obj.get("spec") or {}
    pod = (template_of(obj) or {}).get("spec") or {}
    yield from _pod_references(pod)
    if kind == "StatefulSet":
        yield "Service", spec, "serviceName"
    if kind == "Ingress":
        yield from _ingress_references(spec)
    if kind == "HorizontalPodAutoscaler" and (target := spec.get("scaleTargetRef")):
        yield str(target.get("kind")), target, "name"
    if kind in ("RoleBinding", "ClusterRoleBinding"):
        if reference := obj.get("roleRef"):
            yield str(reference.get("kind")), reference, "name"
        for subject in obj.get("subjects") or []:
            if subject.get("kind") == "ServiceAccount":
                yield "ServiceAccount", subject, "name"
    if kind == "PersistentVolumeClaim":
        yield "PersistentVolume", spec, "volumeName"
        yield "StorageClass", spec, "storageClassName"
    if kind == "ServiceAccount":
        for each in [*(obj.get("secrets") or []), *(obj.get("imagePullSecrets") or [])]:
            yield "Secret", each, "name"


def _pod_references(pod: Object) -> Iterator[tuple[str, Object, str]]:
    for container in [*(pod.get("initContainers") or []), *(pod.get("containers") or [])]:
        for variable in container.get("env") or []:
            source = variable.get("valueFrom") or {}
            if source.get("configMapKeyRef"):
                yield "ConfigMap", source["configMapKeyRef"], "name"
            if source.get("secretKeyRef"):
                yield "Secret", source["secretKeyRef"], "name"
        for source in container.get("envFrom") or []:
            if source.get("configMapRef"):
                yield "ConfigMap", source["configMapRef"], "name"
            if source.get("secretRef"):
                yield "Secret", source["secretRef"], "name"
    for volume in pod.get("volumes") or []:
        yield from _volume_references(volume)
    for secret in pod.get("imagePullSecrets") or []:
        yield "Secret", secret, "name"
    yield "ServiceAccount", pod, "serviceAccountName"
    yield "PriorityClass", pod, "priorityClassName"


def _volume_references(volume: Object) -> Iterator[tuple[str, Object, str]]:
    if volume.get("configMap"):
        yield "ConfigMap", volume["configMap"], "name"
    if volume.get("secret"):
        yield "Secret", volume["secret"], "secretName"
    if volume.get("persistentVolumeClaim"):
        yield "PersistentVolumeClaim", volume["persistentVolumeClaim"], "claimName"
    for source in (volume.get("projected") or {}).get("sources") or []:
        if source.get("configMap"):
            yield "ConfigMap", source["configMap"], "name"
        if source.get("secret"):
            yield "Secret", source["secret"], "name"


def _ingress_references(spec: Object) -> Iterator[tuple[str, Object, str]]:
    backends = [spec.get("defaultBackend") or {}]
    for rule in spec.get("rules") or []:
        backends += [path.get("backend") or {} for path in (rule.get("http") or {}).get("paths") or []]
    for backend in backends:
        if backend.get("service"):
            yield "Service", backend["service"], "name"
    for tls in spec.get("tls") or []:
        yield "Secret", tls, "secretName"
