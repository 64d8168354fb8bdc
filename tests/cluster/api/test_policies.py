# ruff: noqa: E501 - messages are easier to compare in one piece
"""Admission policies and webhooks: what they refuse, warn about and change."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from app.network.http import Handler, Headers, Request, Response, answering
from app.network.network import Interface
from tests.cluster.api.server import Server

GROUP = "/apis/admissionregistration.k8s.io/v1"
CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
RULES = [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["configmaps"]}]


def policy(server: Server, *validations: dict[str, Any], bound: bool = True, binding: Any = None, **spec: Any) -> Any:
    body = {"matchConstraints": {"resourceRules": RULES}, "validations": list(validations), **spec}
    found = server.json("POST", f"{GROUP}/validatingadmissionpolicies", {"metadata": {"name": "p"}, "spec": body})
    if bound:
        tie = {"policyName": "p", "validationActions": ["Deny"], **(binding or {})}
        server.create(f"{GROUP}/validatingadmissionpolicybindings", metadata={"name": "b"}, spec=tie)
    return found


def config_map(server: Server, name: str = "cm", query: str = "", **data: str) -> Any:
    return server.json("POST", CONFIG_MAPS + query, {"metadata": {"name": name}, "data": data})


def refusal(server: Server, **data: str) -> str:
    prefix = "configmaps \"cm\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: "
    return str(config_map(server, query="?dryRun=All", **data).get("message", "")).removeprefix(prefix)


def test_messages(server: Server) -> None:
    policy(
        server,
        {"expression": "has(object.data.a)", "messageExpression": "'name is ' + object.metadata.name"},
        {"expression": "object.data.a == 'x'", "message": "a must be x", "reason": "Forbidden"},
        {"expression": "object.data.b == 'y'"},
    )
    assert refusal(server, z="1") == "name is cm"
    found = config_map(server, a="z")
    assert (found["code"], found["reason"]) == (403, "Forbidden")
    assert refusal(server, a="z") == "a must be x"
    assert refusal(server, a="x") == "expression 'object.data.b == 'y'' resulted in error: no such key: b"
    assert refusal(server, a="x", b="z") == "failed expression: object.data.b == 'y'"
    assert refusal(server, a="x", b="y") == ""


def test_failure_policy_and_match_conditions(server: Server) -> None:
    conditions = [{"name": "not-mine", "expression": "request.name != 'mine'"}]
    policy(server, {"expression": "object.data.nope == 'x'"}, failurePolicy="Ignore", matchConditions=conditions)
    assert config_map(server, "ours").get("code") is None
    assert config_map(server, "mine").get("code") is None


def test_parameters_and_variables(server: Server) -> None:
    reference = {"name": "limits", "namespace": "default", "parameterNotFoundAction": "Deny"}
    policy(
        server,
        {"expression": "size(object.data) <= variables.max"},
        paramKind={"apiVersion": "v1", "kind": "Secret"},
        variables=[{"name": "max", "expression": "int(string(params.stringData.max))"}],
        binding={"paramRef": reference},
    )
    text = "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction"
    assert refusal(server, a="1") == text
    server.create("/api/v1/namespaces/default/secrets", metadata={"name": "limits"}, stringData={"max": "1"})
    assert refusal(server, a="1") == (
        "expression 'size(object.data) <= variables.max' resulted in error: composited variable \"max\" fails to evaluate: no such key: stringData"
    )


def test_warnings(server: Server) -> None:
    policy(server, {"expression": "false", "message": "no"}, binding={"validationActions": ["Warn", "Audit"]})
    response = server.send("POST", CONFIG_MAPS, {"metadata": {"name": "cm"}})
    assert response.status == 201
    assert response.headers.all("Warning") == [
        "299 - \"Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': no\""
    ]


def test_rules_ask_the_authorizer(server: Server) -> None:
    check = "authorizer.group('').resource('pods').namespace('default').check('delete').allowed()"
    policy(server, {"expression": check}, {"expression": "authorizer.requestResource.check('create').allowed()"})
    assert refusal(server) == ""


@pytest.mark.parametrize(
    ("validation", "problem"),
    [
        ({"expression": "object.data"}, 'expression: Invalid value: "object.data": must evaluate to bool'),
        (
            {"expression": "params.x == 1"},
            "expression: Invalid value: \"params.x == 1\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.x == 1\n | ^",
        ),
        (
            {"expression": "variables.q"},
            "expression: Invalid value: \"variables.q\": compilation failed: ERROR: <input>:1:10: undefined field 'q'\n | variables.q\n | .........^",
        ),
        ({"expression": ""}, "expression: Required value: expression is not specified"),
        (
            {"expression": "true", "reason": "No"},
            'reason: Unsupported value: "No": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"',
        ),
        (
            {"expression": "true", "messageExpression": "1"},
            'messageExpression: Invalid value: "1": must evaluate to string',
        ),
    ],
)
def test_policies_compile(server: Server, validation: dict[str, str], problem: str) -> None:
    found = policy(server, validation, bound=False)
    expected = 'ValidatingAdmissionPolicy.admissionregistration.k8s.io "p" is invalid: spec.validations[0].'
    assert found["message"] == expected + problem


def test_types_are_checked(server: Server) -> None:
    rules = [{"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}]
    expression = {"expression": "object.replicas > 1 && object.spec.replicas > 1"}
    found = policy(server, expression, bound=False, matchConstraints={"resourceRules": rules})
    assert found["status"]["typeChecking"] == {
        "expressionWarnings": [
            {
                "fieldRef": "spec.validations[0].expression",
                "warning": "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n"
                " | object.replicas > 1 && object.spec.replicas > 1\n | ......^",
            }
        ]
    }


def mutation(server: Server, name: str, *mutations: dict[str, Any], again: str = "Never") -> Any:
    spec = {"matchConstraints": {"resourceRules": RULES}, "reinvocationPolicy": again, "mutations": list(mutations)}
    found = server.json("POST", f"{GROUP}/mutatingadmissionpolicies", {"metadata": {"name": name}, "spec": spec})
    tie = {"policyName": name}
    server.create(f"{GROUP}/mutatingadmissionpolicybindings", metadata={"name": name}, spec=tie)
    return found


def test_policies_change_objects(server: Server) -> None:
    apply = "Object{metadata: Object.metadata{labels: {'team': request.namespace}}, data: {'added': 'yes'}}"
    mutation(server, "one", {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": apply}})
    patch = "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('a/b'), value: object.data.added}]"
    mutation(server, "two", {"patchType": "JSONPatch", "jsonPatch": {"expression": patch}})
    found = config_map(server, own="1")
    assert (found["metadata"]["labels"], found["data"]) == (
        {"team": "default", "a/b": "yes"},
        {"own": "1", "added": "yes"},
    )


def test_policies_run_again_after_a_change(server: Server) -> None:
    count = "Object{data: {'n': string(int(object.data.n) + 1)}}"
    mutation(
        server, "a", {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": count}}, again="IfNeeded"
    )
    assert config_map(server, "alone", n="1")["data"] == {"n": "2"}
    late = "Object{data: {'late': string(int(has(object.data.late) ? object.data.late : '0') + 1)}}"
    mutation(server, "b", {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": late}})
    assert config_map(server, n="1")["data"] == {"n": "3", "late": "1"}


def test_a_change_that_fails_refuses(server: Server) -> None:
    source = "Object{data: {'a': object.data.nope}}"
    mutation(server, "m", {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": source}})
    found = config_map(server)
    assert (found["code"], found["reason"], found["message"]) == (
        403,
        "Invalid",
        f"policy 'm' with binding 'm' denied request: expression '{source}' resulted in error: no such key: data",
    )


def webhook(server: Server, kind: str = "validating", **more: Any) -> None:
    client = {"service": {"name": "svc", "namespace": "default", "path": "/check"}, "caBundle": "Cg=="}
    hook = {
        "name": "w.ex.com",
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "clientConfig": client,
        "rules": RULES,
    }
    body = {"metadata": {"name": "w"}, "webhooks": [{**hook, **more}]}
    found = server.json("POST", f"{GROUP}/{kind}webhookconfigurations", body)
    assert found.get("kind") != "Status", found


POST = 'Internal error occurred: failed calling webhook "w.ex.com": failed to call webhook: Post "https://svc.default.svc:443/check?timeout=10s": '


def service(server: Server) -> str:
    ports = [{"port": 443, "targetPort": 8443}]
    made = server.create("/api/v1/namespaces/default/services", metadata={"name": "svc"}, spec={"ports": ports})
    return str(made["spec"]["clusterIP"])


def listen(server: Server, handler: Handler, *, tls: bool = True) -> None:
    """A pod behind the service."""
    service(server)
    pod = server.cluster.network.attach(Interface("hook", "10.244.0.99"))
    server.cluster.network.listen(pod, 8443, handler, tls=tls)
    server.create(
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        metadata={"name": "svc-1", "labels": {"kubernetes.io/service-name": "svc"}},
        addressType="IPv4",
        endpoints=[{"addresses": ["10.244.0.99"], "conditions": {"ready": True}}],
        ports=[{"port": 8443, "protocol": "TCP"}],
    )


def reviewer(answer: Callable[[Any], dict[str, Any]]) -> Handler:
    def respond(request: Request) -> Response:
        review = json.loads(request.body)
        response = {"uid": review["request"]["uid"], **answer(review["request"])}
        body = {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "response": response}
        return Response(200, Headers(), json.dumps(body).encode())

    return answering(respond)


def test_webhooks_that_cannot_be_reached(server: Server) -> None:
    webhook(server)
    assert config_map(server)["message"] == POST + 'service "svc" not found'
    address = service(server)
    assert config_map(server)["message"] == POST + f"dial tcp {address}:443: connect: connection refused"
    server.json("DELETE", f"{GROUP}/validatingwebhookconfigurations/w")
    webhook(server, failurePolicy="Ignore")
    assert "code" not in config_map(server)


def test_webhooks_that_do_not_speak_tls(server: Server) -> None:
    webhook(server)
    listen(server, reviewer(lambda _: {"allowed": True}), tls=False)
    assert config_map(server)["message"] == POST + "http: server gave HTTP response to HTTPS client"


def test_webhooks_that_take_their_time(server: Server) -> None:
    webhook(server)
    listen(server, lambda request, reply: None)
    assert config_map(server)["message"] == POST + "context deadline exceeded"


def test_webhooks_deny_and_warn(server: Server) -> None:
    webhook(server)
    listen(
        server,
        reviewer(
            lambda request: {
                "allowed": request["object"]["data"].get("a") == "x",
                "status": {"message": f"{request['userInfo']['username']} may not", "code": 403},
                "warnings": ["careful"],
            }
        ),
    )
    found = config_map(server, a="y")
    assert (found["code"], found["message"]) == (
        403, 'admission webhook "w.ex.com" denied the request: kubernetes-admin may not'
    )  # fmt: skip
    response = server.send("POST", CONFIG_MAPS, {"metadata": {"name": "ok"}, "data": {"a": "x"}})
    assert (response.status, response.headers.all("Warning")) == (201, ['299 - "careful"'])


def test_webhooks_change_objects(server: Server) -> None:
    webhook(server, "mutating")
    patch = base64.b64encode(json.dumps([{"op": "add", "path": "/data", "value": {"k": "v"}}]).encode()).decode()
    listen(server, reviewer(lambda _: {"allowed": True, "patchType": "JSONPatch", "patch": patch}))
    assert config_map(server)["data"] == {"k": "v"}


def test_webhooks_are_asked_again_after_a_change(server: Server) -> None:
    client = {"service": {"name": "svc", "namespace": "default"}, "caBundle": "Cg=="}
    common = {"admissionReviewVersions": ["v1"], "sideEffects": "None", "clientConfig": client, "rules": RULES}
    hooks = [
        {
            **common,
            "name": "again.ex.com",
            "reinvocationPolicy": "IfNeeded",
            "matchConditions": [{"name": "a", "expression": "true"}],
        },
        {**common, "name": "once.ex.com"},
        {**common, "name": "last.ex.com", "reinvocationPolicy": "IfNeeded"},
    ]
    server.json("POST", f"{GROUP}/mutatingwebhookconfigurations", {"metadata": {"name": "w"}, "webhooks": hooks})
    calls: list[int] = []

    def answer(request: Any) -> dict[str, Any]:
        calls.append(len(request["object"].get("data") or {}))
        if len(calls) != 2:
            return {"allowed": True}
        patch = [{"op": "add", "path": "/data", "value": {"k": "v"}}]
        return {
            "allowed": True,
            "patchType": "JSONPatch",
            "patch": base64.b64encode(json.dumps(patch).encode()).decode(),
        }

    listen(server, reviewer(answer))
    assert config_map(server)["data"] == {"k": "v"}
    assert calls == [0, 0, 1, 1]  # the last of them saw what the second one changed


def test_webhooks_match_by_selector_and_condition(server: Server) -> None:
    webhook(
        server,
        namespaceSelector={"matchLabels": {"hook": "on"}},
        matchConditions=[{"name": "c", "expression": "request.name == 'x'"}],
    )
    assert "code" not in config_map(server, "x")
    server.send(
        "PATCH",
        "/api/v1/namespaces/default",
        {"metadata": {"labels": {"hook": "on"}}},
        content_type="application/merge-patch+json",
    )
    assert "code" not in config_map(server, "y")
    server.json("DELETE", f"{CONFIG_MAPS}/x")
    assert config_map(server, "x")["code"] == 500


def test_a_dry_run_asks_nobody_with_side_effects(server: Server) -> None:
    found = server.json(
        "POST",
        f"{GROUP}/validatingwebhookconfigurations",
        {"metadata": {"name": "w"}, "webhooks": [{"name": "w", "admissionReviewVersions": [], "clientConfig": {}}]},
    )
    assert found["message"] == (
        'ValidatingWebhookConfiguration.admissionregistration.k8s.io "w" is invalid: [webhooks[0].name: Invalid value: "w": should be a domain with at least three segments separated by dots, '
        "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1, "
        "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun, "
        "webhooks[0].clientConfig: Required value: exactly one of url or service is required]"
    )


OUT_OF_BUDGET = "validation failed due to running out of cost budget, no further validation rules will be run"
DEAR = "authorizer.group('').resource('pods').namespace('n{}').check('get').allowed() || true"  # 350,000 of 10,000,000


def dear(count: int, **more: str) -> list[dict[str, str]]:
    return [{"expression": DEAR.format(number), **more} for number in range(count)]


def test_all_rules_of_a_policy_together_cost_only_so_much(server: Server) -> None:
    policy(server, {"expression": "false", "message": "no"}, *dear(29))
    assert refusal(server, a="1") == OUT_OF_BUDGET


def test_rules_that_keep_within_the_budget(server: Server) -> None:
    policy(server, {"expression": "false", "message": "no"}, *dear(28))
    assert refusal(server, a="1") == "no"


def test_match_conditions_have_a_quarter_of_it(server: Server) -> None:
    conditions = [{"name": f"c{number}", "expression": DEAR.format(number)} for number in range(8)]
    policy(server, {"expression": "true"}, matchConditions=conditions)
    assert refusal(server, a="1") == OUT_OF_BUDGET
