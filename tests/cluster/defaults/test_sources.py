"""What claims may be made from, and what projected volumes may be made of."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.api.errors import ApiError
from tests.cluster.worlds import PODS, World, pod

CLAIMS = ("", "persistentvolumeclaims")
CLAIM = {"apiGroup": None, "kind": "PersistentVolumeClaim", "name": "source"}
OTHER = {"apiGroup": "ex.com", "kind": "Backup", "name": "b"}


@pytest.fixture
def world() -> World:
    return World()


def claim(world: World, **spec: Any) -> Any:
    wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    found = world.create(CLAIMS, {"metadata": {"name": "c", "namespace": "default"}, "spec": wanted})["spec"]
    return found.get("dataSource"), found.get("dataSourceRef")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"dataSource": CLAIM}, (CLAIM, CLAIM)),
        ({"dataSourceRef": OTHER}, (OTHER, OTHER)),
        ({"dataSource": OTHER}, (None, None)),
        ({"dataSourceRef": {**OTHER, "namespace": "far"}}, (OTHER, OTHER)),
    ],
)
def test_one_source_stands_for_both(world: World, given: Any, expected: Any) -> None:
    assert claim(world, **given) == expected


def test_two_sources_agree(world: World) -> None:
    with pytest.raises(ApiError, match="must match dataSourceRef"):
        claim(world, dataSource=CLAIM, dataSourceRef={**CLAIM, "name": "else"})


def test_sources_that_are_not_served_are_dropped(world: World) -> None:
    sources = [{"clusterTrustBundle": {"name": "x", "path": "ca.pem"}}, {"configMap": {"name": "c", "optional": True}}]
    made = pod("p", image="nginx", volumes=[{"name": "v", "projected": {"sources": sources}}])
    found = world.create(PODS, made)["spec"]["volumes"][0]["projected"]["sources"]
    assert found == [{}, {"configMap": {"name": "c", "optional": True}}]
