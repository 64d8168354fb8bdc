"""Fields of objects by path: which kinds have them, and how to reach them through lists.

Follows sigs.k8s.io/kustomize api/filters/fieldspec/fieldspec.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.resource import Id, Resource

Change = Callable[[Any], Any]  # the field's value -> what it becomes


@dataclass(frozen=True)
class FieldSpec:
    """A field of objects of a kind. `create`: it is made where it is missing."""

    path: str
    kind: str = ""
    group: str = ""
    version: str = ""
    create: bool = False

    def fits(self, id_: Id) -> bool:
        """Whether objects of that kind have it."""
        return id_.is_kind(self.group, self.version, self.kind)

    def is_selected(self, other: FieldSpec) -> bool:
        """Whether the kinds that another field is of take in the kinds that this one is of."""
        pairs = ((other.group, self.group), (other.version, self.version), (other.kind, self.kind))
        return all(not wanted or wanted == own for wanted, own in pairs)

    def gvk_text(self) -> str:
        """`Deployment.[noVer].[noGrp]`."""
        return Id(self.group, self.version, self.kind, "", "").gvk_text


def split_path(path: str) -> list[str]:
    """The parts of a path; a slash after a backslash belongs to the part."""
    parts: list[str] = []
    for piece in path.split("/"):
        if parts and parts[-1].endswith("\\"):
            parts[-1] = f"{parts[-1][:-1]}/{piece}"
        else:
            parts.append(piece)
    return parts


def change_fields(resource: Resource, specs: Iterable[FieldSpec], change: Change, missing: Any = None) -> None:
    """Change the fields that a resource has. `missing`: what a field begins with where it is to be created."""
    for spec in specs:
        if spec.fits(resource.id):
            change_field(resource.object, spec, change, missing)


def change_field(obj: Any, spec: FieldSpec, change: Change, missing: Any = None) -> None:
    """Change one field of an object."""
    _walk(obj, split_path(spec.path), spec.create and missing is not None, change, missing)


def _walk(node: Any, path: list[str], create: bool, change: Change, missing: Any) -> None:
    if isinstance(node, list):
        for item in node:
            _walk(item, path, create, change, missing)
        return
    if not isinstance(node, dict):
        raise KustomizeError("expected sequence or mapping node")
    name, through_list = path[0].removesuffix("[]"), path[0].endswith("[]")
    if node.get(name) is None:
        if not create or through_list:
            return
        node[name] = (
            (type(missing)(missing) if len(path) == 1 else {}) if name not in node or len(path) > 1 else missing
        )
    if len(path) == 1:
        node[name] = change(node[name])
    else:
        _walk(node[name], path[1:], create, change, missing)
