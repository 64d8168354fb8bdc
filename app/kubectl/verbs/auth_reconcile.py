"""`kubectl auth reconcile`: make roles and bindings allow at least what files say."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.gotext import go_list
from app.kubectl.objects import clone
from app.kubectl.printing import Results
from app.kubectl.resources import Info, require_files, retrieve
from app.kubectl.verbs.create import select_files

SHORT = "Make roles and bindings allow at least what files say"
KINDS = ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding")
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Create or extend each role and binding of the files."""
    require_files(call)
    dry_run = await call.dry_run()
    results = Results(call, dry_run)
    selection = await select_files(call)

    async def act(info: Info) -> None:
        if info.mapping.kind not in KINDS or info.mapping.group != "rbac.authorization.k8s.io":
            return
        query = [("dryRun", "All")] if dry_run == "server" else []
        wanted = info.object or {}
        # kubectl's own list of objects has no discovery: what names no namespace of its own is never found, nor created
        stray = info.mapping.namespaced and not (wanted.get("metadata") or {}).get("namespace")
        if stray and dry_run != "client":
            raise KubectlError("resource name may not be empty")
        try:
            current = await retrieve(call, info)
        except StatusError as wrong:
            if wrong.reason != "NotFound":
                raise
            if dry_run != "client":
                wanted = await call.client.json("POST", info.collection, wanted, query=query)
            await results.done(info.mapping, wanted, "reconciled")
            await _explain(call, "create", {}, wanted)
            return
        new = _reconciled(call, current, wanted)
        if new != current and dry_run != "client":
            new = await call.client.json("PUT", info.path(), new, query=query)
        await results.done(info.mapping, new, "reconciled")
        if new != current:
            await _explain(call, "update", current, wanted)

    await selection.visit(act)


async def _explain(call: Call, operation: str, current: Object, wanted: Object) -> None:
    """Say what had to be done, on standard error."""
    await call.complain(f"\treconciliation required {operation}")
    for key, what in (("rules", "rules"), ("subjects", "subjects")):
        missing = [each for each in wanted.get(key) or [] if each not in (current.get(key) or [])]
        if missing:
            await call.complain(f"\tmissing {what} added:")
        for each in missing:
            await call.complain(f"\t\t{_struct(key, each)}")


def _struct(key: str, each: Object) -> str:
    """A rule or subject as Go prints its struct."""
    if key == "rules":
        names = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
        titles = ("Verbs", "APIGroups", "Resources", "ResourceNames", "NonResourceURLs")
        return "{" + " ".join(f"{t}:{go_list(each.get(n) or [])}" for t, n in zip(titles, names, strict=True)) + "}"
    fields = (("Kind", "kind"), ("APIGroup", "apiGroup"), ("Name", "name"), ("Namespace", "namespace"))
    return "{" + " ".join(f"{title}:{each.get(name, '')}" for title, name in fields) + "}"


def _reconciled(call: Call, current: Object, wanted: Object) -> Object:
    new: Object = clone(current)
    if "roleRef" in wanted:
        if current.get("roleRef") != wanted["roleRef"]:
            raise KubectlError("cannot change roleRef")
        new["subjects"] = _merged(current.get("subjects") or [], wanted.get("subjects") or [],
                                  remove=call.flags.on("remove-extra-subjects"))  # fmt: skip
        return new
    rules = _merged(
        current.get("rules") or [], wanted.get("rules") or [], remove=call.flags.on("remove-extra-permissions")
    )
    new["rules"] = rules
    return new


def _merged(current: list[Object], wanted: list[Object], *, remove: bool) -> list[Object]:
    if remove:
        return wanted
    return [*current, *(each for each in wanted if each not in current)]
