"""`kubectl delete`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.deletion import FOREVER, IMMEDIATE, Deletion, cascade_of, delete, until_gone, warn_of_cascade
from app.kubectl.errors import ConnectionFailure, ErrorList, KubectlError, StatusError, raise_all
from app.kubectl.interrupts import failing
from app.kubectl.resources import Info, Selection, query_of, select
from app.sim.go_strings import quote

SHORT = "Delete objects by file, by name or by selector"


async def run(call: Call) -> None:
    """Delete everything meant, then wait until it is gone."""
    if call.option("raw", ""):
        if call.option("interactive", False):
            raise KubectlError("--interactive can not be used with --raw")
        await _raw(call)
        return
    await warn_of_cascade(call)
    how = await _how(call)
    selecting = bool(call.flags.on("all") or call.flags.text("selector") or call.option("field-selector", ""))
    if call.flags.on("all") and (call.flags.text("selector") or call.option("field-selector", "")):
        raise KubectlError("setting 'all' parameter but found a non empty selector. ")
    lenient = call.flags.on("ignore-not-found") or (selecting and not call.flags.changed("ignore-not-found"))
    selection = await _selected(call)
    if call.option("interactive", False) and not await _confirmed(call, selection):
        await call.say("deletion is cancelled")
        return
    deleted = await _delete_all(call, selection, how, lenient)
    if call.option("wait", False) and how.dry_run == "none":
        await _wait(call, deleted)


async def _selected(call: Call) -> Selection:
    try:
        return await select(call, query_of(call, fetch="", bare_type=False, all_excludes_names=True))
    except ConnectionFailure as wrong:
        if not call.flags.words("filename"):
            raise
        raise KubectlError(f"unable to recognize {quote(call.flags.words('filename')[0])}: {wrong}") from None


async def _how(call: Call) -> Deletion:
    flags = call.flags
    grace, force = flags.number("grace-period"), flags.on("force")
    if flags.text("output") not in ("", "name"):
        raise KubectlError(f"unexpected -o output mode: {flags.text('output')}. We only support '-o name'")
    if flags.on("now"):
        if grace != -1:
            raise KubectlError("--now and --grace-period cannot be specified together")
        grace = 1
    if grace == 0 and not force:
        grace = 1  # a slip must not lose data: only --force deletes at once
    if force and grace < 0:
        grace = 0
    if force and grace > 0:
        raise KubectlError("--force and --grace-period greater than 0 cannot be specified together")
    cascade, dry_run = cascade_of(call), await call.dry_run()
    if force and grace == 0:
        await call.warn(IMMEDIATE) if not call.classic else await call.complain(f"warning: {IMMEDIATE}")
    return Deletion(grace, cascade, dry_run, force)


async def _delete_all(call: Call, selection: Selection, how: Deletion, lenient: bool) -> list[tuple[Info, str]]:
    """Delete each; those that were there, with their uids. Errors are raised after all have been tried."""
    deleted: list[tuple[Info, str]] = []
    warned = not call.namespace_given or bool(call.option("all-namespaces", False))
    errors: list[Exception] = []
    found = 0
    for info in selection.infos:
        if not warned and not info.mapping.namespaced:
            await call.warn("deleting cluster-scoped resources, not scoped to the provided namespace")
            warned = True
        try:
            deleted.append((info, await delete(call, info, how)))
            found += 1
        except (StatusError, ConnectionFailure, KubectlError) as wrong:
            found += 1
            if isinstance(wrong, StatusError) and wrong.reason == "NotFound" and lenient:
                continue
            errors.append(wrong)
    raise_all([*errors, *selection.errors])
    if not found:
        await call.say("No resources found")
    return deleted


async def _wait(call: Call, deleted: list[tuple[Info, str]]) -> None:
    timeout = call.flags.seconds("timeout")
    deadline = call.machine.now() + (timeout if timeout > 0 else FOREVER)
    errors: list[Exception] = []
    for info, uid in deleted:
        try:
            with failing(call):
                await until_gone(call, info, uid, deadline)
        except (KubectlError, StatusError, ConnectionFailure, ErrorList) as wrong:
            errors.append(wrong)
    raise_all(errors)


async def _confirmed(call: Call, selection: Selection) -> bool:
    await call.say(f"You are about to delete the following {len(selection.infos)} resource(s):")
    for info in selection.infos:
        await call.say(f"{info.mapping.kind.lower()}/{info.name}")
    await call.write("Do you want to continue? (y/N): ")
    answer = b""
    async for chunk in call.machine.stdin:
        answer += chunk
        if b"\n" in answer:
            break
    return answer.strip().lower() == b"y"


async def _raw(call: Call) -> None:
    files = call.flags.words("filename")
    if len(files) > 1:
        raise KubectlError("--raw can only use a single local file or stdin")
    if files and files[0].startswith(("http://", "https://")):
        raise KubectlError("--raw cannot read from a url")
    if call.flags.text("output"):
        raise KubectlError("--raw and --output are mutually exclusive")
    if not call.flags.text("raw").startswith("/"):
        wrong = call.flags.text("raw")
        raise KubectlError(f"--raw must be a valid URL path: parse {quote(wrong)}: invalid URI for request")
    path, _, query = call.flags.text("raw").partition("?")
    found = [(part.partition("=")[0], part.partition("=")[2]) for part in query.split("&") if part]
    answer = await call.client.request("DELETE", path, query=found)
    await call.write(answer)
    if not answer.endswith(b"\n"):
        await call.write("\n")
