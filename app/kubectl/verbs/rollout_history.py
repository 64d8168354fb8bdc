"""`kubectl rollout history`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.creation import in_order
from app.kubectl.errors import KubectlError
from app.kubectl.gotext import quote
from app.kubectl.pod_template_text import template_text
from app.kubectl.printing import emit, object_printer
from app.kubectl.resources import Info, query_of, select
from app.kubectl.rollouts import Revision, group_kind, require_arguments, revisions, visited

SHORT = "Show the revisions of a workload"
KINDS = ("Deployment", "DaemonSet", "StatefulSet")


async def run(call: Call) -> None:
    """Show the revisions, or one of them in detail."""
    require_arguments(call)
    number = call.flags.number("revision")
    if number < 0:
        raise KubectlError(f"revision must be a positive integer: {number}")
    printer = object_printer(call, ordered=True)
    selection = await select(call, query_of(call, fetch="latest"))

    async def act(info: Info) -> None:
        if info.mapping.kind not in KINDS:
            visited(info, "history")
            raise KubectlError(f"no history viewer has been implemented for {quote(group_kind(info))}")
        found = await revisions(call, info)
        if printer is not None:
            chosen = [each for each in found if not number or each.number == number]
            if number and not chosen:
                raise KubectlError("unable to find the specified revision")
            await emit(call, printer, in_order(chosen[-1].source) if chosen else {})
            return
        shown = await _details(found, number, info) if number else _listing(found, classic=call.classic)
        await call.say(f"{_label(call, info)} {shown}" if number or not call.classic else _label(call, info) + shown)

    await selection.visit(act)


def _label(call: Call, info: Info) -> str:
    """How the object is named. Follows kubernetes v1.8 kubectl/cmd/rollout/rollout_history.go for the classic one."""
    return f"{info.mapping.resource} {quote(info.name)}" if call.classic else info.label


def _listing(found: list[Revision], *, classic: bool) -> str:
    if not found:
        return "\nNo rollout history found."
    rows = [["REVISION", "CHANGE-CAUSE"], *([str(each.number), each.cause or "<none>"] for each in found)]
    if classic:  # a tabwriter whose cells are as wide as two tabs

        def tabs(cell: str) -> str:
            return "\t" * max(1, 2 - len(cell) // 8)

        return "\n" + "".join(f"{first}{tabs(first)}{second}\n" for first, second in rows)
    return "\n" + aligned(rows, min_width=0, padding=2)


async def _details(found: list[Revision], number: int, info: Info) -> str:
    for each in found:
        if each.number == number:
            template = dict(each.template)
            if each.cause:
                metadata = dict(template.get("metadata") or {})
                metadata["annotations"] = {
                    **(metadata.get("annotations") or {}),
                    "kubernetes.io/change-cause": each.cause,
                }
                template["metadata"] = metadata
            return f"with revision #{number}\n{template_text(template)}"
    raise KubectlError("unable to find the specified revision")
