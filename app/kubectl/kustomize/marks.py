"""Labels and annotations for everything.

Follows sigs.k8s.io/kustomize api/internal/target/kusttarget_configplugin.go: LabelTransformer, AnnotationsTransformer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.fields import FieldSpec, change_fields
from app.kubectl.kustomize.resource import Resource
from app.kubectl.output.yaml_text import yaml_text

Pairs = dict[str, str]


def add_pairs(resources: list[Resource], pairs: Pairs, fields: Iterable[FieldSpec]) -> None:
    """Add labels or annotations to these fields."""
    if not pairs:
        return
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
