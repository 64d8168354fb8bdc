"""Strategic merge: a patch that knows which lists merge by key.

Follows kubernetes apimachinery/pkg/util/strategicpatch/patch.go: mergeMap and what it calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.sim.strategic_order import (
    BAD_DELETE_LIST,
    BAD_ORDER_LIST,
    BAD_RETAIN_KEYS,
    DELETE_PREFIX,
    DIRECTIVE,
    LIST_OF_LISTS,
    ORDER_PREFIX,
    RETAIN_KEYS,
    FieldPatch,
    Object,
    PatchError,
    PatchSchema,
    go_map,
    identity,
    interleave,
    key_of,
    unique,
)


@dataclass(frozen=True, slots=True)
class _Options:
    """`onto_object`: the target is an object, not another patch; `drop_nulls`: nulls that match nothing vanish."""

    onto_object: bool
    drop_nulls: bool


_APPLY = _Options(onto_object=True, drop_nulls=True)
_COMBINE = _Options(onto_object=False, drop_nulls=False)


def strategic_merge(original: Object, patch: Object, schema: PatchSchema) -> Object:
    """The object with the patch applied; neither argument is changed. Raises PatchError."""
    result: Object = _merge_map(copy(original), copy(patch), schema, _APPLY)
    return result


def combine(first: Object, second: Object, schema: PatchSchema) -> Object:
    """One patch that does what two do, directives kept. Raises PatchError."""
    result: Object = _merge_map(copy(first), copy(second), schema, _COMBINE)
    return result


def copy(value: Any) -> Any:
    """A deep copy of JSON data."""
    if isinstance(value, dict):
        return {key: copy(item) for key, item in value.items()}
    return [copy(item) for item in value] if isinstance(value, list) else value


def _merge_map(original: Object, patch: Object, schema: PatchSchema, options: _Options) -> Any:
    if DIRECTIVE in patch:
        return _directive(patch)
    _retain_keys(original, patch, options)
    _ordered_lists(original, patch, schema, options)
    for key, value in patch.items():
        if key.startswith(DELETE_PREFIX):
            _delete_from_primitives(original, key, value, options)
            continue
        if value is None:
            original.pop(key, None)
            if options.drop_nulls:
                continue
        if key not in original or type(original[key]) is not type(value):
            original[key] = _taken(value, options)
            continue
        original[key] = _merge_field(original[key], value, key, schema, options)
    return original


def _directive(patch: Object) -> Object:
    kind = patch[DIRECTIVE]
    if kind == "replace":
        return {key: value for key, value in patch.items() if key != DIRECTIVE}
    if kind == "delete":
        return {}
    raise PatchError(f"unknown patch type: {go_map(kind)} in map: {go_map(patch)}")


def _retain_keys(original: Object, patch: Object, options: _Options) -> None:
    if RETAIN_KEYS not in patch:
        return
    kept = patch.pop(RETAIN_KEYS)
    if not options.onto_object:
        if original.setdefault(RETAIN_KEYS, kept) != kept:
            raise PatchError(f"{go_map(original[RETAIN_KEYS])} and {go_map(kept)} are not deep equal")
        return
    if not isinstance(kept, list):
        raise PatchError(BAD_RETAIN_KEYS, 400)
    for key, value in patch.items():
        if value is not None and not key.startswith((DELETE_PREFIX, ORDER_PREFIX)) and key not in kept:
            raise PatchError(BAD_RETAIN_KEYS, 400)
    for key in [key for key in original if key not in kept]:
        del original[key]


def _ordered_lists(original: Object, patch: Object, schema: PatchSchema, options: _Options) -> None:
    # Follows mergePatchIntoOriginal: lists with an order directive are merged here and not seen again.
    for key in [key for key in patch if key.startswith(ORDER_PREFIX)]:
        order = patch.pop(key)
        if not options.onto_object and original.setdefault(key, order) != order:
            raise PatchError(BAD_ORDER_LIST, 400)
        name = key.removeprefix(ORDER_PREFIX)
        if not isinstance(order, list) or not all(
            isinstance(item.get(name), list | None) for item in (original, patch)
        ):
            raise PatchError(BAD_ORDER_LIST, 400)
        merged = _ordered(original.get(name), patch.pop(name, None), order, schema.field(name), options)
        if merged is not None:
            original[name] = merged


def _ordered(
    mine: list[Any] | None, theirs: list[Any] | None, order: list[Any], field: FieldPatch, options: _Options
) -> list[Any] | None:
    if mine is None and theirs is None:
        return None
    key = field.merge_key
    _check_order(theirs or [], order, key)
    if mine is None:
        merged = _taken(theirs, options)
    elif theirs is None:
        merged = mine
    else:
        merged = _merge_list_field(mine, theirs, field, options)
    named = {identity(item, key) for item in order}
    patched = [item for item in merged if identity(item, key) in named]
    rest = [item for item in merged if identity(item, key) not in named]
    return interleave(rest, patched, order, mine or [], key)


def _check_order(items: list[Any], order: list[Any], key: str) -> None:
    """The patch's items must stand in the order list, in that order; directives need not.

    Follows validatePatchWithSetOrderList.
    """
    plain = [item for item in items if not (isinstance(item, dict) and DIRECTIVE in item)]
    places = [identity(item, key) for item in order]
    position = 0
    for item in plain:
        mark = identity(item, key)
        if mark not in places[position:]:
            raise PatchError(
                "The order in patch list:\n"
                f"{go_map(items)}\n doesn't match {ORDER_PREFIX.rstrip('/')} list:\n{go_map(order)}\n"
            )
        position = places.index(mark, position) + 1


def _delete_from_primitives(original: Object, key: str, doomed: Any, options: _Options) -> None:
    if not options.onto_object:
        original[key] = doomed
        return
    name = key.removeprefix(DELETE_PREFIX)
    if not isinstance(doomed, list):
        raise PatchError(BAD_DELETE_LIST, 400)
    if isinstance(original.get(name), list):
        original[name] = [item for item in original[name] if item not in doomed]


def _merge_field(mine: Any, theirs: Any, key: str, schema: PatchSchema, options: _Options) -> Any:
    if isinstance(theirs, dict):
        field = schema.field(key)
        return theirs if field.replaces else _merge_map(mine, theirs, field.schema, options)
    if isinstance(theirs, list):
        return _merge_list_field(mine, theirs, schema.field(key), options)
    return theirs


def _merge_list_field(mine: list[Any], theirs: list[Any], field: FieldPatch, options: _Options) -> list[Any]:
    if not field.merges:
        return theirs
    if not mine and not theirs:
        return mine
    everything = [*mine, *theirs]
    if any(isinstance(item, list) for item in everything):
        raise PatchError(LIST_OF_LISTS, 422)
    if not any(isinstance(item, dict) for item in everything):
        return unique(everything)
    if not field.merge_key:
        raise PatchError("cannot merge lists without merge key")
    return _merge_maps(mine, theirs, field, options)


def _merge_maps(mine: list[Any], theirs: list[Any], field: FieldPatch, options: _Options) -> list[Any]:
    key = field.merge_key
    plain = [item for item in theirs if not (isinstance(item, dict) and DIRECTIVE in item)]
    server_order = list(mine)
    for item in theirs:
        if isinstance(item, dict) and DIRECTIVE in item and item[DIRECTIVE] == "delete":
            doomed = key_of(item, key)
            mine = [other for other in mine if other.get(key) != doomed]
        elif isinstance(item, dict) and DIRECTIVE in item and item[DIRECTIVE] == "merge":
            raise PatchError("merging lists cannot yet be specified in the patch")
        elif isinstance(item, dict) and DIRECTIVE in item and item[DIRECTIVE] != "replace":
            raise PatchError(f"unknown patch type: {go_map(item[DIRECTIVE])} in map: {go_map(item)}")
    if any(isinstance(item, dict) and item.get(DIRECTIVE) == "replace" for item in theirs):
        return plain
    merged = _merge_items(list(mine), plain, field, options)
    named = {identity(item, key) for item in plain}
    patched = [item for item in merged if identity(item, key) in named]
    rest = [item for item in merged if identity(item, key) not in named]
    return interleave(rest, patched, plain, server_order, key)


def _merge_items(mine: list[Any], plain: list[Any], field: FieldPatch, options: _Options) -> list[Any]:
    for item in plain:
        wanted = key_of(item, field.merge_key)
        index = next((at for at, other in enumerate(mine) if other.get(field.merge_key) == wanted), None)
        if index is None:
            mine.append(_taken(item, options))
        else:
            mine[index] = _merge_map(mine[index], item, field.schema, options)
    return mine


def _taken(value: Any, options: _Options) -> Any:
    """A patch's value where the object has nothing: without nulls and directives, unless patches are being combined."""
    if not options.drop_nulls:
        return value
    if isinstance(value, dict):
        special = (DIRECTIVE, RETAIN_KEYS, DELETE_PREFIX, ORDER_PREFIX)
        return {
            key: _taken(item, options)
            for key, item in value.items()
            if item is not None and not key.startswith(special)
        }
    if isinstance(value, list):
        return [_taken(item, options) for item in value if not (isinstance(item, dict) and DIRECTIVE in item)]
    return value
