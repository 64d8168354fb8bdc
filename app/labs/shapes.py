"""What a picture of a cluster is made of: plain data.

A shape has the words that `kubectl get` prints of its object, and what ties it to others: a node's name, an owner's id,
labels and the selector that looks for them. An id is `kind/namespace/name`, with nothing for the namespace of a node.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["pending", "creating", "running", "ready", "terminating", "failing", "completed"]
Outcome = Literal["answered", "sent", "refused", "timeout", "unreachable", "unknown host", "not tls"]


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

    `node` is empty until it is scheduled, `owner` where nothing controls it. `why` is the cluster's own sentence on
    what it waits for, empty where there is none; `claims` are the ids of the PersistentVolumeClaims that it mounts.
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
    why: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkloadShape:
    """What makes pods: `ready` of them out of `wanted`; of a Job those that have succeeded, of a CronJob none.

    `revision` tells a Deployment's ReplicaSets apart: the greatest is the one it rolls out. 0: there are none. `note`
    is what tells this one from another: its image, or when a CronJob is due.
    """

    id: str
    kind: str
    namespace: str
    name: str
    ready: int
    wanted: int
    owner: str
    revision: int
    note: str = ""


@dataclass(frozen=True)
class ServiceShape:
    """A Service: TYPE and PORT(S) of `kubectl get services`, and the labels that it looks for (empty: it has none)."""

    id: str
    namespace: str
    name: str
    type: str
    ports: str
    selector: Mapping[str, str]
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """Requests for a host ("": all) and a path go to a Service, by its id."""

    host: str
    path: str
    service: str


@dataclass(frozen=True)
class RouteShape:
    """What leads requests to Services: an Ingress, a Gateway (which has no rules) or an HTTPRoute and its `parents`."""

    id: str
    kind: str
    namespace: str
    name: str
    address: str
    rules: tuple[Rule, ...]
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class StorageShape:
    """A PersistentVolumeClaim or PersistentVolume: STATUS and CAPACITY, and the id of the one that it is bound to."""

    id: str
    kind: str
    namespace: str
    name: str
    status: str
    capacity: str
    bound: str


@dataclass(frozen=True)
class ScalerShape:
    """A HorizontalPodAutoscaler: the id of what it scales, and TARGETS, MINPODS and MAXPODS of `kubectl get hpa`."""

    id: str
    kind: str
    namespace: str
    name: str
    target: str
    targets: str
    least: int
    most: int


@dataclass(frozen=True)
class Requirement:
    """An expression of a label selector: `operator` is In, NotIn, Exists or DoesNotExist."""

    key: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class PolicyShape:
    """A NetworkPolicy: pods that have these labels and meet these requirements are shut off, but for what `passes`.

    `passes` by direction, as `Ingress ← app=web :80`: who, and to which ports; `*` is everybody, `✕` nobody.
    """

    id: str
    kind: str
    namespace: str
    name: str
    selector: Mapping[str, str]
    requirements: tuple[Requirement, ...]
    passes: tuple[str, ...]


Shape = NodeShape | PodShape | WorkloadShape | ServiceShape | RouteShape | StorageShape | ScalerShape | PolicyShape


@dataclass(frozen=True)
class Flow:
    """Requests on one and the same way: from a pod, a node or the learner's terminal (`source` is "") to a pod.

    `via` are what they passed, in order: an Ingress, a Service. `target` is empty where they reached nobody. `text` is
    what was asked for, `status` the latest answer's. `behind`: the number of the flow that made the sender send it.
    """

    number: int
    source: str
    via: tuple[str, ...]
    target: str
    outcome: Outcome
    status: int
    text: str
    count: int
    behind: int


@dataclass(frozen=True)
class Picture:
    """The cluster as it is drawn, or what became different since picture `version` - 1, with the ids that are gone.

    `flows` are the requests that were sent meanwhile.
    """

    version: int
    nodes: tuple[NodeShape, ...] = ()
    pods: tuple[PodShape, ...] = ()
    workloads: tuple[WorkloadShape, ...] = ()
    services: tuple[ServiceShape, ...] = ()
    routes: tuple[RouteShape, ...] = ()
    storage: tuple[StorageShape, ...] = ()
    scalers: tuple[ScalerShape, ...] = ()
    policies: tuple[PolicyShape, ...] = ()
    gone: tuple[str, ...] = ()
    flows: tuple[Flow, ...] = ()


def picture(version: int, shapes: list[Shape], gone: tuple[str, ...] = (), flows: tuple[Flow, ...] = ()) -> Picture:
    """Shapes by what they are."""
    return Picture(
        version,
        tuple(shape for shape in shapes if isinstance(shape, NodeShape)),
        tuple(shape for shape in shapes if isinstance(shape, PodShape)),
        tuple(shape for shape in shapes if isinstance(shape, WorkloadShape)),
        tuple(shape for shape in shapes if isinstance(shape, ServiceShape)),
        tuple(shape for shape in shapes if isinstance(shape, RouteShape)),
        tuple(shape for shape in shapes if isinstance(shape, StorageShape)),
        tuple(shape for shape in shapes if isinstance(shape, ScalerShape)),
        tuple(shape for shape in shapes if isinstance(shape, PolicyShape)),
        gone,
        flows,
    )
