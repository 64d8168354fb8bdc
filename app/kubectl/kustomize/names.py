"""Namespaces, prefixes, suffixes and hashes of names.

Follows sigs.k8s.io/kustomize api/internal/builtins: NamespaceTransformer, PrefixTransformer, SuffixTransformer,
HashTransformer; api/filters/namespace/namespace.go; api/internal/hasher or kyaml/../hasher.go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.fields import Change, FieldSpec, change_field, change_fields
from app.kubectl.kustomize.resource import Resource
from app.kubectl.output.json_text import compact_json

KEEP_THEIR_NAMES = (("apiextensions.k8s.io", "CustomResourceDefinition"), ("apiregistration.k8s.io", "APIService"),
                    ("", "Namespace"))  # fmt: skip
BINDINGS, SUBJECTS = ("RoleBinding", "ClusterRoleBinding"), "subjects/namespace"
_LETTERS = str.maketrans({"0": "g", "1": "h", "3": "k", "a": "m", "e": "t"})


def set_namespace(
    resources: list[Resource],
    namespace: str,
    fields: Iterable[FieldSpec],
    *,
    subjects: str = "",
    unset_only: bool = False,
) -> None:
    """Put everything that can be in a namespace into this one.

    `subjects` says which of role bindings: `allServiceAccounts`, `none`, else those called default. `unset_only`: what
    has a namespace keeps it.
    """

    def change(present: Any) -> Any:
        return present if unset_only and present else namespace

    for resource in resources:
        resource.remember()
        if not resource.id.cluster_scoped:
            resource.metadata["namespace"] = change(resource.id.namespace)
        if resource.id.kind in BINDINGS:
            _place_subjects(resource, subjects, change)
        for spec in fields:
            if spec.path != "metadata/namespace" and not (resource.id.kind in BINDINGS and spec.path == SUBJECTS):
                change_fields(resource, [spec], change, "")
        same = [each for each in resources if each.id.same(resource.id)]
        if len(same) != 1:
            shown = " ".join(compact_json(each.with_notes()) for each in same)
            raise KustomizeError(f"namespace transformation produces ID conflict: [{shown}]")


def _place_subjects(resource: Resource, which: str, change: Change) -> None:
    for subject in resource.object.get("subjects") or []:
        account = which == "allServiceAccounts" and subject.get("kind") == "ServiceAccount"
        if account or (which in ("", "defaultOnly") and subject.get("name") == "default"):
            subject["namespace"] = change(subject.get("namespace"))


def add_prefix(resources: list[Resource], prefix: str, fields: Iterable[FieldSpec]) -> None:
    """Put a prefix before names and before what these fields hold; an empty one is remembered as well."""
    for resource in resources:
        if _renamable(resource):
            resource.prefixes.append(prefix)
            _rename(resource, prefix, "", fields)


def add_suffix(resources: list[Resource], suffix: str, fields: Iterable[FieldSpec]) -> None:
    """Put a suffix after names and after what these fields hold; an empty one is remembered as well."""
    for resource in resources:
        if _renamable(resource):
            resource.suffixes.append(suffix)
            _rename(resource, "", suffix, fields)


def _rename(resource: Resource, prefix: str, suffix: str, fields: Iterable[FieldSpec]) -> None:
    for spec in fields:
        if not spec.fits(resource.original):
            continue
        if spec.path == "metadata/name" and (prefix or suffix):
            resource.remember()
        change_field(resource.object, spec, lambda value: f"{prefix}{value}{suffix}", "")


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
