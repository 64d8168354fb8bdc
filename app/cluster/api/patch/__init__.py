"""Patches as the API server applies them: RFC 6902, RFC 7396 and strategic merge.

Follows kubernetes apiserver/pkg/endpoints/handlers/patch.go. Server-side apply is in managed_fields.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from app.cluster.api import errors, schemas
from app.cluster.api.decode import WARN, decode_object, same_kind
from app.cluster.api.go_json import loads
from app.cluster.api.go_values import GoError, json_kind
from app.cluster.validation import field_errors
from app.sim.json_merge import json_merge
from app.sim.json_operations import OperationError, apply_operations
from app.sim.strategic_merge import strategic_merge
from app.sim.strategic_order import NodeSchema, PatchError, go_map

GVK = schemas.GVK
Object = dict[str, Any]

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
MAX_JSON_PATCH_OPERATIONS = 10_000


@dataclass(frozen=True, slots=True)
class Patched:
    """The patched object, its types checked and unknown fields dropped, and warnings for the client."""

    object: Object
    warnings: tuple[str, ...] = ()


def patch_types(*, custom: bool) -> tuple[str, ...]:
    """The media types that a PATCH takes."""
    strategic = () if custom else (STRATEGIC_MERGE_PATCH,)
    return (JSON_PATCH, MERGE_PATCH, *strategic, APPLY_PATCH)


def apply_patch(
    content_type: str,
    current: Object,
    patch: bytes,
    gvk: GVK,
    schema: schemas.Node | None = None,
    *,
    validation: str = "Strict",
) -> Patched:
    """The patched copy of `current`, not yet defaulted; raises ApiError in the API server's words.

    `schema` is the CRD version's for custom kinds, `validation` the request's fieldValidation.
    """
    media = content_type.partition(";")[0].strip()
    if media not in patch_types(custom=schema is not None) or media == APPLY_PATCH:
        raise unsupported(custom=schema is not None)
    text = patch.decode("utf-8", "replace")
    if media == STRATEGIC_MERGE_PATCH:
        return _strategic(current, text, gvk, validation)
    patched = _json_patch(current, text) if media == JSON_PATCH else _merge_patch(current, text)
    value = json.dumps(patched, separators=(",", ":"), ensure_ascii=False)
    return _decoded(patched, gvk, schema, validation, value)


def unsupported(*, custom: bool) -> errors.ApiError:
    """415: a patch of a type that the kind does not take."""
    accepted = ", ".join(patch_types(custom=custom))
    text = f"the body of the request was in an unknown format - accepted media types include: {accepted}"
    return errors.error("UnsupportedMediaType", text)


def _decoded(
    patched: Any, gvk: GVK, schema: schemas.Node | None, validation: str, value: str, *, converted: bool = False
) -> Patched:
    try:
        if schema is None and not converted:
            same_kind(_claimed(patched, gvk), gvk)
        decoded = decode_object(patched, gvk, schema=schema, validation=validation, converted=converted)
    except GoError as error:
        problem = field_errors.invalid("patch", value, str(error))
        raise errors.invalid("", "", "", field_errors.causes([problem]), str(problem)) from error
    return Patched(decoded.object, decoded.warnings if validation == WARN else ())


def _claimed(patched: Any, gvk: GVK) -> GVK:
    """What a patched object says that it is."""
    given = patched if isinstance(patched, dict) else {}
    version, kind = given.get("apiVersion"), given.get("kind")
    if not isinstance(version, str) or not isinstance(kind, str):
        return gvk
    group, _, name = version.rpartition("/")
    return (group, name, kind)


def _rejected() -> errors.ApiError:
    text = "the server rejected our request due to an error in our request"
    return errors.error("Invalid", text, details={})


def _json_patch(current: Object, text: str) -> Any:
    try:
        operations = loads(text)
    except GoError as error:
        raise errors.bad_request(str(error)) from error
    if not isinstance(operations, list):
        kind = json_kind(operations)
        raise errors.bad_request(f"json: cannot unmarshal {kind} into Go value of type jsonpatch.Patch")
    if len(operations) > MAX_JSON_PATCH_OPERATIONS:
        limit = f"The allowed maximum operations in a JSON patch is {MAX_JSON_PATCH_OPERATIONS}, got {len(operations)}"
        raise errors.error("RequestEntityTooLarge", limit)
    for operation in operations:
        if not isinstance(operation, dict):
            kind = json_kind(operation)
            raise errors.bad_request(f"json: cannot unmarshal {kind} into Go value of type jsonpatch.Operation")
    try:
        return apply_operations(current, operations)
    except OperationError as error:
        raise _rejected() from error


def _merge_patch(current: Object, text: str) -> Any:
    try:
        patch = loads(text)
    except GoError as error:
        raise errors.bad_request(f"error decoding patch: {error}") from error
    if not isinstance(patch, dict):
        kind = json_kind(patch)
        raise errors.bad_request(
            f"error decoding patch: json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
        )
    return json_merge(current, patch)


def _strategic(current: Object, text: str, gvk: GVK, validation: str) -> Patched:
    try:
        patch = loads(text)
    except GoError as error:
        raise errors.bad_request(str(error)) from error
    if not isinstance(patch, dict):
        kind = json_kind(patch)
        raise errors.bad_request(f"json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}")
    lookup = NodeSchema(schemas.for_kind(gvk), schemas.resolve, f"v1.{gvk[2]}")
    try:
        patched = strategic_merge(current, patch, lookup)
    except PatchError as error:
        raise _patch_error(error) from error
    return _decoded(patched, gvk, None, validation, go_map(patch), converted=True)


def _patch_error(error: PatchError) -> errors.ApiError:
    if error.code == 400:
        return errors.bad_request(str(error))
    if error.code == 422:
        return _rejected()
    return errors.error("", str(error), code=error.code)
