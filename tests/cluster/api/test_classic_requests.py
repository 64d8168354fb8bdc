"""The 2018 server: old groups, no tables, links to itself."""

from __future__ import annotations

import json

from tests.cluster.api.server import NOW, make


def test_the_classic_release_answers_as_in_its_time() -> None:
    server = make("1.5", ("host01",), "lesson")
    body = server.send("GET", "/version").body
    assert isinstance(body, bytes)
    assert body.decode() == (
        '{\n  "major": "1",\n  "minor": "5",\n  "gitVersion": "v1.5.2",\n'
        '  "gitCommit": "08e099554f3c31f6e6f07b448ab3ed78d0520507",\n  "gitTreeState": "clean",\n'
        '  "buildDate": "1970-01-01T00:00:00Z",\n  "goVersion": "go1.7.1",\n  "compiler": "gc",\n'
        '  "platform": "linux/amd64"\n}'
    )
    path = "/apis/extensions/v1beta1/namespaces/default/deployments"
    labels = {"run": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "web", "image": "nginx"}]}}
    made = server.create(path, metadata={"name": "web"}, spec={"template": template})
    assert made["metadata"]["selfLink"] == f"{path}/web"
    assert made["metadata"]["labels"] == labels
    assert made["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 1, "maxSurge": 1}
    assert "progressDeadlineSeconds" not in made["spec"]
    assert server.send("GET", "/apis/apps/v1").status == 404
    table = "application/json;as=Table;v=v1;g=meta.k8s.io"
    assert server.send("GET", path, accept=table).status == 406
    assert server.json("GET", path, accept=f"{table},application/json")["kind"] == "DeploymentList"


def test_nodes_of_then() -> None:
    node = make("1.5", ("host01",), "lesson").json("GET", "/api/v1/nodes/host01")
    conditions = [(item["type"], item["status"], item["reason"]) for item in node["status"]["conditions"]]
    assert conditions == [
        ("OutOfDisk", "False", "KubeletHasSufficientDisk"),
        ("MemoryPressure", "False", "KubeletHasSufficientMemory"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure"),
        ("Ready", "True", "KubeletReady"),
    ]
    assert set(node["status"]["capacity"]) == {"alpha.kubernetes.io/nvidia-gpu", "cpu", "memory", "pods"}


def test_pods_name_their_maker() -> None:
    server = make("1.5", ("host01",), "lesson")
    template = {"metadata": {"labels": {"run": "web"}}, "spec": {"containers": [{"name": "web", "image": "nginx"}]}}
    path = "/apis/extensions/v1beta1/namespaces/default/deployments"
    server.create(path, metadata={"name": "web"}, spec={"template": template})
    server.cluster.clock.advance(NOW + 5)
    (replica_set,) = server.json("GET", "/apis/extensions/v1beta1/namespaces/default/replicasets")["items"]
    (pod,) = server.json("GET", "/api/v1/namespaces/default/pods")["items"]
    text = pod["metadata"]["annotations"]["kubernetes.io/created-by"]
    name, uid = replica_set["metadata"]["name"], replica_set["metadata"]["uid"]
    version = json.loads(text)["reference"]["resourceVersion"]
    assert text == (
        '{"kind":"SerializedReference","apiVersion":"v1","reference":{"kind":"ReplicaSet","namespace":"default",'
        f'"name":"{name}","uid":"{uid}","apiVersion":"extensions","resourceVersion":"{version}"}}}}\n'
    )
