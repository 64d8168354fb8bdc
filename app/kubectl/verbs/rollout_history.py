"""`kubectl rollout history`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.creation import in_order
from app.kubectl.errors import KubectlError
from app.kubectl.pod_template_text import template_text
from app.kubectl.printing import emit, object_printer, output_of, short_name
from app.kubectl.resources import Info, query_of, select
from app.kubectl.rollouts import Revision, group_kind, require_arguments, revisions, visited
from app.sim.go_strings import quote

SHORT = "Show the revisions of a workload"
Object = dict[str, Any]
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
            for each in chosen:
                await emit(call, printer, in_order(_shown(info, each)))
            return
        if output_of(call)[0] == "name":
            chosen = [each for each in found if not number or each.number == number]
            mapping = info.mapping if info.mapping.kind != "Deployment" else await call.resource("replicasets.apps")
            for each in chosen:
                await call.say(short_name(call, mapping, _shown(info, each)["metadata"]["name"]))
            if number and not chosen:
                raise KubectlError("unable to find the specified revision")
            return
        shown = await _details(found, number, info) if number else _listing(found, classic=call.classic)
        await call.say(f"{_label(call, info)} {shown}" if number or not call.classic else _label(call, info) + shown)

    await selection.visit(act)


def _shown(info: Info, revision: Revision) -> Object:
    """What stands for a revision: a deployment's replica set, or the workload itself with the revision's template."""
    if info.mapping.kind == "Deployment":
        return revision.source
    obj = info.object or {}
    spec = obj.get("spec") or {}
    return {**obj, "spec": {**spec, "template": _like(spec.get("template"), revision.template)}}


def _like(example: Any, value: Any) -> Any:
    """The value with its keys in the order of another one of its kind: revisions are kept in alphabetical order."""
    if isinstance(value, list):
        first = example[0] if isinstance(example, list) and example else None
        return [_like(first, each) for each in value]
    if not isinstance(value, dict):
        return value
    known = example if isinstance(example, dict) else {}
    keys = [*(key for key in known if key in value), *(key for key in value if key not in known)]
    return {key: _like(known.get(key), value[key]) for key in keys if key != "$patch"}


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
