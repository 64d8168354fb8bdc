"""Every kind, through kubectl: applied, applied again without a change, listed, described, labelled, deleted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cluster.api.registry import Resource, Resources
from app.cluster.releases import RELEASES

CASES = Path(__file__).parents[1] / "cluster" / "defaults" / "cases.json"
MANIFESTS = [case["given"] for case in json.loads(CASES.read_text("utf-8"))]
RESOURCES = {(item.api_version, item.kind.kind): item for item in Resources(RELEASES["1.36"]).all()}
# The manifest says something in another way than the server keeps it, so that kubectl always finds a difference: a list
# without its items' defaults, stringData, a field that is replaced as a whole. Seen with a real kubectl.
ALWAYS_CONFIGURED = {
    "Pod-1", "StatefulSet-4", "Endpoints-14", "EndpointSlice-15", "NetworkPolicy-18", "Secret-20",
    "PodDisruptionBudget-29", "LimitRange-31", "RoleBinding-36", "ClusterRoleBinding-38",
    "ValidatingWebhookConfiguration-44", "MutatingWebhookConfiguration-45", "ValidatingAdmissionPolicy-46",
}  # fmt: skip
PROTECTED = {"PersistentVolumeClaim", "PersistentVolume", "CustomResourceDefinition"}  # deletion takes its time


def resource_of(manifest: dict[str, Any]) -> Resource:
    return RESOURCES[manifest["apiVersion"], manifest["kind"]]


def word_of(resource: Resource) -> str:
    return f"{resource.plural}.{resource.version}.{resource.group}" if resource.group else resource.plural


WRITABLE = [item for item in MANIFESTS if {"create", "patch", "delete"} <= set(resource_of(item).kind.verbs)]


def identity(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}-{MANIFESTS.index(manifest)}"


@pytest.mark.parametrize("manifest", WRITABLE, ids=identity)
def test_a_kind_through_kubectl(worlds, manifest):
    world = worlds("1.36", "bare")
    resource, name = resource_of(manifest), manifest["metadata"]["name"]
    word = word_of(resource)
    world.lab.host.write_file("/root/one.json", json.dumps(manifest))
    again = "configured" if identity(manifest) in ALWAYS_CONFIGURED else "unchanged"
    shown = f"{resource.kind.kind.lower()}{'.' + resource.group if resource.group else ''}/{name}"

    def output(command: str) -> str:
        ran = world.run(command)
        errors = [line for line in ran.stderr.decode().splitlines() if not line.startswith("Warning: ")]
        assert (ran.exit, errors) == (0, []), command
        return ran.stdout.decode()

    assert output("kubectl apply -f one.json") == f"{shown} created\n"
    assert output("kubectl apply -f one.json") == f"{shown} {again}\n"
    lines = output(f"kubectl get {word} {name} -o wide").splitlines()
    assert lines[1].startswith(name) or resource.kind.kind == "Event"
    assert len(lines) == 2
    assert output(f"kubectl get {word} {name} -o name") == f"{shown}\n"
    assert output(f"kubectl describe {word} {name}")
    assert output(f"kubectl label {word} {name} tried=yes") == f"{shown} labeled\n"
    assert output(f"kubectl get {word} -l tried=yes -o name") == f"{shown}\n"
    assert output("kubectl apply -f one.json") == f"{shown} {again}\n"
    assert name in output(f"kubectl delete {word} {name} --wait=false")
    if resource.kind.kind not in PROTECTED:
        world.advance(60)
        assert world.run(f"kubectl get {word} {name}").exit == 1
