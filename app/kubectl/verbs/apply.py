"""`kubectl apply`: make the cluster's objects what the files say."""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.apply import apply_set, client_side, server_side
from app.kubectl.apply.apply_set import ApplySet
from app.kubectl.apply.prune import allowed_kinds, prune
from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.deletion import cascade_of
from app.kubectl.discovery import Mapping
from app.kubectl.errors import ErrorList, Failure, KubectlError, UsageError, raise_all
from app.kubectl.flags import Flag
from app.kubectl.printing import Results, emit, object_printer
from app.kubectl.resources import Info, require_files
from app.kubectl.verbs.create import select_files
from app.sim.go_strings import go_list

Object = dict[str, Any]
SHORT = "Make objects what files or standard input say"


FLAGS = {
    "applyset": Flag(
        "applyset", gate="KUBECTL_APPLYSET",
        help="[alpha] The object that remembers what is applied together: [RESOURCE][.GROUP]/NAME",
    ),
}  # fmt: skip


async def run(call: Call) -> None:
    """Apply everything in the files; errors are told at the end."""
    if call.args:
        raise UsageError(f"Unexpected args: {go_list(call.args)}")
    dry_run = await call.dry_run()
    cascade_of(call)
    require_files(call)
    validation = call.validation()
    given = call.flags.text("applyset")
    own = await apply_set.parse(call, given) if given else None
    kinds = await allowed_kinds(call) if call.flags.on("prune") else []
    _check(call, dry_run)
    await _check_pruning(call, own, kinds)
    results = Results(call, dry_run)
    selection = await select_files(call, validate=validation != "Ignore")
    errors: list[Exception] = []
    for wrong in selection.errors:
        errors += wrong.errors if isinstance(wrong, ErrorList) and not wrong.kept else [wrong]
    if own is not None:
        apply_set.label_members(own, selection.infos)
    if not selection.infos and not errors:
        raise KubectlError("no objects passed to apply")
    if own is not None:
        await apply_set.before_apply(call, own, selection.infos, dry_run)
    applied: list[Object] = []
    for info in selection.infos:
        try:
            obj, operation = await _apply(call, info, dry_run)
        except Failure as wrong:
            errors.append(wrong)
            continue
        if results.printer is None:
            await results.done(info.mapping, obj, operation)
        applied.append(obj)
    raise_all(errors)
    await _print(call, applied)
    if call.flags.on("prune"):
        await _prune(call, own, kinds, selection.infos, applied, dry_run)


async def _prune(
    call: Call, own: ApplySet | None, kinds: list[Mapping], infos: list[Info], applied: list[Object], dry_run: str
) -> None:
    uids = {str((obj.get("metadata") or {}).get("uid") or "") for obj in applied}
    if own is not None:
        await apply_set.prune_set(call, own, uids, dry_run)
        return
    given = {call.namespace} if call.namespace_given else set()
    await prune(call, kinds, uids, given | {info.namespace for info in infos if info.namespace}, dry_run)


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


async def _apply(call: Call, info: Info, dry_run: str) -> tuple[Object, str]:
    info.object = with_cause(call, info.object or {})
    generated = (info.object.get("metadata") or {}).get("generateName")
    if generated and not info.name:
        raise KubectlError(f"from {generated}: cannot use generate name with apply")
    if call.option("server-side", False):
        obj, operation = await server_side.apply_object(call, info, dry_run), "serverside-applied"
    else:
        obj, operation = await client_side.apply_object(call, info, dry_run)
    metadata = obj.get("metadata") or {}
    if metadata.get("deletionTimestamp") and operation != "created" and dry_run != "client":
        await call.warn(f"Detected changes to resource {metadata.get('name', '')} which is currently being deleted.")
    return obj, operation


def _check(call: Call, dry_run: str) -> None:
    """Refuse flags that contradict each other."""
    flags = call.flags
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


async def _check_pruning(call: Call, own: ApplySet | None, kinds: list[Mapping]) -> None:
    """The same for what has to do with pruning."""
    flags = call.flags
    if own is not None:
        if not flags.on("prune"):
            raise KubectlError("--applyset requires --prune")
        await apply_set.check(call, own)
    if not flags.on("prune"):
        return
    if flags.on("force"):
        raise KubectlError("--force cannot be used with --prune")
    if own is not None:
        for name, used in (("all", flags.on("all")), ("selector", flags.text("selector")), ("prune-allowlist", kinds)):
            if used:
                raise KubectlError(f"--{name} is incompatible with --applyset")
    elif not flags.on("all") and not flags.text("selector"):
        raise KubectlError(
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all "
            "flag. If you did not mean to prune all resources, specify a label selector"
        )
    elif call.option("server-side", False):
        raise KubectlError("--prune is in alpha and doesn't currently work on objects created by server-side apply")
