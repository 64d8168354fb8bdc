"""`kubectl top pod`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.metrics import NOT_YET, cells, check_selectors, fetch, order, rank, resources, total
from app.kubectl.output.tabwriter import TabWriter
from app.sim.clock import parse_rfc3339
from app.sim.go_durations import SECOND, duration_text

SHORT = "Show what pods use"
HEADERS = {"cpu": "CPU(cores)\t", "memory": "MEMORY(bytes)\t", "swap": "SWAP(bytes)\t"}
CREATION_DELAY = 120.0  # seconds in which it is normal that nobody knows what a pod uses
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Print a line for each pod, or for each of their containers."""
    flags = call.flags
    if len(call.args) > 1:
        raise UsageError("pod [NAME | -l label]")
    sort_by = order(call)
    check_selectors(call)
    if call.args and (flags.text("selector") or flags.text("field-selector")):
        raise KubectlError("only one of NAME or selector can be provided")
    everywhere = flags.on("all-namespaces")
    items = await _items(call, everywhere)
    if not items:
        await _explain(call, everywhere)
        return
    await call.write(_table(call, items, sort_by, everywhere))


async def _items(call: Call, everywhere: bool) -> list[Object]:
    root = "" if everywhere else f"/namespaces/{call.namespace}"
    if call.args:
        return [await fetch(call, f"{root}/pods/{call.args[0]}", [])]
    query = [("labelSelector", call.flags.text("selector"))] if call.flags.text("selector") else []
    found = list((await fetch(call, f"{root}/pods", query)).get("items") or [])
    if not call.flags.text("field-selector"):
        return found
    # The metrics API knows next to no fields: the pods' own does.
    wanted = {_name(pod) for pod in await _pods(call, everywhere)}
    return [item for item in found if _name(item) in wanted]


def _name(item: Object) -> tuple[str, str]:
    return item["metadata"]["namespace"], item["metadata"]["name"]


async def _pods(call: Call, everywhere: bool) -> list[Object]:
    """The pods that were asked for."""
    names = {"labelSelector": "selector", "fieldSelector": "field-selector"}
    query = [(key, call.flags.text(flag)) for key, flag in names.items() if call.flags.text(flag)]
    path = (await call.resource("pods")).path("" if everywhere else call.namespace)
    return (await call.client.json("GET", path, query=query)).get("items") or []


async def _explain(call: Call, everywhere: bool) -> None:
    """Why there is nothing: no pods, or pods that nobody has measured yet."""
    found = await _pods(call, everywhere)
    for pod in found:
        meta = pod["metadata"]
        age = call.machine.now() - parse_rfc3339(meta["creationTimestamp"])
        if age > CREATION_DELAY:
            place = f"{meta['namespace']}/{meta['name']}"
            raise KubectlError(f"Metrics not available for pod {place}, age: {duration_text(round(age * SECOND))}")
    if found:
        raise KubectlError(NOT_YET)
    await call.complain(f"No resources found{'' if everywhere else f' in {call.namespace} namespace.'}")


def _table(call: Call, items: list[Object], sort_by: str, everywhere: bool) -> str:
    by_container, names, key = call.flags.on("containers"), resources(call), rank(sort_by)
    items.sort(key=lambda item: (key(total(item, names)), *_place(item, everywhere)))
    writer, columns = TabWriter(), len(names) + 1
    if not call.flags.on("no-headers"):
        start = ("NAMESPACE\t" if everywhere else "") + ("POD\t" if by_container else "")
        columns += start.count("\t")
        writer.write(f"{start}NAME\t" + "".join(HEADERS[name] for name in names) + "\n")
    for item in items:
        meta = item["metadata"]
        start = f"{meta['namespace']}\t{meta['name']}\t" if everywhere else f"{meta['name']}\t"
        if not by_container:
            writer.write(f"{start}{cells(total(item, names), names)}\n")
            continue
        containers = item.get("containers") or []
        for one in sorted(containers, key=lambda one: (key(one.get("usage") or {}), one["name"])):
            writer.write(f"{start}{one['name']}\t{cells(one.get('usage') or {}, names)}\n")
    if call.flags.on("sum"):
        _write_sum(writer, items, names, columns)
    return writer.flush()


def _place(item: Object, everywhere: bool) -> tuple[str, str]:
    meta = item["metadata"]
    return (meta["namespace"] if everywhere else "", meta["name"])


def _write_sum(writer: TabWriter, items: list[Object], names: tuple[str, ...], columns: int) -> None:
    """The last two lines; as upstream, they look for their columns as if there were two of them, and always headers."""
    everything = {"containers": [container for item in items for container in item.get("containers") or []]}
    writer.write("\t" * (columns - 2) + "________\t________\t\n")
    writer.write("\t" * (columns - 3) + f"\t{cells(total(everything, names), names)}\n")
