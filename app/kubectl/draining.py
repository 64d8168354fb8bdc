"""Emptying a node: which pods go, which stand in the way, eviction until it works.

Follows kubernetes kubectl/pkg/drain: filters.go, drain.go.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.printing import DRY_RUN, outcome
from app.kubectl.resources import Info, Query, list_all
from app.kubectl.watching import TimeUp, before
from app.sim.go_durations import SECOND, duration_text
from app.sim.go_strings import quote

Object = dict[str, Any]
MIRROR = "kubernetes.io/config.mirror"
RETRY = 5.0  # seconds between tries of an eviction that a budget forbids
FATAL = {
    "daemon": "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)",
    "local": "cannot delete Pods with local storage (use --delete-emptydir-data to override)",
    "unmanaged": "cannot delete Pods that declare no controller (use --force to override)",
}
WARNINGS = {
    "daemon": "ignoring DaemonSet-managed Pods",
    "local": "deleting Pods with local storage",
    "unmanaged": "deleting Pods that declare no controller",
}


@dataclass
class Sorted:
    """A node's pods: those to evict, and names by what is special about them."""

    leaving: list[Object] = field(default_factory=list)
    fatal: dict[str, list[str]] = field(default_factory=dict)
    warned: dict[str, list[str]] = field(default_factory=dict)


async def empty_node(call: Call, node: str, dry_run: str) -> list[Exception]:
    """Evict the node's pods; what stands in the way."""
    pods = await call.resource("pods")
    selector = call.flags.text("pod-selector") or None
    listed = await list_all(call, pods, "", Query(selector=selector, field_selector=f"spec.nodeName={node}"))
    found = Sorted()
    for pod in listed.get("items") or []:
        await _sort(call, pod, found)
    if found.fatal:
        return [KubectlError(f"{FATAL[kind]}: {', '.join(names)}") for kind, names in found.fatal.items()]
    if found.warned:
        text = "; ".join(f"{WARNINGS[kind]}: {', '.join(names)}" for kind, names in found.warned.items())
        await call.warn(text)
    by_delete = bool(call.option("disable-eviction", False))
    if dry_run == "client" or (dry_run == "server" and by_delete):
        for pod in [] if dry_run == "server" else found.leaving:
            where = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
            await call.say(f"evicting pod {where}{DRY_RUN[dry_run]}")
        return []
    return await _evict_all(call, node, pods, found.leaving, dry_run)


async def _sort(call: Call, pod: Object, found: Sorted) -> None:
    metadata = pod["metadata"]
    name = f"{metadata['namespace']}/{metadata['name']}"
    if MIRROR in (metadata.get("annotations") or {}):
        return
    owner = next((each for each in metadata.get("ownerReferences") or [] if each.get("controller")), None)
    finished = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
    if owner and owner["kind"] == "DaemonSet" and not finished:
        kind = found.warned if call.flags.on("ignore-daemonsets") else found.fatal
        kind.setdefault("daemon", []).append(name)
        return
    volumes = (pod.get("spec") or {}).get("volumes") or []
    local = any("emptyDir" in volume for volume in volumes) and not finished
    if local and not call.flags.on("delete-emptydir-data"):
        found.fatal.setdefault("local", []).append(name)
        return
    if owner is None and not finished:
        if not call.flags.on("force"):
            found.fatal.setdefault("unmanaged", []).append(name)
            return
        found.warned.setdefault("unmanaged", []).append(name)
    found.leaving.append(pod)


async def _evict_all(
    call: Call, node: str, mapping: Mapping, pods: list[Object], dry_run: str
) -> list[Exception]:  # fmt: skip
    timeout = call.flags.seconds("timeout")
    deadline = call.machine.now() + timeout if timeout > 0 else None
    outcomes = await asyncio.gather(*(_leave(call, mapping, pod, deadline, dry_run) for pod in pods))
    errors = [each for each in outcomes if each is not None]
    if errors:
        texts = [str(each) for each in errors]
        shown = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        await call.complain(f"There are pending pods in node {quote(node)} when an error occurred: {shown}")
        for pod in pods:
            await call.complain(f"pod/{pod['metadata']['name']}")
    return errors


async def _leave(
    call: Call, mapping: Mapping, pod: Object, deadline: float | None, dry_run: str
) -> Exception | None:  # fmt: skip
    """One pod of those that leave, all at the same time; what went wrong."""
    info = Info(mapping, pod["metadata"]["namespace"], pod["metadata"]["name"])
    where = f"pods/{quote(info.name)} -n {quote(info.namespace)}"
    try:
        await _evict(call, info, pod, deadline, dry_run)
    except TimeUp:
        limit = duration_text(round(call.flags.seconds("timeout") * SECOND))
        return KubectlError(f"error when evicting {where}: global timeout reached: {limit}")
    except StatusError as wrong:
        return KubectlError(f"error when evicting {where}: {wrong}")
    return None


async def _evict(call: Call, info: Info, pod: Object, deadline: float | None, dry_run: str) -> None:
    """Ask for the eviction until it is granted, then wait until the pod is gone."""
    by_delete = bool(call.option("disable-eviction", False))
    grace = call.flags.number("grace-period")
    options: Object = {"gracePeriodSeconds": grace} if grace >= 0 else {}
    options |= {"dryRun": ["All"]} if dry_run == "server" else {}
    while True:
        if not by_delete:
            await call.say(f"evicting pod {info.namespace}/{info.name}{DRY_RUN[dry_run]}")
        if deadline is not None and call.machine.now() >= deadline:
            raise TimeUp
        try:
            if by_delete:
                await call.client.json("DELETE", info.path(), {"kind": "DeleteOptions", "apiVersion": "v1", **options})
            else:
                await call.client.json("POST", info.path("eviction"), _eviction(info, options))
            break
        except StatusError as wrong:
            if wrong.reason == "NotFound":
                return
            if wrong.code != 429:
                raise
            where = f"pods/{quote(info.name)} -n {quote(info.namespace)}"
            await call.complain(f"error when evicting {where} (will retry after 5s): {wrong}")
        await call.machine.sleep(RETRY)  # the time limit is looked at between tries only
    if dry_run == "server":
        return
    await _until_gone(call, info, pod, deadline)
    pods_word = "deleted" if by_delete else "evicted"
    await call.say(outcome(call, info.mapping, info.name, pods_word))


def _eviction(info: Info, options: Object) -> Object:
    body: Object = {
        "apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": info.name, "namespace": info.namespace},
    }  # fmt: skip
    return {**body, "deleteOptions": options} if options else body


async def _until_gone(call: Call, info: Info, pod: Object, deadline: float | None) -> None:
    skip_after = int(call.option("skip-wait-for-delete-timeout", 0))
    while True:
        try:
            current = await call.client.json("GET", info.path())
        except StatusError as wrong:
            if wrong.reason == "NotFound":
                return
            raise
        if current["metadata"].get("uid") != pod["metadata"].get("uid"):
            return
        if skip_after and current["metadata"].get("deletionTimestamp"):
            return
        await before(call, call.machine.sleep(1), deadline)
