"""Maps. Follows github.com/Masterminds/sprig/v3 dict.go and dario.cat/mergo."""

from __future__ import annotations

import copy
from typing import Any

from app.helm.engine.functions.conversions import is_empty, text_of
from app.helm.engine.values import Strings
from app.kubectl.output.golang.values import type_name
from app.kubectl.output.gotemplate.builtins import CallError, Function

Map = dict[str, Any]


def _dict(*values: Any) -> Map:
    padded = [*values, ""] if len(values) % 2 else list(values)
    return {text_of(key): value for key, value in zip(padded[::2], padded[1::2], strict=True)}


def _set(table: Map, key: str, value: Any) -> Map:
    table[key] = value
    return table


def _unset(table: Map, key: str) -> Map:
    table.pop(key, None)
    return table


def _dig(*path: Any) -> Any:
    if len(path) < 3:
        raise CallError("dig needs at least three arguments")
    *keys, default, table = path
    if not isinstance(table, dict):
        raise CallError(f"interface conversion: interface {{}} is {type_name(table)}, not map[string]interface {{}}")
    for place, key in enumerate(keys):
        if key not in table:
            return default
        table = table[key]
        if place < len(keys) - 1 and not isinstance(table, dict):
            raise CallError(
                f"interface conversion: interface {{}} is {type_name(table)}, not map[string]interface {{}}"
            )
    return table


def _merge(target: Map, *sources: Map) -> Map:
    for source in sources:
        _fill(target, source)
    return target


def _fill(target: Map, source: Map) -> None:
    for key, value in source.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _fill(target[key], value)
        elif key not in target or is_empty(target[key]):
            target[key] = value


def _overwrite(target: Map, *sources: Map) -> Map:
    for source in sources:
        for key, value in source.items():
            if isinstance(value, dict) and isinstance(target.get(key), dict):
                _overwrite(target[key], value)
            elif not is_empty(value) or key not in target:
                target[key] = value
    return target


def _pluck(key: str, *tables: Map) -> list[Any]:
    return [table[key] for table in tables if key in table]


FUNCTIONS = {
    "dict": Function(_dict, ("any",), variadic=True),
    "get": Function(lambda table, key: table.get(key, ""), ("map", "string")),
    "set": Function(_set, ("map", "string", "any")),
    "unset": Function(_unset, ("map", "string")),
    "hasKey": Function(lambda table, key: key in table, ("map", "string")),
    "pluck": Function(_pluck, ("string", "map"), variadic=True),
    "keys": Function(lambda *tables: Strings(key for table in tables for key in table), ("map",), variadic=True),
    "values": Function(lambda table: list(table.values()), ("map",)),
    "pick": Function(
        lambda table, *keys: {key: table[key] for key in keys if key in table}, ("map", "string"), variadic=True
    ),
    "omit": Function(
        lambda table, *keys: {key: item for key, item in table.items() if key not in keys}, ("map", "string"),
        variadic=True,
    ),
    "dig": Function(_dig, ("any",), variadic=True),
    "merge": Function(_merge, ("map", "map"), variadic=True),
    "mustMerge": Function(_merge, ("map", "map"), variadic=True),
    "mergeOverwrite": Function(_overwrite, ("map", "map"), variadic=True),
    "mustMergeOverwrite": Function(_overwrite, ("map", "map"), variadic=True),
    "deepCopy": Function(copy.deepcopy, ("any",)),
    "mustDeepCopy": Function(copy.deepcopy, ("any",)),
}  # fmt: skip
