"""Lists of JSON operations (RFC 6902) as Kubernetes' programs apply them: what their library allows beyond the RFC too.

A replacement adds what is missing from an object, indices may be negative, a path's first part is never looked at.
Follows gopkg.in/evanphx/json-patch.v4: patch.go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

Operation = dict[str, Any]
MISSING = "missing value"
_INTEGER = re.compile(r"[-+]?\d+")


class OperationError(ValueError):
    """An operation that does not apply; the text is the library's."""


def apply_operations(document: Any, operations: list[Operation]) -> Any:
    """A copy of the document after all operations; OperationError when one does not apply."""
    holder = [deepcopy(document)]
    for operation in operations:
        kind = operation.get("op", "unknown")
        if not isinstance(kind, str):
            kind = "unknown"
        if kind not in _ACTIONS:
            raise OperationError(f"Unexpected kind: {kind}")
        _ACTIONS[kind](holder, operation)
    return holder[0]


def _path(operation: Operation, trouble: str, *, said: bool = False) -> str:
    """The operation's path; OperationError without one, which says so where `said`."""
    path = operation.get("path")
    if not isinstance(path, str):
        why = f"operation missing path field: {MISSING}" if said else MISSING
        raise OperationError(f"{trouble} operation failed to decode path: {why}")
    return path


def _from(operation: Operation, trouble: str) -> str:
    path = operation.get("from")
    if not isinstance(path, str):
        raise OperationError(f"{trouble} operation failed to decode from: operation, missing from field: {MISSING}")
    return path


def _found(document: Any, path: str) -> tuple[Any, str]:
    """What holds the last part of a path, and that part; (None, "") when there is nothing that could."""
    parts = path.split("/")
    if len(parts) < 2:
        return None, ""
    *between, last = [part.replace("~1", "/").replace("~0", "~") for part in parts[1:]]
    for part in between:
        try:
            document = _get(document, part)
        except OperationError:
            return None, ""
        if not isinstance(document, dict | list):
            return None, ""
    return document, last


def _get(container: Any, key: str) -> Any:
    """A part of an object or list; None for what an object has not, OperationError for what a list has not."""
    return container.get(key) if isinstance(container, dict) else container[_index(key, len(container))]


def _index(key: str, length: int, *, beyond: int = 0) -> int:
    """A place in a list; `beyond` counts the places behind its end that are places as well."""
    if not _INTEGER.fullmatch(key):
        raise OperationError(f'strconv.Atoi: parsing "{key}": invalid syntax')
    index, length = int(key), length + beyond
    if not -length <= index < length:
        raise OperationError(f"Unable to access invalid index: {index}: invalid index referenced")
    return index + length if index < 0 else index


def _put(container: Any, key: str, value: Any) -> None:
    if isinstance(container, dict):
        container[key] = value
    elif key == "-":
        container.append(value)
    elif not _INTEGER.fullmatch(key):
        why = f'strconv.Atoi: parsing "{key}": invalid syntax'
        raise OperationError(f"value was not a proper array index: '{key}': {why}")
    else:
        container.insert(_index(key, len(container), beyond=1), value)


def _drop(container: Any, key: str) -> None:
    if isinstance(container, list):
        del container[_index(key, len(container))]
    elif key in container:
        del container[key]
    else:
        raise OperationError(f"Unable to remove nonexistent key: {key}: {MISSING}")


def _within(trouble: str, action: Callable[..., Any], *given: Any) -> Any:
    """What an action gives; its error behind a word on where it was."""
    try:
        return action(*given)
    except OperationError as wrong:
        raise OperationError(f"{trouble}: {wrong}") from None


def _add(holder: list[Any], operation: Operation) -> None:
    path = _path(operation, "add")
    container, key = _found(holder[0], path)
    if container is None:
        raise OperationError(f'add operation does not apply: doc is missing path: "{path}": {MISSING}')
    _within(f"error in add for path: '{path}'", _put, container, key, deepcopy(operation.get("value")))


def _remove(holder: list[Any], operation: Operation) -> None:
    path = _path(operation, "remove")
    container, key = _found(holder[0], path)
    if container is None:
        raise OperationError(f'remove operation does not apply: doc is missing path: "{path}": {MISSING}')
    _within(f"error in remove for path: '{path}'", _drop, container, key)


def _replace(holder: list[Any], operation: Operation) -> None:
    path, value = _path(operation, "replace", said=True), deepcopy(operation.get("value"))
    if path == "":
        if not isinstance(value, dict | list):
            raise OperationError("replace operation value must be object or array: %!w(<nil>)")
        holder[0] = value
        return
    container, key = _found(holder[0], path)
    if container is None:
        raise OperationError(f"replace operation does not apply: doc is missing path: {path}: {MISSING}")
    if isinstance(container, dict):
        container[key] = value
        return
    try:
        container[_index(key, len(container))] = value
    except OperationError:
        raise OperationError(f"replace operation does not apply: doc is missing key: {path}: {MISSING}") from None


def _move(holder: list[Any], operation: Operation) -> None:
    source = _from(operation, "move")
    container, key = _found(holder[0], source)
    if container is None:
        raise OperationError(f"move operation does not apply: doc is missing from path: {source}: {MISSING}")
    value = _within(f"error in move for path: '{key}'", _get, container, key)
    _within(f"error in move for path: '{key}'", _drop, container, key)
    path = _path(operation, "move", said=True)
    container, key = _found(holder[0], path)
    if container is None:
        raise OperationError(f"move operation does not apply: doc is missing destination path: {path}: {MISSING}")
    _within(f"error in move for path: '{path}'", _put, container, key, value)


def _copy(holder: list[Any], operation: Operation) -> None:
    source = _from(operation, "copy")
    container, key = _found(holder[0], source)
    if container is None:
        raise OperationError(f"copy operation does not apply: doc is missing from path: {source}: {MISSING}")
    value = _within(f"error in copy for from: '{source}'", _get, container, key)
    path = _path(operation, "copy")
    container, key = _found(holder[0], path)
    if container is None:
        raise OperationError(f"copy operation does not apply: doc is missing destination path: {path}: {MISSING}")
    _within("error while adding value during copy", _put, container, key, deepcopy(value))


def _test(holder: list[Any], operation: Operation) -> None:
    path = _path(operation, "test", said=True)
    if path == "":
        value = holder[0]
    else:
        container, key = _found(holder[0], path)
        if container is None:
            raise OperationError(f"test operation does not apply: is missing path: {path}: {MISSING}")
        value = _within(f"error in test for path: '{path}'", _get, container, key)
    if not _equal(value, operation.get("value")):
        raise OperationError(f"testing value {path} failed: test failed")


def _equal(left: Any, right: Any) -> bool:
    """Whether two values are the same JSON; the order of an object's fields aside."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


_ACTIONS: dict[str, Callable[[list[Any], Operation], None]] = {
    "add": _add, "remove": _remove, "replace": _replace, "move": _move, "copy": _copy, "test": _test,
}  # fmt: skip
