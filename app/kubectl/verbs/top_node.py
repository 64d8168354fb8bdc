"""`kubectl top node`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.errors import UsageError
from app.kubectl.metrics import cells, cpu, fetch, memory, order, share
from app.kubectl.resources import Query, list_all
from app.sim.quantity import parse

SHORT = "Show what nodes use"


async def run(call: Call) -> None:
    """Print a line for each node."""
    sort_by = order(call)
    if len(call.args) > 1:
        raise UsageError("node [NAME | -l label]")
    selector = [("labelSelector", call.flags.text("selector"))] if call.flags.text("selector") else []
    if call.args:
        items = [await fetch(call, f"/nodes/{call.args[0]}", [])]
    else:
        items = (await fetch(call, "/nodes", selector)).get("items") or []
    if not items:
        await call.complain("No resources found")
        return
    nodes = await list_all(call, await call.resource("nodes"), "", Query(selector=call.flags.text("selector") or None))
    by_name = {node["metadata"]["name"]: node for node in nodes.get("items") or []}
    items.sort(key=lambda item: _key(item, sort_by))
    field = "capacity" if call.flags.on("show-capacity") else "allocatable"
    rows = [] if call.flags.on("no-headers") else [["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"]]
    for item in items:
        name = item["metadata"]["name"]
        limits = ((by_name.get(name) or {}).get("status") or {}).get(field) or {}
        rows.append(_row(name, item.get("usage") or {}, limits))
    await call.write(aligned(rows))


def _key(item: dict[str, Any], sort_by: str) -> tuple[int, str]:
    usage = item.get("usage") or {}
    amount = {"cpu": cpu, "memory": memory}.get(sort_by)
    return (-amount(usage) if amount else 0, item["metadata"]["name"])


def _row(name: str, usage: dict[str, Any], limits: dict[str, Any]) -> list[str]:
    cores, space = cells(usage)
    available = parse(str(limits.get("cpu", "0"))).milli_value(), parse(str(limits.get("memory", "0"))).value()
    return [name, cores, share(cpu(usage), available[0]), space, share(memory(usage), available[1])]
