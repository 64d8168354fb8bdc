"""Commands are compared by what they do."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lesson_world import WORDS

from app.lessons.commands.compare import ends_by_interrupt, gap
from app.lessons.commands.comparison import fits
from app.lessons.commands.words import simple_commands, surely_succeeded


def compare(wanted: str, typed: str, namespace: str = "default") -> str | None:
    found = gap(shlex.split(wanted), shlex.split(typed), lambda word: WORDS.get(word, ()), namespace)
    return None if found is None else str(found.why)


SAME = [
    ("kubectl get pods --namespace=x", "kubectl -n x get po"),
    ("kubectl get pods -n x", "kubectl get pod --namespace x web"),
    ("kubectl get pods", "k get po,svc -o wide --show-labels"),
    ("kubectl get deployments", "kubectl get all"),
    ("kubectl get deployment/web", "kubectl get deploy web -o yaml"),
    ("kubectl get deployment web", "kubectl get deployments.apps/web"),
    ("kubectl get pods", "/usr/local/bin/kubectl get pods -A"),
    ("kubectl get pods -n x", "kubectl get pods --all-namespaces"),
    ("kubectl get nodes", "kubectl -n anywhere get no"),
    ("kubectl get pods", "kubectl get pods -n default"),
    ("kubectl get pods -l app=web", "kubectl get po --selector='app==web,tier=front'"),
    ("kubectl get pod web", "kubectl get pods"),
    ("kubectl delete pod *", "kubectl delete po/web-1 --now"),
    ("kubectl delete pod *", "kubectl delete pods --all"),
    ("kubectl delete pod web", "kubectl delete pods -l app=web"),
    ("kubectl create deployment web --image=nginx", "kubectl create deploy --image nginx web --replicas=2"),
    ("kubectl run web --image=nginx --port=80", "kubectl run --port 80 --image nginx web --restart=Never"),
    ("kubectl run web --image=nginx", "kubectl run web --image=nginx --replicas 2"),
    ("kubectl rollout status deployment/web", "kubectl rollout status deploy web -w --timeout 60s"),
    ("kubectl scale deployment web --replicas=3", "kubectl scale --replicas 3 deployment/web"),
    ("kubectl label pod web app=x", "kubectl label --overwrite pods web app=x"),
    ("kubectl set image deployment/web *=nginx:2", "kubectl set image deploy web web=nginx:2"),
    ("kubectl logs web", "kubectl logs -f pod/web --tail=5"),
    ("kubectl exec web -- env", "kubectl exec -it pod/web -c main -- env"),
    ("kubectl exec web -- curl localhost", "kubectl exec web curl localhost"),
    ("kubectl version", "kubectl version --output=yaml"),
    ("kubectl --help", "kubectl run --help"),
    ("kubectl --help", "kubectl get nodes -h"),
    ("kubectl --help", "kubectl help create"),
    ("kubectl --help", "kubectl"),
    ("kubectl get --help", "kubectl help get"),
    ("kubectl config use-context x", "kubectl config use x"),
    ("kubectl proxy", "kubectl proxy --port=8080"),
    ("kubectl get pods", "sudo -u root kubectl get pods"),
    ("kubectl get pods", "watch -n 1 kubectl get pods"),
    ("kubectl get pods", "env A=b time kubectl get pods"),
    ("curl http://localhost:8001/version", "curl -s localhost:8001/version -o /tmp/x"),
    ("curl http://localhost:8001/version", "curl -sSL --max-time 3 http://127.0.0.1:8001/version"),
    ("curl http://localhost:8001/version", "wget -qO- http://localhost:8001/version"),
    ("curl http://localhost:*/version", "curl http://localhost:9000/version"),
    ("curl -X DELETE http://localhost:8001/x", "curl --request delete http://localhost:8001/x"),
    ("ls -la /tmp", "ls -a -l --color /tmp"),
    ("echo *", "echo hello there"),
    ("cat /etc/hosts", "/bin/cat -n /etc/hosts"),
]
DIFFERENT = [
    ("kubectl get pods", "kubectl get services"),
    ("kubectl get pods", "kubectl describe pods"),
    ("kubectl get pods", "kubectl get pods --help"),
    ("kubectl get pods", "kubectl get pods -n other"),
    ("kubectl get pods -n x", "kubectl get pods"),
    ("kubectl get pods -A", "kubectl get pods"),
    ("kubectl get pod web", "kubectl get pod api"),
    ("kubectl get pods -o wide", "kubectl get pods -o yaml"),
    ("kubectl get pods -l app=web", "kubectl get pods -l app=api"),
    ("kubectl delete pod *", "kubectl delete deployment web"),
    ("kubectl delete pod *", "kubectl delete pod web --dry-run=client"),
    ("kubectl delete pod web", "kubectl delete pod web -n other"),
    ("kubectl create deployment web --image=nginx", "kubectl create deployment web --image=httpd"),
    ("kubectl create deployment web --image=nginx", "kubectl run web --image=nginx"),
    ("kubectl create deployment web", "kubectl create deployment api --image=web"),
    ("kubectl rollout status deployment/web", "kubectl rollout history deployment/web"),
    ("kubectl scale deployment web --replicas=3", "kubectl scale deployment web --replicas=30"),
    ("kubectl exec web -- env", "kubectl exec web -- date"),
    ("kubectl version", "kubectl version --client"),
    ("kubectl version", "kubectl --help"),
    ("kubectl get pods", "echo kubectl get pods"),
    ("kubectl proxy", "curl localhost:8001"),
    ("curl http://localhost:8001/version", "curl http://localhost:8001/"),
    ("curl http://localhost:8001/version", "curl http://localhost:80/version"),
    ("curl http://localhost:8001/x", "curl -X POST http://localhost:8001/x"),
    ("curl http://localhost:8001/x", "curl -d a=b http://localhost:8001/x"),
    ("ls -l /tmp", "ls -a /tmp"),
    ("cp a b", "cp b a"),
]


@pytest.mark.parametrize(("wanted", "typed"), SAME, ids=" | ".join)
def test_commands_that_do_the_same(wanted: str, typed: str) -> None:
    assert compare(wanted, typed) is None


@pytest.mark.parametrize(("wanted", "typed"), DIFFERENT, ids=" | ".join)
def test_commands_that_do_something_else(wanted: str, typed: str) -> None:
    assert compare(wanted, typed) is not None


def test_the_namespace_of_the_context_counts() -> None:
    assert compare("kubectl get pods -n x", "kubectl get pods", namespace="x") is None
    assert compare("kubectl get pods -n x", "kubectl get pods -n y", namespace="x") == "it looked in namespace y"


def test_what_only_ends_when_it_is_interrupted() -> None:
    assert ends_by_interrupt(shlex.split("kubectl get pods --watch"))
    assert ends_by_interrupt(shlex.split("kubectl logs -f web"))
    assert ends_by_interrupt(shlex.split("watch kubectl get pods"))
    assert not ends_by_interrupt(shlex.split("kubectl get pods"))


def test_lines_are_split_into_simple_commands() -> None:
    template = """$(kubectl get po -o go-template --template '{{range .items}}{{"\\n"}}{{end}}')"""
    line = f'export P={template} && echo "a b" 2>&1 | cat > x # hi'
    assert [simple.words for simple in simple_commands(line)] == [
        ("export", f"P={template}"),
        ("echo", "a b"),
        ("cat",),
    ]


def test_only_what_must_have_succeeded_counts() -> None:
    assert surely_succeeded("false; cd /tmp && export A=1") == [("cd", "/tmp"), ("export", "A=1")]
    assert surely_succeeded("false || true") == [("true",)]
    assert surely_succeeded("sleep 9 &") == [("sleep", "9")]


@given(st.text())
def test_splitting_never_fails(line: str) -> None:
    simple_commands(line)


@given(
    st.lists(
        st.sampled_from(
            ["kubectl", "get", "-n", "--", "-o=x", "po/web", "--all", "-lapp", "help", "-", "--x=y", "*", ""]
        )
    )
)
def test_comparing_never_fails(words: list[str]) -> None:
    for wanted in (
        ["kubectl", "get", "pods", "-n", "x"],
        ["curl", "http://localhost:1/"],
        ["ls", "-l"],
        words or ["k"],
    ):
        gap(wanted, words, lambda word: WORDS.get(word, ()))


def test_stars_in_words() -> None:
    assert fits("a*c*e", "abcde")
    assert fits("*", "")
    assert not fits("a*a", "a")
    assert not fits("[a]*", "ab")
