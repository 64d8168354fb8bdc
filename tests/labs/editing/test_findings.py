"""What is wrong with manifests, where it stands, and that the world does not notice being asked."""

from __future__ import annotations

import pytest

from app.labs.editing.findings import findings
from app.labs.editing.model import Finding
from app.labs.headless import BEGINS
from app.labs.lab import Lab
from app.labs.specs import free_spec

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx
        ports:
        - containerPort: 80
"""


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab.create(free_spec("1.36", "lesson", None, seed=1, now=BEGINS))


def told(lab: Lab, text: str) -> list[tuple[int, str, str]]:
    """Line (from 1), the marked text, and the message of each finding."""
    lines = text.split("\n")
    found = findings(lab.cluster.api, lab.randomness, text)
    assert all(one.severity == "error" for one in found)
    return [(one.line + 1, lines[one.line][one.column : one.end], one.message) for one in found]


def test_nothing_is_wrong_with_a_good_manifest(lab: Lab) -> None:
    assert told(lab, DEPLOYMENT) == []
    assert told(lab, f"# first\n---\n{DEPLOYMENT}---\n---\n") == []
    assert told(lab, '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}') == []


def test_unknown_fields_and_invalid_values_are_told_in_the_servers_words(lab: Lab) -> None:
    text = DEPLOYMENT.replace("replicas: 3", "replica: 3\n  replicas: -1").replace("image:", "imag:")
    assert told(lab, text) == [
        (6, "replica", 'unknown field "spec.replica"'),
        (16, "imag", 'unknown field "spec.template.spec.containers[0].imag"'),
        (7, "-1", "spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
        (15, "name", "spec.template.spec.containers[0].image: Required value"),
    ]


def test_a_wrong_type_is_told_as_go_says_it(lab: Lab) -> None:
    words = "json: cannot unmarshal string into Go struct field"
    text = DEPLOYMENT.replace("replicas: 3", 'replicas: "3"')
    assert told(lab, text) == [(6, '"3"', f"{words} DeploymentSpec.spec.replicas of type int32")]
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - port: eighty\n"
    assert told(lab, service) == [(6, "eighty", f"{words} ServicePort.spec.ports.port of type int32")]


def test_what_is_no_yaml_is_told_at_its_line(lab: Lab) -> None:
    assert told(lab, "a: 1\n---\na: b\n c: d\n") == [(4, ":", "yaml: mapping values are not allowed in this context")]
    assert told(lab, "a: [1\n")[0][2].startswith("yaml: did not find expected ',' or ']'")


def test_what_the_server_does_not_serve_is_told(lab: Lab) -> None:
    text = DEPLOYMENT.replace("apps/v1", "extensions/v1beta1")
    assert told(lab, text) == [(2, "Deployment", 'no matches for kind "Deployment" in version "extensions/v1beta1"')]
    assert told(lab, "kind: Pod\n") == [(1, "kind", "error validating data: [apiVersion not set]")]


def test_a_namespace_must_be_there_or_in_the_same_file(lab: Lab) -> None:
    text = DEPLOYMENT.replace("name: web\nspec", "name: web\n  namespace: shop\nspec")
    assert told(lab, text) == [(5, "shop", 'namespaces "shop" not found')]
    assert told(lab, f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop}}\n---\n{text}") == []


def test_files_that_are_no_objects_are_left_alone(lab: Lab) -> None:
    for text in (
        "replicaCount: 1\nimage: {tag: 1}\n",
        "- just\n- a list\n",
        "kind: {{ .Values.kind }}\nname: {{ x }}\n",
        "apiVersion: v1\nkind: Config\nclusters: []\n",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n",
        "",
    ):
        assert told(lab, text) == []


def test_custom_resources_are_known_once_they_are_defined(lab: Lab) -> None:
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "crons.stable.example.com"},
        "spec": {
            "group": "stable.example.com", "scope": "Namespaced", "names": {"plural": "crons", "kind": "Cron"},
            "versions": [{
                "name": "v1", "served": True, "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {
                    "type": "object", "properties": {"replicas": {"type": "integer", "maximum": 10}}}}}},
            }],
        },
    }  # fmt: skip
    own = Lab.create(free_spec("1.36", "lesson", None, seed=1, now=BEGINS))
    text = "apiVersion: stable.example.com/v1\nkind: Cron\nmetadata: {name: a}\nspec:\n  replicas: 11\n  image: x\n"
    assert told(own, text) == [(2, "Cron", 'no matches for kind "Cron" in version "stable.example.com/v1"')]
    own.cluster.api.objects.create(("apiextensions.k8s.io", "customresourcedefinitions"), crd)
    own.clock.advance(own.clock.now + 5)
    assert told(own, text) == [
        (6, "image", 'unknown field "spec.image"'),
        (5, "11", "spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10"),
    ]


def test_columns_count_utf_16_units(lab: Lab) -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {note: 🚀}, wrong: 1}\n"
    found = findings(lab.cluster.api, lab.randomness, text)
    line = text.split("\n")[2].encode("utf-16-le")
    places = {line[one.column * 2 : one.end * 2].decode("utf-16-le") for one in found if "wrong" in one.message}
    assert places == {"wrong"}


def test_the_world_is_what_it_was(lab: Lab) -> None:
    before = lab.snapshot()
    findings(lab.cluster.api, lab.randomness, DEPLOYMENT)
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {generateName: a-}\nspec: {type: NodePort, ports: [{port: 80}]}\n"
    )
    assert findings(lab.cluster.api, lab.randomness, service) == ()
    assert lab.snapshot() == before


def test_a_long_list_is_cut(lab: Lab) -> None:
    text = DEPLOYMENT + "".join(f"x{number}: 1\n" for number in range(80))
    found = findings(lab.cluster.api, lab.randomness, text)
    assert len(found) == 50
    assert isinstance(found[0], Finding)
