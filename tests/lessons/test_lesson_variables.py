"""Variables in texts, commands and answers, and pictures beside texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson_world import World, obj, verdict

from app.lessons.loader import load_lesson
from app.lessons.markdown import render, render_line
from app.lessons.model import BrokenLesson, Lesson
from app.lessons.variables import KINDS, filled, mistakes, strangers, variables

WORLD = World(
    [
        obj("Pod", "web-0", labels={"app": "web"}, status={"phase": "Pending"}),
        obj("Pod", "web-1", labels={"app": "web", "v": "2"}, status={"phase": "Running", "podIP": "10.244.1.5"},
            spec={"nodeName": "node01"}),
        obj("Pod", "web-2", labels={"app": "web"}, status={"phase": "Running"}, deleted=True),
        obj("Pod", "cart-1", labels={"app": "cart"}, namespace="shop", status={}),
        obj("Node", "node01", status={"addresses": [{"type": "Hostname", "address": "node01"},
                                                    {"type": "InternalIP", "address": "172.30.2.2"}]}),
        obj("Service", "web", spec={"clusterIP": "10.96.0.7", "selector": {"app.kubernetes.io/name": "web"},
                                    "ports": [{"port": 80, "nodePort": 30080}], "internal": True}),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{{pod "app=web"}}', "web-1"),
        ('{{ pod "app=web,v=2" }} and {{pod "app=web"}}', "web-1 and web-1"),
        ('{{pod "app=cart"}}', "‹pod›"),
        ('{{pod "app=cart" "shop"}}', "cart-1"),
        ('{{pod_ip "app=web"}} on {{node_of "app=web"}}', "10.244.1.5 on node01"),
        ('{{pod_ip "app=cart" "shop"}}', "‹pod_ip›"),
        ('{{node_ip}} {{node_ip "node01"}} {{node_ip "node02"}}', "172.30.2.2 172.30.2.2 ‹node_ip›"),
        ('{{service_ip "web"}}:{{node_port "web"}}', "10.96.0.7:30080"),
        ('{{get "service/web" ".spec.ports[0].port"}}', "80"),
        ('{{get "svc/web" ".spec.selector.app\\.kubernetes\\.io/name"}}', "web"),
        ('{{get "svc/web" ".spec.internal"}} {{get "svc/web" ".spec.ports"}}', "true ‹get›"),
        ('{{get "svc/web" ".spec.ports[3].port"}} {{get "gadget/x" ".a"}}', "‹get› ‹get›"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert filled(text, WORLD) == value


@pytest.mark.parametrize(
    "text",
    [
        "{{range .items}}{{.metadata.name}}{{end}}",
        '{{(index .spec.ports 0).nodePort}} {{ include "web" . }} {{pods "app=web"}}',
        "{{exec}} {{ .Values.pod }} {pod} {{pod}}",
    ],
)
def test_other_templates_stay_what_they_are(text: str) -> None:
    assert (filled(text, WORLD), variables(text)) == (text, [])


def test_examples_are_variables() -> None:
    assert [str(variables("{{" + kind.example + "}}")[0]) for kind in KINDS.values()] == [
        kind.example for kind in KINDS.values()
    ]


def test_mistakes_are_found() -> None:
    found = list(mistakes('a\n{{pod}} {{pod "app=web"}}\n{{ pod app=web }}'))
    assert [(line, message) for line, message, _ in found] == [
        (1, "the variable {{pod}} is not written as it should be"),
        (2, "the variable {{ pod app=web }} is not written as it should be"),
    ]
    assert found[0][2] == 'for example: {{pod "app=web"}}'
    assert list(strangers("{{pod_name}}\n{{end}} {{range .x}}\n{{exec}}")) == [(0, "pod_name"), (2, "exec")]


VALUE = '<span class="lab-value" data-value="pod &quot;app=web&quot;">‹pod›</span>'


def test_pages_name_the_variables_of_texts_and_commands() -> None:
    assert render('The pod {{pod "app=web"}}.', "en") == f"<p>The pod {VALUE}.</p>\n"
    assert render_line('See `{{pod "app=web"}}`') == f'See <code class="copyable">{VALUE}</code>'
    block = render('```sh run\nkubectl logs {{ pod "app=web" }} > "a<b"\n```', "en")
    assert 'data-command="kubectl logs {{pod &quot;app=web&quot;}} > &quot;a<b&quot;"' in block.replace(
        "&gt;", ">"
    ).replace("&lt;", "<")
    assert block.count(VALUE) == 1
    inline = render('Run `kubectl logs {{pod "app=web"}}`{run}.', "en")
    assert f">kubectl logs {VALUE}</code>" in inline
    assert 'data-command="kubectl logs {{pod &quot;app=web&quot;}}"' in inline


def test_marks_of_our_own_cannot_be_smuggled_in() -> None:
    assert render("\ue0000\ue000 <b onclick='x'>{{node_ip}}</b>", "en").count("lab-value") == 1


def test_answers_and_hints_are_filled() -> None:
    asked = "says: Which pod?\nanswer: '{{pod \"app=web\"}}'\nwrong: {'{{node_of \"app=web\"}}': 'That is its node.'}"
    world = World(WORLD.stored)
    for given, expected in (("web-1", None), ("node01", "That is its node."), ("web-2", "That is not the answer.")):
        world.answered = {"Which pod?": (given,)}
        found = verdict(asked, world)
        assert (found.ok, found.why and str(found.why)) == (expected is None, expected)
    hinted = "says: x\nresource: pod/web\nwhen: {says: '{{pod \"app=web\"}} has another name.', resource: pod/web-1}"
    assert str(verdict(hinted, world).why) == "web-1 has another name."


LESSON = """\
title: x
description: x
release: "1.36"
minutes: 5
nodes: [controlplane]
steps:
  - id: look
"""


def lesson_of(tmp_path: Path, text: str, *, imported: bool = False) -> Lesson | BrokenLesson:
    folder = tmp_path / "lessons" / "course" / "01-x"
    folder.mkdir(parents=True)
    (folder / "lesson.yaml").write_text(LESSON + ("origin: elsewhere\n" if imported else ""))
    (folder / "nodes.svg").write_text("<svg/>")
    (folder / "look.en.md").write_text("# Look\n\n" + text)
    return load_lesson(folder, "course", ("en",))


def test_pictures_lie_beside_the_text(tmp_path: Path) -> None:
    found = lesson_of(tmp_path, "![two nodes](nodes.svg)\n")
    assert isinstance(found, Lesson)
    assert '<img src="/lessons/course/01-x/pictures/nodes.svg" alt="two nodes">' in found.steps[0].html("en")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("![](nodes.svg)", "the picture 'nodes.svg' has no alternative text; write ![what it shows](nodes.svg)"),
        ("![x](pods.svg)", "there is no picture 'pods.svg' in the lesson's folder; put it beside the text"),
        (
            "![x](https://example.org/a.png)",
            "the picture 'https://example.org/a.png' does not lie beside the text: it is not shown; "
            "put it there: SVG, PNG, JPEG, GIF or WebP",
        ),
        ("{{pod web}}", 'the variable {{pod web}} is not written as it should be; for example: {{pod "app=web"}}'),
    ],
)
def test_mistakes_in_texts(tmp_path: Path, text: str, message: str) -> None:
    found = lesson_of(tmp_path, text)
    assert isinstance(found, BrokenLesson)
    assert found.reason == f"lessons/course/01-x/look.en.md:3: {message}"
    imported = lesson_of(tmp_path / "imported", text, imported=True)
    assert isinstance(imported, Lesson)
    assert [str(warning).partition(": ")[2] for warning in imported.warnings] == [message]
