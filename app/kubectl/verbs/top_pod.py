"""`kubectl top pod`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.errors import KubectlError
from app.kubectl.metrics import cells, cpu, fetch, memory, order

SHORT = "Show what pods use"


async def run(call: Call) -> None:
    """Print a line for each pod, or for each of their containers."""
    flags = call.flags
    sort_by = order(call)
    everywhere = flags.on("all-namespaces")
    if call.args and flags.text("selector"):
        raise KubectlError("only one of NAME or selector can be provided")
    items = await _items(call, everywhere)
    if not items:
        place = "" if everywhere else f" in {call.namespace} namespace."
        await call.complain(f"No resources found{place}")
        return
    items.sort(key=lambda item: _key(item, sort_by))
    by_container = flags.on("containers")
    header = [*(["NAMESPACE"] if everywhere else []), *(["POD", "NAME"] if by_container else ["NAME"])]
    rows = [] if flags.on("no-headers") else [[*header, "CPU(cores)", "MEMORY(bytes)"]]
    for item in items:
        start = [item["metadata"]["namespace"]] if everywhere else []
        name = item["metadata"]["name"]
        if by_container:
            rows += [
                [*start, name, each["name"], *cells(each.get("usage") or {})] for each in item.get("containers") or []
            ]
        else:
            rows.append([*start, name, *cells(_total(item))])
    if flags.on("sum") and items:
        totals = [_total(item) for item in items]
        usage = {"cpu": f"{sum(map(cpu, totals))}m", "memory": str(sum(map(memory, totals)))}
        blank = [""] * (len(header) - 1)
        rows.append([*blank, "", "________", "________"])
        rows.append([*blank, "", *cells(usage)])
    await call.write(aligned(rows))


async def _items(call: Call, everywhere: bool) -> list[dict[str, Any]]:
    names = {"labelSelector": "selector", "fieldSelector": "field-selector"}
    query = [(key, call.flags.text(flag)) for key, flag in names.items() if call.flags.text(flag)]
    root = "" if everywhere else f"/namespaces/{call.namespace}"
    if call.args:
        return [await fetch(call, f"{root}/pods/{call.args[0]}", [])]
    return list((await fetch(call, f"{root}/pods", query)).get("items") or [])


def _total(item: dict[str, Any]) -> dict[str, str]:
    usages = [each.get("usage") or {} for each in item.get("containers") or []]
    return {"cpu": f"{sum(map(cpu, usages))}m", "memory": str(sum(map(memory, usages)))}


def _key(item: dict[str, Any], sort_by: str) -> tuple[int, str, str]:
    amount = {"cpu": cpu, "memory": memory}.get(sort_by)
    return (-amount(_total(item)) if amount else 0, item["metadata"]["namespace"], item["metadata"]["name"])
