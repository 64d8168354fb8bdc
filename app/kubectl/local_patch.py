"""Patches applied on this side of the wire: `--local`, `--dry-run=client`, and what apply computes.

Follows kubernetes kubectl/pkg/cmd/patch/patch.go: getPatchedJSON.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError
from app.kubectl.json_patch import apply_merge_patch
from app.sim import definitions
from app.sim.json_operations import OperationError, apply_operations
from app.sim.strategic_merge import strategic_merge
from app.sim.strategic_order import NodeSchema, PatchError

Object = dict[str, Any]


def apply_locally(kind: str, obj: Object, patch: bytes, mapping: Mapping) -> Object:
    """The object with a patch of a kind (`json`, `merge`, `strategic`) applied."""
    try:
        change = orjson.loads(patch)
    except orjson.JSONDecodeError as wrong:
        raise KubectlError(f"unable to parse patch: {wrong}") from None
    if kind == "json":
        return _json_patched(obj, change)
    if kind == "merge":
        return dict(apply_merge_patch(obj, change))
    schema = schema_of(mapping.group, mapping.version, mapping.kind)
    if schema is None:
        raise KubectlError("strategic merge patch is not supported for custom resources, use --type=merge")
    try:
        return dict(strategic_merge(obj, change, schema))
    except PatchError as wrong:
        raise KubectlError(str(wrong)) from None


def schema_of(group: str, version: str, kind: str) -> NodeSchema | None:
    """How the fields of a built-in kind are merged; None for any other kind."""
    node = definitions.for_kind(group, version, kind)
    return NodeSchema(node, definitions.resolve, kind) if node else None


def _json_patched(obj: Object, change: Any) -> Object:
    if not isinstance(change, list):
        raise KubectlError("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    try:
        return dict(apply_operations(obj, change))
    except OperationError as wrong:
        raise KubectlError(str(wrong)) from None
