"""Deleting objects and waiting until they are gone; shared by `delete`, `replace --force` and `apply --prune`.

Follows kubernetes kubectl/pkg/cmd/delete/delete.go and wait/delete.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import ExitError, KubectlError, StatusError, from_source
from app.kubectl.printing import DRY_RUN, short_name
from app.kubectl.resources import Info
from app.kubectl.watching import TimeUp, by_name, watch
from app.sim.go_strings import quote

FOREVER = 168 * 3600.0  # seconds a delete waits without --timeout
IMMEDIATE = (
    "Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may "
    "continue to run on the cluster indefinitely."
)


@dataclass(frozen=True)
class Deletion:
    """How to delete: seconds of grace (-1: the object's own), propagation, and how it is told."""

    grace: int = -1
    cascade: str = "background"
    dry_run: str = "none"
    force: bool = False
    quiet: bool = False

    def options(self) -> dict[str, Any]:
        """The DeleteOptions to send."""
        policy = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan"}[self.cascade]
        body: dict[str, Any] = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": policy}
        if self.grace >= 0:
            body["gracePeriodSeconds"] = self.grace
        if self.dry_run == "server":
            body["dryRun"] = ["All"]
        return body


def cascade_of(call: Call) -> str:
    """The value of `--cascade`; KubectlError for what it cannot be."""
    if "cascade" not in call.flags:
        return "background"
    if isinstance(call.flags["cascade"], bool):
        return "background" if call.flags.on("cascade") else "orphan"
    value = call.flags.text("cascade")
    if value in ("background", "foreground", "orphan"):
        return value
    if value.lower() in ("true", "false"):
        return "background" if value.lower() == "true" else "orphan"
    raise KubectlError(f'invalid cascade value ({value}). Must be "background", "foreground", or "orphan"')


async def warn_of_cascade(call: Call) -> None:
    """`--cascade=true` still works; `--cascade` alone says nothing."""
    given = call.flags.text("cascade") if "cascade" in call.flags and not call.classic else ""
    if given.lower() in ("true", "false"):
        await call.complain(
            f"warning: --cascade={given} is deprecated (boolean value) and can be replaced with "
            f"--cascade={cascade_of(call)}."
        )


async def delete(call: Call, info: Info, how: Deletion) -> str:
    """Delete one object and say so; the uid of what was deleted (empty when unknown)."""
    answer: dict[str, Any] = {}
    if how.dry_run != "client":
        try:
            answer = await call.client.json("DELETE", info.path(), how.options())
        except (StatusError, KubectlError) as wrong:
            raise (from_source(wrong, "deleting", info.source) if info.source else wrong) from None
    if not how.quiet:
        await call.say(told(call, info, how))
    if answer.get("kind") == "Status":
        return str((answer.get("details") or {}).get("uid") or "")
    return str((answer.get("metadata") or {}).get("uid") or "")


def told(call: Call, info: Info, how: Deletion) -> str:
    """`pod "web" deleted from default namespace (dry run)`, or the name alone for `-o name`."""
    if call.option("output") == "name":
        return short_name(call, info.mapping, info.name)
    operation = "force deleted" if how.grace == 0 and how.force else "deleted"
    if call.classic:
        return f"{info.mapping.singular or info.mapping.kind.lower()} {quote(info.name)} {operation}"
    where = f" from {info.namespace} namespace" if info.namespace else ""
    return f"{info.kind_name} {quote(info.name)} {operation}{where}{DRY_RUN[how.dry_run]}"


async def polled_away(call: Call, info: Info, uid: str, deadline: float) -> None:
    """The same as `until_gone` in words of a program that asks again and again."""
    try:
        await until_gone(call, info, uid, deadline)
    except KubectlError:
        raise KubectlError("context deadline exceeded") from None


async def until_gone(call: Call, info: Info, uid: str, deadline: float) -> None:
    """Wait until the object with that uid is no more; KubectlError when it takes too long."""
    while True:
        try:
            current = await call.client.json("GET", info.path())
        except StatusError as wrong:
            if wrong.reason == "NotFound":
                return
            if wrong.reason == "Forbidden":
                return
            raise
        metadata = current.get("metadata") or {}
        if uid and metadata.get("uid") != uid:
            return
        try:
            query = by_name(info.name, str(metadata.get("resourceVersion") or ""))
            async for kind, _ in watch(call, info.collection, query=query, deadline=deadline):
                if kind == "DELETED":
                    break
        except TimeUp:
            where = f"{info.mapping.resource}/{info.name}"
            raise KubectlError(f"timed out waiting for the condition on {where}") from None
        except StatusError as wrong:
            if wrong.code == 403:
                raise ExitError(0) from None
            if wrong.code != 410:
                raise
