"""Which resources a patch or replacement is for.

Follows sigs.k8s.io/kustomize api/types/selector.go, api/resmap/reswrangler.go: Select.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.resource import Resource
from app.sim import label_syntax
from app.sim.regular import PatternError, compiled


def select(resources: list[Resource], selector: Mapping[str, Any]) -> list[Resource]:
    """The resources that fit: patterns of group, version, kind, name and namespace; labels and annotations."""
    return [resource for resource in resources if fits(resource, selector)]


def fits(resource: Resource, selector: Mapping[str, Any]) -> bool:
    """Whether a resource fits, under its present or its original name."""
    now, before = resource.id, resource.original
    if not (_like(selector, "name", before.name) or _like(selector, "name", now.name)):
        return False
    places = (before.effective_namespace, now.effective_namespace)
    if not any(_like(selector, "namespace", place) for place in places):
        return False
    if not all(_like(selector, key, getattr(now, key)) for key in ("group", "version", "kind")):
        return False
    return marked(resource, selector)


def marked(resource: Resource, selector: Mapping[str, Any]) -> bool:
    """Whether a resource has the labels and annotations that are asked for."""
    pairs = (("labelSelector", resource.labels), ("annotationSelector", resource.annotations))
    return all(_marked(str(selector.get(key) or ""), marks) for key, marks in pairs)


def _like(selector: Mapping[str, Any], key: str, value: str) -> bool:
    pattern = str(selector.get(key) or "")
    if not pattern:
        return True
    try:
        return compiled(f"^(?:{pattern})$").search(value) is not None
    except PatternError as wrong:
        raise KustomizeError(str(wrong)) from None


def _marked(selector: str, marks: Mapping[str, str]) -> bool:
    if not selector:
        return True
    try:
        return label_syntax.parse(selector).matches(marks)
    except label_syntax.SelectorError as wrong:
        raise KustomizeError(str(wrong)) from None
