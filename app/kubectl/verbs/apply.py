"""`kubectl apply`: make the cluster's objects what the files say."""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.apply import client_side, server_side
from app.kubectl.apply.prune import check_allowlist, prune
from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.deletion import cascade_of
from app.kubectl.errors import ErrorList, Failure, KubectlError, UsageError, raise_all
from app.kubectl.gotext import go_list
from app.kubectl.printing import Results, emit, object_printer
from app.kubectl.resources import Info, require_files
from app.kubectl.verbs.create import select_files

SHORT = "Make objects what files or standard input say"


async def run(call: Call) -> None:
    """Apply everything in the files; errors are told at the end."""
    if call.args:
        raise UsageError(f"Unexpected args: {go_list(call.args)}")
    require_files(call)
    dry_run = await call.dry_run()
    validation = call.validation()
    _check(call, dry_run)
    results = Results(call, dry_run)
    selection = await select_files(call, validate=validation != "Ignore")
    errors: list[Exception] = []
    for wrong in selection.errors:
        errors += wrong.errors if isinstance(wrong, ErrorList) else [wrong]
    if not selection.infos and not errors:
        raise KubectlError("no objects passed to apply")
    if call.flags.on("prune"):
        check_allowlist(call)
    applied: list[dict[str, Any]] = []
    uids: set[str] = set()
    namespaces: set[str] = set()
    for info in selection.infos:
        info.object = with_cause(call, info.object or {})
        generated = (info.object.get("metadata") or {}).get("generateName")
        if generated and not info.name:
            errors.append(KubectlError(f"from {generated}: cannot use generate name with apply"))
            continue
        try:
            obj, operation = await _apply(call, info, dry_run)
        except Failure as wrong:
            errors.append(wrong)
            continue
        uids.add(str((obj.get("metadata") or {}).get("uid") or ""))
        if info.namespace:
            namespaces.add(info.namespace)
        if results.printer is None:
            await results.done(info.mapping, obj, operation)
        applied.append(obj)
    raise_all(errors)
    await _print(call, applied)
    if call.flags.on("prune"):
        await prune(call, uids, namespaces or {call.namespace}, dry_run)


async def _print(call: Call, applied: list[dict[str, Any]]) -> None:
    """What `-o` asks for: one object, or all of them in a list that is a Go struct."""
    several = len(applied) > 1
    printer = object_printer(call, ordered=several) if applied else None
    if printer is None:
        return
    items = [orjson.loads(orjson.dumps(obj, option=orjson.OPT_SORT_KEYS)) for obj in applied] if several else applied
    await emit(
        call, printer, {"kind": "List", "apiVersion": "v1", "metadata": {}, "items": items} if several else items[0]
    )


async def _apply(call: Call, info: Info, dry_run: str) -> tuple[dict[str, Any], str]:
    if call.option("server-side", False):
        return await server_side.apply_object(call, info, dry_run), "serverside-applied"
    return await client_side.apply_object(call, info, dry_run)


def _check(call: Call, dry_run: str) -> None:
    """Refuse flags that contradict each other."""
    flags = call.flags
    cascade_of(call)
    force, server = flags.on("force"), call.option("server-side", False)
    if call.option("subresource", "") and not server:
        raise KubectlError("--subresource can only be specified for --server-side")
    if call.option("force-conflicts", False) and not server:
        raise KubectlError("--force-conflicts only works with --server-side")
    if dry_run == "client" and server:
        raise KubectlError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    if server and force:
        raise KubectlError("--force cannot be used with --server-side")
    if dry_run == "server" and force:
        raise KubectlError("--dry-run=server cannot be used with --force")
    if flags.on("all") and flags.text("selector"):
        raise KubectlError("cannot set --all and --selector at the same time")
    if flags.on("prune") and not flags.on("all") and not flags.text("selector"):
        raise KubectlError(
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all "
            "flag. If you did not mean to prune all resources, specify a label selector"
        )
    if not force and flags.number("grace-period") >= 0:
        raise KubectlError("--grace-period must have --force specified")
    if not force and flags.seconds("timeout") != 0:
        raise KubectlError("--timeout must have --force specified")
