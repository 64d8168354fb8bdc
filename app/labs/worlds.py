"""What a lab's world is like in each release: which cluster, which kubectl, which machine the learner sits at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.cluster.cluster import NodeSpec
from app.sim.clock import parse_rfc3339


@dataclass(frozen=True)
class World:
    """A release as learners name it. `begins` is the time of day a lab starts at; None means the wall's."""

    release: str
    cluster: str  # the cluster's release
    kubectl: str
    host: str  # the machine's name, which is also the first node's
    curl: str
    prompt: str  # PS1
    begins: float | None
    age: float  # seconds the cluster has been up when the learner arrives
    workstation: str  # the machine's name where the cluster is minikube's; the same one when it is also the node


MODERN = World(
    release="1.36",
    cluster="1.36",
    kubectl="1.37",
    host="controlplane",
    curl="8.5.0",
    prompt=r"\u@\h:\w\$ ",
    begins=None,
    age=600,
    workstation="ubuntu",
)
# The article's session: Sunday 14 January 2018, 11:01 in Japan, on a cluster that was six minutes old.
CLASSIC = World(
    release="1.8",
    cluster="1.5",
    kubectl="1.8",
    host="host01",
    curl="7.47.0",
    prompt="$ ",
    begins=parse_rfc3339("2018-01-14T02:01:57Z"),
    age=360,
    workstation="host01",
)
WORLDS = {"1.36": MODERN, "1.8": CLASSIC}


class UnknownReleaseError(ValueError):
    """No world of that release."""

    def __init__(self, release: str) -> None:
        super().__init__(f"there is no release {release}; there are {', '.join(WORLDS)}")


def world_of(release: str) -> World:
    """The world of a release as lessons and the command line name it; UnknownReleaseError otherwise."""
    if release not in WORLDS:
        raise UnknownReleaseError(release)
    return WORLDS[release]


def node_specs(world: World, preset: str, count: int | None = None) -> tuple[NodeSpec, ...]:
    """The nodes of a cluster that a lesson says nothing about: the host itself, then node01, node02, ...

    The bare preset has the three of the recordings, the modern lesson preset two, the classic one only its host.
    """
    usual = 3 if preset == "bare" else 1 if world is CLASSIC else 2
    wanted = count or usual
    names = [world.host, *(f"node{number:02d}" for number in range(1, wanted))]
    return tuple(NodeSpec(name=name, role="control-plane" if name == world.host else "") for name in names)


def names_of(specs: Sequence[NodeSpec]) -> list[str]:
    """The nodes' names."""
    return [spec.name for spec in specs]
