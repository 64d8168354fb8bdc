"""Labels and annotations for everything.

Follows sigs.k8s.io/kustomize api/internal/target/kusttarget_configplugin.go: LabelTransformer, AnnotationsTransformer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.field_specs import ANNOTATIONS, COMMON_LABELS, OWN_LABELS, TEMPLATE_LABELS
from app.kubectl.kustomize.fields import FieldSpec, change_fields
from app.kubectl.kustomize.resource import Resource
from app.kubectl.output.yaml_text import yaml_text

Pairs = dict[str, str]


def add_labels(resources: list[Resource], entry: dict[str, Any]) -> None:
    """One entry of `labels`: pairs, and where besides the objects themselves they go."""
    fields = [spec_of(each) for each in entry.get("fields") or []]
    if entry.get("includeSelectors"):
        fields += COMMON_LABELS
    else:
        fields += TEMPLATE_LABELS if entry.get("includeTemplates") else ()
        fields.append(OWN_LABELS)
    _add(resources, dict(entry.get("pairs") or {}), fields)


def add_common_labels(resources: list[Resource], pairs: Any) -> None:
    """`commonLabels`: everywhere, selectors too."""
    _add(resources, dict(pairs or {}), COMMON_LABELS)


def add_annotations(resources: list[Resource], pairs: Any) -> None:
    """`commonAnnotations`."""
    _add(resources, dict(pairs or {}), ANNOTATIONS)


def spec_of(entry: dict[str, Any]) -> FieldSpec:
    """A field named in a kustomization or configuration."""
    parts = {key: str(entry.get(key) or "") for key in ("path", "kind", "group", "version")}
    return FieldSpec(**parts, create=bool(entry.get("create")))


def _add(resources: list[Resource], pairs: Pairs, fields: Iterable[FieldSpec]) -> None:
    if not pairs:
        return
    fields = list(dict.fromkeys(fields))
    for resource in resources:
        for spec in fields:

            def joined(present: Any, spec: FieldSpec = spec, resource: Resource = resource) -> Any:
                if present is not None and not isinstance(present, dict):
                    raise _no_mapping(present, spec, resource)
                return {**(present or {}), **pairs}

            change_fields(resource, [spec], joined, {})


def _no_mapping(present: Any, spec: FieldSpec, resource: Resource) -> KustomizeError:
    kind = "SequenceNode" if isinstance(present, list) else "ScalarNode"
    return KustomizeError(
        f"considering field '{spec.path}' of object {resource.id}: wrong node kind: "
        f"expected MappingNode but got {kind}: node contents:\n{yaml_text(present)}"
    )
