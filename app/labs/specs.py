"""From a lesson, or from what the command line asks for, to the world to make."""

from __future__ import annotations

from dataclasses import asdict

from app.cluster.cluster import NodeSpec
from app.labs.lab import LabSpec
from app.labs.setup import SETUP_SECONDS
from app.labs.worlds import node_specs, world_of
from app.lessons.model import Lesson
from app.lessons.model import Node as LessonNode


def lesson_spec(lesson: Lesson, *, seed: int, now: float) -> LabSpec:
    """The world of a lesson; `now` is the wall's time, for worlds that begin today."""
    world = world_of(lesson.release)
    usual = node_specs(world, "lesson", None if lesson.cluster == "kubeadm" else 1)
    nodes = tuple(_node(node) for node in lesson.nodes) or usual
    begins = (world.begins or now) - (SETUP_SECONDS if lesson.setup else 0.0)
    images = tuple(asdict(image) for image in lesson.images)
    return LabSpec(release=lesson.release, nodes=nodes, seed=seed, begins=begins, images=images, cluster=lesson.cluster)


def free_spec(release: str, preset: str, nodes: int | None, *, seed: int, now: float) -> LabSpec:
    """A world without a lesson."""
    world = world_of(release)
    begins = world.begins or now
    if preset in ("minikube", "absent"):
        count = nodes or 1
        return LabSpec(release, node_specs(world, "lesson", count), seed, begins, cluster=preset)
    return LabSpec(release, node_specs(world, preset, nodes), seed, begins, preset)


def _node(node: LessonNode) -> NodeSpec:
    return NodeSpec(node.name, node.role, node.cpu, node.memory, tuple(_taint(taint) for taint in node.taints))


def _taint(text: str) -> dict[str, str]:
    """`key=value:Effect` or `key:Effect`."""
    pair, _, effect = text.rpartition(":")
    key, _, value = pair.partition("=")
    return {"key": key, "value": value, "effect": effect} if value else {"key": key, "effect": effect}
