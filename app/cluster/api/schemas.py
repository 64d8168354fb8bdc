"""The schemas of the built-in kinds: by group, version and kind, and along field paths.

A node is a plain JSON schema dict of the published OpenAPI definitions (or of a CRD version); `$ref` nodes are followed
by resolve(). Definitions are read once a process, on first use.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.sim.definitions import definitions, names_by_kind

Node = dict[str, Any]
GVK = tuple[str, str, str]

_REF = "#/$defs/"
OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta"


def definition_name(gvk: GVK) -> str | None:
    """The definition that describes a built-in kind; None for anything else."""
    return names_by_kind().get(gvk)


def kinds() -> Iterable[GVK]:
    """Every kind that has a definition, lists included."""
    return names_by_kind().keys()


def for_kind(gvk: GVK) -> Node | None:
    """The schema node of a built-in kind; None for anything else."""
    name = definition_name(gvk)
    return definitions()[name] if name else None


def reference(name: str) -> Node:
    """A node that stands for a definition."""
    return {"$ref": _REF + name}


def for_crd(schema: Node) -> Node:
    """The node of a CRD version's `openAPIV3Schema`, with the apiVersion, kind and metadata every object has."""
    properties = {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        **(schema.get("properties") or {}),
        "metadata": reference(OBJECT_META),
    }
    return {**schema, "type": "object", "properties": properties}


def ref_name(node: Node) -> str | None:
    """The definition a `$ref` node names."""
    ref = node.get("$ref")
    return ref.removeprefix(_REF) if ref else None


def resolve(node: Node) -> Node:
    """The node itself, or the definition it refers to with the reference's own keys (description) laid over it."""
    name = ref_name(node)
    if name is None:
        return node
    known = _resolved.get(id(node))
    if known is not None and known[0] is node:
        return known[1]
    target = definitions()[name]
    own = {key: value for key, value in node.items() if key != "$ref"}
    found = {**target, **own} if own else target
    if len(_resolved) < _MAX_RESOLVED:
        _resolved[id(node)] = (node, found)
    return found


_resolved: dict[int, tuple[Node, Node]] = {}  # references of the published schemas, which stay; read only
_MAX_RESOLVED = 10_000


def type_of(node: Node) -> str:
    """`object`, `array`, `string`, `integer`, `number`, `boolean`, or empty when the schema leaves it open."""
    kind = resolve(node).get("type", "")
    if isinstance(kind, list):
        return str(next((item for item in kind if item != "null"), ""))
    return str(kind)


def field(node: Node | None, name: str) -> Node | None:
    """The node of a property, or of any key of a map; None when the schema knows no such field."""
    if node is None:
        return None
    target = resolve(node)
    found = (target.get("properties") or {}).get(name)
    if found is None:
        found = target.get("additionalProperties")
    return found if isinstance(found, dict) else None


def items(node: Node | None) -> Node | None:
    """The node of an array's elements."""
    if node is None:
        return None
    found = resolve(node).get("items")
    return found if isinstance(found, dict) else None


def walk(node: Node | None, path: Iterable[str]) -> Node | None:
    """The node at a field path; arrays are entered without naming an index, as `kubectl explain` does."""
    for name in path:
        while node is not None and type_of(node) == "array":
            node = items(node)
        node = field(node, name)
    return node


def patch_strategies(node: Node | None) -> frozenset[str]:
    """`merge`, `replace`, `retainKeys` as the field is marked for strategic merge."""
    text = (node or {}).get("x-kubernetes-patch-strategy", "")
    return frozenset(text.split(",")) if text else frozenset()


def merge_key(node: Node | None) -> str | None:
    """The key by which strategic merge pairs a list's items."""
    return (node or {}).get("x-kubernetes-patch-merge-key")


def list_type(node: Node | None) -> str:
    """`atomic`, `set` or `map`; atomic where nothing is said."""
    return str((node or {}).get("x-kubernetes-list-type", "atomic"))


def list_map_keys(node: Node | None) -> tuple[str, ...]:
    """The keys that identify an item of a `map` list."""
    return tuple((node or {}).get("x-kubernetes-list-map-keys", ()))


def map_type(node: Node | None) -> str:
    """`atomic` or `granular` for an object."""
    if node is None:
        return "granular"
    return str(resolve(node).get("x-kubernetes-map-type", "granular"))
