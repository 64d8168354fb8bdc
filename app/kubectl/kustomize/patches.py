"""Patches: strategic merges and lists of JSON operations, inline or in files, for one object or for all that fit.

Follows sigs.k8s.io/kustomize api/internal/builtins: PatchTransformer, PatchStrategicMergeTransformer,
PatchJson6902Transformer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from app.kubectl.kustomize.errors import KustomizeError, MalformedError, json_word, prefixed
from app.kubectl.kustomize.loading import resources_in, scalar_text
from app.kubectl.kustomize.merge import merge
from app.kubectl.kustomize.resource import Id, Resource
from app.kubectl.kustomize.roots import Root
from app.kubectl.kustomize.schemas import Schemas
from app.kubectl.kustomize.selectors import select
from app.kubectl.kustomize.yaml_documents import read_document
from app.kubectl.output.json_text import compact_json
from app.kubectl.output.yaml_text import yaml_text
from app.sim.go_strings import quote
from app.sim.json_operations import OperationError, apply_operations

Entry = dict[str, Any]
Change = Callable[[list[Resource]], None]


def patch_change(root: Root, entry: Entry) -> Change:
    """What one of `patches` does; KustomizeError for what is no patch."""
    text, source = _text(root, entry)
    operations, merges = _parsed(text, source, removing=not (entry.get("target") or any(_options(entry).values())))
    if operations is not None:
        return lambda resources: _operate(operations, entry, source, resources)
    return lambda resources: _merge_all(merges, entry, source, resources, root.world.schemas)


def _text(root: Root, entry: Entry) -> tuple[str, str]:
    """The patch itself, from where the entry has it, and how errors show where that was."""
    inline, path = str(entry.get("patch") or "").strip(), str(entry.get("path") or "")
    if not inline and not path:
        raise KustomizeError(f"must specify one of patch and path in\n{yaml_text(entry)}")
    if inline and path:
        raise KustomizeError(f"patch and path can't be set at the same time\n{yaml_text(entry)}")
    if inline:
        return inline, f"[patch: {quote(inline)}]"
    try:
        return root.read(path).decode("utf-8", "replace"), f"[path: {quote(path)}]"
    except KustomizeError as wrong:
        raise prefixed(wrong, f"failed to get the patch file from path({path})") from None


def _parsed(text: str, source: str, *, removing: bool) -> tuple[list[Entry] | None, list[Resource]]:
    """(JSON operations, merge patches): one of the two."""
    try:
        # what opens like a JSON list must be one: YAML's flow style is not read as operations
        document = orjson.loads(text) if text.startswith("[") else read_document(text.encode())
        if isinstance(document, list) and all(isinstance(item, dict) for item in document):
            return document, []
    except (MalformedError, orjson.JSONDecodeError):
        pass
    try:
        return None, resources_in(text.encode(), removing=removing)
    except KustomizeError:
        raise KustomizeError(f"unable to parse SM or JSON patch from {source}") from None


def _operate(operations: list[Entry], entry: Entry, source: str, resources: list[Resource]) -> None:
    if not entry.get("target"):
        raise KustomizeError(f"must specify a target for JSON patch {source}")
    for resource in select(resources, entry["target"]):
        resource.remember()
        try:
            resource.object = apply_operations(resource.with_notes(), operations)  # which operations see
            resource.drop_notes()
        except OperationError as wrong:
            raise KustomizeError(str(wrong)) from None


def _merge_all(merges: list[Resource], entry: Entry, source: str, resources: list[Resource], schemas: Schemas) -> None:
    options = _options(entry)
    if not entry.get("target"):
        for patch in merges:
            try:
                target = _only_target(patch, resources)
            except KustomizeError as wrong:
                raise prefixed(wrong, f"no resource matches strategic merge patch {quote(str(patch.id))}") from None
            _merge_into(target, patch, resources, options, schemas)
        return
    if len(merges) > 1:
        what = "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field"
        raise KustomizeError(f"{what}: {source}")
    try:
        targets = select(resources, entry["target"])
    except KustomizeError as wrong:
        shown = quote(_selector_text(entry["target"]))
        raise prefixed(wrong, f"unable to find patch target {shown} in `resources`") from None
    patch = merges[0]
    _text_marks(patch)
    for resource in targets:
        _merge_into(resource, patch, resources, options, schemas)
    _require_different(resources)


def _options(entry: Entry) -> Entry:
    return entry.get("options") or {}


def _text_marks(patch: Resource) -> None:
    """Make a patch's labels texts, nulls too: a patch with a target cannot take labels or annotations away."""
    if "labels" in patch.metadata and not patch.labels:
        del patch.metadata["labels"]
    if patch.labels:
        patch.metadata["labels"] = {key: scalar_text(value) for key, value in patch.labels.items()}
    patch.drop_notes()


def _require_different(resources: list[Resource]) -> None:
    """Refuse two resources of one id, which patches that rename can make."""
    for place, resource in enumerate(resources):
        if any(each.id.same(resource.id) for each in resources[:place]):
            raise KustomizeError(f"may not add resource with an already registered id: {resource.id}")


def _selector_text(target: Entry) -> str:
    parts = {key: str(target.get(key) or "") for key in ("group", "version", "kind", "name", "namespace")}
    annotations, labels = (target.get(key) or "" for key in ("annotationSelector", "labelSelector"))
    return f"{Id(**parts)}:a={annotations}:l={labels}"


def _only_target(patch: Resource, resources: list[Resource]) -> Resource:
    found = [each for each in resources if any(id_.same(patch.id) for id_ in each.ids)]
    if len(found) != 1:
        why = f"no matches for Id {patch.id}" if not found else f"multiple matches for Id {patch.id}"
        raise KustomizeError(f"{why}; failed to find unique target for patch {patch.id}")
    return found[0]


def _merge_into(
    resource: Resource, patch: Resource, resources: list[Resource], options: Entry, schemas: Schemas
) -> None:
    """Merge; name, namespace and kind stay unless they may change."""
    before = resource.id
    if options.get("allowNameChange") or options.get("allowKindChange"):
        resource.remember()
    changes = {key: value for key, value in patch.object.items() if key != "apiVersion"}
    merged = merge(resource.object, changes, schemas)
    if merged is None:
        resources.remove(resource)
        return
    resource.object = merged
    if not options.get("allowKindChange"):
        merged["kind"] = before.kind
    if not options.get("allowNameChange"):
        resource.rename(before.name)
    if before.namespace:
        resource.metadata["namespace"] = before.namespace
    else:
        resource.metadata.pop("namespace", None)


def merge_patches_change(root: Root, entry: Entry) -> Change:
    """What `patchesStrategicMerge` does: `paths` are files or patches in place, `patches` are documents."""
    paths, text = [str(each) for each in entry.get("paths") or []], str(entry.get("patches") or "")
    if not paths and not text:
        raise KustomizeError("empty file path and empty patch content")
    patches = [patch for path in paths for patch in _in_place_or_file(root, path)]
    patches += resources_in(text.encode(), removing=True)
    if not patches:
        raise KustomizeError(f"patch appears to be empty; files=[{' '.join(paths)}], Patch={text}")

    def change(resources: list[Resource]) -> None:
        for patch in patches:
            _merge_into(_only_target(patch, resources), patch, resources, {}, root.world.schemas)

    return change


def _in_place_or_file(root: Root, path: str) -> list[Resource]:
    try:
        return resources_in(path.encode(), removing=True)
    except KustomizeError:
        return resources_in(root.read(path), path, removing=True)


def json_patch_change(root: Root, entry: Entry) -> Change:
    """What one of `patchesJson6902` does: operations for one object."""
    target, path, text = entry.get("target") or {}, str(entry.get("path") or ""), str(entry.get("jsonOp") or "")
    if not target.get("name"):
        raise KustomizeError("must specify the target name")
    if not path and not text:
        raise KustomizeError("empty file path and empty jsonOp")
    if path and text:
        raise KustomizeError("must specify a file path or jsonOp, not both")
    if path and not (text := root.read(path).decode("utf-8", "replace")):
        raise KustomizeError(f"patch file '{path}' empty seems to be empty")
    operations = read_document(text.encode())
    if not isinstance(operations, list):
        what = f"json: cannot unmarshal {json_word(operations)} into Go value of type jsonpatch.Patch"
        raise KustomizeError(f"decoding {compact_json(operations)}: {what}")
    if not operations:
        raise KustomizeError(f"patch appears to be empty; file={path}, JsonOp={text}")
    return lambda resources: _operate(operations, entry, path, resources)
