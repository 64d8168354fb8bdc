"""What kubectl 1.8 said of a pod in one line.

Follows kubernetes pkg/printers/internalversion/printers.go of 1.8: printPod.
"""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def pod_cells(pod: Object) -> list[Any]:
    """Name, ready containers, status and restarts."""
    metadata, spec, status = (pod.get(key) or {} for key in ("metadata", "spec", "status"))
    statuses = status.get("containerStatuses") or []
    ready = sum(bool(each.get("ready")) for each in statuses)
    restarts = sum(int(each.get("restartCount") or 0) for each in statuses)
    total = len(spec.get("containers") or [])
    return [metadata.get("name", ""), f"{ready}/{total}", _reason(pod), str(restarts)]


def pod_wide(pod: Object) -> list[Any]:
    """Address and node."""
    spec, status = pod.get("spec") or {}, pod.get("status") or {}
    return [status.get("podIP") or "<none>", spec.get("nodeName") or "<none>"]


def _reason(pod: Object) -> str:
    status = pod.get("status") or {}
    reason = status.get("reason") or status.get("phase") or ""
    initialising = _init_reason(pod)
    if initialising:
        reason = initialising
    else:
        for each in reversed(status.get("containerStatuses") or []):
            reason = _container_reason(each.get("state") or {}) or reason
    if (pod.get("metadata") or {}).get("deletionTimestamp"):
        return "Unknown" if status.get("reason") == "NodeLost" else "Terminating"
    return str(reason)


def _container_reason(state: Object) -> str:
    waiting, ended = state.get("waiting") or {}, state.get("terminated")
    if waiting.get("reason"):
        return str(waiting["reason"])
    if ended is None:
        return ""
    if ended.get("reason"):
        return str(ended["reason"])
    return f"Signal:{ended['signal']}" if ended.get("signal") else f"ExitCode:{ended.get('exitCode', 0)}"


def _init_reason(pod: Object) -> str:
    """The status while init containers are at work; empty afterwards."""
    statuses = (pod.get("status") or {}).get("initContainerStatuses") or []
    total = len((pod.get("spec") or {}).get("initContainers") or [])
    for index, each in enumerate(statuses):
        state = each.get("state") or {}
        ended = state.get("terminated")
        if ended is not None and not ended.get("exitCode"):
            continue
        if ended is not None:
            return f"Init:{_container_reason(state)}"
        waiting = (state.get("waiting") or {}).get("reason")
        if waiting and waiting != "PodInitializing":
            return f"Init:{waiting}"
        return f"Init:{index}/{total}"
    return ""
