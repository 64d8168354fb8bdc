"""Troubleshooting: three unusual ways to look at what is wrong, in each step, and three that see nothing of it."""

from __future__ import annotations

import pytest

from tests.lessons.typed_lessons import held

REPORT, CAUSE = "the-report", "find-the-cause"
PODS = [
    "kubectl get deploy,po",
    "kubectl get po -A -o json | jq -r '.items[].metadata.name'",
    "kubectl get pods -o name | xargs kubectl describe",
]
NO_PODS = ["kubectl get deploy", "kubectl get pods -n kube-system", "kubectl get pods --help"]

# By lesson and step: ways that hold every check but questions, and ways that leave one open.
LOOKS: dict[str, dict[str, tuple[list[str], list[str]]]] = {
    "01-an-image-that-nobody-has": {
        REPORT: (PODS, NO_PODS),
        CAUSE: (
            [
                "kubectl get events --field-selector reason=Failed -o yaml",
                "kubectl describe pods --show-events | grep -i fail",
                "kubectl get pods -o jsonpath='{..waiting.message}'",
            ],
            ["kubectl get pods", "kubectl describe deployment web", "kubectl logs deploy/web"],
        ),
    },
    "02-a-container-that-keeps-ending": {
        REPORT: (PODS, NO_PODS),
        CAUSE: (
            [
                "kubectl logs deploy/orders --all-pods=true; kubectl get deploy/orders -o jsonpath='{..env}'",
                "for p in $(kubectl get pods -l app=orders -o name); do kubectl logs $p -p; done; "
                "grep -A2 env: orders.yaml",
                "kubectl logs --selector=app=orders --tail=-1; kubectl get rs -o yaml",
            ],
            [
                "kubectl logs deploy/db; kubectl describe deploy orders",
                "kubectl logs deploy/orders",
                "kubectl get deploy orders; kubectl describe pods",
            ],
        ),
    },
    "03-no-room": {
        REPORT: (PODS, NO_PODS),
        CAUSE: (
            [
                "kubectl get pods -o jsonpath='{..conditions[*].message}'; kubectl describe no",
                "kubectl describe po --show-events | grep -A9 Events; kubectl get no -o go-template='{{range .items}}"
                "{{.status.allocatable.cpu}} {{end}}'",
                "kubectl get ev -o json | jq -r '.items[].message'; "
                "kubectl get nodes -o json | jq '.items[].status.capacity'",
            ],
            [
                "kubectl get pods -o wide; kubectl describe nodes",
                "kubectl describe pods",
                "kubectl describe deploy; lscpu",
            ],
        ),
    },
    "04-a-service-without-pods": {
        REPORT: (
            ["kubectl get po,svc", "kubectl get all -A", "kubectl get pods -o wide; kubectl get svc web -o yaml"],
            ["kubectl get pods", "kubectl get svc; kubectl get deploy", "curl node01:30080; kubectl get nodes"],
        ),
        CAUSE: (
            [
                "kubectl get endpointslices -o yaml; kubectl get pods -o jsonpath='{..labels}'",
                "kubectl get ep -A; kubectl describe po",
                "kubectl describe svc; kubectl get deploy web -o yaml",
            ],
            [
                "kubectl get svc web; kubectl get pods --show-labels",
                "kubectl describe svc web; kubectl get pods",
                "kubectl describe deploy web; curl node01:30080",
            ],
        ),
    },
    "05-a-probe-that-kills": {
        REPORT: (
            [
                "kubectl get all; kubectl logs -l app=catalog",
                "kubectl describe po; kubectl logs deploy/catalog --timestamps",
                "kubectl get pods -o name | xargs -I{} kubectl logs {} --previous; kubectl get po -A",
            ],
            ["kubectl get pods", "kubectl logs deploy/catalog", "kubectl get deploy; kubectl get events"],
        ),
        CAUSE: (
            [
                "kubectl get events -o jsonpath='{..message}'; "
                "kubectl get deploy catalog -o jsonpath='{..livenessProbe}'",
                "kubectl describe pods --show-events",
                "kubectl get ev | grep -i kill; grep -A8 liveness catalog.yaml",
            ],
            ["kubectl get pods", "kubectl describe deploy", "kubectl logs deploy/catalog -p; kubectl events"],
        ),
    },
    "06-too-little-memory": {
        REPORT: (
            [
                "kubectl get all; kubectl logs -l app=thumbs -p",
                "kubectl describe po; kubectl logs deploy/thumbs --timestamps",
                "kubectl get deploy,pod; kubectl logs $(kubectl get po -o name) --tail=3 -p",
            ],
            ["kubectl get pods", "kubectl logs deploy/thumbs", "kubectl get deploy; kubectl get events"],
        ),
        CAUSE: (
            [
                "kubectl get pods -o go-template='{{range .items}}{{range .status.containerStatuses}}"
                "{{.lastState.terminated.reason}}{{end}}{{end}}'",
                "kubectl get pods -o custom-columns='R:.status.containerStatuses[0].lastState.terminated.reason'",
                "kubectl get po -o json | jq '.items[].status.containerStatuses[].lastState'",
            ],
            ["kubectl get deploy -o wide", "kubectl describe deploy thumbs", "kubectl logs deploy/thumbs"],
        ),
    },
    "07-a-key-that-is-not-there": {
        REPORT: (PODS, NO_PODS),
        CAUSE: (
            [
                "kubectl get pods -o jsonpath='{..waiting.message}'; kubectl get cm -o yaml",
                "kubectl get events -o json | jq -r '.items[].message'; kubectl describe cm",
                "kubectl describe po --show-events | tail -3; "
                "kubectl get cm greeter-settings -o go-template='{{.data}}'",
            ],
            [
                "kubectl get pods; kubectl get cm",
                "kubectl describe pods",
                "kubectl logs deploy/greeter; kubectl describe cm",
            ],
        ),
    },
    "08-a-rollout-that-stands-still": {
        REPORT: (
            [
                "kubectl get deploy shop -o jsonpath='{..conditions}'; kubectl get po",
                "kubectl describe deploy/shop; kubectl get all",
                "kubectl rollout status deploy/shop --watch=false; kubectl describe pods",
            ],
            [
                "kubectl get deploy; kubectl get pods",
                "kubectl rollout history deploy/shop; kubectl get pods",
                "kubectl rollout status deploy/shop --timeout=1s",
            ],
        ),
        CAUSE: (
            [
                "kubectl get pods -o jsonpath='{..conditions[*].message}'; "
                "kubectl get deploy shop -o jsonpath='{.spec.strategy}'",
                "kubectl get events -o json | jq -r '.items[].message'; grep -B1 -A4 -i strategy shop.yaml",
                "kubectl describe po --show-events; kubectl get deploy -o json",
            ],
            [
                "kubectl get pods; kubectl describe deploy",
                "kubectl describe pods",
                "kubectl events; kubectl get deploy",
            ],
        ),
    },
}
RIGHT = [(lesson, step, way) for lesson, steps in LOOKS.items() for step, ways in steps.items() for way in ways[0]]
WRONG = [(lesson, step, way) for lesson, steps in LOOKS.items() for step, ways in steps.items() for way in ways[1]]


@pytest.mark.parametrize(("lesson", "step", "way"), RIGHT)
def test_an_unusual_look_counts(lesson: str, step: str, way: str) -> None:
    assert False not in held(f"troubleshooting/{lesson}", [(step, [way])])[0]


@pytest.mark.parametrize(("lesson", "step", "way"), WRONG)
def test_a_look_that_sees_nothing_does_not(lesson: str, step: str, way: str) -> None:
    assert False in held(f"troubleshooting/{lesson}", [(step, [way])])[0]
