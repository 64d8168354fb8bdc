"""`kubectl auth reconcile`: make roles and bindings allow at least what files say.

Follows kubernetes component-helpers/auth/rbac/reconciliation, kubectl/pkg/cmd/auth/reconcile.go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import in_order
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.go_types import SCHEME, unregistered
from app.kubectl.objects import clone
from app.kubectl.policy_coverage import uncovered
from app.kubectl.printing import Results
from app.kubectl.resources import Info, require_files, retrieve
from app.kubectl.verbs.create import select_files
from app.sim.go_strings import go_list, quote

SHORT = "Make roles and bindings allow at least what files say"
KINDS = ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding")
Object = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What is to be done ("" for nothing), the object then, and which rules or subjects are added and removed."""

    operation: str
    object: Object
    missing: list[Object] = field(default_factory=list)
    extra: list[Object] = field(default_factory=list)


async def run(call: Call) -> None:
    """Create or extend each role and binding of the files."""
    require_files(call)
    try:
        dry_run = await call.dry_run()
    except KubectlError as wrong:
        raise KubectlError(f"error accessing --dry-run flag for command reconcile: {wrong}") from None
    if dry_run == "server":
        raise KubectlError("--dry-run=server for command reconcile is not supported yet")
    results = Results(call, dry_run)
    selection = await select_files(call)

    async def act(info: Info) -> None:
        if info.mapping.group not in SCHEME:
            raise KubectlError(f"unable to decode {quote(info.source)}: {unregistered('auth', info.mapping)}")
        if info.mapping.kind not in KINDS or info.mapping.group != "rbac.authorization.k8s.io":
            return
        wanted = info.object or {}
        # kubectl's own list of objects has no discovery: what names no namespace of its own is never found, nor created
        if info.stray and info.mapping.namespaced and dry_run != "client":
            raise KubectlError("resource name may not be empty")
        unseen = info.stray and info.mapping.namespaced
        plan = _created(wanted) if unseen else await _planned(call, info, wanted)
        if unseen:
            del plan.object["metadata"]["namespace"]
        done = in_order(plan.object) if dry_run == "client" else await _carried_out(call, info, plan)
        await results.done(info.mapping, done, "reconciled")
        await _explain(call, plan)

    await selection.visit(act)


def _created(wanted: Object) -> Plan:
    return Plan("create", wanted, wanted.get("rules") or wanted.get("subjects") or [])


async def _planned(call: Call, info: Info, wanted: Object) -> Plan:
    try:
        current = await retrieve(call, info)
    except StatusError as wrong:
        if wrong.reason != "NotFound":
            raise
        return _created(wanted)
    if "roleRef" in wanted:
        if current.get("roleRef") != wanted["roleRef"]:
            return Plan("recreate", wanted)
        have, want = current.get("subjects") or [], wanted.get("subjects") or []
        missing, extra = _only(want, have), _only(have, want)
        return _changed(current, wanted, "subjects", missing, extra, remove=call.flags.on("remove-extra-subjects"))
    have, want = current.get("rules") or [], wanted.get("rules") or []
    missing, extra = uncovered(have, want), uncovered(want, have)
    return _changed(current, wanted, "rules", missing, extra, remove=call.flags.on("remove-extra-permissions"))


def _only(these: list[Object], others: list[Object]) -> list[Object]:
    """Which of these are not among the others; those that stand there twice, once."""
    found: list[Object] = []
    for each in these:
        if each not in others and each not in found:
            found.append(each)
    return found


def _changed(
    current: Object, wanted: Object, key: str, missing: list[Object], extra: list[Object], *, remove: bool
) -> Plan:
    new: Object = clone(current)
    for part in ("annotations", "labels"):
        merged = {**(wanted["metadata"].get(part) or {}), **(current["metadata"].get(part) or {})}
        if merged:
            new["metadata"][part] = merged
    if remove and (missing or extra):
        new[key] = wanted.get(key) or []
    elif missing:
        new[key] = [*(current.get(key) or []), *missing]
    return Plan("update" if new != current else "", new, missing, extra if remove else [])


async def _carried_out(call: Call, info: Info, plan: Plan) -> Object:
    if not plan.operation:
        return plan.object
    if plan.operation == "update":
        return await call.client.json("PUT", info.path(), plan.object)
    if plan.operation == "recreate":
        await call.client.json("DELETE", info.path())
    return await call.client.json("POST", info.collection, plan.object)


async def _explain(call: Call, plan: Plan) -> None:
    """Say what had to be done, on standard error."""
    if not plan.operation:
        return
    await call.complain(f"\treconciliation required {plan.operation}")
    what = "subjects" if "roleRef" in plan.object else "rules"
    for entries, done in ((plan.missing, "missing {} added"), (plan.extra, "extra {} removed")):
        if entries:
            await call.complain(f"\t{done.format(what)}:")
        for each in entries:
            await call.complain(f"\t\t{_struct(what, each)}")


def _struct(key: str, each: Object) -> str:
    """A rule or subject as Go prints its struct."""
    if key == "rules":
        names = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
        titles = ("Verbs", "APIGroups", "Resources", "ResourceNames", "NonResourceURLs")
        return "{" + " ".join(f"{t}:{go_list(each.get(n) or [])}" for t, n in zip(titles, names, strict=True)) + "}"
    fields = (("Kind", "kind"), ("APIGroup", "apiGroup"), ("Name", "name"), ("Namespace", "namespace"))
    return "{" + " ".join(f"{title}:{each.get(name, '')}" for title, name in fields) + "}"
