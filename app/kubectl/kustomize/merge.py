"""Strategic merge as kustomize does it: in place, what a patch names comes first in lists.

Follows sigs.k8s.io/kustomize kyaml/yaml/merge2/merge2.go, kyaml/yaml/walk: map.go, associative_sequence.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.sim import definitions

Node = dict[str, Any]
DIRECTIVE = "$patch"
GONE = object()  # the value is to be removed


def merge(obj: Node, patch: Node) -> Node | None:
    """The object with a patch merged in; None when the patch deletes it. `obj` is changed."""
    group, _, version = str(obj.get("apiVersion") or "").rpartition("/")
    schema = definitions.for_kind(group, version, str(obj.get("kind") or ""))
    merged = _merge_map(obj, _copy(patch), schema)
    return None if merged is GONE else merged


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _merge_map(dest: Node, patch: Node, schema: Node | None) -> Any:
    directive = patch.pop(DIRECTIVE, None)
    if directive == "delete":
        return GONE
    if directive == "replace":
        dest.clear()
    elif directive not in (None, "merge"):
        raise KustomizeError(f"unknown patch strategy '{directive}'")
    for key, value in patch.items():
        merged = _merge_value(dest.get(key), value, _field(schema, key))
        if merged is GONE:
            dest.pop(key, None)
        else:
            dest[key] = merged
    return dest


def _merge_value(dest: Any, patch: Any, field: Node | None) -> Any:
    if patch is None:
        return GONE
    if isinstance(patch, dict):
        if dest is not None and not isinstance(dest, dict):
            raise KustomizeError(
                f"wrong node kind: expected MappingNode but got {_kind(dest)}: node contents:\n{dest}\n"
            )
        return _merge_map({} if dest is None else dest, patch, field)
    if isinstance(patch, list):
        return _merge_list(dest if isinstance(dest, list) else [], patch, field)
    return patch


def _kind(value: Any) -> str:
    return "SequenceNode" if isinstance(value, list) else "ScalarNode"


def _field(schema: Node | None, name: str) -> Node | None:
    """The schema of a field; None where nothing is known."""
    if schema is None:
        return None
    node = definitions.resolve(schema)
    found = (node.get("properties") or {}).get(name) or node.get("additionalProperties")
    return found if isinstance(found, dict) else None


def _merge_list(dest: list[Any], patch: list[Any], field: Node | None) -> Any:
    commands = [item for item in patch if isinstance(item, dict) and set(item) == {DIRECTIVE}]
    patch = [item for item in patch if item not in commands]
    if any(item[DIRECTIVE] == "delete" for item in commands):
        return GONE
    strategy = str((field or {}).get("x-kubernetes-patch-strategy") or "")
    if field is None or "merge" not in strategy or any(item[DIRECTIVE] == "replace" for item in commands):
        return [_without_directive(item) for item in patch]
    keys = field.get("x-kubernetes-list-map-keys") or [field.get("x-kubernetes-patch-merge-key") or ""]
    if keys == [""]:
        return list(dict.fromkeys([*patch, *dest]))
    return _Elements(keys, definitions.resolve(field).get("items"), dest).merge(patch)


def _without_directive(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    merged = _merge_map({}, item, None)
    return {} if merged is GONE else merged


class _Elements:
    """A list whose items are told apart by one or more keys."""

    def __init__(self, keys: list[str], schema: Node | None, dest: list[Any]) -> None:
        self.keys, self.schema, self.dest = keys, schema, dest

    def merge(self, patch: list[Any]) -> list[Any]:
        old = {self._identity(item): item for item in reversed(self.dest)}
        new = {self._identity(item): item for item in reversed(patch)}
        result = []
        for identity in dict.fromkeys(self._identity(item) for item in [*patch, *self.dest]):
            if not any(identity) or (identity not in old and self._half_known(identity, old)):
                continue
            merged = old.get(identity)
            if identity in new:
                merged = _merge_map({} if merged is None else merged, _copy(new[identity]), self.schema)
            if merged is not GONE and merged:
                result.append(merged)
        return [*result, *(item for item in self.dest if not any(self._identity(item)))]

    def _identity(self, item: Any) -> tuple[str, ...]:
        if not isinstance(item, dict):
            return ("",) * len(self.keys)
        return tuple("" if item.get(key) is None else str(item[key]) for key in self.keys)

    def _half_known(self, identity: tuple[str, ...], old: dict[tuple[str, ...], Any]) -> bool:
        """Whether an item differs from one there only by a key that one of them lacks: that one stays as it is."""
        return any(
            all(ours == theirs or not (ours and theirs) for ours, theirs in zip(identity, each, strict=True))
            for each in old if any(each)
        )  # fmt: skip
