"""Manifests that everybody knows by their URL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.cluster.published.sites import EXAMPLES, page
from tests.cluster.api.server import Server, make

FILES = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def server() -> Server:
    made = make()
    for name in ("mem-example", "cpu-example", "qos-example"):
        made.json("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    robot = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "build-robot"}}
    made.json("POST", "/api/v1/namespaces/default/serviceaccounts", robot)
    high = {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "high"}, "value": 10}
    made.json("POST", "/apis/scheduling.k8s.io/v1/priorityclasses", high)
    definition = yaml.safe_load((EXAMPLES / "customresourcedefinition/shirt-resource-definition.yaml").read_text())
    made.json("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
    return made


NOT_IN_NAMESPACES = ("Namespace", "PersistentVolume", "PriorityClass", "IngressClass", "CustomResourceDefinition")
UNLIKE_OTHERS = {"NetworkPolicy": "networkpolicies", "Ingress": "ingresses", "PriorityClass": "priorityclasses",
                 "IngressClass": "ingressclasses"}  # fmt: skip


def objects_of(text: str) -> Iterator[dict[str, Any]]:
    for obj in yaml.safe_load_all(text):
        yield from obj["items"] if obj["kind"] == "List" else [obj]


@pytest.mark.parametrize("name", FILES)
def test_every_example_is_accepted(server: Server, name: str) -> None:
    text = page("k8s.io", f"/examples/{name}")
    assert text == page("raw.githubusercontent.com", f"/kubernetes/website/main/content/en/examples/{name}")
    assert text is not None
    for obj in objects_of(text):
        group, kind = obj["apiVersion"], obj["kind"]
        if name == "customresourcedefinition/shirt-resource-definition.yaml":
            obj["metadata"]["name"], obj["spec"]["names"]["plural"] = "other.stable.example.com", "other"
        prefix = "/api/v1" if group == "v1" else f"/apis/{group}"
        plural = UNLIKE_OTHERS.get(kind, f"{kind.lower()}s")
        space = obj["metadata"].get("namespace", "default")
        scoped = "" if kind in NOT_IN_NAMESPACES else f"/namespaces/{space}"
        query = "dryRun=All&fieldValidation=Strict"
        answer: Any = server.json("POST", f"{prefix}{scoped}/{plural}?{query}", json.loads(json.dumps(obj)))
        assert answer["kind"] == kind, answer.get("message")


ADDONS = {
    "calico": ("raw.githubusercontent.com", "/projectcalico/calico/v3.28.0/manifests/calico.yaml", 27),
    "calico, unversioned": ("docs.projectcalico.org", "/manifests/calico.yaml", 27),
    "calico's operator": (
        "raw.githubusercontent.com", "/projectcalico/calico/v3.28.2/manifests/tigera-operator.yaml", 29),
    "flannel": ("raw.githubusercontent.com", "/flannel-io/flannel/master/Documentation/kube-flannel.yml", 6),
    "flannel's release": ("github.com", "/flannel-io/flannel/releases/latest/download/kube-flannel.yml", 6),
    "local-path": (
        "raw.githubusercontent.com", "/rancher/local-path-provisioner/v0.0.26/deploy/local-path-storage.yaml", 7),
    "dashboard": ("raw.githubusercontent.com", "/kubernetes/dashboard/v2.7.0/aio/deploy/recommended.yaml", 12),
    "cert-manager": ("github.com", "/cert-manager/cert-manager/releases/download/v1.14.4/cert-manager.yaml", 21),
    "cert-manager's kinds": (
        "github.com", "/cert-manager/cert-manager/releases/download/v1.14.4/cert-manager.crds.yaml", 6),
    "argo": ("raw.githubusercontent.com", "/argoproj/argo-cd/stable/manifests/install.yaml", 45),
    "argo's kind": ("raw.githubusercontent.com", "/argoproj/argo-cd/v2.9.3/manifests/crds/application-crd.yaml", 1),
}  # fmt: skip
PLURALS = {"NetworkPolicy": "networkpolicies", "StorageClass": "storageclasses"}


@pytest.mark.parametrize("name", ADDONS)
def test_the_addons_that_people_install_are_accepted(name: str) -> None:
    host, path, count = ADDONS[name]
    server, text = make(), page(host, path)
    assert text is not None
    objects = list(yaml.safe_load_all(text))
    assert len(objects) == count
    server.json("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}})
    for obj in objects:
        group, kind = obj["apiVersion"], obj["kind"]
        space = obj["metadata"].get("namespace", "argocd")
        cluster = kind in ("Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "StorageClass")
        where = "" if cluster else f"/namespaces/{space}"
        prefix = "/api/v1" if group == "v1" else f"/apis/{group}"
        plural = PLURALS.get(kind, f"{kind.lower()}s")
        answer: Any = server.json("POST", f"{prefix}{where}/{plural}?fieldValidation=Strict", obj)
        assert answer["kind"] == kind, answer.get("message")


@pytest.mark.parametrize("path", ["/examples/nosuch.yaml", "/examples/../sites.py", "/examples/pods", "/x"])
def test_nothing_else_is_there(path: str) -> None:
    assert page("k8s.io", path) is None


def test_the_folder_is_ours_alone() -> None:
    assert Path(EXAMPLES).parts[-3:] == ("cluster", "published", "examples")
