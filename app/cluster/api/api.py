"""The API server of a cluster."""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.api.client import Objects
from app.cluster.api.hooks import Hooks, hooks_of
from app.cluster.api.kubelet import Kubelet
from app.cluster.api.registry import Resources
from app.cluster.api.store import ResourceKey, Store
from app.cluster.releases.release import Release
from app.network.network import Network
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
        self.kubelet: Callable[[str], Kubelet | None] = lambda _: None

    @property
    def resource_version(self) -> int:
        """The version of the last write."""
        return self.store.resource_version

    def hooks(self, key: ResourceKey) -> Hooks:
        """What a kind does when it is stored."""
        return hooks_of(self.resources.canonical(key).kind.kind.lower())
