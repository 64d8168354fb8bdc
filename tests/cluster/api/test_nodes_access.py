# ruff: noqa: E501 - messages are easier to compare in one piece
"""What kubelets may do, and what the authorizers say about a no."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.api.server import Server, make

NODE = {"user": "system:node:node01", "groups": ("system:nodes",)}
PODS = "/api/v1/namespaces/default/pods"
RBAC = "/apis/rbac.authorization.k8s.io/v1"


@pytest.fixture
def server() -> Server:
    made = make(nodes=("controlplane", "node01"))
    for name, node in (("mine", "node01"), ("other", "controlplane")):
        volumes = [{"name": "s", "secret": {"secretName": f"of-{name}"}}]
        spec: dict[str, Any] = {"containers": [{"name": "c", "image": "nginx"}], "nodeName": node, "volumes": volumes}
        made.create("/api/v1/namespaces/default/secrets", metadata={"name": f"of-{name}"})
        made.create(PODS, metadata={"name": name}, spec=spec)
    return made


@pytest.mark.parametrize(
    ("method", "path", "problem"),
    [
        ("GET", "/api/v1/nodes", "nodes is forbidden: User \"system:node:node01\" cannot list resource \"nodes\" in API group \"\" at the cluster scope: node 'node01' cannot read all nodes, only its own Node object"),
        ("GET", "/api/v1/nodes/node01", ""),
        ("GET", "/api/v1/nodes/controlplane", "nodes \"controlplane\" is forbidden: User \"system:node:node01\" cannot get resource \"nodes\" in API group \"\" at the cluster scope: node 'node01' cannot read 'controlplane', only its own Node object"),
        ("GET", "/api/v1/namespaces/default/secrets/of-mine", ""),
        ("GET", "/api/v1/namespaces/default/secrets/of-other", "secrets \"of-other\" is forbidden: User \"system:node:node01\" cannot get resource \"secrets\" in API group \"\" in the namespace \"default\": no relationship found between node 'node01' and this object"),
        ("GET", "/api/v1/namespaces/default/secrets", "secrets is forbidden: User \"system:node:node01\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\": No Object name found"),
        ("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dnode01", ""),
        ("GET", "/api/v1/pods", "pods is forbidden: User \"system:node:node01\" cannot list resource \"pods\" in API group \"\" at the cluster scope: can only list/watch pods with spec.nodeName field selector"),
        ("GET", "/api/v1/services", ""),
        ("GET", "/apis/apps/v1/deployments", "deployments.apps is forbidden: User \"system:node:node01\" cannot list resource \"deployments\" in API group \"apps\" at the cluster scope"),
    ],
)  # fmt: skip
def test_nodes_read_what_is_theirs(server: Server, method: str, path: str, problem: str) -> None:
    assert server.json(method, path, **NODE).get("message", "") == problem


def patch(server: Server, path: str, body: Any) -> str:
    return str(server.json("PATCH", path, body, content_type="application/merge-patch+json", **NODE).get("message", ""))


def test_nodes_write_what_is_theirs(server: Server) -> None:
    labels: dict[str, Any] = {"metadata": {"labels": {"a": "b", "node-restriction.kubernetes.io/x": "y"}}}
    assert (
        patch(server, "/api/v1/nodes/node01", labels)
        == 'nodes "node01" is forbidden: is not allowed to modify labels: node-restriction.kubernetes.io/x'
    )
    assert patch(server, "/api/v1/nodes/node01", {"metadata": {"labels": {"a": "b"}}}) == ""
    taints = {"spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]}}
    assert (
        patch(server, "/api/v1/nodes/node01", taints)
        == 'nodes "node01" is forbidden: node "node01" is not allowed to modify taints'
    )
    assert (
        patch(server, "/api/v1/nodes/controlplane", {"metadata": {"labels": {"a": "b"}}})
        == 'nodes "controlplane" is forbidden: node "node01" is not allowed to modify node "controlplane"'
    )
    found = server.json("DELETE", f"{PODS}/other", **NODE)
    assert (
        found["message"]
        == 'pods "other" is forbidden: node "node01" can only delete pods with spec.nodeName set to itself'
    )
    body = {"metadata": {"name": "new"}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    found = server.json("POST", PODS, body, **NODE)
    assert (
        found["message"]
        == 'pods "new" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "node01" can only create mirror pods'
    )


def test_bindings_to_roles_that_are_not_there(server: Server) -> None:
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "nope"}
    subjects = [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "jane"}]
    server.create(f"{RBAC}/clusterrolebindings", metadata={"name": "b"}, roleRef=reference, subjects=subjects)
    text = 'RBAC: clusterrole.rbac.authorization.k8s.io "nope" not found'
    refused = server.json("GET", PODS, user="jane")["message"]
    assert (
        refused
        == f'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default": {text}'
    )
    review = {
        "spec": {"user": "jane", "resourceAttributes": {"verb": "list", "resource": "pods", "namespace": "default"}}
    }
    found = server.json("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
    assert found["status"] == {"allowed": False, "reason": text}


def test_nodes_do_not_know_all_their_rules(server: Server) -> None:
    review = {"spec": {"namespace": "default"}}
    found = server.json("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", review, **NODE)
    assert (found["status"]["incomplete"], found["status"]["evaluationError"]) == (
        True, "node authorizer does not support user rule resolution"
    )  # fmt: skip


def test_groups_without_a_user(server: Server) -> None:
    found = server.json("GET", PODS, groups=("devs",))
    assert (found["code"], found["message"]) == (
        500, "Internal error occurred: requested [{Group  devs    }] without impersonating a user"
    )  # fmt: skip


def test_granting_what_one_does_not_have(server: Server) -> None:
    rules = [{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["create"]}]
    server.create(f"{RBAC}/clusterroles", metadata={"name": "maker"}, rules=rules)
    subjects = [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "bob"}]
    for name in ("maker", "nope"):
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}
        server.create(f"{RBAC}/clusterrolebindings", metadata={"name": name}, roleRef=reference, subjects=subjects)
    selectors = {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}
    body = {"metadata": {"name": "all"}, "aggregationRule": selectors, "rules": None}
    assert server.json("POST", f"{RBAC}/clusterroles", body, user="bob")["message"] == (
        'clusterroles.rbac.authorization.k8s.io "all" is forbidden: user "bob" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n'
        '{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}; resolution errors: [clusterrole.rbac.authorization.k8s.io "nope" not found]'
    )
