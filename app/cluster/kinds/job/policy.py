"""What a Job makes of failed pods: which pods have failed, and its pod failure policy.

Follows kubernetes pkg/controller/job/{job_controller,pod_failure_policy}.go.
"""

from __future__ import annotations

from app.cluster.control.pods import phase
from app.cluster.control.resources import Object, is_deleting


def judge(job: Object, pod: Object) -> tuple[str, str]:
    """(action, the message for FailJob) of a failed pod; "" where no rule matches: it counts."""
    for number, rule in enumerate((job["spec"].get("podFailurePolicy") or {}).get("rules") or ()):
        message = _by_exit_code(pod, rule, number) or _by_condition(pod, rule, number)
        if message:
            return rule["action"], message
    return "", ""


def counts(job: Object, pod: Object) -> bool:
    """Whether a failed pod counts towards the backoff limits."""
    return judge(job, pod)[0] != "Ignore"


def replaces_only_failed(job: Object) -> bool:
    """Whether a pod that is being deleted is replaced only when it has ended."""
    return bool(job["spec"].get("podReplacementPolicy") == "Failed" or job["spec"].get("podFailurePolicy"))


def has_failed(job: Object, pod: Object) -> bool:
    """Whether a pod is taken for failed: also one that is being deleted, which may never get to say so itself."""
    if phase(pod) == "Failed":
        return True
    return not replaces_only_failed(job) and is_deleting(pod) and phase(pod) != "Succeeded"


def _by_exit_code(pod: Object, rule: Object, number: int) -> str:
    wanted = rule.get("onExitCodes")
    if not wanted:
        return ""
    status = pod.get("status", {})
    for one in [*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())]:
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


def restarts(pods: list[Object]) -> int:
    """How often containers of living pods were restarted, for `restartPolicy: OnFailure`."""
    return sum(
        one.get("restartCount", 0)
        for pod in pods
        if phase(pod) in {"Running", "Pending"}
        for one in [
            *(pod["status"].get("initContainerStatuses") or ()),
            *(pod["status"].get("containerStatuses") or ()),
        ]
    )
