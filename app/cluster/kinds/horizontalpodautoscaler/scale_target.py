"""What an autoscaler scales: any resource with a scale subresource.

Follows kubernetes pkg/controller/podautoscaler/horizontal.go: scaleForResourceMappings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.cluster.api.custom.columns import read
from app.cluster.api.registry import Resource
from app.cluster.api.subresources.scale import selector_text
from app.cluster.control.plane import Plane
from app.cluster.control.resources import ResourceKey

Object = dict[str, Any]


class ScaleError(Exception):
    """There is nothing to scale; the message is what client-go says of it."""


@dataclass(frozen=True)
class ScaleTarget:
    """A stored object with its Scale: how many replicas it wants, and its pods' selector ("" for none)."""

    key: ResourceKey
    namespace: str
    name: str
    replicas: int
    selector: str
    path: str = ".spec.replicas"

    def resize(self, plane: Plane, wanted: int, manager: str) -> None:
        """Change the number of replicas."""

        def change(new: Object) -> None:
            at = new
            *parents, last = self.path.strip(".").split(".")
            for name in parents:
                at = at.setdefault(name, {})
            at[last] = wanted

        plane.objects.patch(self.key, self.namespace, self.name, change, manager=manager)


def find(plane: Plane, namespace: str, reference: Object) -> ScaleTarget:
    """The target of an autoscaler; ScaleError."""
    group = reference.get("apiVersion", "").rpartition("/")[0]
    resource = plane.api.resources.of_kind(group, reference["kind"])
    if resource is None:
        raise ScaleError(f'no matches for kind "{reference["kind"]}" in group "{group}"')
    if not any(sub.name == "scale" for sub in resource.kind.subresources):
        raise ScaleError("the server could not find the requested resource")
    name = reference["name"]
    obj = plane.objects.get(resource.kind.key, namespace, name)
    if obj is None:
        raise ScaleError(f'{resource.plural}{"." + resource.group if resource.group else ""} "{name}" not found')
    paths = _paths(resource)
    if not paths:
        return ScaleTarget(resource.kind.key, namespace, name, int(obj["spec"].get("replicas", 1)), selector_text(obj))
    path = paths["specReplicasPath"]
    selector = _first(obj, paths["labelSelectorPath"]) if paths.get("labelSelectorPath") else ""
    return ScaleTarget(resource.kind.key, namespace, name, int(_first(obj, path) or 0), str(selector or ""), path)


def _paths(resource: Resource) -> dict[str, str]:
    found = (resource.custom.get("subresources") or {}).get("scale") if resource.custom is not None else None
    return found or {}


def _first(obj: Object, path: str) -> Any:
    values = read(obj, path)
    return values[0] if values else None
