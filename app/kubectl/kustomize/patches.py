"""Patches: strategic merges and lists of JSON operations, inline or in files, for one object or for all that fit.

Follows sigs.k8s.io/kustomize api/internal/builtins: PatchTransformer, PatchStrategicMergeTransformer,
PatchJson6902Transformer.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.kustomize.errors import KustomizeError, MalformedError, prefixed
from app.kubectl.kustomize.json_operations import apply_operations
from app.kubectl.kustomize.loading import resources_in
from app.kubectl.kustomize.merge import merge
from app.kubectl.kustomize.resource import Resource
from app.kubectl.kustomize.roots import Root
from app.kubectl.kustomize.selectors import select
from app.kubectl.kustomize.yaml_documents import read_document
from app.kubectl.output.yaml_text import yaml_text
from app.sim.go_strings import quote

Entry = dict[str, Any]


def apply_patches(root: Root, entries: list[Entry], resources: list[Resource]) -> None:
    """`patches`, one after the other; KustomizeError for what is no patch or finds nothing."""
    for entry in entries:
        text = _text(root, entry, "PatchTransformer")
        operations, merges = _parsed(text, entry)
        if operations is not None:
            _apply_operations(operations, entry, resources)
        else:
            for patch in merges:
                _apply_merge(patch, entry, resources)


def _text(root: Root, entry: Entry, builtin: str) -> str:
    """The patch itself, from where the entry has it."""
    inline, path = str(entry.get("patch") or "").strip(), str(entry.get("path") or "")
    shown = _shown(entry)
    trouble = f"trouble configuring builtin {builtin} with config: `\n{shown}`"
    if not inline and not path:
        raise KustomizeError(f"{trouble}: must specify one of patch and path in\n{shown}")
    if inline and path:
        raise KustomizeError(f"{trouble}: patch and path can't be set at the same time\n{shown}")
    if inline:
        return inline
    try:
        return root.read(path).decode("utf-8", "replace")
    except KustomizeError as wrong:
        raise KustomizeError(f"{trouble}: failed to get the patch file from path({path}): {wrong}") from None


def _parsed(text: str, entry: Entry) -> tuple[list[Entry] | None, list[Resource]]:
    """(JSON operations, merge patches): one of the two."""
    try:
        document = read_document(text.encode())
        if isinstance(document, list) and all(isinstance(item, dict) and "op" in item for item in document):
            return document, []
    except MalformedError:
        pass
    try:
        merges = resources_in(text.encode())
        return None, merges
    except KustomizeError:
        shown = _shown(entry)
    raise KustomizeError(
        f"trouble configuring builtin PatchTransformer with config: `\n{shown}`: "
        f"unable to parse SM or JSON patch from {_bracketed(entry)}"
    )


def _bracketed(entry: Entry) -> str:
    key = "patch" if entry.get("patch") else "path"
    return f"[{key}: {quote(str(entry[key]).strip())}]"


def _shown(entry: Entry) -> str:
    return yaml_text({key: value.strip() if isinstance(value, str) else value for key, value in entry.items() if value})


def _apply_operations(operations: list[Entry], entry: Entry, resources: list[Resource]) -> None:
    if not entry.get("target"):
        raise KustomizeError(f"must specify a target for JSON patch {_bracketed(entry)}")
    for resource in select(resources, entry["target"]):
        resource.remember()
        resource.object = apply_operations(resource.object, operations)


def _apply_merge(patch: Resource, entry: Entry, resources: list[Resource]) -> None:
    options = entry.get("options") or {}
    targets = select(resources, entry["target"]) if entry.get("target") else [_only_target(patch, resources)]
    for resource in targets:
        _merge_into(resource, patch, resources, options)


def _only_target(patch: Resource, resources: list[Resource], *, old: bool = False) -> Resource:
    found = [each for each in resources if any(id_.same(patch.id) for id_ in each.ids)]
    if len(found) != 1:
        why = f"no matches for Id {patch.id}" if not found else f"multiple matches for Id {patch.id}"
        told = "" if old else f'no resource matches strategic merge patch "{patch.id}": '
        raise KustomizeError(f"{told}{why}; failed to find unique target for patch {patch.id}")
    return found[0]


def _merge_into(resource: Resource, patch: Resource, resources: list[Resource], options: Entry) -> None:
    """Merge; name, namespace and kind stay unless they may change."""
    before = resource.id
    if options.get("allowNameChange") or options.get("allowKindChange"):
        resource.remember()
    changes = {key: value for key, value in patch.object.items() if key not in ("apiVersion",)}
    if options.get("allowKindChange"):
        changes = dict(patch.object)
    merged = merge(resource.object, changes)
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


def apply_merge_patches(root: Root, entries: list[Any], resources: list[Resource]) -> None:
    """`patchesStrategicMerge`: files, or patches in place."""
    for each in entries:
        text = str(each)
        try:
            data = root.read(text)
        except KustomizeError as wrong:
            if "\n" not in text and ":" not in text:
                raise prefixed(wrong, "trouble configuring builtin PatchStrategicMergeTransformer") from None
            data = text.encode()
        for patch in resources_in(data, text):
            _merge_into(_only_target(patch, resources, old=True), patch, resources, {})


def apply_old_json_patches(root: Root, entries: list[Entry], resources: list[Resource]) -> None:
    """`patchesJson6902`: operations for one object each."""
    for entry in entries:
        text = _text(root, entry, "PatchJson6902Transformer")
        operations, _ = _parsed(text, entry)
        if operations is None:
            raise KustomizeError(f"unable to parse JSON patch from [{text}]")
        _apply_operations(operations, entry, resources)
