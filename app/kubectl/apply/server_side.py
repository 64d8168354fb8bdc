"""Server-side apply of one object.

Follows kubernetes kubectl/pkg/cmd/apply/apply.go: applyOneObject, the ServerSideApply branch.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.apply.ownership import migration, owners_of_annotation
from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.last_applied import ANNOTATION
from app.kubectl.resources import Info

Object = dict[str, Any]
MANAGER = "kubectl"
KEEPER = "kubectl-last-applied"  # owns the annotation of client-side apply, so that it stays
APPLY_PATCH, JSON_PATCH = "application/apply-patch+yaml", "application/json-patch+json"
RETRIED = "This is non-fatal and will be retried next time you apply. Error: "
ADVICE = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def manager_of(call: Call) -> str:
    """The field manager: `kubectl` unless one was given."""
    return call.flags.text("field-manager") if call.flags.changed("field-manager") else MANAGER


async def apply_object(call: Call, info: Info, dry_run: str) -> Object:
    """Send the object for the server to merge; KubectlError with advice when others manage its fields."""
    body = orjson.dumps(info.object or {})
    force = [("force", "true" if call.flags.on("force-conflicts") else "false")]
    query = [*_query(call, manager_of(call), dry_run), *force]
    path = info.path(call.flags.text("subresource"))
    try:
        applied = await call.client.json("PATCH", path, body, query=query, content_type=APPLY_PATCH)
    except StatusError as wrong:
        if wrong.reason == "Conflict":
            raise KubectlError(f"{wrong}{ADVICE}") from None
        raise
    try:
        applied = await _keep_annotation(call, path, applied, dry_run)
    except StatusError as wrong:
        await call.warn(f"failed to migrate {ANNOTATION} for Server-Side Apply. {RETRIED}{wrong}")
        return applied
    try:
        migrated = await _migrate(call, path, applied, dry_run)
    except StatusError as wrong:
        await call.warn(f"server rejected managed fields migration to Server-Side Apply. {RETRIED}{wrong}")
        return applied
    if migrated is None:
        return applied
    try:
        return await call.client.json("PATCH", path, body, query=query, content_type=APPLY_PATCH)
    except StatusError as wrong:
        what = "failed to re-apply configuration after performing Server-Side Apply migration"
        await call.warn(f"{what}. {RETRIED}{wrong}")
        return migrated


def _query(call: Call, manager: str, dry_run: str) -> list[tuple[str, str]]:
    query = [("fieldManager", manager)]
    if "validate" in call.flags:
        query.append(("fieldValidation", call.validation()))
    if dry_run == "server":
        query.append(("dryRun", "All"))
    return query


async def _keep_annotation(call: Call, path: str, applied: Object, dry_run: str) -> Object:
    """Have the annotation of client-side apply owned by a manager that keeps it; other managers let it go."""
    metadata = applied.get("metadata") or {}
    text = (metadata.get("annotations") or {}).get(ANNOTATION)
    if manager_of(call) != MANAGER or text is None or owners_of_annotation(applied, "Apply"):
        return applied
    named = {key: metadata[key] for key in ("name", "namespace") if metadata.get(key)}
    alone = {"apiVersion": applied["apiVersion"], "kind": applied["kind"]}
    body = orjson.dumps({**alone, "metadata": {**named, "annotations": {ANNOTATION: text}}})
    return await call.client.json("PATCH", path, body, query=_query(call, KEEPER, dry_run), content_type=APPLY_PATCH)


async def _migrate(call: Call, path: str, applied: Object, dry_run: str) -> Object | None:
    """Make this manager the owner of what client-side apply owned; None when it owned nothing."""
    query = _query(call, manager_of(call), dry_run)
    for attempt in range(5):
        patch = migration(applied, manager_of(call))
        if patch is None:
            return None
        try:
            return await call.client.json("PATCH", path, orjson.dumps(patch), query=query, content_type=JSON_PATCH)
        except StatusError as wrong:
            if wrong.reason != "Conflict" or attempt == 4:
                raise
        applied = await call.client.json("GET", path)
    return None
