"""Hashes against the names that real controllers gave to ReplicaSets and ControllerRevisions."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.api.decode import decode_object
from app.cluster.api.pod_template_hash import classic_pod_template_hash, controller_revision_hash, pod_template_hash
from app.cluster.defaults import apply_defaults

DEPLOYMENT = ("apps", "v1", "Deployment")


def template(label: dict[str, str], container: dict[str, Any], **spec: Any) -> dict[str, Any]:
    given = {"spec": {"template": {"metadata": {"labels": label}, "spec": {"containers": [container], **spec}}}}
    obj = decode_object(given, DEPLOYMENT).object
    apply_defaults(DEPLOYMENT, obj)
    found: dict[str, Any] = obj["spec"]["template"]
    return found


@pytest.mark.parametrize(
    ("image", "name"), [("nginx:1.26", "777f9fc55f"), ("nginx:1.27", "7d876db474"), ("nginx:1.25", "7b46c4b544")]
)
def test_plain_deployments(image: str, name: str) -> None:
    assert pod_template_hash(template({"app": "web"}, {"name": "nginx", "image": image})) == name


def test_ports() -> None:
    container = {"name": "web", "image": "nginx:1.25", "ports": [{"containerPort": 80}]}
    assert pod_template_hash(template({"app": "shop"}, container)) == "7b6c5c54c5"


def test_node_selector() -> None:
    given = template({"app": "web"}, {"name": "c", "image": "nginx"}, nodeSelector={"kubernetes.io/hostname": "node01"})
    assert pod_template_hash(given) == "5797cdc7f7"


def test_resources() -> None:
    container = {"name": "agent", "image": "fluentd:v1.16", "resources": {"limits": {"memory": "100Mi"}}}
    assert pod_template_hash(template({"name": "agent"}, container)) == "59945f8bbf"


def test_a_collision_changes_the_name() -> None:
    given = template({"app": "web"}, {"name": "nginx", "image": "nginx:1.26"})
    assert pod_template_hash(given, 1) != pod_template_hash(given)


def test_stateful_set_revisions() -> None:
    container = {"name": "pg", "image": "postgres:16", "ports": [{"containerPort": 5432}]}
    assert controller_revision_hash(template({"app": "db"}, container)) == "58b47b79cc"
    assert controller_revision_hash(template({"app": "web"}, {"name": "c", "image": "nginx:1.25"})) == "7878495884"


@pytest.mark.parametrize(
    ("image", "name"),
    [("docker.io/jocatalin/kubernetes-bootcamp:v1", "390780338"), ("jocatalin/kubernetes-bootcamp:v2", "2100875782")],
)
def test_names_of_release_1_5(image: str, name: str) -> None:
    container = {"name": "kubernetes-bootcamp", "image": image, "ports": [{"containerPort": 8080}]}
    assert classic_pod_template_hash(template({"run": "kubernetes-bootcamp"}, container)) == name
