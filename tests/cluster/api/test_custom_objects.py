"""Custom objects beside their own schema: their scale, their finalizers, and how schemas are shown."""

from __future__ import annotations

from tests.cluster.api.server import Server
from tests.cluster.api.test_definitions import CRDS, WIDGETS, definition, rule, widget


def test_a_scale_is_held_against_the_schema(server: Server) -> None:
    scale = {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}
    made = definition({"replicas": {"type": "integer", "maximum": 10}}, of_spec=rule("self.replicas != 7"),
                      version={"subresources": {"scale": scale}})  # fmt: skip
    server.create(CRDS, **made)
    assert widget(server, {"replicas": 1}) == ""
    merge = {"content_type": "application/merge-patch+json"}
    for replicas, problem in (
        (3, ""),
        (11, "spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10"),
        (7, 'spec: Invalid value: "object": failed rule: self.replicas != 7'),
    ):
        found = server.json("PATCH", f"{WIDGETS}/w/scale", {"spec": {"replicas": replicas}}, **merge)
        assert found.get("message", "") == (problem and f'Widget.ex.com "w" is invalid: {problem}')


def test_schemas_are_shown_whole(server: Server) -> None:
    made = definition(
        {"a": {"type": "array", "items": {"type": "string"}}, "m": {"type": "object", "additionalProperties": True}}
    )
    made["spec"]["versions"].append({
        **made["spec"]["versions"][0], "name": "v2", "schema": {"openAPIV3Schema": {"type": "object"}}})  # fmt: skip
    message = server.json("POST", CRDS, made)["message"]
    assert '"Items":{"Schema":{"ID":"","Schema":"","Ref":null' in message
    assert '"XValidations":null},"JSONSchemas":null}' in message
    assert '"AdditionalProperties":{"Allows":true,"Schema":null}' in message


def test_finalizers_say_who_removes_them(server: Server) -> None:
    maps = "/api/v1/namespaces/default/configmaps"
    found = server.json("POST", maps, {"metadata": {"name": "a", "finalizers": ["ex.com/x", "foo"]}})
    assert found["message"] == (
        'ConfigMap "a" is invalid: metadata.finalizers[1]: Invalid value: "foo": name is neither a standard finalizer '
        "name nor is it fully qualified"
    )
    server.create(maps, metadata={"name": "a", "finalizers": ["kubernetes"]})
    server.create(CRDS, **definition())
    body = {"apiVersion": "ex.com/v1", "kind": "Widget", "metadata": {"name": "w", "finalizers": ["foo"]}}
    response = server.send("POST", WIDGETS, body)
    assert (response.status, response.headers.all("Warning")) == (201, [
        '299 - "metadata.finalizers: \\"foo\\": prefer a domain-qualified finalizer name including a path (/) to avoid '
        'accidental conflicts with other finalizer writers"'])  # fmt: skip
