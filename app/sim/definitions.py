"""The published OpenAPI definitions of the built-in kinds: what the server and kubectl both have compiled in."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

Node = dict[str, Any]
GVK = tuple[str, str, str]

RELEASE = "1.36"
REF = "#/$defs/"


@cache
def definitions() -> dict[str, Node]:
    """Every definition by name, `io.k8s.api.core.v1.Pod` and the like."""
    # Found, not imported: only its data is wanted, and importing it loads a whole JSON schema validator.
    spec = find_spec("kubernetes_validate")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("kubernetes_validate holds the schemas of the kinds and must be installed")
    folder = Path(spec.origin).parent / "kubernetes-json-schema" / f"v{RELEASE}.0-local"
    document = orjson.loads((folder / "_definitions.json").read_bytes())
    result: dict[str, Node] = document["$defs"]
    return result


@cache
def names_by_kind() -> dict[GVK, str]:
    """The definition of every kind, by group, version and kind."""
    result: dict[GVK, str] = {}
    for name, node in definitions().items():
        listed = node.get("x-kubernetes-group-version-kind", ())
        for gvk in listed:
            # Shared types (DeleteOptions, WatchEvent) list every group; they are kinds of meta only.
            if len(listed) == 1 or gvk["group"] == "":
                result[gvk["group"], gvk["version"], gvk["kind"]] = name
    return result


def for_kind(group: str, version: str, kind: str) -> Node | None:
    """The definition of a built-in kind; None for anything else."""
    name = names_by_kind().get((group, version, kind))
    return definitions()[name] if name else None


def resolve(node: Node) -> Node:
    """The node that a reference stands for."""
    reference = node.get("$ref", "")
    return definitions()[reference.removeprefix(REF)] if reference.startswith(REF) else node
