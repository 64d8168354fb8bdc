"""Events are kept packed: what is read of them, and counted from them, is what was told."""

from __future__ import annotations

from typing import Any

from tests.cluster.worlds import EVENTS, PODS, World


def pod(name: str = "web") -> dict[str, Any]:
    container = {"name": "c", "image": "nginx"}
    return {"metadata": {"name": name, "namespace": "default"}, "spec": {"containers": [container]}}


def tell(world: World, about: dict[str, Any], message: str) -> None:
    assert world.cluster.control is not None
    world.cluster.control.plane.events.event(about, "Normal", "Said", message, "speaker", host="here")  # type: ignore[attr-defined]


def said(world: World) -> list[tuple[str, int | None]]:
    return [(message, count) for _, reason, message, count in world.events("web") if reason == "Said"]


def test_what_is_read_is_what_watchers_saw() -> None:
    world = World()
    seen: dict[str, Any] = {}
    world.objects.subscribe(EVENTS, lambda kind, obj, old: seen.update({obj["metadata"]["name"]: obj}))
    world.create(PODS, pod())
    world.advance(30)
    found = {one["metadata"]["name"]: one for one in world.objects.list(EVENTS)}
    assert len(seen) == 5  # Scheduled, Pulling, Pulled, Created, Started
    assert {name: found[name] for name in seen} == seen
    assert [list(found[name]) for name in seen] == [list(one) for one in seen.values()]
    assert [list(found[name]["metadata"]) for name in seen] == [list(one["metadata"]) for one in seen.values()]


def test_repetitions_are_counted_on_after_a_snapshot() -> None:
    world = World()
    about = world.create(PODS, pod())
    tell(world, about, "once")
    before = list(world.objects.list(EVENTS))
    again = world.restored()
    assert list(again.objects.list(EVENTS)) == before == list(world.objects.list(EVENTS))
    for each in (world, again):
        each.advance(5)
        tell(each, about, "once")
        assert said(each) == [("once", 2)]


def test_many_messages_are_combined_also_after_a_snapshot() -> None:
    world = World()
    about = world.create(PODS, pod())
    for number in range(5):
        tell(world, about, f"number {number}")
    again = world.restored()
    for each in (world, again):
        for number in range(5, 12):
            tell(each, about, f"number {number}")
        assert said(each)[8:] == [
            ("number 8", 1),
            ("(combined from similar events): number 11", 3),
        ]


def test_messages_of_long_ago_are_not_combined_with_new_ones() -> None:
    world = World()
    about = world.create(PODS, pod())
    for number in range(8):
        tell(world, about, f"number {number}")
    world.advance(601)
    for number in range(8, 12):
        tell(world, about, f"number {number}")
    assert said(world) == [(f"number {number}", 1) for number in range(12)]


def test_an_event_that_was_deleted_is_told_again() -> None:
    world = World()
    about = world.create(PODS, pod())
    tell(world, about, "once")
    for one in list(world.objects.list(EVENTS)):
        world.objects.delete(EVENTS, "default", one["metadata"]["name"])
    world.advance(5)
    tell(world, about, "once")
    assert said(world) == [("once", 1)]
    world.advance(3596)
    tell(world, about, "once")
    assert said(world) == [("once", 2)]
    world.advance(10)
    assert said(world) == []


def test_a_source_that_says_too_much_is_cut_short() -> None:
    world = World()
    about = world.create(PODS, pod())
    for _ in range(40):
        tell(world, about, "again")
    assert said(world) == [("again", 25)]
    again = world.restored()
    for each in (world, again):
        each.advance(600)
        for _ in range(5):
            tell(each, about, "again")
        assert said(each) == [("again", 27)]
