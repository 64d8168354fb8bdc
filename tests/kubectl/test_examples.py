"""Every example of the verbs' own help runs, or fails for a reason that stands in examples/outcomes.txt.

The table has a line for each example: its status, the example, and what it says when it fails. Examples that need a
shell, a terminal or an end from outside are named there as well; sessions elsewhere type those.
`python -m tests.kubectl.test_examples` writes what came out: read the difference.
"""

from __future__ import annotations

import asyncio
import re
import shlex
from pathlib import Path
from typing import Any

from app.kubectl.commands import tree
from app.kubectl.program import main
from tests.kubectl.conftest import FakeMachine
from tests.kubectl.test_sessions import Session

HERE = Path(__file__).parent / "examples"
SHELL = re.compile(r"[|<>`\\]|\$[('{]|^(?!kubectl )")
ENDLESS = re.compile(
    r" (-i?ti?|-i|--watch|-f --?c|-f --ignore-errors=true|--interactive|--edit)\b|"
    r"kubectl (attach|exec|cp|debug|edit|port-forward|proxy|apply edit-last-applied|kustomize https)|"
    r"logs (nginx )?-f |--ignore-errors"
)
WAITING = re.compile(r"kubectl (delete|drain|wait|rollout status|replace --force|apply --prune)")
POD_NAME = re.compile(r"nginx-[a-z0-9]{8,10}-[a-z0-9]{5}")
LAST = ("cordon", "replace")
NOT_HERE = {
    "sh": "needs a shell",
    "tty": "needs a container, a terminal, or somebody to end it",
    "wait": "waits for the cluster, whose time stands still here",
}
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: {}}}\nspec: {{containers: [{{name: nginx, image: nginx}}]}}\n"
DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: filed}\nspec:\n  selector: {matchLabels: {app: filed}}\n"
    "  template: {metadata: {labels: {app: filed}}, spec: {containers: [{name: nginx, image: nginx}]}}\n"
)
FILES = {
    "pod.json": POD.format("filed"), "pod.yaml": POD.format("filed"), "manifest.yaml": POD.format("listed"),
    "deploy.yaml": DEPLOYMENT, "deploy.json": DEPLOYMENT, "path/to/file.yaml": DEPLOYMENT,
    "nginx-deployment.yaml": DEPLOYMENT, "foo.yaml": DEPLOYMENT, "nginx-controller.yaml": DEPLOYMENT,
    "dir/kustomization.yaml": "resources: [cm.yaml]\n",
    "dir/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: built}\n",
    "path/to/bar": "x", "path/to/bar.env": "A=1\n", "path/to/foo.env": "B=1\n", "path/to/id_rsa": "key",
    "path/to/id_rsa.pub": "pub", "path/to/.docker/config.json": "{}",
    "my-rbac-rules.yaml": "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: rules}\n"
                          "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]\n",
}  # fmt: skip


class World(Session):
    """A cluster with what the examples name."""

    def __init__(self) -> None:
        super().__init__(FakeMachine, "1.37")
        for name, text in FILES.items():
            self.write(name, text)
        self.write("world.yaml", (HERE / "world.yaml").read_text("utf-8"))
        self.run("create -f world.yaml")
        self.advance(20)
        self.admin = self.files["/root/.kube/config"]

    def settle(self, line: str) -> None:
        """What examples of `config` and `kuberc` have set is for those that follow them alone."""
        if not line.startswith("kubectl config "):
            self.files["/root/.kube/config"] = self.admin
        if not line.startswith("kubectl kuberc "):
            self.files.pop("/root/.kube/kuberc", None)

    def call(self, *words: str) -> Any:
        """The machine after a call, with its status."""
        machine = self._machine(*words)
        machine.status = asyncio.run(main(machine, self.release))
        return machine


def examples() -> list[str]:
    """Each example once, those that take things away last."""
    found = dict.fromkeys(line for _, command in sorted(tree("1.37").commands.items()) for line in command.examples)
    return sorted(found, key=lambda line: [line.startswith(f"kubectl {verb} ") for verb in LAST])


def outcome(session: World, line: str) -> str:
    """`0 kubectl get pods`, or `1 kubectl get pod x: Error from server ...`."""
    if SHELL.search(line):
        return f"sh {line}"
    if ENDLESS.search(line):
        return f"tty {line}"
    if WAITING.search(line):
        return f"wait {line}"
    session.settle(line)
    machine = session.call(*shlex.split(line)[1:])
    said = (machine.stderr.text.strip() or machine.stdout.text.strip() or "(nothing)").splitlines()
    told = POD_NAME.sub("nginx-HASH-POD", said[-1])
    return f"{machine.status} {line}" + (f": {told}" if machine.status else "")


def outcomes() -> str:
    """The whole table."""
    world = World()
    return "".join(f"{outcome(world, line)}\n" for line in examples())


def test_every_example_runs_or_fails_for_its_reason() -> None:
    assert outcomes() == (HERE / "outcomes.txt").read_text("utf-8")


def test_no_example_is_used_wrongly() -> None:
    table = (HERE / "outcomes.txt").read_text("utf-8")
    assert not re.search(r"unknown (flag|command|shorthand)|for help and examples|for usage|not supported by", table)
    assert {line.split()[0] for line in table.splitlines()} <= {"0", "1", "2", *NOT_HERE}


if __name__ == "__main__":
    (HERE / "outcomes.txt").write_text(outcomes(), "utf-8")
