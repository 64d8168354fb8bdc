"""The API server of a cluster."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakSet

from app.cluster.api import dispatch, strategy
from app.cluster.api.audit import Auditor
from app.cluster.api.authorization import Authorizer
from app.cluster.api.call import SYSTEM, DeleteOptions, User
from app.cluster.api.client import Objects
from app.cluster.api.encryption import Encryption
from app.cluster.api.hooks import Hooks, hooks_of
from app.cluster.api.kubelet import Kubelet
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource, Resources
from app.cluster.api.request_counts import RequestCounts
from app.cluster.api.server_options import ServerOptions
from app.cluster.api.service_addresses import ServiceAddresses
from app.cluster.api.store import ResourceKey, Store
from app.cluster.api.subresources import binding, eviction
from app.cluster.api.writes.ownership import Owners
from app.cluster.bootstrap import stable_uid
from app.cluster.releases.release import Release
from app.network.http import Channels, Reply, Request, Response, Stream
from app.network.network import Interface, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness


class Api:
    """Storage, registry and door of one cluster.

    `objects` is for the cluster's own parts; everybody else sends requests.
    """

    def __init__(self, release: Release, clock: Clock, randomness: Randomness, network: Network) -> None:
        self.release = release
        self.clock = clock
        self.randomness = randomness
        self.network = network
        self.store = Store(clock)
        self.resources = Resources(release)
        self.objects = Objects(self)
        self.options = ServerOptions()
        self.auditor: Auditor | None = None  # writes the audit log, when there is one
        self.encryption: Encryption | None = None  # where objects are or were encrypted at rest
        self.authorizer = Authorizer(self)
        self.owners = Owners(self)
        self.untidy: set[str] = set()  # uids of objects stored as a control loop wrote them, not in Go's field order
        self.store.forgotten = self._forget
        self.service_addresses = ServiceAddresses(self)
        self.kubelet: Callable[[str], Kubelet | None] = lambda _: None
        self.away: Callable[[str], bool] = lambda _: False  # whether a node's machine is, not only its kubelet
        self.runs: Callable[[str], bool] = lambda _: True  # whether a part of the control plane does, by name
        self.server: tuple[str, int] = ("127.0.0.1", 6443)
        # Told, before a resource is read from outside, whether that is for a watch.
        self.before_read: dict[ResourceKey, Callable[[bool], None]] = {}
        self.interface: Interface | None = None  # the machine the API server runs on
        self.watches: set[Callable[[], None]] = set()  # what ends the watches that are open
        self.held: set[Callable[[], None]] = set()  # what breaks off requests that will be answered in a while
        self.connections: WeakSet[Stream | Channels] = WeakSet()  # to kubelets, through the server
        self.raises = False  # tests want a bug's traceback, not a 500
        self._hooks: dict[ResourceKey, Hooks] = {}
        self._requests = 0
        self.counts = RequestCounts()
        self.writes = 0  # requests from outside that may have changed something

    @property
    def resource_version(self) -> int:
        """The version of the last write."""
        return self.store.resource_version

    def handle(self, request: Request) -> Response:
        """The response to a request; 504 when a proxied server takes its time (use `serve` for those)."""
        found: list[Response] = []
        dispatch.serve(self, request, found.append)
        return found[0] if found else Response(504, body=b"")

    def serve(self, request: Request, reply: Reply) -> None:
        """Answer a request, perhaps later: the door as a network listener."""
        self.writes += self._may_change(request)
        dispatch.serve(self, request, reply)

    def hang_up(self) -> None:
        """The server goes away: watches end, other connections break off."""
        for finish in [*self.watches, *self.held]:
            finish()
        for connection in list(self.connections):
            if isinstance(connection, Stream):
                connection.cut()
            else:
                connection.hang_up(broken=True)

    @staticmethod
    def _may_change(request: Request) -> bool:
        """Whether a request is one that writes: no dry run, no question about somebody's rights."""
        asks = request.path.rstrip("/").endswith(("reviews", "/token"))
        return request.method in ("POST", "PUT", "PATCH", "DELETE") and "dryRun=All" not in request.target and not asks

    def audit_id(self) -> str:
        """The next request's Audit-Id."""
        self._requests += 1
        return stable_uid("audit", str(self._requests))

    def bind(self, namespace: str, name: str, node: str, *, user: User = SYSTEM) -> Object:
        """Bind a pod to a node."""
        return binding.bind(self, namespace, name, node, user=user)

    def evict(self, namespace: str, name: str, *, options: DeleteOptions | None = None, user: User = SYSTEM) -> None:
        """Evict a pod; ApiError TooManyRequests when its disruption budget forbids it."""
        eviction.evict(self, namespace, name, options=options, user=user)

    def _forget(self, uid: str) -> None:
        self.owners.forget(uid)
        self.untidy.discard(uid)

    def tidy(self, resource: Resource, obj: Object) -> Object:
        """A stored object in the field order of its Go type; the stored one is put in order once for all readers."""
        uid = obj["metadata"].get("uid", "")
        if uid not in self.untidy:
            return obj
        ordered = strategy.normalise(resource, obj)
        if self.store.reorder(resource.key, obj, ordered):
            self.untidy.discard(uid)
        return ordered

    def hooks(self, key: ResourceKey) -> Hooks:
        """What a kind does when it is stored."""
        found = self._hooks.get(key)
        if found is None:
            resource = self.resources.canonical(key)
            found = hooks_of(resource.kind.kind)
            if resource.custom is None:  # those of definitions come and go
                self._hooks[key] = found
        return found
