"""Metrics of the metrics server, as `kubectl top` prints them.

Follows kubernetes kubectl/pkg/metricsutil/metrics_printer.go, kubectl/pkg/cmd/top.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.sim.quantity import parse

UNAVAILABLE = "Metrics API not available"
Object = dict[str, Any]


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


def cpu(usage: Object) -> int:
    """CPU in thousandths of a core."""
    return parse(str(usage.get("cpu", "0"))).milli_value()


def memory(usage: Object) -> int:
    """Memory in bytes."""
    return parse(str(usage.get("memory", "0"))).value()


def cells(usage: Object) -> list[str]:
    """`250m` and `64Mi`."""
    return [f"{cpu(usage)}m", f"{memory(usage) // (1024 * 1024)}Mi"]


def share(used: int, available: int) -> str:
    """`12%`."""
    return f"{used * 100 // available}%" if available else "<unknown>"


def order(call: Call) -> str:
    """The value of `--sort-by`."""
    value = call.flags.text("sort-by")
    if value not in ("", "cpu", "memory"):
        raise KubectlError("--sort-by accepts only cpu or memory")
    return value
