"""Metrics of the metrics server, as `kubectl top` prints them.

Follows kubernetes kubectl/pkg/metricsutil/metrics_printer.go, metrics_resource_adder.go; kubectl/pkg/cmd/top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.sim import label_syntax
from app.sim.quantity import Quantity, parse

UNAVAILABLE, NOT_YET = "Metrics API not available", "metrics not available yet"
UNKNOWN = "<unknown>"
MEBIBYTE = 1 << 20
Object = dict[str, Any]


def check_selectors(call: Call) -> None:
    """Refuse selectors that cannot be read, before the server is asked for anything."""
    if text := call.flags.text("selector"):
        label_syntax.parse(text)
    fields = str(call.option("field-selector", "") or "")
    for term in fields.split(",") if fields else []:
        if "=" not in term:
            raise KubectlError(f"invalid selector: '{fields}'; can't understand '{term}'")


async def fetch(call: Call, path: str, query: list[tuple[str, str]]) -> Object:
    """An answer of the metrics API; KubectlError when there is none."""
    catalogue = await call.discovery.catalogue()
    if not any(mapping.group == "metrics.k8s.io" for mapping in catalogue.mappings):
        anew = await call.discovery.refreshed()
        if anew is None or not any(mapping.group == "metrics.k8s.io" for mapping in anew.mappings):
            raise KubectlError(UNAVAILABLE)
    try:
        return await call.client.json("GET", f"/apis/metrics.k8s.io/v1beta1{path}", query=query)
    except StatusError as wrong:
        if wrong.code == 503:
            raise KubectlError(UNAVAILABLE) from None
        raise


def resources(call: Call) -> tuple[str, ...]:
    """What is measured."""
    return ("cpu", "memory", "swap") if call.flags.on("show-swap") else ("cpu", "memory")


def used(usage: Object, name: str) -> Quantity:
    """An amount; 0 when it was not measured."""
    return parse(str(usage.get(name, "0")))


def total(item: Object, names: Sequence[str]) -> dict[str, str]:
    """What a pod's containers use together."""
    sums = {name: Quantity(0) for name in names}
    for container in item.get("containers") or []:
        for name in names:
            sums[name] = sums[name] + used(container.get("usage") or {}, name)
    return {name: str(value) for name, value in sums.items()}


def cells(usage: Object, names: Sequence[str], available: Object | None = None, missing: Sequence[str] = ()) -> str:
    """`250m` and `64Mi`, each followed by its share of what there is where that is known; tabs after each."""
    text = ""
    for name in names:
        if name in missing:
            text += f"{UNKNOWN}\t{UNKNOWN}\t"
            continue
        amount = used(usage, name)
        text += f"{amount.milli_value()}m\t" if name == "cpu" else f"{amount.value() // MEBIBYTE}Mi\t"
        if available is not None and name in available:
            whole = parse(str(available[name])).milli_value()
            text += f"{int(amount.milli_value() / whole * 100) if whole else 0}%\t"
    return text


def order(call: Call) -> str:
    """The value of `--sort-by`."""
    value = call.flags.text("sort-by")
    if value not in ("", "cpu", "memory"):
        raise KubectlError("--sort-by accepts only cpu or memory")
    return value


def rank(sort_by: str) -> Callable[[Object], int]:
    """What to sort usages by: those that use most come first."""
    if sort_by == "cpu":
        return lambda usage: -used(usage, "cpu").milli_value()
    if sort_by == "memory":
        return lambda usage: -used(usage, "memory").value()
    return lambda usage: 0
