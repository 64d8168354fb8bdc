"""Every command of the kubectl of 2017, and what the commands of both print."""

from __future__ import annotations

import json

import pytest
import yaml

from app.kubectl.commands import tree

CLASSIC = sorted(path for path in tree("1.8").commands if path and not path.startswith("__"))
# A call of every command of today that prints an object when -o asks for one.
PRINTING = (
    "kubectl annotate configmap kube-root-ca.crt tried=yes --overwrite",
    "kubectl apply -f pod.yaml",
    "kubectl autoscale deployment web --max=3 --dry-run=client",
    "kubectl config view",
    "kubectl create clusterrole x --verb=get --resource=pods --dry-run=client",
    "kubectl create configmap x --dry-run=client",
    "kubectl create cronjob x --image=busybox --schedule='* * * * *' --dry-run=client",
    "kubectl create deployment x --image=nginx --dry-run=server",
    "kubectl create job x --image=busybox --dry-run=client",
    "kubectl create token default",
    "kubectl create secret generic x --dry-run=client",
    "kubectl create service clusterip x --tcp=80 --dry-run=client",
    "kubectl expose deployment web --port=80 --dry-run=client",
    "kubectl get nodes",
    "kubectl get pods,services",
    "kubectl label configmap kube-root-ca.crt tried=yes --overwrite",
    "kubectl patch deployment web -p '{}'",
    "kubectl rollout history deployment web",
    "kubectl run x --image=nginx --dry-run=client",
    "kubectl scale deployment web --replicas=1 --dry-run=server",
    "kubectl set env deployment web A=b --dry-run=client",
    "kubectl set image deployment web nginx=nginx:1.28 --dry-run=client",
    "kubectl set resources deployment web --limits=cpu=1 --dry-run=client",
    "kubectl set serviceaccount deployment web default --dry-run=client",
    "kubectl taint node node01 a=b:NoSchedule --dry-run=client",
    "kubectl version",
    "kubectl wait deployment web --for=create",
)
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: one}\nspec: {containers: [{name: c, image: nginx}]}\n"


@pytest.fixture
def filled(world):
    if not world.lab.host.files.exists("/root/pod.yaml"):
        world.lab.host.write_file("/root/pod.yaml", POD)
        world.run("kubectl create deployment web --image=nginx; kubectl apply -f pod.yaml")
    return world


@pytest.mark.parametrize("path", CLASSIC)
def test_a_classic_command_refuses_a_flag_it_does_not_know(worlds, path):
    ran = worlds("1.8", "lesson").run(f"kubectl {path} --no-such-flag")
    assert (ran.exit, ran.stdout) == (1, b"")
    assert ran.stderr.decode().startswith("Error: unknown flag: --no-such-flag\n")


@pytest.mark.parametrize("command", PRINTING, ids=lambda text: "-".join(text.split()[1:4]))
def test_objects_are_printed_when_asked_for(filled, command):
    as_yaml, as_json = (filled.run(f"{command} -o {form}") for form in ("yaml", "json"))
    assert (as_yaml.exit, as_json.exit) == (0, 0), as_yaml.stderr + as_json.stderr
    documents = list(yaml.safe_load_all(as_yaml.stdout))
    assert documents
    assert isinstance(documents[0], dict)
    assert isinstance(json.loads(as_json.stdout), dict)


@pytest.mark.parametrize("command", PRINTING, ids=lambda text: "-".join(text.split()[1:4]))
def test_an_unknown_format_is_refused(filled, command):
    ran = filled.run(f"{command} -o nonsense")
    assert ran.exit == 1
    assert b"nonsense" in ran.stderr or command == "kubectl version"


@pytest.mark.parametrize("release", ["1.36", "1.8"])
def test_a_reader_that_goes_away_is_no_error(worlds, release):
    ran = worlds(release, "lesson").run("kubectl get pods --all-namespaces -o yaml | true; echo ${PIPESTATUS[1]}")
    assert (ran.stdout, ran.stderr) == (b"0\n", b"")
