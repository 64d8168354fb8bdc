"""The cluster as a page draws it: plain data, and how each object becomes a shape of it.

A shape has the words that `kubectl get` prints of its object, and what ties it to others: a node's name, an owner's id,
labels and the selector that looks for them. An id is `kind/namespace/name`, with nothing for the namespace of a node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.cluster.kinds.node import columns as node_columns
from app.cluster.kinds.pod import columns as pod_columns

Object = dict[str, Any]
ResourceKey = tuple[str, str]
State = Literal["pending", "creating", "running", "ready", "terminating", "failing", "completed"]

_FAILING = re.compile("BackOff|Err|Invalid|OOMKilled|ExitCode:|Signal:|Evicted|CannotRun|Unknown|NeverPull|Unexpected")
_CREATING = re.compile(r"ContainerCreating|PodInitializing|Init:\d+/\d+")


@dataclass(frozen=True)
class NodeShape:
    """A node: STATUS and ROLES of `kubectl get nodes`."""

    id: str
    name: str
    status: str
    ready: bool
    roles: tuple[str, ...]


@dataclass(frozen=True)
class PodShape:
    """A pod: READY and STATUS of `kubectl get pods`, and in `state` what a colour can say of it.

    `node` is empty until it is scheduled, `owner` where nothing controls it.
    """

    id: str
    namespace: str
    name: str
    node: str
    ready: str
    status: str
    restarts: int
    state: State
    owner: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class WorkloadShape:
    """What makes pods: `ready` of them out of `wanted`; of a Job, those that have succeeded.

    `revision` tells a Deployment's ReplicaSets apart: the greatest is the one it rolls out. 0: there are none.
    """

    id: str
    kind: str
    namespace: str
    name: str
    ready: int
    wanted: int
    owner: str
    revision: int


@dataclass(frozen=True)
class ServiceShape:
    """A Service: TYPE and PORT(S) of `kubectl get services`, and the labels that it looks for (empty: it has none)."""

    id: str
    namespace: str
    name: str
    type: str
    ports: str
    selector: Mapping[str, str]


Shape = NodeShape | PodShape | WorkloadShape | ServiceShape


@dataclass(frozen=True)
class Picture:
    """The cluster as it is drawn, or what became different since picture `version` - 1, with the ids that are gone."""

    version: int
    nodes: tuple[NodeShape, ...] = ()
    pods: tuple[PodShape, ...] = ()
    workloads: tuple[WorkloadShape, ...] = ()
    services: tuple[ServiceShape, ...] = ()
    gone: tuple[str, ...] = field(default=())


def picture(version: int, shapes: list[Shape], gone: tuple[str, ...] = ()) -> Picture:
    """Shapes by what they are."""
    return Picture(
        version,
        tuple(shape for shape in shapes if isinstance(shape, NodeShape)),
        tuple(shape for shape in shapes if isinstance(shape, PodShape)),
        tuple(shape for shape in shapes if isinstance(shape, WorkloadShape)),
        tuple(shape for shape in shapes if isinstance(shape, ServiceShape)),
        gone,
    )


def shape_id(key: ResourceKey, namespace: str, name: str) -> str:
    """The id of an object's shape."""
    return f"{DRAWN[key][0]}/{namespace}/{name}"


def shape_of(key: ResourceKey, obj: Object) -> Shape:
    """An object of a drawn resource as its shape."""
    kind, draw = DRAWN[key]
    return draw(kind, obj)


def _id(kind: str, obj: Object) -> str:
    return f"{kind}/{_namespace(obj)}/{obj['metadata']['name']}"


def _namespace(obj: Object) -> str:
    return str(obj["metadata"].get("namespace", ""))


def _owner(obj: Object) -> str:
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return f"{reference['kind']}/{_namespace(obj)}/{reference['name']}"
    return ""


def _holds(obj: Object, condition: str) -> bool:
    found = (obj.get("status") or {}).get("conditions") or ()
    return any(item["type"] == condition and item["status"] == "True" for item in found)


def _node(kind: str, obj: Object) -> Shape:
    status, roles = node_columns.status(obj), tuple(node_columns.roles(obj))
    return NodeShape(_id(kind, obj), obj["metadata"]["name"], status, _holds(obj, "Ready"), roles)


def _pod(kind: str, obj: Object) -> Shape:
    ready, status, restarts = pod_columns.glance(obj)
    return PodShape(
        id=_id(kind, obj),
        namespace=_namespace(obj),
        name=obj["metadata"]["name"],
        node=obj["spec"].get("nodeName") or "",
        ready=ready,
        status=status,
        restarts=restarts,
        state=_state(obj, status),
        owner=_owner(obj),
        labels=obj["metadata"].get("labels") or {},
    )


def _state(pod: Object, status: str) -> State:
    phase = (pod.get("status") or {}).get("phase")
    if pod["metadata"].get("deletionTimestamp"):
        return "terminating"
    if phase == "Succeeded":
        return "completed"
    if phase == "Failed" or _FAILING.search(status):
        return "failing"
    if _CREATING.fullmatch(status):
        return "creating"
    if phase == "Pending":
        return "pending"
    return "ready" if _holds(pod, "Ready") else "running"


def _workload(kind: str, obj: Object) -> Shape:
    ready, wanted = _numbers(kind, obj.get("spec") or {}, obj.get("status") or {})
    revision = (obj["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/revision", "0")
    name = obj["metadata"]["name"]
    number = int(revision) if revision.isdecimal() else 0
    return WorkloadShape(_id(kind, obj), kind, _namespace(obj), name, ready, wanted, _owner(obj), number)


def _numbers(kind: str, spec: Object, status: Object) -> tuple[int, int]:
    if kind == "DaemonSet":
        return status.get("numberReady") or 0, status.get("desiredNumberScheduled") or 0
    if kind == "Job":
        return status.get("succeeded") or 0, spec.get("completions") or 1
    wanted = spec.get("replicas")
    return status.get("readyReplicas") or 0, 1 if wanted is None else wanted


def _service(kind: str, obj: Object) -> Shape:
    spec = obj.get("spec") or {}
    ports = ",".join(_port(port) for port in spec.get("ports") or ())
    name, selector = obj["metadata"]["name"], spec.get("selector") or {}
    return ServiceShape(_id(kind, obj), _namespace(obj), name, spec.get("type", "ClusterIP"), ports, selector)


def _port(port: Object) -> str:
    node = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port['port']}{node}/{port.get('protocol', 'TCP')}"


DRAWN: dict[ResourceKey, tuple[str, Callable[[str, Object], Shape]]] = {
    ("", "nodes"): ("Node", _node),
    ("", "pods"): ("Pod", _pod),
    ("", "replicationcontrollers"): ("ReplicationController", _workload),
    ("", "services"): ("Service", _service),
    ("apps", "daemonsets"): ("DaemonSet", _workload),
    ("apps", "deployments"): ("Deployment", _workload),
    ("apps", "replicasets"): ("ReplicaSet", _workload),
    ("apps", "statefulsets"): ("StatefulSet", _workload),
    ("batch", "jobs"): ("Job", _workload),
}
