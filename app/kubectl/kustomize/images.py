"""Names, tags and digests of images; numbers of replicas.

Follows sigs.k8s.io/kustomize api/filters/imagetag, api/internal/image, api/filters/replicacount.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.fields import FieldSpec, change_fields
from app.kubectl.kustomize.resource import Resource
from app.sim.regular import PatternError, compiled


def set_image(resources: list[Resource], entry: dict[str, Any], fields: Iterable[FieldSpec]) -> None:
    """One entry of `images`."""
    try:
        pattern = compiled(f"^{entry.get('name', '')}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$")
    except PatternError:
        return

    def change(image: Any) -> Any:
        return _changed(image, entry) if isinstance(image, str) and pattern.search(image) else image

    for resource in resources:
        change_fields(resource, fields, change)
        if resource.id.kind != "CustomResourceDefinition":
            _everywhere(resource.object, change)


def _everywhere(node: Any, change: Any) -> None:
    """Containers at any place, as custom resources have them."""
    if isinstance(node, list):
        for item in node:
            _everywhere(item, change)
        return
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        _everywhere(value, change)
        if key in ("containers", "initContainers") and isinstance(value, list):
            for container in value:
                if isinstance(container, dict) and "image" in container:
                    container["image"] = change(container["image"])


def _changed(image: str, entry: dict[str, Any]) -> str:
    name, tag, digest = split_image(image)
    name = entry.get("newName") or name
    new_tag, new_digest = str(entry.get("newTag") or ""), str(entry.get("digest") or "")
    if new_tag or new_digest:
        tag, digest = new_tag, new_digest
    elif suffix := str(entry.get("tagSuffix") or ""):
        tag, digest = tag + suffix, ""
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def split_image(image: str) -> tuple[str, str, str]:
    """(name, tag, digest) of `registry:5000/name:tag@sha256:...`."""
    host, slash, rest = image.partition("/")
    prefix = host + slash if slash and host else ""
    rest = rest if prefix else image
    rest, _, digest = rest.partition("@")
    name, _, tag = rest.partition(":")
    return prefix + name, tag, digest


def set_replicas(resources: list[Resource], entry: dict[str, Any], fields: Iterable[FieldSpec]) -> None:
    """One entry of `replicas`."""
    name, count = entry.get("name"), entry.get("count", 0)
    found = False
    for spec in fields:
        for resource in resources:
            if any(id_.name == name and spec.fits(id_) for id_ in resource.ids):
                found = True
                change_fields(resource, [spec], lambda _: count, 0)
    if not found:
        kinds = " ".join(spec.gvk_text() for spec in fields)
        raise KustomizeError(f"resource with name {name} does not match a config with the following GVK [{kinds}]")
