"""The bundled lessons in real labs: their solutions, and other ways to the same goals."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

import pytest

from app.labs.headless import Headless, open_lab
from app.lessons.loader import load_catalogue
from app.lessons.model import Lesson
from app.lessons.verify import verify

CATALOGUE = load_catalogue([Path(__file__).resolve().parents[2] / "lessons"])
MODERN = "kubernetes-basics/02-deploy-an-app"
IMAGE = "gcr.io/google-samples/kubernetes-bootcamp:v1"
PROXIED = "localhost:8001/api/v1/namespaces/default/pods"


def lesson(lesson_id: str) -> Lesson:
    found = CATALOGUE.lesson(lesson_id)
    assert isinstance(found, Lesson)
    return found


@pytest.mark.parametrize("lesson_id", [MODERN])
def test_solutions_make_every_check_true(lesson_id: str) -> None:
    report = asyncio.run(verify(lesson(lesson_id), open_lab, perf_counter))
    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.ok


async def _holding(lab: Headless, step_id: str, lines: list[str]) -> list[bool]:
    """Type lines into terminal 1, wait a minute, and look at a step's checks."""
    step = lesson(MODERN).step(step_id)
    assert step is not None
    lab.begin_step(step)
    for line in lines:
        await lab.type(1, line)
    await lab.advance(60)
    return [(await check.holds(lab.evidence())).ok for check in step.checks]


async def _session(acts: list[tuple[str, list[str]]]) -> list[list[bool]]:
    async with open_lab(lesson(MODERN)) as lab:
        return [await _holding(lab, step_id, lines) for step_id, lines in acts]


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
