"""Sessions with a simulated cluster behind the machine's network: what is typed, what is printed."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from app.kubectl.program import complete, main
from app.network.http import Request, Response
from tests.cluster.worlds import World

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.25"}]}
"""


class Session:
    """One learner's files and cluster; `run` types a command, `advance` lets time pass."""

    def __init__(self, machine: Any, release: str) -> None:
        self.machine = machine
        self.release = release
        self.world = World(release="1.36" if release == "1.37" else "1.5")
        self.files: dict[str, bytes] = {}
        admin = orjson.dumps(self.world.cluster.kubeconfig())
        self.files["/root/.kube/config"] = admin

    def write(self, name: str, text: str) -> None:
        self.files[f"/root/work/{name}"] = text.encode()

    def advance(self, seconds: float) -> None:
        self.world.advance(seconds)

    def _machine(self, *words: str) -> Any:
        machine = self.machine(*words, server=self._serve)
        machine.files, machine.clock = self.files, self.world.clock.now
        machine.sleep = self._sleep
        machine.now = lambda: self.world.clock.now
        return machine

    async def _sleep(self, seconds: float) -> None:
        self.world.advance(seconds)

    def _serve(self, request: Request) -> Response:
        return self.world.cluster.api.handle(request)

    def run(self, line: str) -> str:
        """Standard output and error together, as on a screen; `[1]` for a status other than 0."""
        machine = self._machine(*line.split())
        status = asyncio.run(main(machine, self.release))
        return machine.stdout.text + machine.stderr.text + (f"[{status}]\n" if status else "")

    def offers(self, line: str) -> list[str]:
        """Completions of a half-typed line."""
        return asyncio.run(complete(line.split(" "), self._machine()))


@pytest.fixture
def session(machine):
    return Session(machine, "1.37")


@pytest.fixture
def old_session(machine):
    return Session(machine, "1.8")


def test_a_deployment_is_created_scaled_and_deleted(session):
    assert session.run("create deployment web --image=nginx:1.25") == "deployment.apps/web created\n"
    session.advance(10)
    assert session.run("get deploy web") == (
        "NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    1/1     1            1           10s\n"
    )
    assert session.run("scale deploy/web --replicas=3") == "deployment.apps/web scaled\n"
    refused = session.run("scale deploy/web --replicas=4 --current-replicas=1")
    assert refused == "error: Expected replicas to be 1, was 3\n[1]\n"
    session.advance(10)
    assert session.run("rollout status deploy/web") == 'deployment "web" successfully rolled out\n'
    assert session.run("delete deploy web --wait=false") == 'deployment.apps "web" deleted from default namespace\n'


def test_apply_creates_changes_and_leaves_alone(session):
    session.write("d.yaml", DEPLOYMENT)
    assert session.run("apply -f d.yaml") == "deployment.apps/web created\n"
    assert session.run("apply -f d.yaml") == "deployment.apps/web unchanged\n"
    session.run("label deploy web kept=yes")
    changed = DEPLOYMENT.replace("replicas: 2", "replicas: 1")
    session.write("d.yaml", changed.replace("labels: {app: web}}", "labels: {a: b}}", 1))
    assert session.run("apply -f d.yaml --dry-run=server") == "deployment.apps/web configured (server dry run)\n"
    assert session.run("apply -f d.yaml") == "deployment.apps/web configured\n"
    assert session.run("get deploy web -o jsonpath={.metadata.labels}") == '{"a":"b","kept":"yes"}'


def test_several_kinds_are_printed_with_their_kinds(session):
    session.run("create deployment web --image=nginx")
    session.run("create service clusterip web --tcp=80")
    assert session.run("get deploy,svc web -o name") == "deployment.apps/web\nservice/web\n"
    assert session.run("get deploy,cm nosuch") == (
        'Error from server (NotFound): deployments.apps "nosuch" not found\n'
        'Error from server (NotFound): configmaps "nosuch" not found\n[1]\n'
    )


def test_nothing_is_found(session):
    assert session.run("get pods") == "No resources found in default namespace.\n"
    assert session.run("get pods -A -l a=b") == "No resources found\n"
    assert session.run("delete pods --all") == "No resources found\n"
    assert session.run("get pods --namespace=") == "No resources found in default namespace.\n"


def test_unknown_types(session):
    assert session.run("get nosuch") == 'error: the server doesn\'t have a resource type "nosuch"\n[1]\n'
    assert session.run("get DEPLOY") == 'error: the server doesn\'t have a resource type "DEPLOY"\n[1]\n'
    assert session.run("get deploy.extensions x") == (
        'error: the server doesn\'t have a resource type "deploy" in group "extensions"\n[1]\n'
    )


def test_labels(session):
    session.run("create cm c --from-literal=a=b")
    assert session.run("label cm c x=y") == "configmap/c labeled\n"
    assert session.run("label cm c x=z") == "error: 'x' already has a value (y), and --overwrite is false\n[1]\n"
    assert session.run("label cm c x=y") == "configmap/c not labeled\n"
    assert session.run("label cm c x-") == "configmap/c unlabeled\n"
    assert session.run("label cm c x-") == 'label "x" not found.\nconfigmap/c not labeled\n'
    assert session.run("annotate cm c n=1") == "configmap/c annotated\n"
    assert session.run("annotate cm c n=2") == (
        "error: --overwrite is false but found the following declared annotation(s): 'n' already has a value (1)\n[1]\n"
    )


def test_rollouts_are_undone(session):
    session.run("create deployment web --image=nginx:1.24")
    session.advance(5)
    assert session.run("set image deploy/web nginx=nginx:1.25") == "deployment.apps/web image updated\n"
    assert session.run("set image deploy/web nginx=nginx:1.25") == ""
    session.advance(10)
    assert session.run("rollout history deploy/web") == (
        "deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n"
    )
    assert session.run("rollout undo deploy/web") == "deployment.apps/web rolled back\n"
    assert session.run("get deploy web -o jsonpath={.spec.template.spec.containers[0].image}") == "nginx:1.24"
    assert session.run("rollout undo deploy/web --to-revision=9") == (
        "error: unable to find specified revision 9 in history\n[1]\n"
    )


def test_a_wait_ends_when_the_time_is_up(session):
    session.run("create deployment web --image=nginx")
    session.advance(10)
    assert session.run("wait deploy/web --for=condition=Available") == "deployment.apps/web condition met\n"
    assert session.run("wait deploy/web --for=jsonpath={.spec.replicas}=5 --timeout=3s") == (
        "error: timed out waiting for the condition on deployments/web\n[1]\n"
    )


def test_completion_knows_types_names_and_flags(session):
    session.run("create deployment web --image=nginx")
    assert session.offers("kubectl get deploy ") == ["web"]
    assert session.offers("kubectl get po") == ["pods", "podtemplates", "poddisruptionbudgets.policy"]
    assert session.offers("kubectl get pods --f") == ["--field-selector", "--filename"]
    assert session.offers("kubectl rollout undo deploy/") == ["deploy/web"]
    assert session.offers("kubectl -n kube-p") == ["kube-public"]


def test_1_8_prints_the_columns_of_its_time(old_session):
    assert old_session.run("run web --image=nginx --port=80") == 'deployment "web" created\n'
    old_session.advance(70)
    assert old_session.run("get deployments") == (
        "NAME      DESIRED   CURRENT   UP-TO-DATE   AVAILABLE   AGE\n"
        "web       1         1         1            1           1m\n"
    )
    assert old_session.run("get po nosuch") == 'Error from server (NotFound): pods "nosuch" not found\n[1]\n'
    assert old_session.run("get configmaps") == "No resources found.\n"
    assert old_session.run("expose deployment web --type=NodePort --port=80") == 'service "web" exposed\n'
    assert old_session.run("delete service web") == 'service "web" deleted\n'
