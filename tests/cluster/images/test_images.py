"""Every image starts, answers or waits, goes on from a snapshot, and ends when it is told to."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from app.cluster.images.commands import compile_script
from app.cluster.images.runtime import ImageRuntime, known_images
from app.cluster.node.runtime import ContainerSpec, Exit
from app.network.network import Interface, Network
from app.sim.clock import Clock
from app.sim.image_reference import parse
from app.sim.randomness import Randomness

IMAGES = known_images()
CONFIGURED = {"MYSQL_ROOT_PASSWORD": "x", "POSTGRES_PASSWORD": "x", "ECHO_TEXT": "hi", "HOSTNAME": "h"}


class Bench:
    """A runtime with one container of an image."""

    def __init__(self, image: str, *args: str, stdin: bool = False) -> None:
        self.clock = Clock(1795413600.0)
        self.network = Network(self.clock)
        self.runtime = ImageRuntime(self.clock, self.network, Randomness(1))
        self.interface = self.network.attach(Interface("default/p", "10.244.0.2"))
        container: dict[str, Any] = {"name": "c", "image": image}
        self.spec = ContainerSpec("id", "c", image, {"containers": [container]}, "n", self.interface, args=args,
                                  variables=CONFIGURED, stdin=stdin)  # fmt: skip
        self.ends: list[Exit] = []

    def wait(self, seconds: float) -> None:
        self.clock.advance(self.clock.now + seconds)


def a_tag(repository: str) -> str:
    """A tag that exists."""
    tags = ("latest", "1.25", "1.0.0", "v1.36.2", "3.6.8-0", "1.0", "v1.14.1", "v0.8.0", "3.19", "0.21", "0.0.11", "v5")
    return next(tag for tag in tags if IMAGES[repository].has_tag(tag))


@pytest.mark.parametrize("repository", sorted(IMAGES))
def test_every_image_runs_and_ends(repository: str) -> None:
    bench = Bench(f"{repository}:{a_tag(repository)}", stdin=True)
    container = bench.runtime.start(bench.spec, bench.ends.append)
    bench.wait(20)
    assert bench.ends == []
    state = orjson.loads(orjson.dumps(container.state()))
    lines = len(container.logs())
    listening = [one.port for one in bench.network.listeners(bench.interface)]

    again = Bench(bench.spec.image, stdin=True)
    restored = again.runtime.start(again.spec, again.ends.append, state)
    again.wait(20)
    assert [one.port for one in again.network.listeners(again.interface)] == listening
    assert len(restored.logs()) == lines or listening

    container.signal(15)
    bench.wait(6)
    if not bench.ends:  # a first process without a handler ignores SIGTERM
        container.signal(9)
        bench.wait(1)
    assert len(bench.ends) == 1
    assert bench.network.listeners(bench.interface) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.25", "docker.io/library/nginx:1.25"),
        ("jocatalin/kubernetes-bootcamp:v1", "docker.io/jocatalin/kubernetes-bootcamp:v1"),
        ("docker.io/nginx", "docker.io/library/nginx:latest"),
        ("localhost:5000/app", "localhost:5000/app:latest"),
        ("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10"),
        ("nginx:la:test", None),
        ("Nginx", None),
        ("nginx:", None),
        ("", None),
    ],
)
def test_names_of_images(text: str, name: str | None) -> None:
    found = parse(text)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("image", "exists"),
    [
        ("nginx:1.25", True), ("nginx:1.7.9", True), ("nginx:1.91", False), ("nginx:nonexistent", False),
        ("nginx:1.25-alpine", True), ("busybox:1.28", True), ("busybox:1.36.1", True), ("busybox:9", False),
        ("jocatalin/kubernetes-bootcamp:v2", True), ("jocatalin/kubernetes-bootcamp:v10", False),
        ("gcr.io/google-samples/kubernetes-bootcamp:v1", True), ("nobody/nothing", False), ("redis:7-alpine", True),
        ("public.ecr.aws/docker/library/busybox", True),
    ],
)  # fmt: skip
def test_which_tags_exist(image: str, exists: bool) -> None:
    clock = Clock(0)
    runtime = ImageRuntime(clock, Network(clock), Randomness(1))
    assert (runtime.image(image) is not None) is exists


@pytest.mark.parametrize(
    ("script", "lines", "code", "seconds"),
    [
        ("exit 3", [], 3, 0),
        ("echo one; sleep 2; echo two", ["one", "two"], 0, 2),
        ("false && echo never; exit 1", [], 1, 0),
        ("true && echo 'a b'", ["a b"], 0, 0),
        ("cat /nothing", ["cat: can't open '/nothing': No such file or directory"], 1, 0),
    ],
)
def test_simple_scripts(script: str, lines: list[str], code: int, seconds: float) -> None:
    bench = Bench("busybox", "sh", "-c", script)
    container = bench.runtime.start(bench.spec, bench.ends.append)
    bench.wait(seconds + 0.1)
    assert ([line.decode() for _, _, line in container.logs()], [one.code for one in bench.ends]) == (lines, [code])


def test_endless_loops_tick_with_the_clock() -> None:
    bench = Bench("busybox", "sh", "-c", "while true; do echo tick; sleep 5; done")
    container = bench.runtime.start(bench.spec, bench.ends.append)
    bench.wait(11)
    assert [line for _, _, line in container.logs()] == [b"tick"] * 3


@pytest.mark.parametrize(
    "script", ["echo $HOME", "cat < f", "a | b", "for i in 1 2; do echo $i; done", "if true; then :; fi"]
)
def test_what_takes_a_shell_is_left_to_one(script: str) -> None:
    assert compile_script(script, lenient=False) is None
