"""`kubectl top node`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.metrics import NOT_YET, UNKNOWN, cells, check_selectors, fetch, order, rank, resources
from app.kubectl.output.tabwriter import TabWriter
from app.kubectl.resources import Query, list_all

SHORT = "Show what nodes use"
HEADERS = {"cpu": "CPU(cores)\tCPU(%)\t", "memory": "MEMORY(bytes)\tMEMORY(%)\t", "swap": "SWAP(bytes)\tSWAP(%)\t"}
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Print a line for each node."""
    selector = call.flags.text("selector")
    if len(call.args) > 1:
        raise UsageError("node [NAME | -l label]")
    sort_by = order(call)
    check_selectors(call)
    if call.args and selector:
        raise KubectlError("only one of NAME or --selector can be provided")
    query = [("labelSelector", selector)] if selector else []
    if call.args:
        items = [await fetch(call, f"/nodes/{call.args[0]}", [])]
    else:
        items = (await fetch(call, "/nodes", query)).get("items") or []
    if not items:
        raise KubectlError(NOT_YET)
    nodes = await _nodes(call, selector)
    names, key = resources(call), rank(sort_by)
    items.sort(key=lambda item: (key(item.get("usage") or {}), item["metadata"]["name"]))
    writer = TabWriter()
    if not call.flags.on("no-headers"):
        writer.write("NAME\t" + "".join(HEADERS[name] for name in names) + "\n")
    field = "capacity" if call.flags.on("show-capacity") else "allocatable"
    for item in items:
        name = item["metadata"]["name"]
        available, missing = _available(nodes.pop(name, {}), field, swap="swap" in names)
        writer.write(f"{name}\t{cells(item.get('usage') or {}, names, available, missing)}\n")
    for name in nodes:
        writer.write(f"{name}\t" + f"{UNKNOWN}\t{UNKNOWN}\t" * len(names) + "\n")
    await call.write(writer.flush())


async def _nodes(call: Call, selector: str) -> dict[str, Object]:
    """The nodes that were asked for, by name."""
    mapping = await call.resource("nodes")
    if call.args:
        found = [await call.client.json("GET", mapping.path(name=call.args[0]))]
    else:
        found = (await list_all(call, mapping, "", Query(selector=selector or None))).get("items") or []
    return {node["metadata"]["name"]: node for node in found}


def _available(node: Object, field: str, *, swap: bool) -> tuple[Object, tuple[str, ...]]:
    """(what a node offers, what nobody knows of it)."""
    status = node.get("status") or {}
    offered = dict(status.get(field) or {})
    if not swap:
        return offered, ()
    capacity = ((status.get("nodeInfo") or {}).get("swap") or {}).get("capacity")
    if capacity is None:
        return offered, ("swap",)
    return {**offered, "swap": str(capacity)}, ()
