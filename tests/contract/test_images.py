"""Every image: its container comes up or ends well, goes on after a snapshot, and ends when it is told to."""

from __future__ import annotations

import asyncio
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from app.cluster import images
from app.cluster.images.image import Image
from app.labs.autojump import advance_quietly
from app.labs.headless import BEGINS
from app.labs.lab import Lab
from app.labs.specs import free_spec

PODS = ("", "pods")
TAGS = (
    "latest",
    "v1.36.2",
    "v1.12.0",
    "v1.5.2",
    "3.6.5-0",
    "3.10",
    "1.0",
    "v1",
    "v0.7.2",
    "2.4",
    "1.27",
    "0.21",
    "0.0.11",
)
# What images insist on.
ENVIRONMENT = {
    "docker.io/library/mysql": {"MYSQL_ROOT_PASSWORD": "secret"},
    "docker.io/library/mariadb": {"MARIADB_ROOT_PASSWORD": "secret"},
    "docker.io/library/postgres": {"POSTGRES_PASSWORD": "secret"},
}  # fmt: skip
ARGUMENTS = {"docker.io/hashicorp/http-echo": ["-text=hello"]}
COMES_UP, GOES_ON = 300.0, 20.0  # seconds; nodes pull one image at a time


def declared() -> list[Image]:
    found: list[Image] = []
    for module in sorted(each.name for each in iter_modules(images.__path__)):
        loaded = import_module(f"{images.__name__}.{module}")
        found += [*getattr(loaded, "IMAGES", ()), *([loaded.IMAGE] if hasattr(loaded, "IMAGE") else [])]
    return found


IMAGES = {image.names[0]: image for image in declared()}
NAMES = {name: f"image-{number}" for number, name in enumerate(IMAGES)}


def tag_of(image: Image) -> str:
    return next(tag for tag in TAGS if image.has_tag(tag))


def manifest(name: str, image: Image) -> dict[str, Any]:
    env = [{"name": key, "value": value} for key, value in ENVIRONMENT.get(name, {}).items()]
    container = {"name": "c", "image": f"{name}:{tag_of(image)}", "env": env, "args": ARGUMENTS.get(name, [])}
    spec = {"restartPolicy": "Never", "containers": [container]}
    metadata = {"name": NAMES[name], "namespace": "default"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def status_of(lab: Lab, name: str) -> dict[str, Any] | None:
    pod = lab.cluster.api.objects.get(PODS, "default", NAMES[name])
    return None if pod is None else pod["status"]


async def advance(lab: Lab, seconds: float) -> None:
    await advance_quietly(lab.clock, lab, lab.clock.now + seconds)


async def lives() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The status of a pod of every image: when it is up, after a snapshot, and some time after it was deleted."""
    lab = Lab.create(free_spec("1.36", "lesson", 4, seed=1, now=BEGINS))
    for name, image in IMAGES.items():
        lab.cluster.api.objects.create(PODS, manifest(name, image))
    await advance(lab, COMES_UP)
    up = {name: status_of(lab, name) for name in IMAGES}
    again = await Lab.restore(lab.snapshot())
    await lab.close()
    await advance(again, GOES_ON)
    later = {name: status_of(again, name) for name in IMAGES}
    for name in NAMES.values():
        again.cluster.api.objects.delete(PODS, "default", name)
    await advance(again, 40)
    gone = {name: status_of(again, name) for name in IMAGES}
    await again.close()
    return up, later, gone


@pytest.fixture(scope="module")
def lived() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    return asyncio.run(lives())


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_comes_up_or_ends_well(lived, name):
    status = lived[0][name]
    assert status["phase"] in ("Running", "Succeeded"), status["containerStatuses"]
    if status["phase"] == "Running":
        assert status["containerStatuses"][0]["ready"]


@pytest.mark.parametrize("name", IMAGES)
def test_a_container_goes_on_after_a_snapshot(lived, name):
    before, after = lived[0][name], lived[1][name]
    assert after["phase"] == before["phase"]
    assert after["containerStatuses"] == before["containerStatuses"]


@pytest.mark.parametrize("name", IMAGES)
def test_a_deleted_pod_is_gone_within_its_grace_period(lived, name):
    assert lived[2][name] is None


def test_no_two_images_have_the_same_name():
    names = [name for image in declared() for name in image.names]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
