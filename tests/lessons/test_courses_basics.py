"""The first modules of both bootcamps: other ways that pass, and ways that do not."""

from __future__ import annotations

from tests.lessons.typed_lessons import all_hold, held

MODERN = "kubernetes-basics/01-create-a-cluster"
CLASSIC = "kubernetes-basics-2018/01-create-a-cluster"


def test_any_cluster_will_do() -> None:
    assert all_hold(
        MODERN,
        [
            ("start-the-cluster", ["minikube version --short", "minikube start --nodes 2 --profile mine"]),
            ("ask-for-the-version", ["kubectl version -o json | head -3"]),
            ("look-at-the-cluster", ["kubectl cluster-info | head -1", "kubectl get no -o wide"]),
        ],
    )
    assert all_hold(
        MODERN, [("start-the-cluster", ["minikube version; minikube start && minikube stop; minikube start"])]
    )


def test_without_a_cluster_nothing_counts() -> None:
    acts = [
        ("start-the-cluster", ["minikube --version", "minikube start --driver=virtualbox"]),
        ("ask-for-the-version", ["kubectl version"]),
        ("look-at-the-cluster", ["kubectl cluster-info", "kubectl get nodes"]),
        ("look-inside", ["kubectl get pods -n kube-system"]),
    ]
    assert held(MODERN, acts) == [[False, False], [False], [False, False], [False]]


def test_the_cluster_of_2018() -> None:
    assert all_hold(
        CLASSIC,
        [
            ("start-the-cluster", ["minikube version && minikube start"]),
            ("ask-for-the-version", ["kubectl version | cat"]),
            ("look-at-the-cluster", ["kubectl cluster-info", "kubectl describe nodes"]),
        ],
    )
    acts = [("start-the-cluster", ["minikube status"]), ("look-at-the-cluster", ["kubectl cluster-info"])]
    assert held(CLASSIC, acts) == [[False, False], [False, False]]
