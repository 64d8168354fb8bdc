"""Strategic merge as kustomize does it: in place, what a patch names comes first in lists.

Follows sigs.k8s.io/kustomize kyaml/yaml/merge2/merge2.go, kyaml/yaml/walk: map.go, associative_sequence.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.schemas import Schemas

Node = dict[str, Any]
DIRECTIVE = "$patch"
UNKNOWN = ("schedulingGates", "resourceClaims", "matchConditions")  # lists newer than kustomize's definitions
GONE = object()  # the value is to be removed


def merge(obj: Node, patch: Node, schemas: Schemas) -> Node | None:
    """The object with a patch merged in; None when the patch deletes it. `obj` is changed."""
    group, _, version = str(obj.get("apiVersion") or "").rpartition("/")
    schema = schemas.for_kind(group, version, str(obj.get("kind") or ""))
    merged = _Merge(schemas).maps(obj, _copy(patch), schema)
    return None if merged is GONE else merged


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


class _Merge:
    """Merges by what is known of fields."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas

    def maps(self, dest: Node, patch: Node, schema: Node | None) -> Any:
        directive = patch.pop(DIRECTIVE, None)
        if directive == "delete":
            return GONE
        if directive == "replace":
            dest.clear()
        elif directive not in (None, "merge"):
            raise KustomizeError(f"unknown patch strategy '{directive}'")
        for key, value in patch.items():
            merged = self._values(dest.get(key), value, self._field(schema, key))
            if merged is GONE:
                dest.pop(key, None)
            else:
                dest[key] = merged
        return dest

    def _values(self, dest: Any, patch: Any, field: Node | None) -> Any:
        if patch is None:
            return GONE
        if isinstance(patch, dict):
            if dest is not None and not isinstance(dest, dict):
                raise KustomizeError(
                    f"wrong node kind: expected MappingNode but got {_kind(dest)}: node contents:\n{dest}\n"
                )
            return self.maps({} if dest is None else dest, patch, field)
        if isinstance(patch, list):
            return self._lists(dest if isinstance(dest, list) else [], patch, field)
        return patch

    def _field(self, schema: Node | None, name: str) -> Node | None:
        """The schema of a field; None where nothing is known."""
        if schema is None or (self.schemas.own is None and name in UNKNOWN):
            return None
        node = self.schemas.resolve(schema)
        found = (node.get("properties") or {}).get(name) or node.get("additionalProperties")
        return found if isinstance(found, dict) else None

    def _lists(self, dest: list[Any], patch: list[Any], field: Node | None) -> Any:
        """A list: merged where its items are told apart, else the patch's as it stands, directives and all."""
        if field is None or "merge" not in str(field.get("x-kubernetes-patch-strategy") or ""):
            return _copy(patch)
        commands = [item for item in patch if isinstance(item, dict) and set(item) == {DIRECTIVE}]
        patch = [item for item in patch if item not in commands]
        if any(item[DIRECTIVE] == "delete" for item in commands):
            return GONE
        if any(item[DIRECTIVE] == "replace" for item in commands):
            dest = []
        keys = field.get("x-kubernetes-list-map-keys") or [field.get("x-kubernetes-patch-merge-key") or ""]
        if keys == [""]:
            return list(dict.fromkeys([*patch, *dest]))
        return self._elements(_Elements(keys, dest), patch, self.schemas.resolve(field).get("items"))

    def _elements(self, present: _Elements, patch: list[Any], schema: Node | None) -> list[Any]:
        new = {present.identity(item): item for item in reversed(patch)}
        result = []
        for identity in dict.fromkeys(present.identity(item) for item in [*patch, *present.items]):
            if not any(identity) or (identity not in present.known and present.half_known(identity)):
                continue
            merged = present.known.get(identity)
            if identity in new:
                merged = self.maps({} if merged is None else merged, _copy(new[identity]), schema)
            if merged is not GONE and merged:
                result.append(merged)
        return [*result, *(item for item in present.items if not any(present.identity(item)))]


def _kind(value: Any) -> str:
    return "SequenceNode" if isinstance(value, list) else "ScalarNode"


class _Elements:
    """A list whose items are told apart by one or more keys."""

    def __init__(self, keys: list[str], items: list[Any]) -> None:
        self.keys, self.items = keys, items
        self.known = {self.identity(item): item for item in reversed(items)}

    def identity(self, item: Any) -> tuple[str, ...]:
        """The values of the keys; empty ones for an item without them."""
        if not isinstance(item, dict):
            return ("",) * len(self.keys)
        return tuple("" if item.get(key) is None else str(item[key]) for key in self.keys)

    def half_known(self, identity: tuple[str, ...]) -> bool:
        """Whether an item differs from one there only by a key that one of them lacks: that one stays as it is."""
        return any(
            all(ours == theirs or not (ours and theirs) for ours, theirs in zip(identity, each, strict=True))
            for each in self.known if any(each)
        )  # fmt: skip
