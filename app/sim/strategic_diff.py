"""The inverse of strategic merge: the patch that turns one object into another.

Follows kubernetes apimachinery/pkg/util/strategicpatch/patch.go: diffMaps and what it calls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.sim.strategic_order import (
    DELETE_PREFIX,
    DIRECTIVE,
    LIST_OF_LISTS,
    ORDER_PREFIX,
    RETAIN_KEYS,
    FieldPatch,
    Object,
    PatchError,
    PatchSchema,
    identity,
    in_order,
    key_of,
    unique,
)


@dataclass(frozen=True, slots=True)
class DiffOptions:
    """Which half of a difference is wanted, and whether lists' order is set."""

    deletions: bool = True
    additions: bool = True
    set_order: bool = False
    retain_keys: bool = False


def strategic_diff(
    original: Object, modified: Object, schema: PatchSchema, options: DiffOptions | None = None
) -> Object:
    """The patch with `strategic_merge(original, patch) == modified`; raises PatchError."""
    return _diff_maps(original, modified, schema, options or DiffOptions(set_order=True))


def _diff_maps(original: Object, modified: Object, schema: PatchSchema, options: DiffOptions) -> Object:
    patch: Object = {}
    for key, value in modified.items():
        if key not in original or type(original[key]) is not type(value):
            if options.additions:
                patch[key] = value
        elif isinstance(value, dict):
            _diff_map_field(key, original[key], value, patch, schema, options)
        elif isinstance(value, list):
            _diff_list_field(key, original[key], value, patch, schema, options)
        elif original[key] != value and options.additions:
            patch[key] = value
    if options.deletions:
        patch.update({key: None for key in original if key not in modified})
    kept = sorted(key for key, value in modified.items() if value is not None)
    if options.retain_keys and kept and (patch or any(key not in original for key in modified)):
        patch[RETAIN_KEYS] = kept
    return patch


def _lookup(key: str, original: Any, modified: Any, schema: PatchSchema) -> FieldPatch | None:
    """How the field is patched; None when nobody needs to know since nothing changed."""
    try:
        return schema.field(key)
    except PatchError:
        if original == modified:
            return None
        raise


def _diff_map_field(
    key: str, original: Object, modified: Object, patch: Object, schema: PatchSchema, options: DiffOptions
) -> None:
    field = _lookup(key, original, modified, schema)
    if field is None:
        return
    if field.replaces:
        if options.additions:  # also when nothing changed: apply of such an object always says "configured"
            patch[key] = modified
        return
    inner = _diff_maps(original, modified, field.schema, replace(options, retain_keys=field.retains_keys))
    if inner:
        patch[key] = inner


def _diff_list_field(
    key: str, original: list[Any], modified: list[Any], patch: Object, schema: PatchSchema, options: DiffOptions
) -> None:
    field = _lookup(key, original, modified, schema)
    if field is None:
        return
    if not field.merges:
        if original != modified and options.additions:
            patch[key] = modified
        return
    added, deleted, order = _diff_lists(original, modified, field, replace(options, retain_keys=field.retains_keys))
    parts = {key: added, DELETE_PREFIX + key: deleted, ORDER_PREFIX + key: order}
    patch.update({name: items for name, items in parts.items() if items})


def _diff_lists(
    original: list[Any], modified: list[Any], field: FieldPatch, options: DiffOptions
) -> tuple[list[Any], list[Any], list[Any]]:
    if not original:
        return (modified if options.additions else []), [], []
    everything = [*original, *modified]
    if any(isinstance(item, list) for item in everything):
        raise PatchError(LIST_OF_LISTS)
    if all(isinstance(item, dict) for item in everything):
        changes = _diff_lists_of_maps(original, modified, field, options)
        key = field.merge_key
        same_order = [identity(item, key) for item in original] == [identity(item, key) for item in modified]
        wanted = options.additions and (changes or not same_order)
        order = [{key: item[key]} for item in modified] if options.set_order and (wanted or changes) else []
        return changes, [], order
    added, deleted = _diff_scalars(original, modified, options)
    wanted = (options.deletions and deleted) or (options.additions and original != modified)
    return added, deleted, modified if options.set_order and wanted else []


def _diff_scalars(original: list[Any], modified: list[Any], options: DiffOptions) -> tuple[list[Any], list[Any]]:
    added = [item for item in modified if item not in original] if options.additions else []
    deleted = [item for item in original if item not in modified] if options.deletions else []
    return in_order(added, modified, ""), sorted(unique(deleted), key=str)


def _diff_lists_of_maps(original: list[Any], modified: list[Any], field: FieldPatch, options: DiffOptions) -> list[Any]:
    key = field.merge_key
    if not key:
        raise PatchError("cannot merge lists without merge key")
    before, after = _by_key(original, key), _by_key(modified, key)
    changes: list[Any] = []
    deletions: list[Any] = []
    while before or after:
        if not after or (before and before[-1][0] < after[-1][0]):
            _, item = before.pop()
            if options.deletions:
                deletions.append({DIRECTIVE: "delete", key: item[key]})
        elif not before or after[-1][0] < before[-1][0]:
            _, item = after.pop()
            if options.additions:
                changes.append(item)
        else:
            (_, old), (_, new) = before.pop(), after.pop()
            inner = _diff_maps(old, new, field.schema, options)
            if inner:
                changes.append({**inner, key: new[key]})
    return in_order(changes, modified, key) + deletions


def _by_key(items: list[Any], key: str) -> list[tuple[str, Any]]:
    """Items with what identifies them, the last first. Of equal ones the later goes first: upstream's sort says so."""
    marked = [(identity({key: key_of(item, key)}, key), item) for item in reversed(items)]
    marked.sort(key=lambda pair: pair[0])
    return marked[::-1]
