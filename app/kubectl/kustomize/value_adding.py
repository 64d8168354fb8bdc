"""One value put into fields of many objects, or into paths that these fields hold.

Follows sigs.k8s.io/kustomize api/internal/builtins/ValueAddTransformer.go, api/filters/valueadd/valueadd.go.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.fields import FieldSpec, change_field
from app.kubectl.kustomize.names import set_namespace
from app.kubectl.kustomize.resource import Resource
from app.kubectl.kustomize.roots import Root
from app.kubectl.kustomize.selectors import select
from app.kubectl.kustomize.yaml_documents import read_document

Config = dict[str, Any]


def value_change(root: Root, config: Config) -> Callable[[list[Resource]], None]:
    """What a ValueAddTransformer does; without a value it is the name of its directory. KustomizeError."""
    value = str(config.get("value") or "").strip() or posixpath.basename(root.path)
    targets = list(config.get("targets") or [])
    if path := config.get("targetFilePath"):
        targets += (read_document(root.read(str(path))) or {}).get("targets") or []
    if not targets:
        raise KustomizeError("must specify at least one target")
    for target in targets:
        if not target.get("fieldPath"):
            raise KustomizeError("fieldPath cannot be empty")
        if (place := int(target.get("filePathPosition") or 0)) < 0:
            raise KustomizeError(f"value of FilePathPosition ({place}) cannot be negative")

    def change(resources: list[Resource]) -> None:
        for target in targets:
            selector = target.get("selector")
            _put(value, target, resources if selector is None else select(resources, selector))

    return change


def _put(value: str, target: Config, resources: list[Resource]) -> None:
    path, place = str(target["fieldPath"]), int(target.get("filePathPosition") or 0)
    if path == "metadata/namespace":
        for resource in resources:
            set_namespace([resource], value, ())
        return
    spec = FieldSpec(path, create=True)
    for resource in resources:
        change_field(resource.object, spec, lambda old: _inserted(str(old), place - 1, value) if place else value, "")


def _inserted(path: str, place: int, value: str) -> str:
    """A path with a part more; behind all others when there are not so many."""
    lead = "/" if path.startswith("/") else ""
    parts = path.strip("/").split("/") if path.strip("/") else []
    parts.insert(place, value)
    return lead + "/".join(parts)
