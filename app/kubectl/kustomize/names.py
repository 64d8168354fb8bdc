"""Namespaces, prefixes, suffixes and hashes of names.

Follows sigs.k8s.io/kustomize api/internal/builtins: NamespaceTransformer, PrefixTransformer, SuffixTransformer,
HashTransformer; api/filters/namespace/namespace.go; api/internal/hasher or kyaml/../hasher.go.
"""

from __future__ import annotations

import hashlib
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.field_specs import NAMESPACES
from app.kubectl.kustomize.fields import change_fields
from app.kubectl.kustomize.resource import Resource
from app.kubectl.output.json_text import compact_json

KEEP_THEIR_NAMES = (("apiextensions.k8s.io", "CustomResourceDefinition"), ("apiregistration.k8s.io", "APIService"),
                    ("", "Namespace"))  # fmt: skip
BINDINGS = ("RoleBinding", "ClusterRoleBinding")
_LETTERS = str.maketrans({"0": "g", "1": "h", "3": "k", "a": "m", "e": "t"})


def set_namespace(resources: list[Resource], namespace: str) -> None:
    """Put everything that can be in a namespace into this one."""
    for resource in resources:
        if resource.id.namespace != namespace:
            resource.remember()
        if not resource.id.cluster_scoped:
            resource.metadata["namespace"] = namespace
        if resource.id.kind in BINDINGS:
            for subject in resource.object.get("subjects") or []:
                if subject.get("name") == "default":
                    subject["namespace"] = namespace
        change_fields(resource, NAMESPACES, lambda _: namespace, "")
        same = [each for each in resources if each.id.same(resource.id)]
        if len(same) != 1:
            shown = " ".join(compact_json(_with_past(each)) for each in same)
            raise KustomizeError(f"namespace transformation produces ID conflict: [{shown}]")


def _with_past(resource: Resource) -> dict[str, Any]:
    """The object with kustomize's notes of what it was called."""
    keys = {"Kinds": "kind", "Names": "name", "Namespaces": "effective_namespace"}
    notes = {
        f"internal.config.kubernetes.io/previous{word}": ",".join(getattr(id_, key) for id_ in resource.previous)
        for word, key in keys.items()
    }
    metadata = resource.object["metadata"]
    annotations = {**(metadata.get("annotations") or {}), **(notes if resource.previous else {})}
    return {**resource.object, "metadata": {**metadata, "annotations": annotations}}


def add_prefix(resources: list[Resource], prefix: str) -> None:
    """Put a prefix before names; an empty one is remembered as well."""
    for resource in resources:
        if _renamable(resource):
            resource.prefixes.append(prefix)
            if prefix:
                resource.remember()
                resource.rename(prefix + resource.id.name)


def add_suffix(resources: list[Resource], suffix: str) -> None:
    """Put a suffix after names; an empty one is remembered as well."""
    for resource in resources:
        if _renamable(resource):
            resource.suffixes.append(suffix)
            if suffix:
                resource.remember()
                resource.rename(resource.id.name + suffix)


def _renamable(resource: Resource) -> bool:
    original = resource.original
    return not any(original.is_kind(group, "", kind) for group, kind in KEEP_THEIR_NAMES)


def add_hashes(resources: list[Resource]) -> None:
    """Let generated names end in a hash of what the objects hold."""
    for resource in resources:
        if resource.needs_hash:
            resource.remember()
            resource.rename(f"{resource.id.name}-{content_hash(resource.object)}")


def content_hash(obj: dict[str, Any]) -> str:
    """Ten letters made from what an object holds."""
    kind = obj.get("kind")
    if kind not in ("ConfigMap", "Secret"):
        return _short(obj)
    data = obj.get("data")
    parts: dict[str, Any] = {"kind": kind, "name": "", "data": "" if data is None else data}  # any name hashes alike
    if kind == "Secret":
        parts["type"] = obj.get("type") or ""
        if isinstance(obj.get("stringData"), dict):
            parts["stringData"] = obj["stringData"]
    elif isinstance(obj.get("binaryData"), dict):
        parts["binaryData"] = obj["binaryData"]
    return _short(parts)


def _short(parts: dict[str, Any]) -> str:
    digest = hashlib.sha256(compact_json(parts).encode()).hexdigest()
    return digest[:10].translate(_LETTERS)
