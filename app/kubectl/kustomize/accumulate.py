"""A directory's resources and everything that its kustomization does to them, bases and components first.

Follows sigs.k8s.io/kustomize api/internal/target/kusttarget.go: accumulateTarget, configureBuiltinTransformers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.kubectl.errors import Failure
from app.kubectl.files import download
from app.kubectl.kustomize import images, marks, names
from app.kubectl.kustomize.errors import KustomizeError, MalformedError, prefixed
from app.kubectl.kustomize.field_specs import NAME_REFERENCES, NameReference
from app.kubectl.kustomize.generators import generate
from app.kubectl.kustomize.kustomization import Kustomization, read_kustomization
from app.kubectl.kustomize.loading import resources_in
from app.kubectl.kustomize.patches import apply_merge_patches, apply_old_json_patches, apply_patches
from app.kubectl.kustomize.replacements import apply_replacements
from app.kubectl.kustomize.resource import Resource
from app.kubectl.kustomize.roots import Root


@dataclass
class Accumulated:
    """What has come together so far."""

    resources: list[Resource] = field(default_factory=list)
    variables: list[dict[str, Any]] = field(default_factory=list)
    name_references: tuple[NameReference, ...] = NAME_REFERENCES
    sort_options: dict[str, Any] | None = None
    metadata: list[str] = field(default_factory=list)

    def add(self, resource: Resource) -> None:
        """Add one; KustomizeError when there is one of that id already."""
        if any(each.id.same(resource.id) for each in self.resources):
            raise KustomizeError(f"may not add resource with an already registered id: {resource.id}")
        self.resources.append(resource)


async def accumulate(root: Root) -> Accumulated:
    """Everything that the kustomization in a directory makes, hashes and references aside."""
    return await _accumulate(root, read_kustomization(root), Accumulated())


async def _accumulate(root: Root, wanted: Kustomization, found: Accumulated) -> Accumulated:
    try:
        for path in wanted["resources"]:
            await _add_resource(root, path, found)
    except KustomizeError as wrong:
        raise prefixed(wrong, "accumulating resources") from None
    generate(root, wanted, found.resources)
    for path in wanted.get("components") or []:
        await _add_component(root, path, found)
    _transform(root, wanted, found.resources)
    _add_variables(found, wanted.get("vars") or [])
    found.sort_options = wanted.get("sortOptions")
    found.metadata = wanted.get("buildMetadata") or []
    return found


async def _add_resource(root: Root, path: Any, found: Accumulated) -> None:
    """A file, or else the directory of a base."""
    try:
        await _add_file(root, str(path), found)
        return
    except KustomizeError as wrong:
        not_a_file = wrong
    try:
        base = root.enter(str(path))
    except KustomizeError as wrong:
        if isinstance(not_a_file, MalformedError):
            raise not_a_file from None
        raise prefixed(wrong, f"accumulation err='{not_a_file}'") from None
    try:
        sub = await _sub_directory(base, None)
        for resource in sub.resources:
            try:
                found.add(resource)
            except KustomizeError as wrong:
                raise prefixed(wrong, f"recursed merging from path '{base.path}'") from None
        _add_variables(found, sub.variables)
    except KustomizeError as wrong:
        raise prefixed(wrong, f"accumulation err='{not_a_file}'") from None


async def _add_file(root: Root, path: str, found: Accumulated) -> None:
    where = f"accumulating resources from '{path}'"
    try:
        read = resources_in(await _contents(root, path), path)
    except MalformedError as wrong:
        raise MalformedError(f"{where}: {wrong}") from None
    except KustomizeError as wrong:
        raise prefixed(wrong, where) from None
    for resource in read:
        resource.origin = f"path: {root.from_top(path)}\n"
        try:
            found.add(resource)
        except KustomizeError as wrong:
            raise prefixed(wrong, f"merging resources from '{path}'") from None


async def _contents(root: Root, path: str) -> bytes:
    if path.startswith(("http://", "https://")) and path.endswith((".yaml", ".yml", ".json")):
        try:
            return await download(root.world.call, path)
        except Failure as wrong:
            raise KustomizeError(str(wrong)) from None
    return root.read(path)


async def _add_component(root: Root, path: Any, found: Accumulated) -> None:
    try:
        entered = root.enter(str(path))
    except KustomizeError as wrong:
        raise KustomizeError(f'accumulating components: loader.New "{wrong}"') from None
    try:
        await _sub_directory(entered, found)
    except KustomizeError as wrong:
        raise KustomizeError(f'accumulating components: accumulateDirectory: "{wrong}"') from None


async def _sub_directory(root: Root, found: Accumulated | None) -> Accumulated:
    """A base on its own (no `found`), or a component at work on what there is."""
    try:
        wanted = read_kustomization(root)
    except KustomizeError as wrong:
        raise prefixed(wrong, f"couldn't make target for path '{root.path}'") from None
    if found is not None and wanted["kind"] != "Component":
        raise KustomizeError(f"expected kind 'Component' for path '{root.path}' but got '{wanted['kind']}'")
    if found is None and wanted["kind"] == "Component":
        raise KustomizeError(f"expected kind != 'Component' for path '{root.path}'")
    try:
        return await _accumulate(root, wanted, Accumulated() if found is None else found)
    except KustomizeError as wrong:
        raise prefixed(wrong, f"recursed accumulation of path '{root.path}'") from None


def _transform(root: Root, wanted: Kustomization, resources: list[Resource]) -> None:
    """The changes, in the order in which kustomize makes them."""
    apply_merge_patches(root, wanted.get("patchesStrategicMerge") or [], resources)
    apply_patches(root, wanted.get("patches") or [], resources)
    if namespace := wanted.get("namespace"):
        names.set_namespace(resources, namespace)
    names.add_prefix(resources, wanted.get("namePrefix") or "")
    names.add_suffix(resources, wanted.get("nameSuffix") or "")
    for entry in wanted.get("labels") or []:
        marks.add_labels(resources, entry)
    marks.add_common_labels(resources, wanted.get("commonLabels"))
    marks.add_annotations(resources, wanted.get("commonAnnotations"))
    apply_old_json_patches(root, wanted.get("patchesJson6902") or [], resources)
    for entry in wanted.get("replicas") or []:
        images.set_replicas(resources, entry)
    for entry in wanted["images"]:
        images.set_image(resources, entry)
    apply_replacements(root, wanted.get("replacements") or [], resources)


def _add_variables(found: Accumulated, variables: list[dict[str, Any]]) -> None:
    for variable in variables:
        if any(each.get("name") == variable.get("name") for each in found.variables):
            raise KustomizeError(f"var '{variable.get('name')}' already encountered")
        found.variables.append(variable)
