"""What a Job makes of failed pods: its pod failure policy, and how long it waits before it tries again.

Follows kubernetes pkg/controller/job/{pod_failure_policy,backoff_utils}.go.
"""

from __future__ import annotations

from app.cluster.control.resources import Object
from app.sim.clock import parse_rfc3339

BACKOFF_FIRST, BACKOFF_LIMIT = 10.0, 360.0


def judge(job: Object, pod: Object) -> tuple[str, str]:
    """(Count, Ignore, FailJob or FailIndex, the message for FailJob) of a failed pod."""
    for number, rule in enumerate((job["spec"].get("podFailurePolicy") or {}).get("rules") or ()):
        message = _by_exit_code(pod, rule, number) or _by_condition(pod, rule, number)
        if message:
            return rule["action"], message
    return "Count", ""


def _by_exit_code(pod: Object, rule: Object, number: int) -> str:
    wanted = rule.get("onExitCodes")
    if not wanted:
        return ""
    status = pod.get("status", {})
    for one in [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]:
        ended = one.get("state", {}).get("terminated")
        if ended is None or wanted.get("containerName") not in {None, one["name"]} or not ended["exitCode"]:
            continue
        if (ended["exitCode"] in wanted["values"]) == (wanted["operator"] == "In"):
            name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
            return (f"Container {one['name']} for pod {name} failed with exit code {ended['exitCode']} matching "
                    f"{rule['action']} rule at index {number}")  # fmt: skip
    return ""


def _by_condition(pod: Object, rule: Object, number: int) -> str:
    for pattern in rule.get("onPodConditions") or ():
        for one in pod.get("status", {}).get("conditions") or ():
            if one["type"] == pattern["type"] and one["status"] == pattern.get("status", "True"):
                name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
                return f"Pod {name} has condition {one['type']} matching {rule['action']} rule at index {number}"
    return ""


def ended_at(pod: Object, now: float) -> float:
    """When the last container of a pod ended."""
    times = [parse_rfc3339(one["state"]["terminated"]["finishedAt"])
             for one in pod.get("status", {}).get("containerStatuses") or ()
             if one.get("state", {}).get("terminated", {}).get("finishedAt")]  # fmt: skip
    return max(times, default=now)


def retry_delay(failures: int, last: float, now: float) -> float:
    """Seconds until the next pod may be made after `failures` in a row, the last of them at `last`."""
    if not failures:
        return 0.0
    wait = min(BACKOFF_LIMIT, BACKOFF_FIRST * 2 ** min(failures - 1, 10))
    return float(max(0.0, last + wait - now))


def restarts(pods: list[Object]) -> int:
    """How often containers of living pods were restarted, for `restartPolicy: OnFailure`."""
    return sum(
        one.get("restartCount", 0)
        for pod in pods
        if pod.get("status", {}).get("phase") in {"Running", "Pending"}
        for one in [
            *(pod["status"].get("initContainerStatuses") or ()),
            *(pod["status"].get("containerStatuses") or ()),
        ]
    )
