"""A directory's resources and everything that its kustomization does to them, bases and components first.

Follows sigs.k8s.io/kustomize api/internal/target/kusttarget.go: accumulateTarget, configureBuiltinTransformers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.kubectl.errors import Failure
from app.kubectl.files import download
from app.kubectl.kustomize.configuration import Configuration, configuration_of
from app.kubectl.kustomize.custom_definitions import configuration_of_crds
from app.kubectl.kustomize.errors import KustomizeError, MalformedError, prefixed
from app.kubectl.kustomize.generators import configured
from app.kubectl.kustomize.kustomization import Kustomization, read_kustomization
from app.kubectl.kustomize.loading import resources_in
from app.kubectl.kustomize.plugins import generators_of, steps_of_plugins
from app.kubectl.kustomize.resource import Resource
from app.kubectl.kustomize.roots import Root
from app.kubectl.kustomize.transforming import Step, run_steps, steps_of
from app.kubectl.kustomize.variables import require_clear, variable_text
from app.kubectl.objects import clone
from app.kubectl.output.json_text import compact_json
from app.sim.go_strings import quote


@dataclass
class Accumulated:
    """What has come together so far."""

    resources: list[Resource] = field(default_factory=list)
    variables: list[dict[str, Any]] = field(default_factory=list)
    fields: Configuration = field(default_factory=Configuration)
    sort_options: dict[str, Any] | None = None
    metadata: list[str] = field(default_factory=list)

    def add(self, resource: Resource) -> None:
        """Add one; KustomizeError when there is one of that id already."""
        if any(each.id.same(resource.id) for each in self.resources):
            raise KustomizeError(f"may not add resource with an already registered id: {resource.id}")
        self.resources.append(resource)


async def accumulate(root: Root) -> Accumulated:
    """Everything that the kustomization in a directory makes, hashes and references aside."""
    wanted = read_kustomization(root)
    root.world.schemas.choose(wanted.get("openapi") or {}, root.read)
    root.world.traced = bool(wanted.get("buildMetadata"))
    return await _accumulate(root, wanted, Accumulated())


async def _accumulate(root: Root, wanted: Kustomization, found: Accumulated) -> Accumulated:
    try:
        await _add_resources(root, wanted["resources"], found)
    except KustomizeError as wrong:
        raise prefixed(wrong, "accumulating resources") from None
    found.fields = found.fields.merged(configuration_of(root, wanted.get("configurations") or []))
    found.fields = found.fields.merged(configuration_of_crds(root, wanted.get("crds") or []))
    await _generate(root, wanted, found)
    for path in wanted.get("components") or []:
        await _add_component(root, path, found)
    steps = steps_of(root, wanted, found.fields)
    steps += steps_of_plugins(root, await _plugins(root, wanted.get("transformers") or [], "transformer"))
    run_steps(steps, found.resources)
    for step in steps_of_plugins(root, await _plugins(root, wanted.get("validators") or [], "transformer")):
        _validate(step, found.resources)
    variables = wanted.get("vars") or []
    try:
        require_clear(variables, found.resources)
        _add_variables(found, variables)
    except KustomizeError as wrong:
        raise prefixed(wrong, f"merging vars [{' '.join(variable_text(each) for each in variables)}]") from None
    found.sort_options = wanted.get("sortOptions")
    found.metadata = wanted.get("buildMetadata") or []
    return found


async def _generate(root: Root, wanted: Kustomization, found: Accumulated) -> None:
    generators = configured(root, wanted)
    try:
        generators += generators_of(root, await _plugins(root, wanted.get("generators") or [], "generator"))
    except KustomizeError as wrong:
        raise prefixed(wrong, "loading generator plugins") from None
    for generator in generators:
        generator(found.resources)


async def _plugins(root: Root, entries: list[Any], what: str) -> list[Resource]:
    """The objects that configure generators or transformers: in place, else in files and directories."""
    found, paths = Accumulated(), []
    for entry in entries:
        try:
            inline = resources_in(str(entry).encode())
        except KustomizeError:
            paths.append(str(entry))
            continue
        for resource in inline:
            resource.origin = f"path: {root.from_top(root.kustomization_name())}\n"
            try:
                found.add(resource)
            except KustomizeError as wrong:
                raise prefixed(wrong, f"configuring external {what}") from None
    await _add_resources(root, paths, found)
    return found.resources


def _validate(step: Step, resources: list[Resource]) -> None:
    """Let a validator look at the resources; KustomizeError when it changes one."""
    before = [(each.id, clone(each.object)) for each in resources]
    step.change(resources)
    for id_, obj in before:
        now = [each for each in resources if each.id.same(id_)]
        trouble = "validator shouldn't modify the resource map"
        if not now:
            raise KustomizeError(f"{trouble}: id in self missing from other; id: {id_}")
        if now[0].object != obj:
            shown = f"\n -- {compact_json(obj)},\n -- {compact_json(now[0].object)}\n"
            raise KustomizeError(f"{trouble}: nodes unequal: {shown}")


async def _add_resources(root: Root, paths: list[Any], found: Accumulated) -> None:
    for path in paths:
        await _add_resource(root, path, found)


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
        found.fields = found.fields.merged(sub.fields)
        _add_variables(found, sub.variables)
    except KustomizeError as wrong:
        raise prefixed(wrong, f"accumulation err='{not_a_file}'") from None


async def _add_file(root: Root, path: str, found: Accumulated) -> None:
    where = f"accumulating resources from '{path}'"
    try:
        read = Accumulated()
        for resource in resources_in(await _contents(root, path), path):
            read.add(resource)
    except MalformedError as wrong:
        raise MalformedError(f"{where}: {wrong}") from None
    except KustomizeError as wrong:
        raise prefixed(wrong, where) from None
    for resource in read.resources:
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
        raise KustomizeError(f"accumulating components: loader.New {quote(str(wrong))}") from None
    try:
        await _sub_directory(entered, found)
    except KustomizeError as wrong:
        raise KustomizeError(f"accumulating components: accumulateDirectory: {quote(str(wrong))}") from None


async def _sub_directory(root: Root, found: Accumulated | None) -> Accumulated:
    """A base on its own (no `found`), or a component at work on what there is."""
    try:
        wanted = read_kustomization(root)
    except KustomizeError as wrong:
        raise prefixed(wrong, f"couldn't make target for path '{root.path}'") from None
    root.world.schemas.choose(wanted.get("openapi") or {}, root.read)
    if found is not None and wanted["kind"] != "Component":
        raise KustomizeError(f"expected kind 'Component' for path '{root.path}' but got '{wanted['kind']}'")
    if found is None and wanted["kind"] == "Component":
        raise KustomizeError(f"expected kind != 'Component' for path '{root.path}'")
    try:
        return await _accumulate(root, wanted, Accumulated() if found is None else found)
    except KustomizeError as wrong:
        raise prefixed(wrong, f"recursed accumulation of path '{root.path}'") from None


def _add_variables(found: Accumulated, variables: list[dict[str, Any]]) -> None:
    for variable in variables:
        if any(each.get("name") == variable.get("name") for each in found.variables):
            raise KustomizeError(f"var '{variable.get('name')}' already encountered")
        found.variables.append(variable)
