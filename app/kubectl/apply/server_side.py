"""Server-side apply of one object.

Follows kubernetes kubectl/pkg/cmd/apply/apply.go: applyOneObject, the ServerSideApply branch.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.last_applied import ANNOTATION
from app.kubectl.resources import Info

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
    return call.flags.text("field-manager") if call.flags.changed("field-manager") else "kubectl"


async def apply_object(call: Call, info: Info, dry_run: str) -> dict[str, Any]:
    """Send the object for the server to merge; KubectlError with advice when others manage its fields."""
    query = [
        ("fieldManager", manager_of(call)),
        ("force", "true" if call.flags.on("force-conflicts") else "false"),
    ]
    if "validate" in call.flags:
        query.append(("fieldValidation", call.validation()))
    if dry_run == "server":
        query.append(("dryRun", "All"))
    body = orjson.dumps(_without_annotation(info.object or {}))
    try:
        return await call.client.json(
            "PATCH",
            info.path(call.flags.text("subresource")),
            body,
            query=query,
            content_type="application/apply-patch+yaml",
        )
    except StatusError as wrong:
        if wrong.reason == "Conflict":
            raise KubectlError(f"{wrong}{ADVICE}") from None
        raise


def _without_annotation(obj: dict[str, Any]) -> dict[str, Any]:
    metadata = obj.get("metadata") or {}
    annotations = metadata.get("annotations")
    if not annotations or ANNOTATION not in annotations:
        return obj
    kept = {key: value for key, value in annotations.items() if key != ANNOTATION}
    return {**obj, "metadata": {**metadata, "annotations": kept}}
