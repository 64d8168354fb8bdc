"""Columns of pods: the STATUS and RESTARTS that everybody reads.

Follows kubernetes pkg/printers/internalversion/printers.go: printPod.
"""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, Column, age, at, metadata_name, since, wide

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Ready", doc="The aggregate readiness state of this pod for accepting traffic."),
    Column("Status", doc="The aggregate status of the containers in this pod."),
    Column(
        "Restarts",
        doc="The number of times the containers in this pod have been restarted and when the last container in this pod"
        " has restarted.",
    ),
    AGE,
    wide("IP", ".status.podIP"),
    wide("Node", ".spec.nodeName"),
    wide("Nominated Node", ".status.nominatedNodeName"),
    wide("Readiness Gates", ".spec.readinessGates"),
)
_SUCCEEDED = {
    "type": "Completed",
    "status": "True",
    "reason": "Succeeded",
    "message": "The pod has completed successfully.",
}
_FAILED = {"type": "Completed", "status": "True", "reason": "Failed", "message": "The pod failed."}


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    summary = _Summary(obj)
    spec, status = obj["spec"], obj.get("status") or {}
    ready = f"{summary.ready}/{summary.total}"
    restarts = str(summary.restarts)
    if summary.restarts and summary.last_restart:
        restarts += f" ({since(summary.last_restart, now)} ago)"
    addresses = status.get("podIPs") or [{}]
    place = [addresses[0].get("ip") or NONE, spec.get("nodeName") or NONE, status.get("nominatedNodeName") or NONE]
    return [metadata_name(obj), ready, summary.reason, restarts, age(obj, now), *place, _gates(spec, status)]


def glance(obj: Object) -> tuple[str, str, int]:
    """READY, STATUS and the number of restarts: what does not change with time alone."""
    summary = _Summary(obj)
    return f"{summary.ready}/{summary.total}", str(summary.reason), summary.restarts


def conditions(obj: Object) -> list[dict[str, str]]:
    """The row's conditions: a finished pod is told apart from a running one."""
    phase = at(obj, "status", "phase")
    return [_SUCCEEDED] if phase == "Succeeded" else [_FAILED] if phase == "Failed" else []


def _gates(spec: Object, status: Object) -> str:
    gates = spec.get("readinessGates") or ()
    held = {item["type"] for item in status.get("conditions") or () if item["status"] == "True"}
    return f"{sum(gate['conditionType'] in held for gate in gates)}/{len(gates)}" if gates else NONE


def _ended(container: Object) -> str:
    return str(at(container, "lastState", "terminated", "finishedAt", default=""))


def _exit_reason(terminated: Object) -> str:
    if terminated.get("reason"):
        return str(terminated["reason"])
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


class _Summary:
    """Ready containers, restarts and the reason, as they add up over a pod's containers."""

    def __init__(self, pod: Object) -> None:
        self.pod, self.status = pod, pod.get("status") or {}
        spec = pod["spec"]
        inits = spec.get("initContainers") or ()
        self.sidecars = {item["name"] for item in inits if item.get("restartPolicy") == "Always"}
        self.init_total = len(inits)
        self.total = len(spec.get("containers") or ()) + len(self.sidecars)
        self.ready = self.restarts = 0
        self.last_restart = ""
        self.reason = self._first_reason()
        self.sidecar_restarts, self.sidecar_last = 0, ""
        if not self._initializing() or self._holds("Initialized"):
            self._containers()
        self._deletion()

    def _holds(self, condition: str) -> bool:
        found = self.status.get("conditions") or ()
        return any(item["type"] == condition and item["status"] == "True" for item in found)

    def _first_reason(self) -> str:
        for item in self.status.get("conditions") or ():
            if item["type"] == "PodScheduled" and item.get("reason") == "SchedulingGated":
                return "SchedulingGated"
        return str(self.status.get("reason") or self.status.get("phase", ""))

    def _initializing(self) -> bool:
        for index, container in enumerate(self.status.get("initContainerStatuses") or ()):
            count, sidecar = container.get("restartCount", 0), container["name"] in self.sidecars
            self.restarts += count
            self.last_restart = max(self.last_restart, _ended(container))
            if sidecar:
                self.sidecar_restarts += count
                self.sidecar_last = max(self.sidecar_last, _ended(container))
            state = container.get("state") or {}
            terminated, waiting = state.get("terminated"), at(state, "waiting", "reason", default="")
            if terminated and terminated.get("exitCode", 0) == 0:
                continue
            if sidecar and container.get("started"):
                self.ready += bool(container.get("ready"))
                continue
            if terminated:
                self.reason = "Init:" + _exit_reason(terminated)
            elif waiting and waiting != "PodInitializing":
                self.reason = f"Init:{waiting}"
            else:
                self.reason = f"Init:{index}/{self.init_total}"
            return True
        return False

    def _containers(self) -> None:
        self.restarts, self.last_restart = self.sidecar_restarts, self.sidecar_last
        running = False
        for container in reversed(self.status.get("containerStatuses") or ()):
            self.restarts += container.get("restartCount", 0)
            self.last_restart = max(self.last_restart, _ended(container))
            state = container.get("state") or {}
            if waiting := at(state, "waiting", "reason"):
                self.reason = waiting
            elif state.get("terminated"):
                self.reason = _exit_reason(state["terminated"])
            elif container.get("ready") and "running" in state:
                running = True
                self.ready += 1
        if self.reason == "Completed" and running:
            self.reason = "Running" if self._holds("Ready") else "NotReady"

    def _deletion(self) -> None:
        if "deletionTimestamp" not in self.pod["metadata"]:
            return
        if self.status.get("reason") == "NodeLost":
            self.reason = "Unknown"
        elif self.status.get("phase") not in {"Succeeded", "Failed"}:
            self.reason = "Terminating"
