"""Client-side apply of one object: what was applied last, what is wanted, what the server has.

Follows kubernetes kubectl/pkg/cmd/apply/apply.go applyOneObject, patcher.go.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.apply.conflicts import refuse_conflicts
from app.kubectl.apply.strategic_patch import three_way_merge_patch
from app.kubectl.call import Call
from app.kubectl.creation import create_query, post_info
from app.kubectl.deletion import FOREVER, Deletion, cascade_of, delete, polled_away
from app.kubectl.errors import KubectlError, StatusError, from_source
from app.kubectl.json_patch import apply_merge_patch, merge_patch
from app.kubectl.last_applied import ANNOTATION, recorded, recorded_text, with_last_applied
from app.kubectl.local_patch import apply_locally, schema_of
from app.kubectl.output.json_text import compact_json
from app.kubectl.resources import Info, retrieve
from app.sim.strategic_order import PatchError

Object = dict[str, Any]
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
RETRIES, BACK_OFF = 5, 1.0  # conflicts; seconds between them, after the first
_KEYS = ("apiVersion", "kind")


async def apply_object(call: Call, info: Info, dry_run: str) -> tuple[Object, str]:
    """Create or patch; the object as it is then, and `created`, `configured` or `unchanged`."""
    wanted = with_last_applied(info.object or {})
    try:
        current = await retrieve(call, info)
    except (StatusError, KubectlError) as wrong:
        if isinstance(wrong, StatusError) and wrong.reason == "NotFound":
            return await _create(call, info, wanted, dry_run), "created"
        raise retrieving(info, wrong) from None
    if ANNOTATION not in ((current.get("metadata") or {}).get("annotations") or {}):
        await call.warn(
            f"resource {info.mapping.resource}/{info.name} is missing the {ANNOTATION} annotation which is required by "
            "kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl "
            "create --save-config or kubectl apply. The missing annotation will be patched automatically."
        )
    patched, changed = await _patched(call, info, current, wanted, dry_run)
    return patched, "configured" if changed else "unchanged"


def retrieving(info: Info, wrong: Exception) -> Exception:
    """The error with what was to be retrieved before it."""
    prefix = f'error when retrieving current configuration of:\n{info.describe()}\nfrom server for: "{info.source}": '
    return wrong.prefixed(prefix) if isinstance(wrong, StatusError) else KubectlError(f"error: {prefix}{wrong}")


async def _create(call: Call, info: Info, wanted: Object, dry_run: str) -> Object:
    bare = dict(_without_nulls(wanted))
    if dry_run == "client":
        return bare
    try:
        return await post_info(call, info, bare, dry_run)
    except StatusError as wrong:
        raise from_source(wrong, "creating", info.source) from None


def _without_nulls(value: Any) -> Any:
    """Without the fields that are null, as an update would leave the object."""
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


async def _patched(call: Call, info: Info, current: Object, wanted: Object, dry_run: str) -> tuple[Object, bool]:
    """The object with what is wanted, and whether that is a change. Conflicts are tried again, as they pass."""
    attempt = 0
    while True:
        patch, content_type = _checked_patch(call, info, wanted, current, dry_run)
        if not patch:
            return current, False
        try:
            if dry_run == "client":
                return _locally(info, current, patch, content_type), True
            query = create_query(call, dry_run)
            return await call.client.json("PATCH", info.path(), patch, query=query, content_type=content_type), True
        except StatusError as wrong:
            if wrong.reason == "Conflict" and attempt < RETRIES:
                if attempt:
                    await call.machine.sleep(BACK_OFF)
                attempt += 1
                current = await call.client.json("GET", info.path())
                continue
            if call.flags.on("force") and wrong.reason in ("Conflict", "Invalid"):
                return await _replace(call, info, current, wanted), True
            raise wrong.prefixed(_applying(info, compact_json(patch), dry_run)) from None


def _applying(info: Info, patch: str, dry_run: str) -> str:
    """What stands before the reason why an object was not patched."""
    inner = "" if dry_run == "client" else f'error when patching "{info.source}": '
    return f'error when applying patch:\n{patch}\nto:\n{info.describe()}\nfor: "{info.source}": {inner}'


def _checked_patch(call: Call, info: Info, wanted: Object, current: Object, dry_run: str) -> tuple[Object, str]:
    try:
        patch, content_type = compute_patch(info, recorded(current) or {}, wanted, current)
        if patch and not call.flags.on("overwrite") and content_type == STRATEGIC:
            refuse_conflicts(info, patch, recorded(current) or {}, current)
    except PatchError as wrong:
        text = recorded_text(current)
        forms = (
            ("original", text),
            ("modified", compact_json(wanted) + "\n"),
            ("current", compact_json(current) + "\n"),
        )
        told = "".join(f"{name}:\n{form}\n" for name, form in forms)
        raise KubectlError(f"{_applying(info, '', dry_run)}creating patch with:\n{told}for: {wrong}") from None
    return patch, content_type


def compute_patch(info: Info, original: Object, wanted: Object, current: Object) -> tuple[Object, str]:
    """The patch that brings the server's object to what is wanted, and its content type; {} for nothing to do.

    Raises app.sim.strategic_order.PatchError.
    """
    mapping = info.mapping
    schema = schema_of(mapping.group, mapping.version, mapping.kind)
    if schema is not None:
        return three_way_merge_patch(original, wanted, current, schema), STRATEGIC
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


async def _replace(call: Call, info: Info, current: Object, wanted: Object) -> Object:
    """Delete and create anew, for `--force`; what was there comes back when the new object is refused."""
    how = Deletion(max(call.flags.number("grace-period"), -1), cascade_of(call), quiet=True)
    uid = await delete(call, Info(info.mapping, info.namespace, info.name), how)
    told = _applying(info, compact_json(wanted) + "\n", "client")
    try:
        await polled_away(call, info, uid, call.machine.now() + (call.flags.seconds("timeout") or FOREVER))
    except KubectlError as wrong:
        raise KubectlError(f"{told}{wrong}") from None
    try:
        return await post_info(call, info, wanted, "none")
    except StatusError as wrong:
        try:
            await post_info(call, info, current, "none")
        except StatusError as again:
            raise KubectlError(
                "An error occurred force-replacing the existing object with the newly provided one:\n\n"
                f"{wrong}.\n\nAdditionally, an error occurred attempting to restore the original object:\n\n{again}"
            ) from None
        raise wrong.prefixed(told) from None
