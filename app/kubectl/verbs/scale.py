"""`kubectl scale`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import cause, note
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select
from app.kubectl.watching import TimeUp, before

SHORT = "Set the number of replicas"
REQUIRED = ("replicas",)


async def run(call: Call) -> None:
    """Scale everything meant."""
    flags = call.flags
    replicas = flags.number("replicas")
    if replicas < 0:
        raise KubectlError("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    if flags.number("current-replicas") < -1:
        raise KubectlError("The --current-replicas must specify an integer of -1 or greater")
    dry_run = await call.dry_run()
    results = Results(call, dry_run)
    selection = await select(call, query_of(call, fetch="get", bare_type=False))
    if not selection.infos and not selection.errors:
        raise KubectlError("no objects passed to scale")
    if len(selection.infos) > 1 and flags.text("resource-version"):
        raise KubectlError("cannot use --resource-version with multiple resources")

    async def act(info: Info) -> None:
        await _scale(call, info, replicas, dry_run)
        if dry_run == "none" and (text := cause(call)):
            await note(call, info.path(), text)
        obj = info.object or {"metadata": {"name": info.name}}
        if "replicas" in (obj.get("spec") or {}):
            obj = {**obj, "spec": {**obj["spec"], "replicas": replicas}}
        await results.done(info.mapping, obj, "scaled")

    await selection.visit(act, stop=True)


async def _scale(call: Call, info: Info, replicas: int, dry_run: str) -> None:
    expected, version = call.flags.number("current-replicas"), call.flags.text("resource-version")
    query = [("dryRun", "All")] if dry_run == "server" else []
    if expected == -1 and not version and not call.classic:
        await _unconditionally(call, info, replicas, dry_run, query)
        return
    scale = await call.client.json("GET", info.path("scale"))
    current = int((scale.get("spec") or {}).get("replicas") or 0)
    if expected not in (-1, current):
        raise KubectlError(f"Expected replicas to be {expected}, was {current}")
    metadata = scale.get("metadata") or {}
    if version and metadata.get("resourceVersion") != version:
        raise KubectlError(f"Expected resource version to be {version}, was {metadata.get('resourceVersion')}")
    if dry_run == "client":
        return
    body = {**scale, "spec": {**(scale.get("spec") or {}), "replicas": replicas}}
    await call.client.json("PUT", info.path("scale"), body, query=query)
    if call.flags.seconds("timeout") > 0 and dry_run == "none":
        await _settled(call, info, replicas)


async def _unconditionally(
    call: Call, info: Info, replicas: int, dry_run: str, query: list[tuple[str, str]]
) -> None:  # fmt: skip
    """Follows kubernetes kubectl/pkg/scale/scale.go: ScaleSimple."""
    if dry_run == "client":
        return
    patch, content_type = {"spec": {"replicas": replicas}}, "application/merge-patch+json"
    await call.client.json("PATCH", info.path("scale"), patch, query=query, content_type=content_type)
    if call.flags.seconds("timeout") > 0 and dry_run == "none":
        await _settled(call, info, replicas)


async def _settled(call: Call, info: Info, replicas: int) -> None:
    """Wait until as many replicas are there; KubectlError when the time is up."""
    deadline = call.machine.now() + call.flags.seconds("timeout")
    try:
        while True:
            scale: dict[str, Any] = await before(call, call.client.json("GET", info.path("scale")), deadline)
            if int((scale.get("status") or {}).get("replicas") or 0) == replicas:
                return
            await before(call, call.machine.sleep(1), deadline)
    except TimeUp:
        raise KubectlError("timed out waiting for the condition") from None
    except StatusError as wrong:
        if wrong.reason != "NotFound":
            raise
