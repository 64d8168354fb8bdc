"""`kubectl replace`."""

from __future__ import annotations

import contextlib
from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create_query, post_info
from app.kubectl.deletion import FOREVER, Deletion, cascade_of, delete, polled_away, warn_of_cascade
from app.kubectl.errors import KubectlError, StatusError, from_source
from app.kubectl.last_applied import ANNOTATION, with_last_applied
from app.kubectl.printing import Results
from app.kubectl.resources import Info, Selection, require_files
from app.kubectl.verbs.create import raw, select_files
from app.sim.go_strings import quote

SHORT = "Put files' objects in the place of the server's"


async def run(call: Call) -> None:
    """Replace everything in the files."""
    require_files(call)
    flags = call.flags
    if flags.text("raw"):
        await raw(call, "PUT")
        return
    if flags.number("grace-period") >= 0 and not flags.on("force"):
        raise KubectlError("--grace-period must have --force specified")
    if flags.seconds("timeout") != 0 and not flags.on("force"):
        raise KubectlError("--timeout must have --force specified")
    cascade_of(call)
    await warn_of_cascade(call)
    dry_run = await call.dry_run()
    if flags.on("force") and dry_run != "none":
        raise KubectlError("--dry-run can not be used when --force is set")
    results = Results(call, dry_run)
    selection = await select_files(call, validate=call.validation() != "Ignore")
    if flags.on("force"):
        await _delete_all(call, selection)
    verb = "POST" if flags.on("force") else "PUT"

    async def act(info: Info) -> None:
        obj = await _send(call, info, verb, dry_run)
        await results.done(info.mapping, obj, "replaced")

    await selection.visit(act)


async def _send(call: Call, info: Info, verb: str, dry_run: str) -> dict[str, Any]:
    obj = info.object or {}
    annotated = ANNOTATION in ((obj.get("metadata") or {}).get("annotations") or {})
    if call.flags.on("save-config") or annotated:
        obj = with_last_applied(obj)
    if dry_run == "client":
        return obj
    try:
        if verb == "PUT" and not (obj.get("metadata") or {}).get("resourceVersion"):
            if not info.name:
                raise KubectlError(f"error when replacing {quote(info.source)}: resource name may not be empty")
            with contextlib.suppress(StatusError):  # the server says what is wrong with what is sent
                current = await call.client.json("GET", info.path())
                metadata = {**obj["metadata"], "resourceVersion": current["metadata"]["resourceVersion"]}
                obj = {**obj, "metadata": metadata}
        if verb == "POST":
            return await post_info(call, info, obj, dry_run)
        path = info.path(call.flags.text("subresource"))
        return await call.client.json("PUT", path, obj, query=create_query(call, dry_run))
    except StatusError as wrong:
        raise from_source(wrong, "replacing", info.source) from None


async def _delete_all(call: Call, selection: Selection) -> None:
    """Delete what there is, for `--force`, and wait until it is gone."""
    flags = call.flags
    grace = flags.number("grace-period")
    how = Deletion(1 if grace == 0 else grace, cascade_of(call))
    deadline = call.machine.now() + (flags.seconds("timeout") or FOREVER)
    deleted = []
    for info in selection.infos:
        try:
            deleted.append((info, await delete(call, info, how)))
        except StatusError as wrong:
            if wrong.reason != "NotFound":
                raise
    for info, uid in deleted:
        await polled_away(call, info, uid, deadline)
