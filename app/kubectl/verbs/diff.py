"""`kubectl diff`: what apply would change."""

from __future__ import annotations

import re
from typing import Any

import orjson

from app.kubectl.apply.client_side import compute_patch
from app.kubectl.apply.prune import kinds_to_prune
from app.kubectl.apply.server_side import manager_of
from app.kubectl.call import Call
from app.kubectl.errors import ExitError, KubectlError, StatusError, UsageError, raise_all
from app.kubectl.formats import without_managed_fields, yaml_text
from app.kubectl.klog import Klog
from app.kubectl.last_applied import ANNOTATION, configuration, recorded
from app.kubectl.resources import Info, Query, list_all, require_files, retrieve
from app.kubectl.verbs.create import select_files
from app.sim.go_strings import go_list, quote

SHORT = "Show what apply would change"
NOT_FOUND, FAILED = 127, 2
PLAIN = re.compile(r"[a-zA-Z0-9=-]+")  # the shell's status for a program that is not there
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Compare every object of the files; status 1 when there are differences."""
    if call.args:
        raise UsageError(f"Unexpected args: {go_list(call.args)}")
    require_files(call)
    if call.flags.on("force-conflicts") and not call.flags.on("server-side"):
        raise KubectlError("--force-conflicts only works with --server-side")
    selection = await select_files(call)
    raise_all(selection.errors)
    number = call.machine.pid() * 7919 % 10**9
    live, merged = f"/tmp/LIVE-{number}", f"/tmp/MERGED-{number + 1}"
    for directory in (live, merged):
        call.machine.make_directory(directory)
    for info in selection.infos:
        try:
            before, after = await _versions(call, info)
        except StatusError as wrong:
            if wrong.reason == "Conflict":
                kind = f"{info.mapping.group}/{info.mapping.version}, Kind={info.mapping.kind}"
                text = f"Object ({kind}: {info.name}) keeps changing, diffing without lock"
                await Klog(call.machine).line("W", "diff.go:723", text)
            raise
        masked = info.mapping.kind == "Secret" and not call.flags.on("show-secrets")
        if masked:
            before, after = _masked(before, after)
        for directory, obj in ((live, before), (merged, after)):
            shown = obj if obj is None or call.flags.on("show-managed-fields") else without_managed_fields(obj)
            text = yaml_text(shown) if shown is not None else "null\n" if masked else ""
            call.machine.write_file(f"{directory}/{_file_name(info)}", text.encode())
    pruned = await _pruned(call, selection.infos) if call.flags.on("prune") else []
    for info in pruned:
        call.machine.write_file(f"{live}/{_file_name(info)}", yaml_text(info.object or {}).encode())
    await _compare(call, live, merged, [_file_name(info) for info in [*selection.infos, *pruned]])


async def _pruned(call: Call, applied: list[Info]) -> list[Info]:
    """What `apply --prune` would delete; its managed fields are shown."""
    names = {(info.mapping.kind, info.namespace, info.name) for info in applied}
    namespaces = sorted({info.namespace for info in applied if info.namespace})
    query = Query(selector=call.flags.text("selector") or None)
    found: list[Info] = []
    for mapping in await kinds_to_prune(call):
        for namespace in namespaces if mapping.namespaced else [""]:
            for item in (await list_all(call, mapping, namespace, query)).get("items") or []:
                metadata = item["metadata"]
                key = (mapping.kind, metadata.get("namespace", ""), metadata["name"])
                if key not in names and ANNOTATION in (metadata.get("annotations") or {}):
                    obj = {**item, "apiVersion": mapping.api_version, "kind": mapping.kind}
                    found.append(Info(mapping, key[1], key[2], object=obj))
    return found


async def _compare(call: Call, live: str, merged: str, names: list[str]) -> None:
    program = _program(call)
    try:
        status, out, err = await call.machine.run([*program, live, merged])
    finally:
        for directory in (live, merged):
            for name in names:
                if call.machine.kind_of(f"{directory}/{name}"):
                    call.machine.remove_file(f"{directory}/{name}")
    await call.write(out)
    if err and status != NOT_FOUND:
        await call.machine.stderr.write(err)
    if status == 1:
        raise ExitError(1)
    if status == NOT_FOUND:
        raise KubectlError(f"failed to run {quote(program[0])}: executable file not found in $PATH")
    if status:
        raise KubectlError(f"failed to run {quote(program[0])}: exit status {status}", FAILED)


def _program(call: Call) -> list[str]:
    """What compares; of its arguments only plain words are passed on."""
    program, *args = call.machine.env.get("KUBECTL_EXTERNAL_DIFF", "").split(" ")
    return [program, *filter(PLAIN.fullmatch, args)] if program else ["diff", "-u", "-N"]


def _file_name(info: Info) -> str:
    group = f"{info.mapping.group}." if info.mapping.group else ""
    return f"{group}{info.mapping.version}.{info.mapping.kind}.{info.namespace}.{info.name}"


async def _versions(call: Call, info: Info) -> tuple[Object | None, Object]:
    """The object as it is (None when it is not there) and as it would be."""
    query = [("dryRun", "All"), ("fieldManager", _manager(call))]
    if call.flags.on("server-side"):
        current = await _current(call, info)
        query.append(("force", "true" if call.flags.on("force-conflicts") else "false"))
        content_type = "application/apply-patch+yaml"
        return current, await call.client.json(
            "PATCH", info.path(), info.object, query=query, content_type=content_type
        )
    current = await _current(call, info)
    if current is None:
        return None, await call.client.json("POST", info.collection, info.object, query=query)
    wanted = orjson.loads(configuration(info.object or {}))  # what apply records is not shown
    patch, content_type = compute_patch(info, recorded(current) or {}, wanted, current)
    if not patch:
        return current, current
    return current, await call.client.json("PATCH", info.path(), patch, query=query, content_type=content_type)


def _manager(call: Call) -> str:
    return manager_of(call) if call.flags.on("server-side") else call.flags.text("field-manager")


async def _current(call: Call, info: Info) -> Object | None:
    try:
        return await retrieve(call, info)
    except StatusError as wrong:
        if wrong.reason == "NotFound":
            return None
        raise


def _masked(before: Object | None, after: Object) -> tuple[Object | None, Object]:
    """A secret's two forms without its values; what differs is still told apart."""
    old, new = (before or {}).get("data") or {}, after.get("data") or {}
    changed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    hidden = [
        {**obj, "data": {key: f"***{suffix if key in changed else ''}" for key in data}} if obj and data else obj
        for obj, data, suffix in ((before, old, " (before)"), (after, new, " (after)"))
    ]
    return hidden[0], hidden[1] or after
