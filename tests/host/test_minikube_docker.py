"""Every command of minikube and docker: help, and what they say of flags that they do not have."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from app.host.docker import program as docker
from app.host.minikube import program as minikube
from app.host.spec import Ran
from app.labs.autojump import run_jumping
from app.labs.headless import BEGINS, open_world
from app.labs.specs import free_spec

MINIKUBE = [f"minikube {' '.join(path)}" for path in minikube.COMMANDS]
DOCKER = [f"docker {path}" for path in docker.COMMANDS]


def outcomes(lines: Sequence[str], preset: str) -> list[Ran]:
    """What every line does, each in a shell of its own, in one world."""

    async def all_of_it() -> list[Ran]:
        async with open_world(free_spec("1.36", preset, None, seed=1, now=BEGINS)) as world:
            lab = world.lab
            found = [await run_jumping(lab.clock, lab, lab.host.run_script(line)) for line in lines]
            assert world.lab.host.bugs == []
            return found

    return asyncio.run(all_of_it())


@pytest.mark.parametrize(("lines", "preset"), [(MINIKUBE, "absent"), (DOCKER, "lesson")], ids=["minikube", "docker"])
def test_every_command_has_help(lines: list[str], preset: str) -> None:
    for line, ran in zip(lines, outcomes([f"{line} --help" for line in lines], preset), strict=True):
        text = ran.stdout.decode()
        words = line if line.startswith("docker") else f"minikube {line.split()[1]}"
        assert ran.exit == 0, line
        assert "Usage:" in text, line
        assert words in text, line


@pytest.mark.parametrize(
    ("lines", "preset", "status"), [(MINIKUBE, "absent", 64), (DOCKER, "lesson", 125)], ids=["minikube", "docker"]
)
def test_unknown_flags_are_refused(lines: list[str], preset: str, status: int) -> None:
    lines = [line for line in lines if line != "minikube kubectl"]  # its words are kubectl's
    for line, ran in zip(lines, outcomes([f"{line} --no-such-flag" for line in lines], preset), strict=True):
        assert ran.exit == status, line
        assert "unknown flag: --no-such-flag" in ran.stderr.decode(), line


def test_minikube_says_what_is_missing() -> None:
    lines = ["minikube ip", "minikube stop", "minikube ssh", "minikube service web", "minikube addons enable ingress"]
    text = 'Profile "minikube" not found. Run "minikube profile list" to view all profiles.'
    tip = 'To start a cluster, run: "minikube start"'
    for ran in outcomes(lines, "absent"):
        assert (ran.exit, ran.stdout.decode()) == (85, f"* {text}\n  {tip}\n")


def test_a_kubeadm_node_is_too_small_for_minikube() -> None:
    (ran,) = outcomes(["minikube start"], "lesson")
    assert ran.exit == 29
    assert ran.stderr.decode() == (
        "\nX Exiting due to RSRC_INSUFFICIENT_CORES: Docker has less than 2 CPUs available, but Kubernetes requires at "
        "least 2 to be available\n"
    )
