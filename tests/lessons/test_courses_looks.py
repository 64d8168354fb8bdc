"""Courses but Troubleshooting: unusual ways to look at what a step is about, and ways that see nothing of it."""

from __future__ import annotations

import pytest

from tests.lessons.typed_lessons import Act, held

MODERN, CLASSIC, WORKING = "kubernetes-basics", "kubernetes-basics-2018", "working-with-kubernetes"
ADDRESS = "10.96.77.77"
BOOKS: Act = (
    "one-address-for-all",
    [f"kubectl expose deployment books --port=80 --target-port=8080 --cluster-ip={ADDRESS}; sleep 3"],
)
V10 = "kubectl set image deploy kubernetes-bootcamp *=gcr.io/google-samples/kubernetes-bootcamp:v10; sleep 20; "

# A lesson, what comes before, a step, the place of its check, ways that hold it, and ways that do not.
LOOKS: list[tuple[str, list[Act], str, int, list[list[str]], list[list[str]]]] = [
    (
        f"{MODERN}/01-create-a-cluster",
        [("start-the-cluster", ["minikube start"])],
        "look-at-the-cluster",
        0,
        [["kubectl config view"], ["cat .kube/config"], ["kubectl cluster-info | head -1"]],
        [["kubectl get nodes"], ["echo https://192.168.49.2:8443"]],
    ),
    (
        f"{MODERN}/01-create-a-cluster",
        [("start-the-cluster", ["minikube start --profile mine"])],
        "look-inside",
        0,
        [["kubectl describe po -n kube-system | grep ^Name:"], ["kubectl get po -A -o name"]],
        [["kubectl get pods"], ["kubectl get deploy -n kube-system"]],
    ),
    (
        f"{MODERN}/03-explore-the-app",
        [],
        "look-at-its-node",
        0,
        [
            ["kubectl get po -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName"],
            ["kubectl get po -o yaml | grep nodeName"],
            ["kubectl describe nodes"],
            ["kubectl get po -A -o wide"],
        ],
        [["kubectl get pods -n kube-system -o wide"], ["kubectl get pods,nodes"], ["kubectl get pods"]],
    ),
    (
        f"{MODERN}/04-expose-the-app",
        [],
        "use-labels",
        0,
        [["kubectl get all --selector app=kubernetes-bootcamp"], ["kubectl describe po -l app=kubernetes-bootcamp"]],
        [["kubectl get pods -l app=kubernetes-bootcampx"], ["kubectl get pods --show-labels"]],
    ),
    (
        f"{CLASSIC}/04-expose-the-app",
        [],
        "use-labels",
        0,
        [["kubectl get po -l run=kubernetes-bootcamp"]],
        [["kubectl get po -l app=kubernetes-bootcamp"]],
    ),
    (
        f"{MODERN}/06-update-the-app",
        [],
        "look-at-the-version",
        0,
        [
            ["kubectl get deploy -o json | jq '.items[].spec.template.spec.containers[].image'"],
            ["kubectl rollout history deploy --revision=1"],
            ["kubectl get rs -o wide"],
        ],
        [["kubectl get deploy; kubectl get pods"], ["echo kubernetes-bootcamp:v1"]],
    ),
    (
        f"{MODERN}/06-update-the-app",
        [],
        "break-the-app",
        2,
        [[V10 + "kubectl get ev"], [V10 + "kubectl get pods -o jsonpath='{..waiting.message}'"]],
        [[V10 + "kubectl get pods"], [V10 + "kubectl get deploy -o wide"]],
    ),
    (
        f"{WORKING}/04-services-and-names",
        [],
        "addresses-that-change",
        0,
        [
            ["kubectl get po -o custom-columns=IP:.status.podIP"],
            ["kubectl get po -o json | jq '.items[].status.podIP'"],
        ],
        [["kubectl get po -o jsonpath='{.items[0].metadata.name}'"], ["kubectl get nodes -o wide"]],
    ),
    (
        f"{WORKING}/04-services-and-names",
        [BOOKS],
        "find-it-by-name",
        0,
        [
            ["kubectl exec -it box -- sh", "wget -qO- http://books", "exit"],
            ["kubectl exec pod/box -- wget -q -O - books.default"],
            ["kubectl exec box -- sh -c 'wget -qO- books'"],
        ],
        [
            ["kubectl exec box -- wget -qO- $(kubectl get svc books -o jsonpath='{.spec.clusterIP}')"],
            ["kubectl exec deploy/cart -- wget -qO- http://books"],
            ["kubectl exec -it box -- sh", f"wget -qO- {ADDRESS}", "exit"],
            [f"kubectl exec box -- sh -c 'wget -qO- {ADDRESS}'"],
            ["kubectl exec -it box -- sh", "wget -qO- http://boks", f"wget -qO- {ADDRESS}", "exit"],
        ],
    ),
    (
        f"{WORKING}/04-services-and-names",
        [BOOKS],
        "find-it-by-name",
        1,
        [
            ["kubectl exec -n office -it desk -- sh", "wget -O- books.default.svc", "exit"],
            ["kubectl -n office exec desk -- wget -qO- http://books.default.svc.cluster.local"],
        ],
        [
            ["kubectl exec -n office desk -- wget -qO- http://books"],
            [f"kubectl exec -n office desk -- wget -qO- {ADDRESS}"],
            ["kubectl exec -n office -it desk -- sh", "wget -qO- books", f"wget -qO- {ADDRESS}", "exit"],
        ],
    ),
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}:{look[2]}")
def test_any_look_that_shows_it_counts(look: tuple[str, list[Act], str, int, list[list[str]], list[list[str]]]) -> None:
    lesson_id, before, step, place, right, wrong = look
    found = held(lesson_id, [*before, *((step, lines) for lines in [*wrong, *right])])[len(before) :]
    assert [checks[place] for checks in found] == [False] * len(wrong) + [True] * len(right)


# A lesson, a step, the place of its check, what is looked at, and what has to be done before.
EARLY: list[tuple[str, list[Act], str, int, str, str]] = [
    (
        f"{MODERN}/04-expose-the-app",
        [("expose-the-app", ["kubectl expose deploy/kubernetes-bootcamp --port=8080"])],
        "delete-the-service",
        2,
        "kubectl exec deploy/kubernetes-bootcamp -- curl -s localhost:8080",
        "kubectl delete service kubernetes-bootcamp --ignore-not-found",
    ),
    *(
        (
            f"{course}/05-scale-the-app",
            [],
            step,
            2,
            "kubectl get pods -o wide",
            f"kubectl scale --replicas={size} deploy/kubernetes-bootcamp",
        )
        for course in (MODERN, CLASSIC)
        for step, size in (("scale-up", 4), ("scale-down", 2))
    ),
    (
        f"{WORKING}/02-probes-and-resources",
        [],
        "ask-for-resources",
        1,
        "kubectl describe nodes",
        "kubectl set resources deploy/web --requests=cpu=100m",
    ),
    (
        f"{WORKING}/05-permissions",
        [],
        "make-an-account",
        1,
        "kubectl auth can-i list pods --as=system:serviceaccount:default:reporter",
        "kubectl create sa reporter",
    ),
]


@pytest.mark.parametrize("early", EARLY, ids=lambda early: f"{early[0]}:{early[2]}")
def test_a_look_counts_only_once_there_is_something_to_see(early: tuple[str, list[Act], str, int, str, str]) -> None:
    lesson_id, before, step, place, look, deed = early
    acts = [*before, (step, [look]), (step, [look, "sleep 5", deed]), (step, [deed, "sleep 5", look])]
    assert [checks[place] for checks in held(lesson_id, acts)[len(before) :]] == [False, False, True]
