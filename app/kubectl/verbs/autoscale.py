"""`kubectl autoscale`."""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.creation import in_order, mapping_for, post
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.flags import Flag
from app.kubectl.last_applied import with_last_applied
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select
from app.sim.quantity import QuantityError, canonicalize

SHORT = "Let the number of replicas follow the load"
REQUIRED = ("max",)
FLAGS = {
    "cpu-percent": Flag(
        "cpu-percent", "int32", "-1", help="The average CPU use to aim at, in percent of what pods request",
        hidden=True,
        deprecated="Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for "
        "milliCPU).",
    )
}  # fmt: skip


async def run(call: Call) -> None:
    """Create an autoscaler for each object meant."""
    flags = call.flags
    low, high = flags.number("min"), flags.number("max")
    if flags.changed("cpu-percent") and flags.changed("cpu"):
        raise KubectlError("--cpu-percent and --cpu are mutually exclusive")
    if high < 1:
        raise KubectlError(f"--max=MAXPODS is required and must be at least 1, max: {high}")
    if high < low:
        raise KubectlError(f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {high}, min: {low}")
    dry_run = await call.dry_run()
    results = Results(call, dry_run, ordered=True, anew=True)
    metrics = _metrics(call)
    selection = await select(call, query_of(call, fetch="latest", bare_type=False))

    async def act(info: Info) -> None:
        if "scale" not in info.mapping.subresources:
            raise KubectlError(
                f"cannot autoscale a {info.mapping.kind}: could not find scale subresource for {info.mapping} in "
                "discovery information"
            )
        obj = in_order(with_cause(call, _autoscaler(call, info, metrics)))
        if flags.on("save-config"):
            obj = with_last_applied(obj, ordered=True)
        if dry_run != "client":
            obj = await _post(call, obj, dry_run)
        await results.done(mapping_for(obj), obj, "created" if dry_run == "client" else "autoscaled")

    await selection.visit(act)


async def _post(call: Call, obj: dict[str, Any], dry_run: str) -> dict[str, Any]:
    """Create it; what the older version cannot say is not tried again in it, and that is what is told then."""
    try:
        return await post(call, mapping_for(obj), obj, dry_run)
    except StatusError:
        cpu = call.flags.text("cpu")
        if cpu.endswith("%"):
            raise
        why = "%!w(<nil>)" if cpu else "empty input"
        raise KubectlError(
            f"failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: {why}"
        ) from None


def _autoscaler(call: Call, info: Info, metrics: list[dict[str, Any]]) -> dict[str, Any]:
    name = call.flags.text("name") or info.name
    mapping = info.mapping
    target = {"kind": mapping.kind, "name": info.name, "apiVersion": mapping.api_version}
    spec: dict[str, Any] = {"scaleTargetRef": target}
    if call.flags.number("min") > 0:
        spec["minReplicas"] = call.flags.number("min")
    spec["maxReplicas"] = call.flags.number("max")
    if metrics:
        spec["metrics"] = metrics
    metadata = {"name": name, **({"namespace": call.namespace} if call.namespace_given else {})}
    status = {"desiredReplicas": 0, "currentMetrics": None}
    return in_order({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata, "spec": spec,
        "status": status,
    })  # fmt: skip


def _metrics(call: Call) -> list[dict[str, Any]]:
    """The metrics of `--cpu` and `--memory`."""
    flags, found = call.flags, []
    if flags.changed("cpu-percent") and flags.number("cpu-percent") > 0:
        target = {"type": "Utilization", "averageUtilization": flags.number("cpu-percent")}
        found.append({"type": "Resource", "resource": {"name": "cpu", "target": target}})
    for name in ("cpu", "memory"):
        if flags.text(name):
            target = _target(name, flags.text(name))
            found.append({"type": "Resource", "resource": {"name": name, "target": target}})
    return found


def _target(name: str, text: str) -> dict[str, Any]:
    if text.endswith("%"):
        if not text[:-1].isdigit():
            raise KubectlError(f"invalid percentage value: {text[:-1]}")
        return {"type": "Utilization", "averageUtilization": int(text[:-1])}
    unit = {"cpu": "m", "memory": "Mi"}[name] if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]*", text) else ""
    try:
        return {"type": "AverageValue", "averageValue": canonicalize(text + unit)}
    except (QuantityError, ValueError):
        raise KubectlError(f"invalid resource {name} value: {text}") from None
