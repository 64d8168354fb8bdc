"""`kubectl drain`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.cordoning import cordon_one, nodes_meant
from app.kubectl.draining import empty_node
from app.kubectl.errors import ExitError, Failure, KubectlError, raise_all
from app.kubectl.printing import outcome
from app.kubectl.resources import Info
from app.sim import label_syntax
from app.sim.go_strings import quote

SHORT = "Empty a node for maintenance"


async def run(call: Call) -> None:
    """Cordon the nodes, then evict their pods."""
    dry_run = await call.dry_run()
    try:
        label_syntax.parse(call.flags.text("pod-selector"))
    except label_syntax.SelectorError:
        raise KubectlError("--pod-selector=<pod_selector> must be a valid label selector") from None
    selection = await nodes_meant(call, "drain")
    raise_all(selection.errors)
    for info in selection.infos:
        await cordon_one(call, info, unschedulable=True, dry_run=dry_run)
    pending: dict[str, list[Exception]] = {}
    for info in selection.infos:
        errors = await _drain(call, info, dry_run)
        if not errors:
            await call.say(outcome(call, info.mapping, info.name, "drained", dry_run))
            continue
        pending[info.name] = errors
        texts = [str(each) for each in errors]
        shown = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        await call.complain(
            f"error: unable to drain node {quote(info.name)} due to error: {shown}, continuing command..."
        )
    if pending:
        await call.complain("There are pending nodes to be drained:")
        for name in pending:
            await call.complain(f" {name}")
        for errors in pending.values():
            for each in errors:
                await call.complain(str(each))
        raise ExitError(1)


async def _drain(call: Call, info: Info, dry_run: str) -> list[Exception]:
    try:
        return await empty_node(call, info.name, dry_run)
    except (*Failure, KubectlError) as wrong:
        return [wrong]
