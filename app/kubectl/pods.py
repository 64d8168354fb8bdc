"""Pods as kubectl looks at them: their containers, waiting for them, their logs, the pods behind other objects.

Follows kubernetes kubectl/pkg/polymorphichelpers: attachablepodforobject.go, helpers.go; util/podutils.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from app.kubectl.call import Call
from app.kubectl.client import body_of, chunks, refusal
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.resources import Info, Query, list_all, retrieve
from app.kubectl.selectors import format_selector
from app.kubectl.watching import TimeUp, by_name, watch
from app.sim.label_selectors import LabelSelector

Object = dict[str, Any]
KINDS_OF_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"


def containers(pod: Object) -> list[Object]:
    """All containers, in the order in which kubectl names them."""
    spec = pod.get("spec") or {}
    ordered = ("containers", "initContainers", "ephemeralContainers")
    return [each for kind in ordered for each in spec.get(kind) or []]


def container_status(pod: Object, name: str) -> Object:
    """The status of a container; {} when there is none yet."""
    status = pod.get("status") or {}
    for kind in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for each in status.get(kind) or []:
            if each.get("name") == name:
                return dict(each)
    return {}


def all_names(pod: Object) -> str:
    """`web, sidecar, setup (init), debugger (ephem)`."""
    spec = pod.get("spec") or {}
    suffixes = {"containers": "", "initContainers": " (init)", "ephemeralContainers": " (ephem)"}
    return ", ".join(f"{each['name']}{suffix}" for kind, suffix in suffixes.items() for each in spec.get(kind) or [])


def refuse_completed(pod: dict[str, Any], what: str) -> None:
    """KubectlError when a pod is over; `what` somebody wanted with one of its containers: `attach`, `exec into`."""
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise KubectlError(f"cannot {what} a container in a completed pod; current phase is {phase}")


async def pick_container(
    call: Call, pod: Object, wanted: str, *, quiet: bool = False, tell: Callable[[str], Awaitable[None]] | None = None
) -> str:
    """The container to talk to: the one wanted, the annotated default, or the first (which is told, by `tell`)."""
    names = [each["name"] for each in containers(pod)]
    if wanted:
        if wanted not in names:
            raise KubectlError(
                f"container {wanted} is not valid for pod {pod['metadata']['name']} out of: {all_names(pod)}"
            )
        return wanted
    default = ((pod.get("metadata") or {}).get("annotations") or {}).get(DEFAULT_CONTAINER, "")
    if default in names:
        return str(default)
    regular = [each["name"] for each in pod["spec"].get("containers") or []]
    if not regular:
        raise KubectlError(f"pod {pod['metadata']['name']} has no containers")
    if (
        len(regular) + len(pod["spec"].get("initContainers") or []) + len(pod["spec"].get("ephemeralContainers") or [])
        > 1
    ) and not quiet:
        await (tell or call.complain)(f'Defaulted container "{regular[0]}" out of: {all_names(pod)}')
    return str(regular[0])


def running_or_ended(pod: Object) -> bool:
    """Whether a pod can be attached to, or has nothing to attach to any more."""
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        return True
    conditions = (pod.get("status") or {}).get("conditions") or []
    return phase == "Running" and any(c.get("type") == "Ready" and c.get("status") == "True" for c in conditions)


async def wait_for_pod(call: Call, info: Info, timeout: float, *, ended: bool = False) -> Object:
    """The pod once it is ready or has ended; KubectlError when `timeout` seconds (0: no limit) pass before."""
    deadline = call.machine.now() + timeout if timeout > 0 else None
    pod = await retrieve(call, info)
    told = False
    while True:
        over = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if over or (not ended and running_or_ended(pod)):
            return pod
        if not told and not ended and not call.option("quiet", False):
            told = True
        version = str(pod["metadata"].get("resourceVersion") or "")
        try:
            async for kind, obj in watch(call, info.collection, query=by_name(info.name, version), deadline=deadline):
                if kind == "DELETED":
                    raise StatusError({"reason": "NotFound", "code": 404, "message": f'pods "{info.name}" not found'})
                pod = obj
                break
            else:
                pod = await retrieve(call, info)
        except TimeUp:
            raise KubectlError("timed out waiting for the condition") from None


async def logs_of(call: Call, info: Info, container: str, query: list[tuple[str, str]] | None = None) -> None:
    """Print a container's log so far, or as it grows if the query says so."""
    parameters = [("container", container), *(query or [])]
    response = await call.client.send("GET", info.path("log"), query=parameters, accept="application/json, */*")
    if response.status >= 400:
        raise refusal(response, await body_of(response))
    async for chunk in chunks(response):
        await call.machine.stdout.write(chunk)


async def pods_behind(call: Call, obj: Object, kind: str, namespace: str, *, logging: bool = False) -> list[Object]:
    """The pods that an object selects, the most useful one first; KubectlError for objects that select none."""
    selector = selector_of(obj, kind)
    mapping = await call.resource("pods")
    listed = await list_all(call, mapping, namespace, Query(selector=selector))
    items = listed.get("items") or []
    for item in items:
        item.setdefault("apiVersion", "v1")
        item.setdefault("kind", "Pod")
    return sorted(items, key=_for_logs if logging else _for_sessions)


def running_timeout(call: Call) -> float:
    """The seconds of --pod-running-timeout."""
    seconds = call.flags.seconds("pod-running-timeout")
    if seconds <= 0:
        raise KubectlError("--pod-running-timeout must be higher than zero")
    return seconds


async def awaited_pods(
    call: Call, info: Info, failure: str = "cannot attach to", *, logging: bool = False
) -> list[Object]:
    """The pods behind an object; when there is none, one is waited for as long as --pod-running-timeout says.

    `failure` begins the message about an object that has no pods.
    """
    timeout = call.flags.seconds("pod-running-timeout")
    deadline = call.machine.now() + timeout
    try:
        selector_of(info.object or {}, info.mapping.kind)
    except KubectlError as wrong:
        raise KubectlError(f"{failure} *{info.mapping.version}.{info.mapping.kind}: {wrong}") from None
    obj, kind = info.object or {}, info.mapping.kind
    while not (pods := await pods_behind(call, obj, kind, info.namespace, logging=logging)):
        if call.machine.now() >= deadline:
            raise KubectlError("timed out waiting for the condition")
        await call.machine.sleep(1)
    return pods


def selector_of(obj: Object, kind: str) -> str:
    """The label selector by which an object finds its pods."""
    spec = obj.get("spec") or {}
    if kind in ("Service", "ReplicationController"):
        if not spec.get("selector"):
            raise KubectlError(f"invalid service '{obj['metadata']['name']}': Service is defined without a selector")
        return format_selector(spec["selector"])
    if kind not in ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job"):
        raise KubectlError(f"selector for *{str(obj.get('apiVersion')).rpartition('/')[2]}.{kind} not implemented")
    return str(LabelSelector.of(spec.get("selector")))


def _for_logs(pod: Object) -> tuple[Any, ...]:
    """Assigned before unassigned, running or ended before pending, ready before not, longer ready, restarted, older.

    Follows kubernetes kubectl/pkg/util/podutils: ByLogging
    """
    status = pod.get("status") or {}
    phase = {"Unknown": 1, "Pending": 2}.get(status.get("phase", ""), 0)
    ready, born = _ready_since(pod), pod["metadata"].get("creationTimestamp") or "~"
    return (not (pod.get("spec") or {}).get("nodeName"), phase, not ready, ready, -_restarts(pod), born)


def _for_sessions(pod: Object) -> tuple[Any, ...]:
    """The reverse of the order in which pods are deleted: running, ready for long, never restarted, old pods first.

    Follows kubernetes kubectl/pkg/util/podutils: ActivePods
    """
    status = pod.get("status") or {}
    phase = {"Running": 0, "Unknown": 1}.get(status.get("phase", ""), 2)
    ready, born = _ready_since(pod), pod["metadata"].get("creationTimestamp") or "~"
    return (not (pod.get("spec") or {}).get("nodeName"), phase, not ready, ready, _restarts(pod), born)


def _ready_since(pod: Object) -> str:
    """When a pod became ready; empty when it is not."""
    conditions = (pod.get("status") or {}).get("conditions") or []
    ready = (each for each in conditions if each.get("type") == "Ready" and each.get("status") == "True")
    return next((str(each.get("lastTransitionTime") or "~") for each in ready), "")


def _restarts(pod: Object) -> int:
    statuses = (pod.get("status") or {}).get("containerStatuses") or []
    return max((int(each.get("restartCount") or 0) for each in statuses), default=0)
