"""Every kind of check: right ways, however unusual, and wrong ones, each with a sentence that says why."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from lesson_world import World, check, obj, program, ran, typed, verdict

from app.lessons.checks import kinds
from app.lessons.evidence import HttpAnswer, ScriptRan
from app.lessons.sentences import SENTENCES


@dataclass(frozen=True)
class Contract:
    """Worlds in which a check holds, and worlds in which it does not, with what it says then (English)."""

    check: str
    right: tuple[World, ...]
    wrong: tuple[tuple[World, str], ...]


def objects(*stored: object) -> World:
    return World(stored=list(stored))  # type: ignore[arg-type]


def commands(*finished: object) -> World:
    return World(commands=list(finished))  # type: ignore[arg-type]


def deployment(name: str = "web", replicas: int = 3, ready: int = 3, **rest: object) -> object:
    return obj("Deployment", name, spec={"replicas": replicas}, status={"readyReplicas": ready}, **rest)  # type: ignore[arg-type]


def pod(name: str, phase: str = "Running", app: str = "web", **rest: object) -> object:
    return obj("Pod", name, labels={"app": app}, status={"phase": phase}, **rest)  # type: ignore[arg-type]


def file(content: str | bytes, path: str = "/root/pod.yaml") -> World:
    return World(files={path: content.encode() if isinstance(content, str) else content})


def env(**variables: str) -> World:
    return World(stored=[pod("web-1")], variables={1: {}, 2: variables})  # type: ignore[list-item]


def answer(body: str, status: int = 200, url: str = "GET http://localhost:8001/version") -> World:
    return World(replies={url: HttpAnswer(status, {"content-type": "application/json"}, body.encode())})


def script(status: int, output: str) -> World:
    return World(scripts={"test-it web": ScriptRan(status, output)})


QUESTION = "says: {en: What scales?, ja: 何を増やしますか?}\n"


def answered(*given: str) -> World:
    return World(answered={"What scales?": given})


CONTRACTS = {
    "resource": Contract(
        "resource: deploy/web\nis: {spec: {replicas: 3}, status: {readyReplicas: {at least: 3}}}",
        (
            objects(deployment()),
            objects(deployment(ready=5), deployment("api", 1, 0)),
            objects(deployment(namespace="other", replicas=1), deployment()),
        ),
        (
            (objects(), "There is no Deployment named web in namespace default."),
            (objects(deployment(ready=1)), "In Deployment web, status.readyReplicas is 1, which is too little."),
            (objects(deployment(replicas=2)), "In Deployment web, spec.replicas is 2."),
            (objects(deployment(namespace="shop")), "Deployment web exists, but in namespace shop."),
            (objects(deployment("webb")), "There is a Deployment, but its name is webb."),
            (objects(deployment(deleted=True)), "Deployment web is being deleted."),
            (objects(pod("web")), "There is no Deployment named web in namespace default."),
        ),
    ),
    "resources": Contract(
        "resources: pods\nlabeled: app=web\ncount: {at least: 2}\nis: {status: {phase: Running}}",
        (
            objects(pod("a"), pod("b")),
            objects(pod("a"), pod("b"), pod("c"), pod("x", "Failed", app="other")),
            objects(pod("a"), pod("b"), pod("old", "Failed", deleted=True)),
        ),
        (
            (objects(), "There is no such Pod yet."),
            (objects(pod("a")), "The number of such objects (Pod) is 1."),
            (objects(pod("a"), pod("b", "Pending")), "In Pod b, status.phase is Pending."),
            (objects(pod("a"), pod("b", deleted=True)), "The number of such objects (Pod) is 1."),
            (objects(pod("a"), pod("b", app="wbe")), "The number of such objects (Pod) is 1."),
            (objects(pod("a"), pod("b", namespace="x")), "The number of such objects (Pod) is 1."),
        ),
    ),
    "no resource": Contract(
        "no resource: pod/web-*\nwhere: {status: {phase: Running}}",
        (objects(), objects(pod("api-1")), objects(pod("web-1", "Failed"), pod("web-1", namespace="x"))),
        (
            (objects(pod("web-1")), "Pod web-1 is still there."),
            (objects(pod("web-1", deleted=True)), "Pod web-1 is being deleted."),
            (objects(pod("api-1"), pod("web-2")), "Pod web-2 is still there."),
            (objects(pod("web-1", "Failed"), pod("web-2")), "Pod web-2 is still there."),
            (objects(pod("web-")), "Pod web- is still there."),
        ),
    ),
    "ran": Contract(
        "ran: [kubectl get pods -n shop, kubectl describe pods -n shop]",
        (
            commands(ran("kubectl --namespace shop get po -w", 130)),
            commands(ran("kubectl get svc"), ran("k describe pod/web-1 -nshop", terminal=2)),
            commands(ran("kubectl get pods -n shop", 141), ran("head -1")),
            commands(ran("kubectl get pods", namespace="shop"), typed("kubectl get pods | grep web")),
        ),
        (
            (commands(), "No such command has been run in this step."),
            (commands(ran("kubectl get pods -n shop", 1)), "kubectl get pods -n shop ended with exit status 1."),
            (commands(ran("kubectl get pods")), "kubectl get pods comes close, but it looked in namespace default."),
            (
                commands(ran("kubectl get svc -n shop")),
                "kubectl get svc -n shop comes close, but it is about another kind of object.",
            ),
            (commands(ran("kubectl delete pods --all -n shop")), "No such command has been run in this step."),
            (
                commands(ran("kubectl get pods -n shop --help")),
                "kubectl get pods -n shop --help comes close, but --help changes what it does.",
            ),
            (commands(ran("kubectl get pods -n shop", 130)), "kubectl get pods -n shop ended with exit status 130."),
        ),
    ),
    "running": Contract(
        "running: kubectl proxy",
        (
            World(running=[program("kubectl proxy")]),
            World(running=[program("sleep 9"), program("k proxy --port 8080 --address=0.0.0.0", 1)]),
            World(running=[program("sudo kubectl --v=1 proxy")]),
        ),
        (
            (World(), "No such program is running in any terminal."),
            (World(running=[program("kubectl port-forward web 8001")]), "No such program is running in any terminal."),
            (commands(ran("kubectl proxy", 130)), "kubectl proxy was started, but it is not running any more."),
            (World(running=[program("sleep 100")]), "No such program is running in any terminal."),
            (
                World(running=[program("kubectl proxy --help")]),
                "kubectl proxy --help comes close, but --help changes what it does.",
            ),
        ),
    ),
    "http": Contract(
        'http: "http://localhost:8001/version"\n'
        'answers: {status: 200, body: gitVersion, json: {major: "1"}, headers: {Content-Type: {has text: json}}}',
        (
            answer('{"major": "1", "gitVersion": "v1.36.2"}'),
            answer('{"gitVersion": "v1.5.2", "major": "1", "minor": "5"}'),
            answer('{"major":1,"gitVersion":""}'),
        ),
        (
            (World(), "Nothing answers at http://localhost:8001/version."),
            (answer('{"major": "1", "gitVersion": ""}', 201), "http://localhost:8001/version answers with status 201."),
            (answer("Hello"), "http://localhost:8001/version answers, but with another content."),
            (answer("gitVersion"), "http://localhost:8001/version answers, but with another content."),
            (answer('{"major": "2", "gitVersion": ""}'), "In http://localhost:8001/version, major is 2."),
            (answer("{}", url="POST http://localhost:8001/version"), "Nothing answers at http://localhost:8001/version."),
        ),
    ),
    "file": Contract(
        "file: ~/pod.yaml\ncontains: [kind, web]\nmatches: '(?m)^kind: *Pod$'\n"
        "is yaml: {kind: Pod, metadata: {name: web}}",
        (
            file("kind: Pod\nmetadata: {name: web}\n"),
            file("# mine\n---\nkind: Service\n---\nkind:   Pod\nmetadata:\n  name: web\n  labels: {a: b}\n"),
            file("metadata: {name: 'web'}\nkind: Pod"),
        ),
        (
            (World(), "There is no file /root/pod.yaml."),
            (file("kind: Pod\nmetadata: {name: web}\n", "/tmp/pod.yaml"), "There is no file /root/pod.yaml."),
            (file(b"\xff\xfe"), "/root/pod.yaml is not a text file."),
            (file("kind: Service # web"), "/root/pod.yaml is there, but its content does not fit yet."),
            (file("kind: Pod\nmetadata: {name: web2}"), "In /root/pod.yaml, metadata.name is web2."),
            (file("web: {\nkind: Pod"), "/root/pod.yaml is not valid YAML."),
            (file(""), "/root/pod.yaml is there, but its content does not fit yet."),
        ),
    ),
    "env": Contract(
        "env: POD_NAME\nnames: pod/web-*\ncontains: web",
        (env(POD_NAME="web-1"), env(POD_NAME="web-1\n"), env(POD_NAME="web-1", OTHER="x")),
        (
            (World(), "No terminal has a variable POD_NAME."),
            (env(POD_NAME=""), "POD_NAME is set, but empty."),
            (env(pod_name="web-1"), "No terminal has a variable POD_NAME."),
            (env(POD_NAME="pod/web-1"), "POD_NAME is pod/web-1, and there is no pod of that name."),
            (env(POD_NAME="web-9"), "POD_NAME is web-9, and there is no pod of that name."),
            (env(POD_NAME="api"), "POD_NAME is api."),
        ),
    ),
    "any of": Contract(
        "any of:\n  - resource: pod/web\n  - ran: kubectl get pods",
        (objects(pod("web")), commands(ran("kubectl get po")), World([pod("web")], [ran("kubectl get po", 1)])),  # type: ignore[list-item]
        (
            (World(), "There is no Pod named web in namespace default."),
            (commands(ran("kubectl get po", 1)), "kubectl get po ended with exit status 1."),
            (objects(pod("web", deleted=True)), "Pod web is being deleted."),
            (commands(ran("kubectl get svc")), "kubectl get svc comes close, but it is about another kind of object."),
            (objects(pod("web", namespace="x")), "Pod web exists, but in namespace x."),
        ),
    ),
    "none of": Contract(
        "none of:\n  - {says: {en: A pod still waits., ja: まだ待っている Pod があります。}, resources: pods, "
        "is: {status: {phase: Pending}}}\n  - running: kubectl proxy",
        (World(), objects(pod("web")), World(running=[program("kubectl get pods -w")])),
        (
            (objects(pod("web", "Pending")), "A pod still waits."),
            (World([pod("web", "Pending")], running=[program("kubectl proxy")]), "A pod still waits."),  # type: ignore[list-item]
            (World(running=[program("kubectl proxy")]), "Something is so that must not be."),
            (World(running=[program("k proxy --port=8002", 1)]), "Something is so that must not be."),
            (World([pod("web")], running=[program("kubectl proxy")]), "Something is so that must not be."),  # type: ignore[list-item]
        ),
    ),
    "answer": Contract(
        QUESTION + "answer: [replicas, '*three*']\n"
        "wrong: {pods: {en: They are what is counted., ja: それは数えられる側です。}, "
        "'*set*': {en: 'Almost: which number?', ja: 惜しい。どの数ですか。}}",
        (answered("replicas"), answered("  REPLICAS "), answered("I see three pods"), answered("ｒｅｐｌｉｃａｓ")),
        (
            (World(), "This question has no answer yet."),
            (answered("Pods"), "They are what is counted."),
            (answered("the ReplicaSet"), "Almost: which number?"),
            (answered("replica"), "That is not the answer."),
            (World(answered={"Another?": ("replicas",)}), "This question has no answer yet."),
        ),
    ),
    "script": Contract(
        "script: |\n  test-it web\nprints: is ok\nshows its last line: true",
        (
            script(0, "web is ok\n"),
            script(0, "warning: slow\nall is ok now"),
            World([pod("web", "Pending")], scripts={"test-it web": ScriptRan(0, "it is ok")}),  # type: ignore[list-item]
        ),
        (
            (World(), "The check found no answer within 60 seconds."),
            (script(1, ""), "It is not so yet."),
            (script(1, "web is ok"), "The check says: web is ok"),
            (script(0, ""), "It is not so yet."),
            (script(127, "bash: test-it: command not found\n\n"), "The check says: bash: test-it: command not found"),
            (script(0, "looked\n  no pod yet  \n"), "The check says: no pod yet"),
        ),
    ),
    "all of": Contract(
        "all of:\n  - resource: pod/web\n  - ran: kubectl get pods",
        (
            World([pod("web")], [ran("kubectl get po")]),  # type: ignore[list-item]
            World([pod("web"), pod("x")], [ran("false", 1), ran("kubectl get pods web")]),  # type: ignore[list-item]
            World([pod("web", "Pending")], [ran("kubectl get all")]),  # type: ignore[list-item]
        ),
        (
            (World(), "There is no Pod named web in namespace default."),
            (objects(pod("web")), "No such command has been run in this step."),
            (commands(ran("kubectl get po")), "There is no Pod named web in namespace default."),
            (World([pod("web")], [ran("kubectl get po", 1)]), "kubectl get po ended with exit status 1."),  # type: ignore[list-item]
            (World([pod("web", deleted=True)], [ran("kubectl get po")]), "Pod web is being deleted."),  # type: ignore[list-item]
        ),
    ),
}  # fmt: skip


def test_every_kind_of_check_has_a_contract() -> None:
    assert sorted(CONTRACTS) == list(kinds())
    for contract in CONTRACTS.values():
        assert len(contract.right) >= 3
        assert len(contract.wrong) >= 5


@pytest.mark.parametrize("kind", CONTRACTS)
def test_right_ways_pass(kind: str) -> None:
    contract = CONTRACTS[kind]
    verdicts = [verdict(contract.check, world) for world in contract.right]
    assert [(found.ok, found.why and str(found.why)) for found in verdicts] == [(True, None)] * len(verdicts)


@pytest.mark.parametrize("kind", CONTRACTS)
def test_wrong_ways_fail_and_say_why(kind: str) -> None:
    contract = CONTRACTS[kind]
    verdicts = [verdict(contract.check, world) for world, _ in contract.wrong]
    assert [(found.ok, str(found.why)) for found in verdicts] == [(False, why) for _, why in contract.wrong]
    assert all(found.why is not None and found.why.text("ja") not in ("", str(found.why)) for found in verdicts)


@pytest.mark.parametrize("kind", CONTRACTS)
def test_checks_say_what_they_depend_on(kind: str) -> None:
    assert check(CONTRACTS[kind].check).needs()


def test_examples_of_all_kinds_are_valid() -> None:
    for kind in kinds().values():
        check(kind.example)


def test_builtins_are_seen_in_typed_lines() -> None:
    exported = "ran: export POD_NAME=*"
    assert verdict(
        exported, commands(typed('export POD_NAME=$(kubectl get pods -o name | head -1) && echo "$POD_NAME"'))
    ).ok
    assert not verdict(exported, commands(typed("export POD_NAME=x", 1))).ok
    assert not verdict(exported, commands(typed("echo export POD_NAME=x"))).ok
    assert not verdict(
        "ran: kubectl get pods", commands(ran("kubectl get pods", 1), typed("kubectl get pods | cat"))
    ).ok


def test_what_a_command_printed_and_how_it_ended() -> None:
    printed = "ran: curl http://localhost:*/*\nprints: {has text: Hello, lacks text: Error}"
    assert verdict(printed, commands(ran("curl -s localhost:8001/x", output="Hello"))).ok
    assert (
        str(verdict(printed, commands(ran("curl localhost:8001/x", output="Error"))).why)
        == "What curl localhost:8001/x printed does not fit."
    )
    assert verdict("ran: kubectl get pods\nexit: fails", commands(ran("kubectl get pods", 1))).ok
    assert str(verdict("ran: kubectl get pods\nexit: fails", commands(ran("kubectl get pods"))).why).endswith(
        "but here it should not."
    )
    assert verdict("ran: kubectl get pods\nexit: any", commands(ran("kubectl get pods", 7))).ok
    assert verdict("ran: kubectl get pods\nexit: 7\nterminal: 2", commands(ran("kubectl get pods", 7, terminal=2))).ok
    assert not verdict("ran: kubectl get pods\nterminal: 2", commands(ran("kubectl get pods"))).ok


def test_terminating_objects_can_be_looked_at() -> None:
    text = "resource: pod/web-*\nterminating: true"
    assert verdict(text, objects(pod("web-1", deleted=True))).ok
    assert not verdict(text, objects(pod("web-1"))).ok


def test_unknown_resources_are_no_crash() -> None:
    assert str(verdict("resource: gadget/x", World()).why) == "This cluster knows no resource called gadget."
    assert verdict("no resource: gadget/x", World()).ok
    assert not verdict("env: X\nnames: gadget", World(variables={1: {"X": "x"}})).ok


def test_a_yaml_bomb_in_a_learners_file_is_just_no_yaml() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found = verdict("file: /root/pod.yaml\nis yaml: {a: {is present: true}}", file(bomb))
    assert str(found.why) == "/root/pod.yaml is not valid YAML."


def test_sentences_say_the_same_in_both_languages() -> None:
    import string  # noqa: PLC0415

    for name, texts in SENTENCES.items():
        names = [
            {part[1] for part in string.Formatter().parse(texts[language]) if part[1]} for language in ("en", "ja")
        ]
        assert names[0] == names[1], name


def test_checks_are_independent_of_each_other() -> None:
    world = commands(ran("kubectl get po"))
    one = check("ran: kubectl get pods")
    assert [asyncio.run(one.holds(world)).ok for _ in range(2)] == [True, True]


def test_what_every_namespace_has_is_no_other_name() -> None:
    service = "says: x\nresource: service/web"
    own = obj("Service", "kubernetes")
    assert str(verdict(service, objects(own)).why) == "There is no Service named web in namespace default."
    mine = verdict(service, objects(own, obj("Service", "wbe")))
    assert str(mine.why) == "There is a Service, but its name is wbe."
