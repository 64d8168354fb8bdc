"""What `kubekata lesson lint` and `translate` find without running a lesson."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import kubekata
from app.lessons.commands.known import strangers
from app.lessons.custom_kinds import custom_kinds
from app.lessons.lint import lint
from app.lessons.loader import load_catalogue
from app.lessons.model import HostFile

LESSON = """\
title: x
description: x
release: "1.36"
minutes: 5
nodes: [controlplane]
steps:
  - id: look
    checks:
      - {says: web is there, hint: x, resource: deployment/web}
    solution: [kubectl create deployment web --image=nginx]
  - id: next
"""


def course(place: Path, lesson: str = LESSON, *, languages: str = "[en]", **texts: str) -> Path:
    folder = place / "lessons" / "mine" / "01-x"
    folder.mkdir(parents=True)
    (folder.parent / "course.yaml").write_text(f"title: x\ndescription: x\nlanguages: {languages}\n")
    (folder / "lesson.yaml").write_text(lesson)
    for name, text in {"look_en": "", "next_en": "", **texts}.items():
        (folder / f"{name.replace('_', '.')}.md").write_text(f"# Title\n\n{text}\n")
    return place / "lessons"


def warnings(folder: Path) -> list[str]:
    errors, found = lint(load_catalogue([folder]))
    assert errors == []
    return [str(warning).removeprefix("lessons/mine/01-x/") for warning in found]


def test_a_good_lesson_has_no_warnings(tmp_path: Path) -> None:
    assert warnings(course(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hint: x, ", "", "lesson.yaml:9: this check has no hint; add `hint:` for those who are stuck"),
        (
            "resource: deployment/web",
            "resource: deploiment/web",
            "lesson.yaml:9: 'deploiment' is no kind of object that every cluster has; did you mean 'deployment'?",
        ),
        (
            "resource: deployment/web",
            "any of: [{resource: pod/a}, {resource: pds}]",
            "lesson.yaml:9: 'pds' is no kind of object that every cluster has; did you mean 'pods'?",
        ),
        (
            "resource: deployment/web",
            "resource: pod/web, unless: {says: y, resource: podz/a}",
            "lesson.yaml:9: 'podz' is no kind of object that every cluster has; did you mean 'pod'?",
        ),
        (
            "resource: deployment/web",
            "no resource: pod/web",
            "lesson.yaml:9: this check holds before anything is done; say what must come first: `after:`",
        ),
        (
            "resource: deployment/web",
            "none of: [{running: kubectl proxy}]",
            "lesson.yaml:9: this check holds before anything is done; say what must come first: `after:`",
        ),
        (
            "resource: deployment/web",
            "ran: kubectl get pods, terminal: 2",
            "lesson.yaml:9: this step cannot be passed: there is no terminal 2; set terminals: 2",
        ),
        (
            "resource: deployment/web",
            "ran: kubectl gett pods",
            "lesson.yaml:9: this step cannot be passed: there is no verb of kubectl 'gett'; did you mean 'get'?",
        ),
        (
            "resource: deployment/web",
            "answer: a, choices: {a: A, b: B}",
            "lesson.yaml:9: nothing is said of the wrong answer 'b'; add it to `wrong:`, from which learners learn",
        ),
        (
            "    solution:",
            "      - {says: web is there, hint: y, ran: ls}\n    solution:",
            "lesson.yaml:10: two checks say 'web is there'; say how they differ",
        ),
        (
            "[kubectl create deployment web",
            "[kubctl create deployment web",
            "lesson.yaml:7: the simulated machine has no command 'kubctl'; did you mean 'kubectl'?",
        ),
        (
            "[kubectl create deployment web",
            "[kubectl -n shop creat deployment web",
            "lesson.yaml:7: the simulated machine has no verb of kubectl 'creat'; did you mean 'create'?",
        ),
    ],
)
def test_what_lint_finds_in_a_lesson(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in LESSON
    assert warnings(course(tmp_path, LESSON.replace(old, new, 1))) == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```sh run\nkubectll get pods\n```", "look.en.md:3: the simulated machine has no command 'kubectll'"),
        ("Run `kubctl get pods`{run}.", "look.en.md:1: the simulated machine has no command 'kubctl'"),
        ("[next](/lessons/mine/02-y)", "look.en.md:3: the link /lessons/mine/02-y leads nowhere"),
        ("[app](lab://node7:80/)", "look.en.md:3: the link lab://node7:80/ leads nowhere"),
        ("[app](next.md)", "look.en.md:3: the link next.md leads nowhere"),
        ("[app](javascript:x)", ""),
        ("The pod {{pod_name}} and {{exec}}", "look.en.md:3: {{exec}} stands for nothing"),
    ],
)
def test_what_lint_finds_in_texts(tmp_path: Path, text: str, message: str) -> None:
    found = warnings(course(tmp_path, look_en=text))
    assert [warning.partition(";")[0] for warning in found[:1]] == ([message] if message else [])


def test_links_that_lead_somewhere(tmp_path: Path) -> None:
    text = "[a](/lessons/mine/01-x) [b](https://kubernetes.io) [c](lab://controlplane:30080/x) [d](mailto:a@b.example)"
    assert warnings(course(tmp_path, look_en=text)) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("kubectl get pods | grep web && echo $HOME > x", []),
        ("for i in 1 2; do nope $i; done; A=1 B=$(date) alsonot", [("command", "nope"), ("command", "alsonot")]),
        ("cat <<EOF | kubectl apply -f -\nkind: Pod\nEOF\ncurl -s localhost", []),
        ("if [ -f x ]; then source x; fi; [[ -n $A ]]; ./own.sh; /usr/local/bin/tool", []),
        ("greet() { echo hi; }; greet", []),
        ("export A=b; sudo kubectl get po; k -n x apply -f a", []),
        ("kubectl --namespace shop frobnicate", [("verb of kubectl", "frobnicate")]),
        ("mytool --help", []),
        ("kubectl $VERB pods; kubectl {{pod \"a=b\"}}", []),
    ],
)  # fmt: skip
def test_commands_that_nobody_has(line: str, found: list[tuple[str, str]]) -> None:
    assert list(strangers(line, {"mytool"})) == found


RUN = "```sh run\nkubectl get pods\n```\n"


@pytest.mark.parametrize(
    ("english", "japanese", "messages"),
    [
        (f"Look:\n\n{RUN}", f"見よう:\n\n{RUN}", []),
        (f"Look:\n\n{RUN}", "見よう", ["look.ja.md:1: this is missing: kubectl get pods"]),
        (
            f"Look:\n\n{RUN}",
            RUN.replace("pods", "po"),
            [
                "look.ja.md:3: the English text does not have this: kubectl get po",
                "look.ja.md:3: this is missing: kubectl get pods",
            ],
        ),
        ("## One\n\na", "b", ["look.ja.md:1: headings: 0, the English text has 1"]),
        ("[a](https://a.example)", "[a](https://b.example)", [
            "look.ja.md:1: link to https://a.example: 0, the English text has 1",
            "look.ja.md:1: link to https://b.example: 1, the English text has 0",
        ]),
        ("::: tip\nx\n:::", "x", ["look.ja.md:1: note 'tip': 0, the English text has 1"]),
        ("{{node_ip}}", "x", ["look.ja.md:1: variable {{node_ip}}: 0, the English text has 1"]),
    ],
)  # fmt: skip
def test_translations_that_lag_behind(tmp_path: Path, english: str, japanese: str, messages: list[str]) -> None:
    plain = LESSON.replace("title: x", "title: {en: x, ja: y}").replace("description: x", "description: {en: x, ja: y}")
    plain = plain.replace("web is there, hint: x", "{en: a, ja: b}, hint: {en: a, ja: b}")
    folder = course(tmp_path, plain, languages="[en, ja]", look_en=english, look_ja=japanese, next_ja="")
    done = CliRunner().invoke(kubekata, ["lesson", "translate", "--check", str(folder)])
    lines = [line.removeprefix("behind lessons/mine/01-x/").partition(";")[0] for line in done.output.splitlines()]
    assert (lines[:-1], done.exit_code) == (messages, 1 if messages else 0)


def test_texts_that_are_not_translated_are_told_by_language(tmp_path: Path) -> None:
    folder = course(tmp_path, languages="[en, ja, fr]")
    done = CliRunner().invoke(kubekata, ["lesson", "translate", "--language", "fr", str(folder)])
    assert done.exit_code == 0
    assert "next.fr.md:1: there is no such text" in done.output
    assert "lesson.yaml:1: this text is not translated: x; add `fr:`" in done.output
    assert ".ja." not in done.output


def test_kinds_that_a_lesson_defines_are_kinds(tmp_path: Path) -> None:
    definition = tmp_path / "crd.yaml"
    names = "{plural: shops, kind: Shop, shortNames: [sh]}"
    definition.write_text(f"kind: CustomResourceDefinition\nspec: {{names: {names}}}\n")
    other = tmp_path / "a.sh"
    other.write_text("#!/bin/sh\necho {CustomResourceDefinition\n")
    files = tuple(HostFile(path, f"/root/{path.name}") for path in (definition, other, tmp_path / "gone.yaml"))
    assert custom_kinds(files) == {"shops", "shop", "sh"}


def test_to_stay_true_may_take_longer_than_to_become_so(tmp_path: Path) -> None:
    lesson = LESSON.replace("resource: deployment/web", "ran: ls, within: 5s, keep: 5s")
    assert warnings(course(tmp_path, lesson)) == []
