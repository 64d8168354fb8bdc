"""Marking nodes unschedulable: `cordon`, `uncordon` and the first step of `drain`.

Follows kubernetes kubectl/pkg/drain/cordon.go, kubectl/pkg/cmd/drain/drain.go: RunCordonOrUncordon.
"""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError, UsageError, raise_all
from app.kubectl.printing import outcome
from app.kubectl.resources import Info, Query, Selection, select
from app.sim.go_strings import quote


async def nodes_meant(call: Call, verb: str) -> Selection:
    """The nodes of the arguments or of `--selector`; what is not there is raised before anything is done."""
    selector = call.flags.text("selector")
    if call.args and selector:
        raise UsageError("cannot specify both a node name and a --selector option")
    if not call.args and not selector:
        raise UsageError(f"USAGE: {verb} NODE [flags]")
    words = list(call.args)
    args: list[str]
    if any("/" in word for word in words):
        args = [word if "/" in word else f"node/{word}" for word in words]
    else:
        args = ["nodes", *words]
    selection = await select(call, Query(args=args, selector=selector or None))
    raise_all(selection.errors)
    return selection


async def cordon_nodes(call: Call, verb: str, *, unschedulable: bool) -> None:
    """Mark each node and say so."""
    dry_run = await call.dry_run()
    selection = await nodes_meant(call, verb)
    errors: list[Exception] = []
    for info in selection.infos:
        try:
            await cordon_one(call, info, unschedulable=unschedulable, dry_run=dry_run)
        except StatusError as wrong:
            errors.append(KubectlError(f"unable to {verb} node {quote(info.name)}: {wrong}"))
    raise_all(errors)


async def cordon_one(call: Call, info: Info, *, unschedulable: bool, dry_run: str) -> None:
    """Mark one node, or say that it is marked already."""
    word = "cordoned" if unschedulable else "uncordoned"
    current = bool(((info.object or {}).get("spec") or {}).get("unschedulable"))
    if current == unschedulable:
        await call.say(outcome(call, info.mapping, info.name, f"already {word}", dry_run))
        return
    if dry_run != "client":
        patch = {"spec": {"unschedulable": True if unschedulable else None}}
        query = [("dryRun", "All")] if dry_run == "server" else []
        content_type = "application/strategic-merge-patch+json"
        await call.client.json("PATCH", info.path(), patch, query=query, content_type=content_type)
    await call.say(outcome(call, info.mapping, info.name, word, dry_run))
