"""What `kubectl __complete` answers: candidates and directives as the real kubectl 1.37.1 gives them."""

from __future__ import annotations

import pytest

from tests.kubectl.test_sessions import DEPLOYMENT, Session


@pytest.fixture
def session(machine):
    session = Session(machine, "1.37")
    image = 'image: "nginx:1.25"'
    session.write("web.yaml", DEPLOYMENT.replace(image, image + ", ports: [{containerPort: 80}]"))
    session.run("apply -f web.yaml")
    session.run("create service clusterip web --tcp=80:8080")
    return session


def answer(session, line):
    """The candidates, and the directive's number last."""
    words = session.run(f"__completeNoDesc {line}").splitlines()
    return " ".join(word for word in words if not word.startswith(("Completion", "[Debug]")))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("rollout st", "status :4"),
        ("rollout pod x", ":0"),
        ("get deploy w", "web :4"),
        ("get deploy,svc w", "web web :4"),
        ("get pods,persistentvolumec", "pods,persistentvolumeclaims :4"),
        ("get deploy/web podt", "podtemplates/ :6"),
        ("get --namespace=kube-p", "kube-public :4"),
        ("get -o=j", "json jsonpath jsonpath-as-json jsonpath-file :4"),
        ("get -oy", ":4"),
        ("get pods --nosuch x", ":0"),
        ("get --subresource s", "status scale :4"),
        ("apply -f x", "json yaml yml :8"),
        ("create deployment --im", "--image :4"),
        ("create clusterrolebinding x --clusterrole=cluster-a", "cluster-admin :4"),
        ("logs deploy/web ng", "nginx :4"),
        ("exec deploy/web -c ng", "nginx :4"),
        ("attach deploy/web x", ":4"),
        ("port-forward svc/web 8080:", "8080:80 :4"),
        ("port-forward deploy/web 8", "8:80 :4"),
        ("set image c", "cronjobs :4"),
        ("set env d", ":0"),
        ("wait d", ":0"),
        ("cp .", ":2"),
        ("cp kube-p", "kube-public/ :2"),
        ("help rollout u", "undo :4"),
        ("create token def", "default :4"),
        ("kustomize --load-restrictor LoadRestrictionsN", "LoadRestrictionsNone :4"),
    ],
)
def test_candidates_and_directives(session, line, told):
    assert answer(session, line) == told


def test_what_candidates_are_is_told(session):
    lines = session.run("__complete rollout un").splitlines()
    assert lines[0].startswith("undo\t")
    assert lines[1:] == [":4", "Completion ended with directive: ShellCompDirectiveNoFileComp"]


def test_those_who_debug_it_are_told_why(session):
    assert session.run("__complete get pods --nosuch x") == (
        ":0\n[Debug] [Error] Error while parsing flags from args [pods --nosuch]: unknown flag: --nosuch\n"
        "Completion ended with directive: ShellCompDirectiveDefault\n"
    )
    assert session.run("__complete nosuch x").splitlines()[1:3] == [
        "[Debug] Cleared global flags for plugin completion",
        "[Debug] [Error] unable to find a command for arguments: [nosuch]",
    ]


def test_there_must_be_a_word(session):
    assert session.run("__complete") == "error: requires at least 1 arg(s), only received 0\n[1]\n"
