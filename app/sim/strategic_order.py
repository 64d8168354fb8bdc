"""What strategic merge and its inverse share: schema lookup, list order, directives.

Follows kubernetes apimachinery/pkg/util/strategicpatch/{patch,meta}.go and apimachinery/pkg/util/mergepatch/errors.go.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Object = dict[str, Any]
DIRECTIVE = "$patch"
RETAIN_KEYS = "$retainKeys"
DELETE_PREFIX = "$deleteFromPrimitiveList/"
ORDER_PREFIX = "$setElementOrder/"

BAD_ORDER_LIST = "invalid patch format of setElementOrder list"
BAD_RETAIN_KEYS = "invalid patch format of retainKeys"
BAD_DELETE_LIST = "invalid patch format of primitive list"
LIST_OF_LISTS = "lists of lists are not supported"


class PatchError(Exception):
    """A patch that cannot be applied or computed; `code` is the HTTP status the API server answers with."""

    def __init__(self, message: str, code: int = 500) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class FieldPatch:
    """How a field is patched: its value's lookup, and for lists the key that pairs items."""

    schema: PatchSchema
    strategies: frozenset[str] = frozenset()
    merge_key: str = ""

    @property
    def merges(self) -> bool:
        """Whether a list's items are merged rather than replaced together."""
        return "merge" in self.strategies

    @property
    def replaces(self) -> bool:
        """Whether an object is replaced as a whole."""
        return "replace" in self.strategies

    @property
    def retains_keys(self) -> bool:
        """Whether a patch must say which keys stay."""
        return "retainKeys" in self.strategies


class PatchSchema(Protocol):
    """What strategic merge asks of a schema."""

    def field(self, name: str) -> FieldPatch:
        """How the field of that name is patched; raises PatchError for a field that is not in the schema."""


class NodeSchema:
    """The lookup over a JSON schema with Kubernetes' extensions; `resolve` follows `$ref`."""

    def __init__(self, node: Object | None, resolve: Callable[[Object], Object], name: str = "") -> None:
        self._node = node
        self._resolve = resolve
        self._name = name

    def field(self, name: str) -> FieldPatch:
        """As PatchSchema.field; an open schema (no node, or a map) takes any name."""
        target = self._resolve(self._node) if self._node else {}
        properties = target.get("properties")
        found = (properties or {}).get(name)
        if found is None:
            found = target.get("additionalProperties")
        if found is None and properties:
            raise PatchError(f'unable to find api field in struct {self._name} for the json field "{name}"')
        if not isinstance(found, dict):
            return FieldPatch(NodeSchema(None, self._resolve, name))
        strategies = frozenset(filter(None, found.get("x-kubernetes-patch-strategy", "").split(",")))
        key = found.get("x-kubernetes-patch-merge-key", "")
        inner = self._resolve(found).get("items") or found
        return FieldPatch(NodeSchema(inner, self._resolve, _struct_name(inner) or name), strategies, key)


def _struct_name(node: Object) -> str:
    return str(node.get("$ref", "")).rpartition("/")[2].rpartition(".")[2]


def identity(item: Any, key: str) -> str:
    """What tells an item of a list from the others: its merge key's value, or a scalar itself."""
    value = item.get(key) if isinstance(item, dict) else item
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def key_of(item: Any, key: str) -> Any:
    """The merge key's value; raises PatchError when an item lacks it."""
    if not isinstance(item, dict) or key not in item:
        raise PatchError(f"map: {go_map(item)} does not contain declared merge key: {key}")
    return item[key]


def go_map(value: Any) -> str:
    """A value as Go's %v prints it: `map[a:1 b:[x y]]`."""
    if isinstance(value, dict):
        inside = " ".join(f"{key}:{go_map(item)}" for key, item in sorted(value.items()))
        return f"map[{inside}]"
    if isinstance(value, list):
        return f"[{' '.join(go_map(item) for item in value)}]"
    if value is None:
        return "<nil>"
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_order(items: list[Any], order: list[Any], key: str) -> list[Any]:
    """The items sorted as `order` names them; those it does not name come last, as they stood."""
    places: dict[str, int] = {}
    for index, item in enumerate(order):
        places.setdefault(identity(item, key), index)
    return sorted(items, key=lambda item: places.get(identity(item, key), len(places)))


def interleave(
    server_only: list[Any], patched: list[Any], patch_order: list[Any], server_order: list[Any], key: str
) -> list[Any]:
    """The items of a patch and those only the server has in one list.

    Follows strategicpatch/patch.go: normalizeElementOrder and mergeSortedSlice.
    """
    left, right = in_order(server_only, server_order, key), in_order(patched, patch_order, key)
    places: dict[str, int] = {}
    for index, item in enumerate(server_order):
        places.setdefault(identity(item, key), index)
    result: list[Any] = []
    while left and right:
        mine, theirs = places.get(identity(left[0], key)), places.get(identity(right[0], key))
        before = mine is not None and theirs is not None and mine < theirs
        result.append(left.pop(0) if before else right.pop(0))
    return result + left + right


def unique(items: list[Any]) -> list[Any]:
    """Scalars without repetition, first occurrence kept."""
    seen: set[str] = set()
    result = []
    for item in items:
        mark = json.dumps(item)
        if mark not in seen:
            seen.add(mark)
            result.append(item)
    return result
