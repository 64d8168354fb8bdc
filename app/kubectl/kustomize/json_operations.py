"""Lists of JSON operations (RFC 6902), with the errors of kustomize's library.

Follows github.com/evanphx/json-patch v4: patch.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.objects import clone

Operation = dict[str, Any]
MISSING = "missing value"


def apply_operations(obj: dict[str, Any], operations: list[Operation]) -> dict[str, Any]:
    """A copy of the object after all operations; KustomizeError when one does not apply."""
    whole = {"": clone(obj)}
    for operation in operations:
        kind = str(operation.get("op") or "")
        if kind not in _ACTIONS:
            raise KustomizeError(f"Unexpected kind: {kind}")
        _ACTIONS[kind](whole, operation)
    return dict(whole[""])


def _parts(path: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]


def _container(whole: Any, path: str) -> tuple[Any, str]:
    """What holds the last part of a path, and that part; (None, part) when it is not there."""
    *parts, last = _parts(path)
    node: Any = whole
    for part in parts or ([""] if path else []):
        node = _child(node, part)
        if node is None:
            return None, last
    return (whole, "") if path == "" else (node, last)


def _child(node: Any, part: str) -> Any:
    if isinstance(node, list):
        index = _index(part, len(node))
        return node[index] if index is not None and index < len(node) else None
    return node.get(part) if isinstance(node, dict) else None


def _index(part: str, length: int) -> int | None:
    try:
        index = int(part)
    except ValueError:
        return None
    return index + length if index < 0 else index


def _add(whole: Any, operation: Operation, value: Any = None) -> None:
    path = str(operation.get("path") or "")
    value = clone(operation.get("value")) if value is None else value
    container, key = _container(whole, path)
    if container is None:
        raise KustomizeError(f'add operation does not apply: doc is missing path: "{path}": {MISSING}')
    if isinstance(container, list):
        if key == "-":
            container.append(value)
            return
        index = _index(key, len(container))
        if index is None:
            raise KustomizeError(
                f"add operation does not apply: error in add for path: '{path}': strconv.Atoi: parsing \"{key}\": "
                "invalid syntax"
            )
        if not 0 <= index <= len(container):
            raise KustomizeError(
                f"error in add for path: '{path}': Unable to access invalid index: {key}: invalid index referenced"
            )
        container.insert(index, value)
    elif isinstance(container, dict):
        container[key] = value


def _remove(whole: Any, operation: Operation) -> Any:
    path = str(operation.get("path") or "")
    container, key = _container(whole, path)
    if container is None:
        raise KustomizeError(f'remove operation does not apply: doc is missing path: "{path}": {MISSING}')
    if isinstance(container, list):
        index = _index(key, len(container))
        if index is None or not 0 <= index < len(container):
            raise KustomizeError(
                f"error in remove for path: '{path}': Unable to access invalid index: {key}: invalid index referenced"
            )
        return container.pop(index)
    if not isinstance(container, dict) or key not in container:
        raise KustomizeError(f"error in remove for path: '{path}': Unable to remove nonexistent key: {key}: {MISSING}")
    return container.pop(key)


def _replace(whole: Any, operation: Operation) -> None:
    path = str(operation.get("path") or "")
    container, key = _container(whole, path)
    if container is None:
        raise KustomizeError(f"replace operation does not apply: doc is missing path: {path}: {MISSING}")
    if isinstance(container, list):
        index = _index(key, len(container))
        if index is None or not 0 <= index < len(container):
            raise KustomizeError(f"replace operation does not apply: doc is missing key: {path}: {MISSING}")
        container[index] = clone(operation.get("value"))
    elif isinstance(container, dict):  # the library adds what is not there
        container[key] = clone(operation.get("value"))


def _move(whole: Any, operation: Operation) -> None:
    value = _remove(whole, {"path": operation.get("from")})
    _add(whole, operation, value)


def _copy(whole: Any, operation: Operation) -> None:
    path = str(operation.get("from") or "")
    container, key = _container(whole, path)
    value = None if container is None else _child(container, key)
    if value is None:
        raise KustomizeError(f"copy operation does not apply: doc is missing from path: {path}: {MISSING}")
    _add(whole, operation, clone(value))


def _test(whole: Any, operation: Operation) -> None:
    path = str(operation.get("path") or "")
    container, key = _container(whole, path)
    value = None if container is None else _child(container, key)
    if value != operation.get("value"):
        raise KustomizeError(f"testing value {path} failed: test failed")


_ACTIONS: dict[str, Callable[[Any, Operation], Any]] = {
    "add": _add, "remove": _remove, "replace": _replace, "move": _move, "copy": _copy, "test": _test,
}  # fmt: skip
