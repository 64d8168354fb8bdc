# ruff: noqa: E501 - messages are easier to compare in one piece
"""CustomResourceDefinitions: what is refused, whose names are taken, what goes with them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.network.http import Headers, Request, Response, answering
from app.network.network import Interface
from tests.cluster.api.server import Server

CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
WIDGETS = "/apis/ex.com/v1/namespaces/default/widgets"
SPEC = "spec.validation.openAPIV3Schema.properties[spec]"
NOTHING: dict[str, Any] = {}


def definition(
    fields: dict[str, Any] = NOTHING,
    *,
    of_spec: dict[str, Any] = NOTHING,
    version: dict[str, Any] = NOTHING,
    spec: dict[str, Any] = NOTHING,
    plural: str = "widgets",
    kind: str = "Widget",
    group: str = "ex.com",
) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": fields, **of_spec}}}
    first = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}, **version}
    names = {"plural": plural, "kind": kind}
    return {
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {"group": group, "scope": "Namespaced", "names": names, "versions": [first], **spec},
    }


def rule(source: str, **more: Any) -> dict[str, Any]:
    return {"x-kubernetes-validations": [{"rule": source, **more}]}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"a": {}}, "properties[a].type: Required value: must not be empty for specified object fields"),
        ({"a": {"type": "array"}}, "properties[a].items: Required value: must be specified"),
        ({"a": {"type": "array", "items": {}}},
         "properties[a].items.type: Required value: must not be empty for specified array items"),
        ({"a": {"type": "foo"}}, 'properties[a].type: Unsupported value: "foo": supported values: "array", "boolean", '
         '"integer", "number", "object", "string"'),
        ({"a": {"type": "integer", "default": "x"}},
         'properties[a].default: Invalid value: "string":  in body must be of type integer: "string"'),
        ({"a": {"type": "object", "default": {"z": 1}}},
         'properties[a].default: Invalid value: {"z":1}: must not have unknown fields'),
        ({"a": {"type": "string", "pattern": "["}}, 'properties[a].pattern: Invalid value: "[": must be a valid regular '
         "expression, but isn't: error parsing regexp: missing closing ]: `[`"),
        ({"a": {"type": "string", "x-kubernetes-list-type": "set"}},
         'properties[a].type: Invalid value: "string": must be array if x-kubernetes-list-type is specified'),
        ({"a": {"type": "array", "items": {"type": "string"}, "uniqueItems": True}}, "properties[a].uniqueItems: "
         "Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"),
        ({"a": {"type": "string", "anyOf": [{"type": "string"}]}},
         "properties[a].anyOf[0].type: Forbidden: must be empty to be structural"),
        ({"a": {"x-kubernetes-int-or-string": True, "x-kubernetes-preserve-unknown-fields": True}},
         "properties[a].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if "
         "x-kubernetes-int-or-string is true"),
        ({"a": {"type": "object", "x-kubernetes-embedded-resource": True}}, "properties[a].properties: Required value: "
         "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"),
        ({"a": {"type": "array", "maxItems": 9, "items": {"type": "string", "maxLength": 9, **rule("self == oldSelf")}}},
         'properties[a].items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be '
         f"used on the uncorrelatable portion of the schema within {SPEC}.properties[a]"),
    ],
)  # fmt: skip
def test_schemas_are_structural(server: Server, fields: dict[str, Any], problem: str) -> None:
    found = server.json("POST", CRDS, definition(fields))
    expected = f'CustomResourceDefinition.apiextensions.k8s.io "widgets.ex.com" is invalid: {SPEC}.{problem}'
    assert (found["code"], found["message"]) == (422, expected)


def shown(source: str, message: str = "", expression: str = "") -> str:
    return (
        f'{{"Rule":"{source}","Message":"{message}","MessageExpression":"{expression}","Reason":null,"FieldPath":"",'
        '"OptionalOldSelf":null}'
    )


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"rule": "self.b > 1"}, f'rule: Invalid value: {shown("self.b " + chr(92) + "u003e 1")}: compilation failed: '
         "ERROR: <input>:1:5: undefined field 'b'\n | self.b > 1\n | ....^"),
        ({"rule": "self.a"}, f'rule: Invalid value: {shown("self.a")}: cel expression must evaluate to a bool'),
        ({"rule": "true", "messageExpression": "1"},
         f'messageExpression: Invalid value: {shown("true", "", "1")}: messageExpression must evaluate to a string'),
        ({"rule": "true", "optionalOldSelf": True},
         "optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule"),
        ({"rule": " "}, "rule: Required value: rule is not specified"),
        ({"rule": "true", "reason": "Nope"}, 'reason: Unsupported value: "Nope": supported values: '
         '"FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"'),
        ({"rule": "true", "fieldPath": ".z"}, 'fieldPath: Invalid value: ".z": fieldPath must be a valid path'),
    ],
)  # fmt: skip
def test_rules_compile(server: Server, given: dict[str, Any], problem: str) -> None:
    body = definition({"a": {"type": "integer"}}, of_spec={"x-kubernetes-validations": [given]})
    message = server.json("POST", CRDS, body)["message"].partition(" is invalid: ")[2]
    assert message == f"{SPEC}.x-kubernetes-validations[0].{problem}"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"group": "foo"}, 'spec.group: Invalid value: "foo": should be a domain with at least one dot'),
        ({"version": {"schema": None}}, "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required"),
        ({"version": {"storage": False}}, 'spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":false,'
         '"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,'
         '"SelectableFields":null}]: must have exactly one version marked as storage version'),
        ({"version": {"additionalPrinterColumns": [{"name": "A", "type": "int", "jsonPath": ".a"}]}},
         'spec.additionalPrinterColumns[0].type: Invalid value: "int": must be one of '
         "boolean,date,integer,number,string"),
        ({"version": {"selectableFields": [{"jsonPath": ".spec.q"}]}}, 'spec.selectableFields[0].jsonPath: Invalid value: '
         '".spec.q": is an invalid path: does not refer to a valid field'),
        ({"version": {"subresources": {"scale": {"specReplicasPath": ".a", "statusReplicasPath": ".status.r"}}}},
         'spec.subresources.scale.specReplicasPath: Invalid value: ".a": should be a json path under .spec'),
        ({"spec": {"preserveUnknownFields": True}}, "spec.preserveUnknownFields: Invalid value: true: cannot set to true, "
         "set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"),
    ],
)  # fmt: skip
def test_the_rest_is_looked_at_too(server: Server, more: dict[str, Any], problem: str) -> None:
    assert server.json("POST", CRDS, definition(**more))["message"].partition(" is invalid: ")[2] == problem


def widget(server: Server, spec: dict[str, Any]) -> str:
    body = {"apiVersion": "ex.com/v1", "kind": "Widget", "metadata": {"name": "w"}, "spec": spec}
    return str(server.json("POST", WIDGETS, body).get("message", "")).removeprefix('Widget.ex.com "w" is invalid: ')


def test_values_are_held_against_the_schema(server: Server) -> None:
    fields = {
        "a": {"type": "integer", "minimum": 1},
        "d": {"type": "string", "format": "date-time"},
        "e": {"type": "integer", "enum": [1, 2]},
        "o": {"x-kubernetes-int-or-string": True},
        "u": {"type": "string", "oneOf": [{"pattern": "a"}, {"pattern": "b"}]},
        "l": {"type": "array", "maxItems": 1, "items": {"type": "string"}},
    }
    server.create(CRDS, **definition(fields))
    assert widget(server, {"a": 0}) == "spec.a: Invalid value: 0: spec.a in body should be greater than or equal to 1"
    assert widget(server, {"a": "x", "e": 5, "o": True}) == (
        '[spec.a: Invalid value: "string": spec.a in body must be of type integer: "string", '
        'spec.e: Unsupported value: 5: supported values: "1", "2", '
        'spec.o: Invalid value: "boolean": spec.o in body must be of type integer,string: "boolean"]'
    )
    assert (
        widget(server, {"d": "foo"}) == 'spec.d: Invalid value: "foo": spec.d in body must be of type date-time: "foo"'
    )
    assert widget(server, {"u": "ab"}) == (
        '<nil>: Invalid value: "": "spec.u" must validate one and only one schema (oneOf). Found 2 valid alternatives'
    )
    assert widget(server, {"l": ["a", "b"]}) == "spec.l: Too many: 2: must have at most 1 item"
    assert widget(server, {"a": 1, "o": "25%", "e": 2}) == ""


def test_rules_judge_values(server: Server) -> None:
    fields = {
        "a": {"type": "integer"},
        "m": {"type": "object", "additionalProperties": {"type": "integer", **rule("self > 0")}},
        "s": {"type": "string", **rule("self == oldSelf", message="is immutable")},
        "n": {"type": "string", "maxLength": 3},
    }
    about = {
        "messageExpression": "self.a > 10 ? 'a is ' + 'large' : 'ten'",
        "fieldPath": ".a",
        "reason": "FieldValueForbidden",
    }
    server.create(CRDS, **definition(fields, of_spec=rule("!has(self.a) || self.a < 10", **about)))
    assert widget(server, {"a": 11}) == "spec.a: Forbidden: a is large"
    assert widget(server, {"m": {"x": -1}}) == 'spec.m[x]: Invalid value: "integer": failed rule: self > 0'
    assert widget(server, {"a": 11, "n": "long"}) == (
        "[spec.n: Too long: may not be more than 3 bytes, <nil>: Invalid value: null: some validation rules were not "
        "checked because the object was invalid; correct the existing errors to complete validation]"
    )
    assert widget(server, {"s": "one"}) == ""
    patch = {"content_type": "application/merge-patch+json"}
    found = server.json("PATCH", f"{WIDGETS}/w", {"spec": {"s": "two"}}, **patch)
    assert found["message"] == 'Widget.ex.com "w" is invalid: spec.s: Invalid value: "string": is immutable'
    assert server.json("PATCH", f"{WIDGETS}/w", {"spec": {"s": None}}, **patch)["spec"] == {}


def test_sets_have_no_order(server: Server) -> None:
    items = {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"}
    server.create(CRDS, **definition({"s": {**items, **rule("self == oldSelf || size(self + oldSelf) == 3")}}))
    assert widget(server, {"s": ["a", "b"]}) == ""
    for spec, code in ((["b", "a"], None), (["b", "a", "c"], None), (["x", "y"], 422)):
        found = server.json("PATCH", f"{WIDGETS}/w", {"spec": {"s": spec}}, content_type="application/merge-patch+json")
        assert found.get("code") == code


def test_what_was_wrong_already_may_stay(server: Server) -> None:
    server.create(CRDS, **definition({"a": {"type": "integer"}, "b": {"type": "integer"}}))
    assert widget(server, {"a": 50, "b": 1}) == ""
    current = server.json("GET", f"{CRDS}/widgets.ex.com")
    fields = current["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    fields["a"] = {"type": "integer", "maximum": 10, **rule("self < 10")}
    assert "code" not in server.json("PUT", f"{CRDS}/widgets.ex.com", current)
    response = server.send("PATCH", f"{WIDGETS}/w", {"spec": {"b": 2}}, content_type="application/merge-patch+json")
    assert response.status == 200
    assert response.headers.all("Warning") == ['299 - "spec.a: Invalid value: \\"integer\\": failed rule: self < 10"']


def conditions(server: Server, name: str) -> list[tuple[str, str, str, str]]:
    status = server.json("GET", f"{CRDS}/{name}")["status"]
    return [(item["type"], item["status"], item["reason"], item["message"]) for item in status["conditions"]]


def test_names_belong_to_whom_they_were_accepted_first(server: Server) -> None:
    created = server.create(CRDS, **definition())
    assert created["status"]["conditions"] in (None, [])
    server.create(CRDS, **definition(plural="gadgets"))
    assert conditions(server, "gadgets.ex.com") == [
        ("NamesAccepted", "False", "ListKindConflict", '"WidgetList" is already in use'),
        ("Established", "False", "NotAccepted", "not all names are accepted"),
    ]
    assert server.send("GET", "/apis/ex.com/v1/gadgets").status == 404
    server.json("DELETE", f"{CRDS}/widgets.ex.com")
    assert conditions(server, "gadgets.ex.com") == [
        ("NamesAccepted", "True", "NoConflicts", "no conflicts found"),
        ("Established", "True", "InitialNamesAccepted", "the initial names have been accepted"),
    ]
    assert server.send("GET", "/apis/ex.com/v1/gadgets").status == 200


def test_a_definition_waits_for_its_objects(server: Server) -> None:
    server.create(CRDS, **definition())
    meta = {"name": "held", "finalizers": ["ex.com/hold"]}
    server.create(WIDGETS, apiVersion="ex.com/v1", kind="Widget", metadata=meta, spec={})
    server.json("DELETE", f"{CRDS}/widgets.ex.com")
    assert server.json("GET", f"{CRDS}/widgets.ex.com")["metadata"]["finalizers"] == [
        "customresourcecleanup.apiextensions.k8s.io"
    ]
    assert conditions(server, "widgets.ex.com")[-1] == (
        "Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress"
    )  # fmt: skip
    refused = server.json("POST", WIDGETS, {"metadata": {"name": "new"}, "spec": {}})
    assert (refused["code"], refused["message"]) == (
        405, "create not allowed while custom resource definition is terminating"
    )  # fmt: skip
    body = json.dumps({"metadata": {"finalizers": None}}).encode()
    server.send("PATCH", f"{WIDGETS}/held", body, content_type="application/merge-patch+json")
    assert server.json("GET", f"{CRDS}/widgets.ex.com")["code"] == 404


def test_stored_versions_stay(server: Server) -> None:
    server.create(CRDS, **definition())
    current = server.json("GET", f"{CRDS}/widgets.ex.com")
    current["spec"]["versions"][0]["name"] = "v2"
    assert server.json("PUT", f"{CRDS}/widgets.ex.com", current)["message"] == (
        'CustomResourceDefinition.apiextensions.k8s.io "widgets.ex.com" is invalid: status.storedVersions[0]: Invalid '
        'value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions '
        "until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions"
    )
    current["spec"]["versions"][0]["name"] = "v1"
    current["spec"]["scope"] = "Cluster"
    assert server.json("PUT", f"{CRDS}/widgets.ex.com", current)["message"].endswith(
        'is invalid: spec.scope: Invalid value: "Cluster": field is immutable'
    )


def converted(**webhook: Any) -> dict[str, Any]:
    made = definition({"a": {"type": "string"}})
    second = {**made["spec"]["versions"][0], "name": "v2", "storage": False}
    client = {"service": {"name": "conv", "namespace": "default", "path": "/convert"}, "caBundle": "Cg==", **webhook}
    made["spec"]["versions"].append(second)
    hook = {"clientConfig": client, "conversionReviewVersions": ["v1"]}
    made["spec"]["conversion"] = {"strategy": "Webhook", "webhook": hook}
    return made


def test_versions_that_nobody_converts(server: Server) -> None:
    server.create(CRDS, **converted())
    assert widget(server, {"a": "x"}) == ""
    found = server.json("GET", "/apis/ex.com/v2/namespaces/default/widgets/w")
    assert (found["code"], found["message"]) == (
        500,
        'conversion webhook for ex.com/v1, Kind=Widget failed: Post "https://conv.default.svc:443/convert?timeout=30s": service "conv" not found',
    )
    assert server.json("GET", f"{WIDGETS}/w")["spec"] == {"a": "x"}


def test_versions_that_a_webhook_converts(server: Server) -> None:
    def convert(request: Request) -> Response:
        review = json.loads(request.body)
        wanted = review["request"]["desiredAPIVersion"]
        objects = [{**item, "apiVersion": wanted, "spec": {"a": f"{wanted}!"}} for item in review["request"]["objects"]]
        response = {"uid": review["request"]["uid"], "result": {"status": "Success"}, "convertedObjects": objects}
        return Response(200, Headers(), json.dumps({**review, "response": response}).encode())

    pod = server.cluster.network.attach(Interface("conv", "10.244.0.98"))
    server.cluster.network.listen(pod, 443, answering(convert), tls=True)
    server.create(CRDS, **converted(url="https://10.244.0.98/convert", service=None))
    assert widget(server, {"a": "x"}) == ""
    found = server.json("GET", "/apis/ex.com/v2/namespaces/default/widgets/w")
    assert (found["apiVersion"], found["spec"]) == ("ex.com/v2", {"a": "ex.com/v2!"})


def test_columns(server: Server) -> None:
    columns = [
        {"name": "First", "type": "string", "jsonPath": ".spec.list[*]"},
        {"name": "List", "type": "string", "jsonPath": ".spec.list"},
        {"name": "Number", "type": "integer", "jsonPath": ".spec.number"},
        {"name": "Flag", "type": "boolean", "jsonPath": ".spec.flag"},
        {"name": "When", "type": "date", "jsonPath": ".spec.when"},
        {"name": "None", "type": "date", "jsonPath": ".spec.none"},
    ]
    keep = {"x-kubernetes-preserve-unknown-fields": True}
    server.create(CRDS, **definition(of_spec=keep, version={"additionalPrinterColumns": columns}))
    assert widget(server, {"list": ["a", "b"], "number": 2.7, "flag": True, "when": "2026-09-21T14:12:20Z"}) == ""
    table = server.json("GET", WIDGETS, accept="application/json;as=Table;v=v1;g=meta.k8s.io")
    assert table["rows"][0]["cells"] == ["w", "a", '["a","b"]', 2, True, "60s", None]


def test_rules_that_nobody_can_afford(server: Server) -> None:
    twice = "self.list.all(x, self.list.exists_one(y, x == y))"
    words = {"type": "array", "items": {"type": "string"}}
    place = f"{SPEC}.x-kubernetes-validations[0].rule: Forbidden:"
    advice = "exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)"
    found = server.json("POST", CRDS, definition({"list": words}, of_spec=rule(twice)))
    assert found["message"].partition(" is invalid: ")[2] == (
        f"[{place} estimated rule cost {advice}, {place} contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema, "
        f"spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema {advice}]"
    )
    some = {"type": "array", "maxItems": 1000, "items": {"type": "string", "maxLength": 63}}
    found = server.json("POST", CRDS, definition({"list": some}, of_spec=rule(twice)))
    assert f"{place} estimated rule cost exceeds budget by factor of 3.0x (" in found["message"]
    number = rule("self.a > 1", messageExpression="'a is ' + string(self.a)")
    found = server.json("POST", CRDS, definition({"a": {"type": "integer"}}, of_spec=number))
    assert (
        found["message"]
        .partition(" is invalid: [")[2]
        .startswith(
            f"{SPEC}.x-kubernetes-validations[0].messageExpression: Forbidden: estimated messageExpression cost {advice}, "
            f"{SPEC}.x-kubernetes-validations[0].messageExpression: Forbidden: contributed to"
        )
    )
    few = {"type": "array", "maxItems": 16, "items": {"type": "string", "maxLength": 63}}
    assert "code" not in server.json("POST", CRDS, definition({"list": few}, of_spec=rule(twice)))


def test_status_has_its_own_door(server: Server) -> None:
    made = definition(version={"subresources": {"status": {}}})
    schema = made["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    schema["properties"]["status"] = {"type": "object", "properties": {"count": {"type": "integer"}}}
    server.create(CRDS, **made)
    applied = {
        "apiVersion": "ex.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w"},
        "spec": {},
        "status": {"count": 1},
    }
    apply = {"content_type": "application/apply-patch+yaml"}
    assert "status" not in server.json("PATCH", f"{WIDGETS}/w?fieldManager=me", applied, **apply)
    merge = {"content_type": "application/merge-patch+json"}
    found = server.json("PATCH", f"{WIDGETS}/w/status", {"status": {"count": "x"}}, **merge)
    assert found["message"].endswith(
        'status.count: Invalid value: "string": status.count in body must be of type integer: "string"'
    )
    found = server.json("PATCH", f"{WIDGETS}/w/status", {"status": {"count": 2}}, **merge)
    assert (found["status"], found["metadata"]["generation"]) == ({"count": 2}, 1)
