"""A pod's status as its kubelet reports it: records in, status out.

Follows kubernetes pkg/kubelet/kubelet_pods.go: generateAPIPodStatus, getPhase, and status/generate.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.cluster.control.resources import Object
from app.cluster.node.records import EPHEMERAL, INIT, MAIN, SIDECAR, Ended, Record, should_restart
from app.sim import quantity
from app.sim.clock import rfc3339

OWN = frozenset({"PodResizePending", "PodResizeInProgress"})  # conditions that are there only while they are given
CREATING, INITIALIZING = "ContainerCreating", "PodInitializing"


@dataclass(frozen=True)
class Facts:
    """What the kubelet knows besides the containers. Addresses are "" while there are none."""

    now: float
    host_ip: str
    pod_ip: str
    sandbox: bool
    started: float  # when the kubelet took the pod over
    torn_down: bool = False  # nothing of the pod runs any more and nothing will
    reason: str = ""  # why the kubelet failed the whole pod
    message: str = ""
    classic: bool = False
    runtime: str = "containerd"
    more: tuple[Object, ...] = ()  # whole conditions of the kubelet's own, before the others


def pod_status(pod: Object, records: list[Record], facts: Facts) -> Object:
    """The whole status; fields of others (conditions of the scheduler, QoS class) are kept."""
    old = pod.get("status", {})
    phase = "Failed" if facts.reason else pod_phase(pod, records, ending=facts.torn_down)
    shown = phase
    if phase in {"Succeeded", "Failed"} and not facts.torn_down:
        # A pod is not reported as ended before everything of it is gone.
        shown = old.get("phase") if old.get("phase") in {"Pending", "Running"} else "Running"
        shown = "Running" if any(one.ended or one.is_running for one in records if one.kind == MAIN) else shown
    status: Object = {key: old[key] for key in ("qosClass", "nominatedNodeName", "resourceClaimStatuses") if key in old}
    status["phase"] = shown
    if facts.reason:
        status.update(reason=facts.reason, message=facts.message)
    conditions = _conditions(pod, records, facts, phase)
    status["conditions"] = _with_times(conditions, pod, facts)
    for field, kinds in (("initContainerStatuses", (INIT, SIDECAR)), ("containerStatuses", (MAIN,)),
                         ("ephemeralContainerStatuses", (EPHEMERAL,))):  # fmt: skip
        found = [container_status(pod, one, records, facts) for one in records if one.kind in kinds]
        if found:
            # Follows pkg/kubelet/kubelet_pods.go: convertToAPIContainerStatuses: only init containers keep their order.
            status[field] = found if INIT in kinds else sorted(found, key=lambda one: str(one["name"]))
    _addresses(status, facts)
    status["startTime"] = rfc3339(facts.started)
    if not facts.classic:
        status["observedGeneration"] = pod["metadata"].get("generation", 1)
        _pod_resources(status, records)
    return _ordered(status, _ORDER)


# The fields in the order in which the API server writes them.
_ORDER = (
    "observedGeneration", "phase", "conditions", "message", "reason", "nominatedNodeName", "hostIP", "hostIPs", "podIP",
    "podIPs", "startTime", "initContainerStatuses", "containerStatuses", "qosClass", "ephemeralContainerStatuses",
    "resize", "resourceClaimStatuses", "allocatedResources", "resources",
)  # fmt: skip
_TERMINATED = ("exitCode", "signal", "reason", "message", "startedAt", "finishedAt", "containerID")


def _ordered(found: Object, order: tuple[str, ...]) -> Object:
    return {name: found[name] for name in order if name in found}


def _addresses(status: Object, facts: Facts) -> None:
    status["hostIP"] = facts.host_ip
    if facts.pod_ip:
        status["podIP"] = facts.pod_ip
    if not facts.classic:
        status["hostIPs"] = _host_ips(facts.host_ip)
        if facts.pod_ip:
            status["podIPs"] = [{"ip": facts.pod_ip}]


@lru_cache(maxsize=4096)  # all pods of a node share it
def _host_ips(address: str) -> list[Object]:
    return [{"ip": address}]


def _pod_resources(status: Object, records: list[Record]) -> None:
    main = [one for one in records if one.kind == MAIN and (one.resources or one.actual)]
    if not main:
        return
    actual = [one.resources if one.actual is None else one.actual for one in main]
    total = {name: found for name in ("requests", "limits") if (found := _sum_resources(actual, name))}
    if total:
        status["resources"] = total
    if allocated := _sum_resources([one.resources for one in main], "requests"):
        status["allocatedResources"] = allocated


def _sum_resources(resources: list[Object], which: str) -> dict[str, str]:
    total: dict[str, quantity.Quantity] = {}
    for one in resources:
        for name, value in (one.get(which) or {}).items():
            parsed = quantity.parse(str(value))
            total[name] = total[name] + parsed if name in total else parsed
    return {name: str(value) for name, value in total.items()}


# Phase


def pod_phase(pod: Object, records: list[Record], *, ending: bool = False) -> str:
    """Pending, Running, Succeeded or Failed, from the containers alone; nothing is restarted any more when `ending`."""
    main = [one for one in records if one.kind == MAIN]
    if ending and all(one.ended for one in main):
        return "Succeeded" if all(one.ended and one.ended.code == 0 for one in main) else "Failed"
    never = pod["spec"].get("restartPolicy") == "Never"
    pending_init = failed_init = False
    for one in records:
        if one.kind == INIT:
            failed = (one.ended or one.last) if not one.is_running else None
            if failed is not None and failed.code != 0:
                failed_init = True
                pending_init = pending_init or not never
            elif one.ended is None:
                pending_init = True
        elif one.kind == SIDECAR and not one.started and one.ended is None and one.last is None:
            pending_init = True
    if failed_init and never:
        return "Failed"
    began = [one.has_run for one in main]
    if (pending_init and True not in began) or False in began:
        return "Pending"
    for one in main:
        if one.ended is None or should_restart(pod, one):
            return "Running"
    return "Succeeded" if all(one.ended and one.ended.code == 0 for one in main) else "Failed"


# Conditions


def _conditions(pod: Object, records: list[Record], facts: Facts, phase: str) -> list[Object]:
    ready = _containers_ready(records, phase, facts)
    gates = [one["conditionType"] for one in pod["spec"].get("readinessGates") or ()]
    found = [_initialized(records, phase), _ready(ready, pod, gates), _renamed(ready, "ContainersReady")]
    known = [one["type"] for one in pod.get("status", {}).get("conditions") or ()]
    if "PodScheduled" not in known:
        found.append({"type": "PodScheduled", "status": "True"})
    if facts.classic:
        return [found[0], found[1], *found[3:]]
    return [{"type": "PodReadyToStartContainers", "status": "True" if facts.sandbox else "False"}, *found]


def _renamed(found: Object, kind: str) -> Object:
    return {**found, "type": kind}


def _containers_ready(records: list[Record], phase: str, facts: Facts) -> Object:
    if phase == "Succeeded":
        return {"status": "False", "reason": "PodCompleted"}
    if phase == "Failed":
        return {"status": "False", "reason": "ContainersNotReady" if facts.classic else "PodFailed"}
    unready = [one.name for kind in (SIDECAR, MAIN) for one in records if one.kind == kind and not one.ready]
    if unready:
        message = f"containers with unready status: [{' '.join(unready)}]"
        return {"status": "False", "reason": "ContainersNotReady", "message": message}
    return {"status": "True"}


def _ready(containers: Object, pod: Object, gates: list[str]) -> Object:
    if containers["status"] != "True":
        return _renamed(containers, "Ready")
    found = {one["type"]: one["status"] for one in pod.get("status", {}).get("conditions") or ()}
    missing = [
        f'corresponding condition of pod readiness gate "{gate}" does not exist.'
        if gate not in found
        else f'the status of pod readiness gate "{gate}" is not "True", but {found[gate]}'
        for gate in gates
        if found.get(gate) != "True"
    ]
    if missing:
        return {"type": "Ready", "status": "False", "reason": "ReadinessGatesNotReady", "message": ", ".join(missing)}
    return {"type": "Ready", "status": "True"}


def _initialized(records: list[Record], phase: str) -> Object:
    if phase == "Succeeded":
        return {"type": "Initialized", "status": "True", "reason": "PodCompleted"}
    for one in records:
        if one.kind == MAIN and one.has_run:
            return {"type": "Initialized", "status": "True"}
    order = [one.name for one in records if (one.kind == INIT and not (one.ended and one.ended.code == 0))
             or (one.kind == SIDECAR and not one.started)]  # fmt: skip
    if order:
        message = f"containers with incomplete status: [{' '.join(order)}]"
        return {"type": "Initialized", "status": "False", "reason": "ContainersNotInitialized", "message": message}
    return {"type": "Initialized", "status": "True"}


def _with_times(conditions: list[Object], pod: Object, facts: Facts) -> list[Object]:
    """Transition times kept where the status did; conditions of others kept, the kubelet's first."""
    before = {one["type"]: one for one in pod.get("status", {}).get("conditions") or ()}
    generation = pod["metadata"].get("generation", 1)
    observed = {} if facts.classic else {"observedGeneration": generation}
    mine = [_timed(made, before.pop(made["type"], None), observed, facts.now) for made in conditions]
    others = []
    for kind, old in before.items():
        if kind in OWN or any(one["type"] == kind for one in facts.more):
            continue
        mine_too = kind in {"PodScheduled"} and not facts.classic
        others.append({**old, "observedGeneration": generation} if mine_too else old)
    disruption = [one for one in others if one["type"] == "DisruptionTarget"]
    return list(facts.more) + disruption + mine + [one for one in others if one["type"] != "DisruptionTarget"]


def _timed(made: Object, old: Object | None, observed: Object, now: float) -> Object:
    """A condition in the API server's field order; the old one itself where nothing is new."""
    found = {"type": made["type"], **observed, "status": made["status"], "lastProbeTime": None}
    same = old is not None and old["status"] == made["status"]
    found["lastTransitionTime"] = old["lastTransitionTime"] if old is not None and same else rfc3339(now)
    for name in ("reason", "message"):
        if name in made:
            found[name] = made[name]
    return old if old is not None and old == found else found


# Containers


def container_status(pod: Object, record: Record, records: list[Record], facts: Facts) -> Object:
    """One entry of containerStatuses."""
    state = _state(record, records, facts)
    last = record.ended if record.ended is not None and "waiting" in state else record.last
    status: Object = {
        "name": record.name,
        "state": state,
        "lastState": {"terminated": terminated(last, facts)} if last else {},
        "ready": _is_ready(record),
        "restartCount": record.restarts,
        "image": record.image or record.spec.get("image", ""),
        "imageID": record.image_id,
    }
    if record.id:
        status["containerID"] = f"{facts.runtime}://{record.id}"
    if facts.classic:
        return status
    status["started"] = record.started
    if record.id:
        _container_resources(status, record)
    mounts = [_mount(one) for one in record.spec.get("volumeMounts") or ()]
    if mounts and record.id:
        status["volumeMounts"] = mounts
    return status


def _is_ready(record: Record) -> bool:
    if record.kind == INIT:
        return record.ended is not None and record.ended.code == 0
    return record.ready and record.is_running


def _state(record: Record, records: list[Record], facts: Facts) -> Object:
    if record.is_running:
        return {"running": {"startedAt": rfc3339(record.began)}}
    reason, message = record.shown
    if reason and reason not in {CREATING, INITIALIZING}:
        return {"waiting": {"reason": reason} | ({"message": message} if message else {})}
    if record.ended is not None:
        return {"terminated": terminated(record.ended, facts)}
    has_init = any(one.kind in {INIT, SIDECAR} for one in records)
    return {"waiting": {"reason": INITIALIZING if has_init else CREATING}}


def terminated(ended: Ended, facts: Facts) -> Object:
    """A terminated state."""
    found: Object = {
        "exitCode": ended.code,
        "reason": ended.reason,
        "startedAt": rfc3339(ended.started),
        "finishedAt": rfc3339(ended.finished),
    }
    if ended.signal:
        found["signal"] = ended.signal
    if ended.message:
        found["message"] = ended.message
    if ended.id:
        found["containerID"] = f"{facts.runtime}://{ended.id}"
    return _ordered(found, _TERMINATED)


def _container_resources(status: Object, record: Record) -> None:
    resources = record.resources if record.actual is None else record.actual
    shown = {name: dict(resources[name]) for name in ("limits", "requests") if resources.get(name)}
    if record.resources.get("requests"):
        status["allocatedResources"] = dict(record.resources["requests"])
    if "requests" in shown:
        shown["requests"].setdefault("memory", "0")
    status["resources"] = shown


def _mount(mount: Object) -> Object:
    found = {"mountPath": mount["mountPath"], "name": mount["name"]}
    if mount.get("readOnly"):
        found.update(readOnly=True, recursiveReadOnly="Disabled")
    return found
