"""Changing objects by a function: what `set` and the smaller rollout verbs have in common.

The object's new form is compared with the old one and the difference is sent as a patch.
Follows kubernetes kubectl/pkg/cmd/set/helper.go: CalculatePatches, PatchFn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kubectl.apply.strategic_patch import two_way_merge_patch
from app.kubectl.call import Call
from app.kubectl.errors import ErrorList, Failure, KubectlError, raise_nested
from app.kubectl.json_patch import merge_patch
from app.kubectl.local_patch import schema_of
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select
from app.sim.go_strings import quote
from app.sim.strategic_order import PatchError

Object = dict[str, Any]
Change = Callable[[Info, Object], Object]
STRATEGIC, MERGE = "application/strategic-merge-patch+json", "application/merge-patch+json"


def difference(info: Info, old: Object, new: Object) -> tuple[Object, str]:
    """The patch from one form of an object to another, and its content type; KubectlError when there is none."""
    schema = schema_of(info.mapping.group, info.mapping.version, info.mapping.kind)
    if schema is None:
        return merge_patch(old, new), MERGE
    try:
        return two_way_merge_patch(old, new, schema), STRATEGIC
    except PatchError as wrong:
        raise KubectlError(str(wrong)) from None


async def send_difference(call: Call, info: Info, new: Object, dry_run: str) -> Object:
    """Send what is different from `info.object`; the object as it is then."""
    patch, content_type = difference(info, info.object or {}, new)
    query = [("fieldManager", str(call.option("field-manager", "kubectl-rollout") or "kubectl-rollout"))]
    if dry_run == "server":
        query.append(("dryRun", "All"))
    return await call.client.json("PATCH", info.path(), patch, query=query, content_type=content_type)


async def change_each(call: Call, change: Change, operation: str) -> None:
    """Change every object meant. A KubectlError of `change` is told as `error: deployments.apps "web" ...`."""
    dry_run = await call.dry_run()
    results = Results(call, dry_run, anew=True)
    selection = await select(call, query_of(call, fetch="latest"))
    errors: list[Exception] = [*selection.errors]
    if not selection.infos and not errors:
        await call.complain(f"No resources found in {call.namespace} namespace.")
    for info in selection.infos:
        try:
            new = change(info, info.object or {})
        except KubectlError as wrong:
            errors.append(KubectlError(f"error: {info.mapping.qualified} {quote(info.name)} {wrong}"))
            continue
        try:
            done = await send_difference(call, info, new, dry_run)
            await results.done(info.mapping, done, operation)
        except ErrorList as several:
            errors += several.errors
        except Failure as wrong:
            errors.append(KubectlError(f"failed to patch: {wrong}"))
    raise_nested(errors)
