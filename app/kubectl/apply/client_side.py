"""Client-side apply of one object: what was applied last, what is wanted, what the server has.

Follows kubernetes kubectl/pkg/cmd/apply/apply.go applyOneObject, patcher.go.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.apply.conflicts import refuse_conflicts
from app.kubectl.apply.strategic_patch import three_way_merge_patch
from app.kubectl.call import Call
from app.kubectl.creation import create_query
from app.kubectl.deletion import FOREVER, Deletion, delete, until_gone
from app.kubectl.errors import KubectlError, StatusError, from_source
from app.kubectl.json_patch import apply_merge_patch, merge_patch
from app.kubectl.last_applied import ANNOTATION, recorded, with_last_applied
from app.kubectl.local_patch import apply_locally, schema_of
from app.kubectl.resources import Info, retrieve
from app.sim.strategic_order import PatchError

Object = dict[str, Any]
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
_KEYS = ("apiVersion", "kind")


async def apply_object(call: Call, info: Info, dry_run: str) -> tuple[Object, str]:
    """Create or patch; the object as it is then, and `created`, `configured` or `unchanged`."""
    wanted = with_last_applied(info.object or {})
    try:
        current = await retrieve(call, info)
    except (StatusError, KubectlError) as wrong:
        if isinstance(wrong, StatusError) and wrong.reason == "NotFound":
            return await _create(call, info, wanted, dry_run), "created"
        raise _retrieving(info, wrong) from None
    if ANNOTATION not in ((current.get("metadata") or {}).get("annotations") or {}):
        await call.warn(
            f"resource {info.mapping.resource}/{info.name} is missing the {ANNOTATION} annotation which is required by "
            "kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl "
            "create --save-config or kubectl apply. The missing annotation will be patched automatically."
        )
    patch, content_type = compute_patch(info, recorded(current) or {}, wanted, current)
    if not patch:
        return current, "unchanged"
    if not call.flags.on("overwrite") and content_type == STRATEGIC:
        refuse_conflicts(info, patch, wanted, current)
    if dry_run == "client":
        return _locally(info, current, patch, content_type), "configured"
    return await _patch(call, info, patch, content_type, wanted, dry_run), "configured"


def _retrieving(info: Info, wrong: StatusError | KubectlError) -> Exception:
    prefix = f'error when retrieving current configuration of:\n{info.describe()}\nfrom server for: "{info.source}": '
    return wrong.prefixed(prefix) if isinstance(wrong, StatusError) else KubectlError(f"error: {prefix}{wrong}")


async def _create(call: Call, info: Info, wanted: Object, dry_run: str) -> Object:
    if dry_run == "client":
        return wanted
    try:
        return await call.client.json("POST", info.collection, wanted, query=create_query(call, dry_run))
    except StatusError as wrong:
        raise from_source(wrong, "creating", info.source) from None


def compute_patch(info: Info, original: Object, wanted: Object, current: Object) -> tuple[Object, str]:
    """The patch that brings the server's object to what is wanted, and its content type; {} for nothing to do."""
    mapping = info.mapping
    schema = schema_of(mapping.group, mapping.version, mapping.kind)
    if schema is not None:
        try:
            return three_way_merge_patch(original, wanted, current, schema), STRATEGIC
        except PatchError as wrong:
            raise KubectlError(
                f"error when applying patch:\nto:\n{info.describe()}\n"
                f'for: "{info.source}": creating patch with: {wrong}'
            ) from None
    additions = _keep(merge_patch(current, wanted), nulls=False)
    deletions = _keep(merge_patch(original, wanted), nulls=True)
    return _without_identity(dict(_combined(deletions, additions))), MERGE


def _combined(first: Object, second: Object) -> Object:
    merged = dict(first)
    for key, value in second.items():
        mine = merged.get(key)
        merged[key] = _combined(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return merged


def _keep(patch: Object, *, nulls: bool) -> Object:
    """The patch's deletions alone, or everything but them."""
    kept: Object = {}
    for key, value in patch.items():
        if isinstance(value, dict):
            if (inner := _keep(value, nulls=nulls)) or (not nulls and not value):
                kept[key] = inner
        elif (value is None) == nulls:
            kept[key] = value
    return kept


def _without_identity(patch: Object) -> Object:
    return {key: value for key, value in patch.items() if key not in _KEYS}


def _locally(info: Info, current: Object, patch: Object, content_type: str) -> Object:
    if content_type == MERGE:
        return dict(apply_merge_patch(current, patch))
    return apply_locally("strategic", current, orjson.dumps(patch), info.mapping)


async def _patch(call: Call, info: Info, patch: Object, content_type: str, wanted: Object, dry_run: str) -> Object:
    try:
        return await call.client.json(
            "PATCH", info.path(), patch, query=create_query(call, dry_run), content_type=content_type
        )
    except StatusError as wrong:
        if call.flags.on("force") and (wrong.code == 409 or wrong.reason == "Invalid"):
            return await _replace(call, info, wanted)
        text = orjson.dumps(patch).decode()
        prefix = f'error when applying patch:\n{text}\nto:\n{info.describe()}\nfor: "{info.source}": '
        raise wrong.prefixed(prefix) from None


async def _replace(call: Call, info: Info, wanted: Object) -> Object:
    """Delete and create anew, for `--force`."""
    how = Deletion(max(call.flags.number("grace-period"), -1), quiet=True)
    uid = await delete(call, info, how)
    await until_gone(call, info, uid, call.machine.now() + (call.flags.seconds("timeout") or FOREVER))
    return await call.client.json("POST", info.collection, wanted, query=create_query(call))
