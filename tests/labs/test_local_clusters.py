"""Labs whose cluster comes and goes, and what is kept of it and of Docker's containers."""

from __future__ import annotations

import asyncio

from app.labs.headless import BEGINS, Headless, open_world
from app.labs.lab import Lab, decode, encode
from app.labs.specs import free_spec


async def ran(world: Headless, line: str, terminal: int = 1) -> str:
    """What a line prints."""
    await world.type(terminal, line)
    return world.screen(terminal, line)


async def woken(world: Headless) -> Headless:
    """The same world, from its snapshot."""
    state = decode(encode(world.lab.snapshot()))
    await world.lab.close()
    return Headless(await Lab.restore(state))


def played(preset: str, before: list[str], after: list[str], release: str = "1.36") -> list[str]:
    """What lines print after a sleep."""

    async def all_of_it() -> list[str]:
        async with open_world(free_spec(release, preset, None, seed=1, now=BEGINS)) as world:
            await world.terminal(1)
            for line in before:
                await ran(world, line)
            again = await woken(world)
            found = [await ran(again, line, 2) for line in after]  # the first terminal shows what was before
            await again.lab.close()
            return found

    return asyncio.run(all_of_it())


def test_a_cluster_that_was_started_is_there_after_a_sleep() -> None:
    get = "kubectl get nodes --no-headers -o custom-columns=:metadata.name,:status.conditions[-1].status"
    found = played("absent", ["minikube start --nodes 2"], [get, "minikube status | grep -c Running"])
    assert [line.split() for line in found[0].splitlines()] == [["minikube", "True"], ["minikube-m02", "True"]]
    assert found[1] == "5\n"


def test_no_cluster_is_none_after_a_sleep() -> None:
    found = played(
        "absent", ["true"], ["kubectl version 2>&1 | tail -1", "minikube start | tail -1", "kubectl get ns -o name"]
    )
    assert (
        found[0]
        == "The connection to the server localhost:8080 was refused - did you specify the right host or port?\n"
    )
    assert found[2].split() == [
        f"namespace/{name}" for name in ("default", "kube-node-lease", "kube-public", "kube-system")
    ]


def test_a_stopped_cluster_stays_stopped() -> None:
    found = played("minikube", ["kubectl create cm kept", "minikube stop"],
                   ["minikube status | head -3 | tail -1", "minikube start > /dev/null",
                    "kubectl get cm kept -o name"])  # fmt: skip
    assert (found[0], found[2]) == ("host: Stopped\n", "configmap/kept\n")


def test_containers_run_on_after_a_sleep() -> None:
    before = (
        "docker run -d --name web -p 8080:80 nginx 2> /dev/null", "docker exec web sh -c 'echo mine > /x'",
        "docker run --name done busybox echo hello 2> /dev/null",
    )  # fmt: skip
    after = (
        "curl -sI localhost:8080 | head -1", "docker exec web cat /x", "docker logs done",
        "docker restart web > /dev/null; docker exec web cat /x",
    )  # fmt: skip
    assert played("lesson", [*before], [*after]) == ["HTTP/1.1 200 OK\n", "mine\n", "hello\n", "mine\n"]


def test_minikube_of_2018_makes_the_machine_itself_a_node() -> None:
    found = played(
        "absent", ["true"], ["minikube version", "minikube start", "kubectl get nodes", "minikube status"], "1.8"
    )
    assert found[0] == "minikube version: v0.17.1-katacoda\n"
    assert found[1] == "Starting local Kubernetes cluster...\nKubectl is now configured to use the cluster.\n"
    assert found[2].splitlines()[1].split()[:2] == ["host01", "Ready"]
    assert found[3] == "minikubeVM: Running\nlocalkube: Running\n"
