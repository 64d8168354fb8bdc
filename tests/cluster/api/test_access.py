"""Who may do what, and what admission makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.api import certificates
from tests.cluster.api.server import NOW, Server

RBAC = "/apis/rbac.authorization.k8s.io/v1"
PODS = "/api/v1/namespaces/default/pods"


def pod(name: str = "p", **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": {"containers": [{"name": "c", "image": "nginx"}], **spec}}


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", PODS,
         'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"'),
        ("GET", "/api/v1/pods",
         'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope'),
        ("DELETE", "/api/v1/nodes/n",
         'nodes "n" is forbidden: User "jane" cannot delete resource "nodes" in API group "" at the cluster scope'),
        ("GET", f"{PODS}/x/log", 'pods "x" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in '
         'the namespace "default"'),
        ("GET", "/metrics", 'forbidden: User "jane" cannot get path "/metrics"'),
    ],
)  # fmt: skip
def test_what_nobody_allowed_is_forbidden(server: Server, method: str, path: str, message: str) -> None:
    found = server.json(method, path, user="jane")
    assert (found["code"], found["reason"], found["message"]) == (403, "Forbidden", message)


def test_roles_allow_by_binding(server: Server) -> None:
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]
    server.create(f"{RBAC}/namespaces/default/roles", metadata={"name": "r"}, rules=rules)
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"}
    subjects = [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "jane"}]
    bindings = f"{RBAC}/namespaces/default/rolebindings"
    server.create(bindings, metadata={"name": "b"}, roleRef=reference, subjects=subjects)
    assert server.json("GET", PODS, user="jane")["kind"] == "PodList"
    server.json("DELETE", f"{bindings}/b")
    assert server.json("GET", PODS, user="jane")["code"] == 403


def test_nobody_grants_what_they_do_not_have(server: Server) -> None:
    everything = [{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"], "verbs": ["create"]}]
    server.create(f"{RBAC}/clusterroles", metadata={"name": "maker"}, rules=everything)
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "maker"}
    subjects = [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "bob"}]
    server.create(f"{RBAC}/clusterrolebindings", metadata={"name": "b"}, roleRef=reference, subjects=subjects)
    rules = [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}]
    body = {"metadata": {"name": "more"}, "rules": rules}
    found = server.json("POST", f"{RBAC}/namespaces/default/roles", body, user="bob")
    assert found["message"] == (
        'roles.rbac.authorization.k8s.io "more" is forbidden: user "bob" (groups=["system:authenticated"]) is '
        "attempting to grant RBAC permissions not currently held:\n"
        '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}'
    )


def test_aggregated_roles_follow_their_parts(server: Server) -> None:
    label = {"rbac.authorization.k8s.io/aggregate-to-view": "true"}
    rules = [{"apiGroups": ["x.io"], "resources": ["things"], "verbs": ["get"]}]
    server.create(f"{RBAC}/clusterroles", metadata={"name": "things", "labels": label}, rules=rules)
    assert rules[0] in server.json("GET", f"{RBAC}/clusterroles/view")["rules"]
    server.json("DELETE", f"{RBAC}/clusterroles/things")
    assert rules[0] not in server.json("GET", f"{RBAC}/clusterroles/view")["rules"]


def test_certificates_of_the_clusters_authority_are_users(server: Server) -> None:
    assert certificates.verified_subject(certificates.admin_certificate(NOW).encode(), NOW) == (
        "kubernetes-admin",
        ("system:masters",),
    )
    tampered = certificates.admin_certificate(NOW).replace("A", "B").encode()
    assert certificates.verified_subject(tampered, NOW) is None


def test_tokens_are_service_accounts_until_they_expire(server: Server) -> None:
    path = "/api/v1/namespaces/default/serviceaccounts/default/token"
    token = server.json("POST", path, {"spec": {"expirationSeconds": 600}})["status"]["token"]
    review = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
    info = server.json("POST", review, {}, token=token)["status"]["userInfo"]
    assert info["username"] == "system:serviceaccount:default:default"
    assert "system:serviceaccounts:default" in info["groups"]
    server.cluster.clock.advance(NOW + 661)  # clocks may differ by a minute
    assert server.json("POST", review, {}, token=token)["code"] == 401


def test_access_reviews(server: Server) -> None:
    reviews = "/apis/authorization.k8s.io/v1"
    asked = {"resourceAttributes": {"verb": "get", "resource": "pods", "namespace": "default"}}
    own = server.json("POST", f"{reviews}/selfsubjectaccessreviews", {"spec": asked})
    assert own["status"] == {"allowed": True}
    other = server.json("POST", f"{reviews}/subjectaccessreviews", {"spec": {"user": "jane", **asked}})
    assert other["status"] == {"allowed": False}


def test_pods_get_an_account_a_token_tolerations_and_a_priority(server: Server) -> None:
    spec = server.create(PODS, **pod())["spec"]
    assert (spec["serviceAccountName"], spec["priority"], spec["preemptionPolicy"]) == (
        "default", 0, "PreemptLowerPriority")  # fmt: skip
    volume = spec["volumes"][0]
    assert volume["name"].startswith("kube-api-access-")
    assert [next(iter(source)) for source in volume["projected"]["sources"]] == [
        "serviceAccountToken", "configMap", "downwardAPI"]  # fmt: skip
    assert [item["key"] for item in spec["tolerations"]] == [
        "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]  # fmt: skip


def test_a_missing_service_account(server: Server) -> None:
    found = server.json("POST", PODS, pod(serviceAccountName="ghost"))
    assert found["message"] == (
        'pods "p" is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found'
    )


def test_nothing_is_created_in_a_namespace_that_is_not_there(server: Server) -> None:
    found = server.json("POST", "/api/v1/namespaces/nope/configmaps", {"metadata": {"name": "c"}})
    assert (found["code"], found["message"]) == (404, 'namespaces "nope" not found')
    found = server.json("DELETE", "/api/v1/namespaces/default")
    assert found["message"] == 'namespaces "default" is forbidden: this namespace may not be deleted'


def test_limit_ranges_fill_in_and_bound(server: Server) -> None:
    limits = [{"type": "Container", "default": {"cpu": "200m"}, "defaultRequest": {"cpu": "50m"}, "max": {"cpu": "1"}}]
    server.create("/api/v1/namespaces/default/limitranges", metadata={"name": "lr"}, spec={"limits": limits})
    made = server.create(PODS, **pod())
    assert made["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "200m"}, "requests": {"cpu": "50m"}}
    assert made["metadata"]["annotations"]["kubernetes.io/limit-ranger"] == (
        "LimitRanger plugin set: cpu request for container c; cpu limit for container c"
    )
    greedy = pod("big", containers=[{"name": "c", "image": "nginx", "resources": {"limits": {"cpu": "2"}}}])
    assert server.json("POST", PODS, greedy)["message"] == (
        'pods "big" is forbidden: maximum cpu usage per Container is 1, but limit is 2'
    )


def test_quotas_stop_creation(server: Server) -> None:
    quotas = "/api/v1/namespaces/default/resourcequotas"
    server.create(quotas, metadata={"name": "q"}, spec={"hard": {"pods": "1"}})
    status = {"status": {"hard": {"pods": "1"}, "used": {"pods": "0"}}}
    server.json("PATCH", f"{quotas}/q/status", status, content_type="application/merge-patch+json")
    server.create(PODS, **pod("one"))
    assert server.json("POST", PODS, pod("two"))["message"] == (
        'pods "two" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1'
    )


def test_pod_security_levels(server: Server) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    server.create("/api/v1/namespaces", metadata={"name": "strict", "labels": labels})
    account = {"metadata": {"name": "default"}}
    server.json("POST", "/api/v1/namespaces/strict/serviceaccounts", account)
    found = server.json("POST", "/api/v1/namespaces/strict/pods", pod())
    assert found["message"] == (
        'pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container '
        '"c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must '
        'set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set '
        'securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set '
        'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'
    )


def test_services_get_addresses_and_ports_of_their_own(server: Server) -> None:
    services = "/api/v1/namespaces/default/services"
    made = server.create(services, metadata={"name": "a"}, spec={"type": "NodePort", "ports": [{"port": 80}]})
    port = made["spec"]["ports"][0]["nodePort"]
    assert 30000 <= port <= 32767
    assert made["spec"]["clusterIP"].startswith("10.")
    body = {"metadata": {"name": "b"}, "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": port}]}}
    assert server.json("POST", services, body)["message"] == (
        f'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: {port}: provided port is already allocated'
    )
    server.json("DELETE", f"{services}/a")
    assert server.json("POST", services, body)["spec"]["ports"][0]["nodePort"] == port
    outside = {"metadata": {"name": "c"}, "spec": {"clusterIP": "1.2.3.4", "ports": [{"port": 80}]}}
    assert server.json("POST", services, outside)["message"] == (
        'Service "c" is invalid: spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the '
        "provided network does not match the current range"
    )


def test_custom_resources_come_and_go_with_their_definition(server: Server) -> None:
    schema = {"type": "object", "properties": {"spec": {"type": "object", "required": ["size"], "properties": {
        "size": {"type": "integer", "maximum": 3}, "colour": {"type": "string", "default": "red"}}}}}  # fmt: skip
    columns = [{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}]
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema},
               "additionalPrinterColumns": columns}  # fmt: skip
    names = {"plural": "things", "kind": "Thing", "shortNames": ["th"]}
    definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    spec = {"group": "x.io", "scope": "Namespaced", "names": names, "versions": [version]}
    server.create(definitions, metadata={"name": "things.x.io"}, spec=spec)
    things = "/apis/x.io/v1/namespaces/default/things"
    identity = {"apiVersion": "x.io/v1", "kind": "Thing"}
    made = server.create(things, **identity, metadata={"name": "one"}, spec={"size": 2, "other": 1})
    assert made["spec"] == {"colour": "red", "size": 2}
    found = server.json("POST", things, {**identity, "metadata": {"name": "two"}, "spec": {"size": 9}})
    assert found["message"] == (
        'Thing.x.io "two" is invalid: spec.size: Invalid value: 9: spec.size in body should be less than or equal to 3'
    )
    table = server.json("GET", things, accept="application/json;as=Table;v=v1;g=meta.k8s.io")
    assert (table["columnDefinitions"][1]["name"], table["rows"][0]["cells"]) == ("Size", ["one", 2])
    server.json("DELETE", f"{definitions}/things.x.io")
    assert server.send("GET", things).status == 404
    assert server.cluster.api.objects.list(("x.io", "things")) == []


def test_admission_policies_deny_by_cel(server: Server) -> None:
    group = "/apis/admissionregistration.k8s.io/v1"
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"]}
    checks = [{"expression": "size(object.data) <= 1", "message": "one entry at most"},
              {"expression": "object.data.a == 'x'"}]  # fmt: skip
    spec = {"matchConstraints": {"resourceRules": [rule]}, "validations": checks}
    server.create(f"{group}/validatingadmissionpolicies", metadata={"name": "small"}, spec=spec)
    bound = {"policyName": "small", "validationActions": ["Deny"]}
    server.create(f"{group}/validatingadmissionpolicybindings", metadata={"name": "all"}, spec=bound)
    path = "/api/v1/namespaces/default/configmaps"
    head = "configmaps \"c\" is forbidden: ValidatingAdmissionPolicy 'small' with binding 'all' denied request: "

    def refused(data: dict[str, str]) -> tuple[int, str]:
        found = server.json("POST", path, {"metadata": {"name": "c"}, "data": data})
        return found["code"], found["message"]

    assert refused({"a": "x", "b": "y"}) == (422, head + "one entry at most")
    assert refused({"a": "y"}) == (422, head + "failed expression: object.data.a == 'x'")
    assert refused({"b": "y"}) == (422, head + "expression 'object.data.a == 'x'' resulted in error: no such key: a")
    server.create(path, metadata={"name": "c"}, data={"a": "x"})


def test_who_may_see_one_object_may_select_it_by_name(server: Server) -> None:
    roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default"
    rule = {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["one"], "verbs": ["get", "list", "watch"]}
    server.create(f"{roles}/roles", metadata={"name": "one"}, rules=[rule])
    subject = {"kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"}
    reference = {"kind": "Role", "name": "one", "apiGroup": "rbac.authorization.k8s.io"}
    server.create(f"{roles}/rolebindings", metadata={"name": "one"}, subjects=[subject], roleRef=reference)
    path = "/api/v1/namespaces/default/configmaps"
    assert server.json("GET", f"{path}?fieldSelector=metadata.name%3Done", user="jane")["kind"] == "ConfigMapList"
    other = server.json("GET", f"{path}?fieldSelector=metadata.name%3Dtwo", user="jane")
    assert other["message"] == (
        'configmaps "two" is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace '
        '"default"'
    )
    assert server.json("GET", path, user="jane")["code"] == 403
