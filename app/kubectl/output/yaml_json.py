"""`-o yaml`, `-o json`, `-o kyaml` and `-o name`: whole objects as text.

Follows kubernetes cli-runtime pkg/printers/{yaml,json,kyaml,name,managedfields}.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.output.errors import OutputError
from app.kubectl.output.json_text import indented_json
from app.kubectl.output.kyaml import kyaml_text
from app.kubectl.output.yaml_text import yaml_text


def print_yaml(obj: dict[str, Any], *, count: int = 1) -> str:
    """`obj` as YAML; from the second object that a command prints (`count` 2) a separator goes before it."""
    return ("---\n" if count > 1 else "") + yaml_text(obj)


def print_json(obj: dict[str, Any]) -> str:
    """`obj` as JSON, indented by four."""
    return indented_json(obj) + "\n"


def print_kyaml(obj: dict[str, Any], *, ordered: bool = False) -> str:
    """`obj` as KYAML, its keys sorted or as they are."""
    return kyaml_text(obj, ordered=ordered)


def without_managed_fields(obj: dict[str, Any]) -> dict[str, Any]:
    """`obj` as YAML, JSON and KYAML show it unless asked: it and its items lose `metadata.managedFields`."""
    metadata = obj.get("metadata")
    if isinstance(metadata, dict) and "managedFields" in metadata:
        obj = {**obj, "metadata": {key: value for key, value in metadata.items() if key != "managedFields"}}
    items = obj.get("items")
    if isinstance(items, list):
        obj = {**obj, "items": [without_managed_fields(item) if isinstance(item, dict) else item for item in items]}
    return obj


def qualified_kind(obj: dict[str, Any]) -> str:
    """`deployment.apps`, `pod`: the kind in lower case with its group."""
    group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
    kind = str(obj.get("kind", "")).lower()
    return f"{kind}.{group}" if group and version else kind


def print_name(obj: dict[str, Any], operation: str = "") -> str:
    """`deployment.apps/web` and what was done to it, a line; a list prints a line an item.

    Raises OutputError for an object without a kind.
    """
    items = obj.get("items")
    if isinstance(items, list):
        return "".join(print_name(item, operation) for item in items)
    name = (obj.get("metadata") or {}).get("name") or "<unknown>"
    if not obj.get("kind"):
        raise OutputError(f"missing kind for resource with name {name}")
    return f"{qualified_kind(obj)}/{name}{' ' + operation if operation else ''}\n"
