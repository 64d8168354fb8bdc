"""What every controller, the scheduler and the kubelets share: the API, the clock, events, work queues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.cluster.api.api import Api
from app.cluster.api.errors import ApiError
from app.cluster.api.trusted import TrustedObjects
from app.cluster.control.components import Components
from app.cluster.control.events import EventRecorder
from app.cluster.control.orphans import ADOPTABLE, Orphans
from app.cluster.control.pod_changes import PodChanges
from app.cluster.control.queue import Agenda, WorkQueue
from app.cluster.control.resources import PODS, Name, Object, ResourceKey, name_of
from app.cluster.node.runtime import ContainerRuntime
from app.network.network import Interface, Network
from app.sim.clock import Clock, rfc3339
from app.sim.label_selectors import LabelSelector
from app.sim.randomness import Randomness

Change = Callable[[str, Object, "Object | None"], None]


@dataclass(frozen=True)
class Used:
    """What a container uses: cores on average, bytes of memory; `began` is when it was started."""

    cores: float
    memory: int
    began: float


@dataclass
class Plane:
    """The control plane's shared state. `classic` is the 1.5 release, `bare` the cluster of the recordings."""

    api: Api
    clock: Clock
    randomness: Randomness
    network: Network
    runtime: ContainerRuntime
    classic: bool = False
    bare: bool = False
    objects: TrustedObjects = field(init=False)
    agenda: Agenda = field(init=False)
    orphans: Orphans = field(init=False)
    pods: PodChanges = field(init=False)
    events: EventRecorder = field(init=False)
    queues: dict[str, WorkQueue] = field(default_factory=dict)
    # (pod, begin, end) -> what its containers use, by name; not set where that is not simulated
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)  # what controllers remember: JSON data, by controller
    usage: Callable[[Object, float, float], dict[str, Used] | None] | None = None
    # (resource, namespace, name) of config maps and secrets -> the volumes of pods that are made of them
    mounted: dict[tuple[ResourceKey, str, str], dict[Any, None]] = field(default_factory=dict)
    components: Components = field(default_factory=Components)
    machines: dict[str, Interface] = field(default_factory=dict)  # the machines that are nodes, by name
    host_ports: dict[tuple[str, int, str], tuple[str, int]] = field(default_factory=dict)  # on a node -> in a pod
    balancer: str = ""  # who makes load balancers: "cloud", "tunnel", or nobody
    balancer_changed: Callable[[], None] = lambda: None
    node_stopped: Callable[[str], None] = lambda name: None  # a machine went away
    node_started: Callable[[str], None] = lambda name: None  # it came back
    with_new_images: set[str] = field(default_factory=set)  # nodes whose status does not tell yet
    _subscriptions: list[tuple[ResourceKey, Change]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.objects = TrustedObjects(self.api)
        self.agenda = Agenda(self.clock)
        self.events = EventRecorder(self.objects, self.agenda)
        self.orphans = Orphans()
        self.pods = PodChanges()
        self.subscribe(PODS, self.pods.changed)
        for resource in ADOPTABLE:
            self.subscribe(resource, lambda event, obj, old, key=resource: self.orphans.changed(key, event, obj, old))  # type: ignore[misc]

    def now(self) -> str:
        """This moment as Kubernetes writes times."""
        return rfc3339(self.clock.now)

    def queue(self, name: str, reconcile: Callable[[Name], float | None]) -> WorkQueue:
        """A new work queue; `reconcile` gets (namespace, name) and may say when it wants to be called again."""
        made = self.queues[name] = WorkQueue(self.agenda, reconcile, lambda: not self.components.controlling)
        return made

    def subscribe(self, resource: ResourceKey, change: Change) -> None:
        """Call back for every change of a resource, and once as ADDED for what is there at the start."""
        self._subscriptions.append((resource, change))
        self.objects.subscribe(resource, change)

    def watch(self, resource: ResourceKey, queue: WorkQueue) -> None:
        """Queue every changed object of a resource under its own name."""
        self.subscribe(resource, lambda event, obj, old: queue.add(name_of(obj)))

    def replay(self) -> None:
        """Tell every subscriber about every object there is: level-triggered parts start, or go on, from this."""
        for resource, change in self._subscriptions:
            for obj in list(self.objects.list(resource)):
                change("ADDED", obj, None)

    def select(self, resource: ResourceKey, namespace: str, selector: LabelSelector) -> list[Object]:
        """The objects of a namespace that a selector matches."""
        return list(self.objects.by_label(resource, namespace, selector))  # type: ignore[arg-type]

    def write_status(self, resource: ResourceKey, obj: Object, status: Object, manager: str = "") -> Object:
        """Write an object's status when it differs; returns what is stored. Conflict when `obj` is not the latest."""
        if obj.get("status") == status:
            return obj
        return self.objects.rewrite(resource, obj, manager, status=status)

    def write(self, resource: ResourceKey, obj: Object, manager: str = "") -> Object:
        """Replace an object, refusing to overwrite somebody else's change."""
        return self.objects.update(resource, obj, manager=manager)

    def delete(self, resource: ResourceKey, obj: Object, **options: Any) -> bool:
        """Delete; False when it was gone already."""
        namespace, name = name_of(obj)
        try:
            self.objects.delete(resource, namespace, name, **options)
        except ApiError as problem:
            if problem.code in {404, 409}:
                return False
            raise
        return True
