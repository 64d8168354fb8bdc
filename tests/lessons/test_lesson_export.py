"""Lessons as scenarios of Killercoda, and back again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from lesson_world import check

from app.labs.headless import open_lab
from app.lessons.exporting.conditions import CannotSayError, condition
from app.lessons.exporting.killercoda import export
from app.lessons.exporting.scripts import command, verify_script
from app.lessons.exporting.texts import killercoda_text
from app.lessons.exporting.variables import in_command, in_sentence
from app.lessons.importing.course import import_folder
from app.lessons.loader import load_catalogue
from app.lessons.model import Lesson
from app.lessons.verify import verify

LESSONS = load_catalogue([Path(__file__).resolve().parents[2] / "lessons"])


def text(source: str) -> str:
    return killercoda_text(source, lambda line, message: None)


def test_texts() -> None:
    assert text("```sh run\nls\n```") == "```bash\nls\n```{{exec}}"
    assert text("```sh run interrupt\nls\n```") == "```bash\nls\n```{{exec interrupt}}"
    assert text("```sh\nls\n```\nand\n\n```output\nx\n```") == "```bash\nls\n```{{copy}}\nand\n\n```text\nx\n```"
    assert text("Run `ls`{run} at [web](lab://node01:80/x).") == "Run `ls`{{exec}} at [web]({{TRAFFIC_HOST1_80}}/x)."
    assert text("```yaml file=/root/a.yaml\na: 1\n```") == "```bash\ncat > /root/a.yaml <<'EOF'\na: 1\nEOF\n```{{exec}}"
    assert text("::: tip\nlook\n:::\n") == "**Tip**\n\nlook\n\n"


def test_what_killercoda_does_not_have_is_told() -> None:
    told: list[tuple[int, str]] = []
    killercoda_text("a\n\n```sh run terminal=2\nls\n```", lambda line, message: told.append((line, message)))
    assert told == [(3, "a command for terminal 2")]


@pytest.mark.parametrize(
    ("pattern", "expression"),
    [
        ({"spec": {"replicas": 3}}, '(((.["spec"]["replicas"] | tostring) == "3"))'),
        ({"a": None}, '(.["a"] == null)'),
        ({"a": {"at least": 2}}, '(((.["a"] // 0 | tonumber) >= 2))'),
        ({"a": {"has text": "x"}}, '(((.["a"] // "" | tostring) | contains("x")))'),
        ({"a": [{"name": "x"}]}, '(any((.["a"] // [])[]; ((.["name"] | tostring) == "x")))'),
    ],
)
def test_patterns_as_jq(pattern: object, expression: str) -> None:
    assert condition(pattern) == expression


def test_what_no_script_sees() -> None:
    checks = (check("says: a\nran: kubectl get pods"), check("says: b\nresource: pod/web"))
    script, lost = verify_script(checks)
    assert [(str(one.says), reason) for one, reason in lost] == [("a", "`ran` sees what no script can see")]
    assert script.startswith("#!/bin/bash\n# b\nkubectl get pod -n default -o json | jq -e ")
    with pytest.raises(CannotSayError, match="quantity"):
        condition({"memory": {"at least": "1Gi"}})


def test_scripts_hold_when_the_checks_hold() -> None:
    texts = (
        "resource: deployment/web\nis: {spec: {replicas: 2}, status: {readyReplicas: {at least: 2}}}",
        "resources: pods\nlabeled: app=web\ncount: 2\nis: {status: {phase: Running}}",
        "any of:\n  - resource: pod/nope\n  - file: /root/x\n    contains: hello",
        "all of:\n  - no resource: pod/web-old\n  - script: kubectl get deploy web",
        "http: http://172.30.1.2:30080/\nanswers: {status: 200, body: Welcome}",
    )

    async def run() -> tuple[list[bool], list[int], list[int]]:
        lesson = LESSONS.lesson("kubernetes-basics/04-expose-the-app")
        assert isinstance(lesson, Lesson)
        async with open_lab(lesson) as lab:
            before = [await lab.run_unseen(command(check(one))) for one in texts]
            await lab.type(1, "kubectl create deploy web --image=nginx --replicas=2; echo hello > x")
            await lab.type(1, "kubectl create svc nodeport web --tcp=80 --node-port=30080")
            await lab.advance(30)
            holds = [(await check(one).holds(lab.evidence())).ok for one in texts]
            return holds, before, [await lab.run_unseen(command(check(one))) for one in texts]

    holds, before, after = asyncio.run(run())
    assert all(before)
    assert (holds, after) == ([True] * 5, [0] * 5)


def test_there_and_back(tmp_path: Path) -> None:
    lesson = LESSONS.lesson("kubernetes-basics/05-scale-the-app")
    assert isinstance(lesson, Lesson)
    lost = export(lesson, tmp_path / "back/scale")
    assert [note.message for note in lost][:2] == ["3 nodes", "the button `fast forward`"]
    index = json.loads((tmp_path / "back/scale/index.json").read_text("utf-8"))
    assert (index["time"], index["backend"]) == (f"{lesson.minutes} minutes", {"imageid": "kubernetes-kubeadm-2nodes"})
    import_folder(tmp_path / "back", tmp_path / "lessons")
    (found,) = load_catalogue([tmp_path / "lessons"]).lessons()
    report = asyncio.run(verify(found, open_lab, perf_counter))
    assert report.ok, report
    assert sum(step.checks for step in report.steps) == 2


def lost_by(act: Callable[[Callable[[str], None]], str]) -> tuple[str, list[str]]:
    lost: list[str] = []
    return act(lost.append), lost


POD = "kubectl get pods -l app=web --field-selector=status.phase=Running -o jsonpath='{.items[0].metadata.name}'"
SENTENCE = "a variable in a sentence: learners read the command that finds its value"


@pytest.mark.parametrize(
    ("text", "command", "lost"),
    [
        ('kubectl logs {{pod "app=web"}}', f"kubectl logs $({POD})", []),
        ('curl {{service_ip "web" "shop"}}',
         "curl $(kubectl get service web -n shop -o jsonpath='{.spec.clusterIP}')", []),
        ('curl {{node_ip}}:{{node_port "web"}}',
         "curl $(kubectl get nodes -o jsonpath='{.items[0].status.addresses[?(@.type==\"InternalIP\")].address}'):"
         "$(kubectl get service web -o jsonpath='{.spec.ports[0].nodePort}')", []),
        ('echo "{{get "deploy/web" ".spec.replicas"}}"',
         "echo \"$(kubectl get deploy/web -o jsonpath='{.spec.replicas}')\"", []),
        ("sh -c 'curl {{node_ip}}'", "sh -c 'curl {{node_ip}}'",
         ["a variable in single quotes, where no shell fills it in"]),
        ("kubectl get pods -o go-template='{{range .items}}x{{end}}'",
         "kubectl get pods -o go-template='{{range .items}}x{{end}}'", []),
    ],
)  # fmt: skip
def test_variables_in_commands(text: str, command: str, lost: list[str]) -> None:
    assert lost_by(lambda told: in_command(text, told)) == (command, lost)


def test_variables_in_sentences() -> None:
    found = lost_by(lambda told: in_sentence('It is {{pod "app=web"}}; `kubectl logs {{pod "app=web"}}`{run}.', told))
    assert found == (f"It is `{POD}`; `kubectl logs $({POD})`{{run}}.", [SENTENCE])


LESSON = """\
title: x
description: x
release: "1.36"
minutes: 5
clock: 5
nodes: [controlplane, node01]
setup: [kubectl create deployment web --image=nginx]
steps:
  - id: look
    checks:
      - {says: Which kind keeps pods running?, hint: Think., answer: rs, choices: {rs: A ReplicaSet, svc: A Service}}
      - says: Which belong to it?
        hint: Two of them.
        answer: [a, c]
        choices: {a: pods, b: nodes, c: its template}
        wrong: {b: Nodes belong to nobody.}
      - {says: Its port?, hint: HTTP., answer: ["80", "*eighty*"]}
      - {says: Its pod?, hint: Look., answer: '{{pod "app=web"}}'}
      - {says: web has a Service, hint: [Expose it., On port 80.], resource: service/web, keep: 3s}
    unless: [{says: web is gone., no resource: deployment/web}]
    solution: [kubectl expose deployment web --port=80, 'kubectl logs {{pod "app=web"}}']
    explanation: A Service has one address.
"""
TEXT = '# Look\n\n![a node](n.svg)\n\n```sh run\nkubectl logs {{pod "app=web"}}\n```\n'


def test_questions_hints_and_failures_there_and_back(tmp_path: Path) -> None:
    folder = tmp_path / "lessons/mine/01-x"
    folder.mkdir(parents=True)
    (folder.parent / "course.yaml").write_text("title: x\ndescription: x\nlanguages: [en]\n")
    (folder / "lesson.yaml").write_text(LESSON)
    (folder / "look.en.md").write_text(TEXT)
    (folder / "n.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    lesson = load_catalogue([tmp_path / "lessons"]).lesson("mine/01-x")
    assert isinstance(lesson, Lesson), lesson
    lost = [note.message for note in export(lesson, tmp_path / "there/x")]
    assert lost == [
        "clock: 5",
        "the question 'Which belong to it?' lost what is said of its answers",
        "the question 'Its pod?' was left out: its answer is known to the lab alone",
    ]
    page = (tmp_path / "there/x/look/text.md").read_text("utf-8")
    assert ">>Q2: Which belong to it?<<\n[*] pods\n[ ] nodes\n[*] its template\n" in page
    assert ">>Q3: Its port?<<\n=== 80\n=~= eighty\n" in page
    assert "<details><summary>Hint 6</summary>\n\nOn port 80.\n" in page
    assert (tmp_path / "there/x/look/n.svg").is_file()
    import_folder(tmp_path / "there", tmp_path / "back")
    (found,) = load_catalogue([tmp_path / "back"]).lessons()
    assert isinstance(found, Lesson)
    (step,) = found.steps
    assert [check.kind.name for check in step.checks] == ["answer", "answer", "answer", "script"]
    report = asyncio.run(verify(found, open_lab, perf_counter))
    assert report.ok, report
