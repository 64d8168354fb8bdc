"""Finished pods do not pile up for ever."""

from __future__ import annotations

import pytest

from app.cluster.control import terminated_pods
from tests.cluster.worlds import PODS, World, pod


def test_the_oldest_finished_pods_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminated_pods, "THRESHOLD", 2)
    world = World("lesson")
    for name in ("one", "two", "three", "four"):
        world.create(PODS, pod(name, "true", restart="Never"))
        world.advance(8)
    assert {one["status"]["phase"] for one in world.pods()} == {"Succeeded"}
    world.advance(20)
    assert sorted(one["metadata"]["name"] for one in world.pods()) == ["four", "three"]
