"""Images that a lesson declares: read, run, answered, crashed, and refused when they are wrong."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from app.labs.autojump import advance_quietly, run_jumping
from app.labs.headless import BEGINS
from app.labs.lab import Lab
from app.labs.specs import lesson_spec
from app.lessons.loader import load_lesson
from app.lessons.model import BrokenLesson, Lesson

LESSON = """
title: Shop
description: A shop.
release: "1.36"
minutes: 5
nodes: [node01]
steps: [{id: look}]
"""
IMAGES = """
images:
- name: shop/catalog
  tags: [v1, v2]
  port: 8080
  ready after: 5s
  requires: [DATABASE]
  logs: ["catalog $VERSION uses $DATABASE"]
  memory: 20Mi
  answers:
  - {path: /, body: "catalog $VERSION on $HOSTNAME\\n"}
  - {path: /api/*, status: 503, type: application/json, body: "{}", logs: [no stock]}
- name: registry.example.com/broken
  exits: {after: 20s, code: 3, logs: [out of cheese]}
"""


def lesson_of(folder: Path, text: str) -> Lesson | BrokenLesson:
    home = folder / "01-shop"
    home.mkdir()
    (home / "lesson.yaml").write_text(text)
    (home / "look.en.md").write_text("# Look\n\nLook.\n")
    return load_lesson(home, "course")


def test_images_run_as_declared(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, LESSON + IMAGES)
    assert isinstance(lesson, Lesson)

    async def world() -> list[str]:
        lab = Lab.create(lesson_spec(lesson, seed=1, now=BEGINS))

        async def sh(line: str) -> str:
            ran = await run_jumping(lab.clock, lab, lab.host.run_script(line))
            return (ran.stdout + ran.stderr).decode()

        async def wait(seconds: float) -> None:
            await advance_quietly(lab.clock, lab, lab.clock.now + seconds)

        await sh("kubectl run good --image=shop/catalog:v2 --env=DATABASE=pg --port=8080 --expose")
        await sh("kubectl run bare --image=shop/catalog:v1; kubectl run gone --image=shop/catalog:v3")
        await sh("kubectl run bad --image=registry.example.com/broken --restart=Never")
        await wait(45)
        found = [await sh("kubectl logs good"), await sh("kubectl exec good -- wget -qO- good:8080"),
                 await sh("kubectl exec good -- wget -qO- good:8080/api/x"), await sh("kubectl logs good --tail=1"),
                 await sh("kubectl logs bare"), await sh("kubectl logs bad"),
                 await sh("kubectl get pods -o custom-columns=N:.metadata.name,"
                          "C:.status.containerStatuses[0].state.terminated.exitCode,"
                          "W:.status.containerStatuses[0].state.waiting.reason --no-headers")]  # fmt: skip
        again = await Lab.restore(lab.snapshot())
        await lab.close()
        assert again.spec.images[0]["name"] == "docker.io/shop/catalog"
        ran = await again.host.run_script("kubectl exec good -- wget -qO- good:8080")
        found.append(ran.stdout.decode())
        await again.close()
        return found

    log, page, error, last, bare, bad, table, again = asyncio.run(world())
    assert log == "catalog v2 uses pg\n"
    assert page == again == "catalog v2 on good\n"
    assert "503" in error or error.endswith(("exit code 1\n", "exit code 8\n"))
    assert last == "no stock\n"
    assert bare == "error: DATABASE is not set\n"
    assert bad == "out of cheese\n"
    rows = {row.split()[0]: row.split()[1:] for row in table.splitlines()}
    assert rows["bad"] == ["3", "<none>"]
    assert rows["gone"][1] in {"ErrImagePull", "ImagePullBackOff"}


TAGS = """
images:
- {name: shop/till, tags: [v1, v1.1], port: 80, answers: [{path: /, body: "till $VERSION"}]}
- {name: shop/till, tags: [v2], port: 80, requires: [CURRENCY], answers: [{path: /, body: "$CURRENCY"}]}
- {name: shop/till, tags: [v3], exits: {after: 2s, logs: [out of change]}}
"""


def test_tags_of_one_image_can_differ(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, LESSON + TAGS)
    assert isinstance(lesson, Lesson)

    async def world() -> list[str]:
        lab = Lab.create(lesson_spec(lesson, seed=1, now=BEGINS))

        async def sh(line: str) -> str:
            ran = await run_jumping(lab.clock, lab, lab.host.run_script(line))
            return (ran.stdout + ran.stderr).decode()

        await sh("for v in v1 v1.1 v2 v3 v4; do kubectl run t${v/./-} --image=shop/till:$v --restart=Never; done")
        await sh("kubectl run yen --image=shop/till:v2 --env=CURRENCY=yen")
        await advance_quietly(lab.clock, lab, lab.clock.now + 30)
        found = [await sh(f"kubectl exec {pod} -- wget -qO- localhost") for pod in ("tv1", "tv1-1", "yen")]
        found += [await sh("kubectl logs tv2"), await sh("kubectl logs tv3")]
        found.append(await sh("kubectl get pod tv4 -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}'"))
        await lab.close()
        return found

    assert asyncio.run(world()) == [
        "till v1", "till v1.1", "yen", "error: CURRENCY is not set\n", "out of change\n", "ImagePullBackOff",
    ]  # fmt: skip


def test_a_tag_is_declared_once(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, LESSON + "images: [{name: a, tags: [v1, v2]}, {name: a, tags: [v2]}, {name: a}]\n")
    assert isinstance(lesson, BrokenLesson)
    assert [error.message for error in lesson.errors] == ["the image a:v2 is declared twice"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("images: [{name: shop:v1}]", "'shop:v1' is no image's name"),
        ("images: [{name: shop, answers: [{path: /}]}]", "an image that answers needs a port"),
        ("images: [{name: shop, port: 80, answers: [{path: x}]}]", "'x' is no path"),
        ("images: [{name: shop, memory: lots}]", "'lots' is no amount of memory"),
        ("images: [{name: shop, system: windows}]", "'windows' is no base system"),
        ("images: [{name: shop, prot: 80}]", "unknown key 'prot' in an image"),
        ("images: [{tags: [v1]}]", "an image lacks the key 'name'"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, message: str) -> None:
    lesson = lesson_of(tmp_path, f"{LESSON}{text}\n")
    assert isinstance(lesson, BrokenLesson)
    assert [error.message for error in lesson.errors] == [message]


def test_specs_of_equal_lessons_are_equal(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, LESSON + IMAGES)
    assert isinstance(lesson, Lesson)
    spec = lesson_spec(lesson, seed=1, now=BEGINS)
    assert replace(spec) == lesson_spec(lesson, seed=1, now=BEGINS)
    assert asdict(spec)["images"][1]["exit_code"] == 3
