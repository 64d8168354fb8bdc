"""The bundled lessons in real labs: their solutions, and other ways to the same goals."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from app.labs.headless import Headless, open_lab
from app.lessons.loader import load_catalogue
from app.lessons.model import Lesson
from app.lessons.verify import verify

CATALOGUE = load_catalogue([Path(__file__).resolve().parents[2] / "lessons"])
MODERN = "kubernetes-basics/02-deploy-an-app"
COURSES = ("kubernetes-basics", "kubernetes-basics-2018")
MODULES = ("03-explore-the-app", "04-expose-the-app", "05-scale-the-app", "06-update-the-app")
IMAGE = "gcr.io/google-samples/kubernetes-bootcamp:v1"
PROXIED = "localhost:8001/api/v1/namespaces/default/pods"


def lesson(lesson_id: str) -> Lesson:
    found = CATALOGUE.lesson(lesson_id)
    assert isinstance(found, Lesson)
    return found


@pytest.mark.parametrize("lesson_id", [MODERN, *(f"{course}/{module}" for course in COURSES for module in MODULES)])
def test_solutions_make_every_check_true(lesson_id: str) -> None:
    report = asyncio.run(verify(lesson(lesson_id), open_lab, perf_counter))
    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.ok


async def _holding(lab: Headless, lesson_id: str, step_id: str, lines: list[str]) -> list[bool]:
    """Type lines into terminal 1, wait a minute, and look at a step's checks."""
    step = lesson(lesson_id).step(step_id)
    assert step is not None
    lab.begin_step(step)
    for line in lines:
        await lab.type(1, line)
        for check in step.checks:  # a lab looks whenever something has changed
            await check.holds(lab.evidence())
    await lab.advance(60)
    return [(await check.holds(lab.evidence())).ok for check in step.checks]


async def _session(acts: list[tuple[str, list[str]]], lesson_id: str = MODERN) -> list[list[bool]]:
    async with open_lab(lesson(lesson_id)) as lab:
        return [await _holding(lab, lesson_id, step_id, lines) for step_id, lines in acts]


def test_unusual_ways_pass() -> None:
    manifest = (
        "cat > d.yaml <<EOF\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: kubernetes-bootcamp}\n"
        "spec:\n  replicas: 2\n  selector: {matchLabels: {app: kubernetes-bootcamp}}\n  template:\n"
        "    metadata: {labels: {app: kubernetes-bootcamp}}\n"
        f"    spec: {{containers: [{{name: c, image: {IMAGE}}}]}}\nEOF"
    )
    acts = [
        ("meet-kubectl", ["kubectl version -o yaml | head -3", "kubectl create deployment -h"]),
        ("look-at-the-nodes", ["for n in node01; do kubectl get no $n -o yaml; done"]),
        ("deploy-the-app", [*manifest.split("\n"), "kubectl apply -f d.yaml"]),
        ("read-the-columns", ["watch -n 1 kubectl get all & sleep 3; kill %1", "k get deploy,po -o wide -A"]),
        ("open-a-proxy", ["kubectl proxy --accept-hosts='.*' &", "wget -qO- 127.0.0.1:8001/version"]),
        (
            "talk-to-the-app",
            [
                "POD_NAME=$(kubectl get po -o jsonpath='{.items[0].metadata.name}')",
                f"curl -s {PROXIED}/$POD_NAME:8080/proxy/ | cat",
            ],
        ),
        ("lose-a-pod", ["kubectl delete pods -l app=kubernetes-bootcamp --now"]),
    ]
    results = dict(zip([step for step, _ in acts], asyncio.run(_session(acts)), strict=True))
    assert results == {step: [True] * len(found) for step, found in results.items()}


def test_wrong_ways_do_not_pass() -> None:
    acts = [
        ("meet-kubectl", ["kubectl version --client", "kubectl nonsense"]),
        ("look-at-the-nodes", ["kubectl get pods", "kubectl get nodes nope"]),
        ("deploy-the-app", [f"kubectl run kubernetes-bootcamp --image={IMAGE}"]),
        ("deploy-the-app", [f"kubectl create deployment kubernetes-bootcamp --image={IMAGE}2"]),
        ("read-the-columns", ["kubectl get deployments -n kube-system", "kubectl get pods --help"]),
        ("open-a-proxy", ["curl localhost:8001/version"]),
        ("talk-to-the-app", ["POD_NAME=pod/kubernetes-bootcamp", f"curl -s {PROXIED}/nope:8080/proxy/"]),
        ("lose-a-pod", ["kubectl delete pod nope", "kubectl delete pods --all --dry-run=client"]),
    ]
    assert asyncio.run(_session(acts)) == [[False] * count for count in (2, 1, 2, 2, 2, 2, 2, 2)]


APP = "kubernetes-bootcamp"
PORT = "$(kubectl get svc -o jsonpath='{.items[*].spec.ports[?(@.nodePort)].nodePort}')"
UNUSUAL = {
    "kubernetes-basics/03-explore-the-app": [
        ("look-at-the-pod", ["kubectl get all", f"kubectl describe po -l app={APP}"]),
        ("look-at-its-node", ["kubectl get po -owide -A", "kubectl describe nodes"]),
        ("read-the-log", [f"kubectl exec deploy/{APP} -- curl -s localhost:8080",
                          f"kubectl logs deploy/{APP} --tail=1"]),
        ("run-a-command", [f"kubectl exec deploy/{APP} -c {APP} -- printenv"]),
        ("step-inside", [f"kubectl exec deploy/{APP} -- sh -c 'cat server.js; curl -s localhost:8080'"]),
    ],
    "kubernetes-basics/04-expose-the-app": [
        ("expose-the-app", [f"kubectl create service nodeport {APP} --tcp=80:8080"]),
        ("call-from-outside", [f"export NODE_PORT={PORT}", "wget -qO- localhost:$NODE_PORT"]),
        ("use-labels", [f"kubectl get po,svc --selector app=={APP}"]),
        ("label-a-pod", ["kubectl label pods --all version=v1", "k get po --selector=version=v1 -o name"]),
        ("delete-the-service", [f"kubectl delete svc/{APP}", "curl -s node02:$NODE_PORT",
                                f"kubectl exec deploy/{APP} -- curl -s localhost:8080"]),
    ],
    "kubernetes-basics/05-scale-the-app": [
        ("scale-up", [f"kubectl patch deploy {APP} -p '{{\"spec\":{{\"replicas\":4}}}}'",
                      "sleep 9; kubectl get all -o wide"]),
        ("scale-down", [f"kubectl scale --replicas 2 deploy/{APP}", "kubectl get pods -w & sleep 2; kill %1",
                        "kubectl get all"]),
    ],
    "kubernetes-basics/06-update-the-app": [
        ("update-the-app", [f"kubectl set image deploy '*=gcr.io/google-samples/{APP}:v2' --all"]),
        ("break-the-app", [f"kubectl set image deploy/{APP} {APP}=nope.example/{APP}:v10",
                           "sleep 20; kubectl get events"]),
        ("roll-back", [f"kubectl rollout undo deploy/{APP} --to-revision=1"]),
    ],
    "kubernetes-basics-2018/03-explore-the-app": [
        ("run-a-command", ["kubectl exec $(kubectl get po -o name | cut -d/ -f2) -- env"]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("lesson_id", UNUSUAL)
def test_unusual_ways_pass_in_later_modules(lesson_id: str) -> None:
    acts = UNUSUAL[lesson_id]
    results = dict(zip([step for step, _ in acts], asyncio.run(_session(acts, lesson_id)), strict=True))
    assert results == {step: [True] * len(found) for step, found in results.items()}


WRONG = {
    "kubernetes-basics/03-explore-the-app": [
        ("look-at-the-pod", ["kubectl get nodes", "kubectl describe deployments"], [False, False]),
        ("run-a-command", ["env", f"kubectl exec deploy/{APP} -- ls"], [False]),
        ("step-inside", ["cat server.js", "curl localhost:8080"], [False, False]),
    ],
    "kubernetes-basics/04-expose-the-app": [
        ("expose-the-app", [f"kubectl expose deploy/{APP} --port=80"], [False, False]),
        ("call-from-outside", ["NODE_PORT=8080", "curl node01:$NODE_PORT"], [False, False]),
        ("use-labels", ["kubectl get pods -l app=nope", f"kubectl get svc {APP}"], [False, False]),
    ],
    "kubernetes-basics/05-scale-the-app": [
        ("scale-up", [f"kubectl scale deploy/{APP} --replicas=3", "kubectl get pods"], [False, False, False]),
    ],
    "kubernetes-basics/06-update-the-app": [
        ("update-the-app", [f"kubectl set image deploy/{APP} {APP}=nope.example/{APP}:v2"], [True, False]),
        ("break-the-app", ["kubectl describe pods"], [False, True, False]),
    ],
}


@pytest.mark.parametrize("lesson_id", WRONG)
def test_wrong_ways_do_not_pass_in_later_modules(lesson_id: str) -> None:
    acts = WRONG[lesson_id]
    found = asyncio.run(_session([(step, lines) for step, lines, _ in acts], lesson_id))
    assert found == [wanted for _, _, wanted in acts]


def test_a_setup_leaves_no_trace_but_what_it_made() -> None:
    async def session() -> tuple[str, int]:
        async with open_lab(lesson("kubernetes-basics/05-scale-the-app")) as lab:
            seen = len(lab.evidence().finished())
            await lab.type(1, "history | wc -l; kubectl get deployments")
            return lab.screen(1), seen

    shown, seen = asyncio.run(session())
    assert seen == 0
    assert shown.split("\n")[1:] == [
        "1",
        "NAME                  READY   UP-TO-DATE   AVAILABLE   AGE",
        "kubernetes-bootcamp   1/1     1            1           10m",
        "",
    ]


def test_a_setup_that_fails_is_reported() -> None:
    broken = replace(lesson("kubernetes-basics/05-scale-the-app"), setup=("true", "kubectl get nope"))
    report = asyncio.run(verify(broken, open_lab, perf_counter))
    assert not report.ok
    assert report.problems == (
        "setup: 'kubectl get nope' ended with 1: error: the server doesn't have a resource type \"nope\"",
    )
