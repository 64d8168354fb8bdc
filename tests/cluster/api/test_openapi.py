"""The OpenAPI documents of a server."""

from __future__ import annotations

from app.cluster.api import openapi
from app.cluster.api.openapi_protobuf import encode_definitions, encode_head
from tests.cluster.api.server import Server


def test_the_older_document_in_json(server: Server) -> None:
    document = openapi.document_v2(server.cluster.api)
    found = document["definitions"]
    assert (document["swagger"], document["info"]) == ("2.0", {"title": "Kubernetes", "version": "v1.36.2"})
    pod = found["io.k8s.api.core.v1.Pod"]
    assert pod["x-kubernetes-group-version-kind"] == [{"group": "", "kind": "Pod", "version": "v1"}]
    assert "enum" not in pod["properties"]["kind"]
    assert found["io.k8s.apimachinery.pkg.api.resource.Quantity"]["type"] == "string"


def test_its_head_in_the_form_for_kubectl() -> None:
    assert encode_head({"title": "K", "version": "v1"}) == b"\n\x032.0\x12\x07\n\x01K\x12\x02v1B\x00"


def test_a_definition_in_the_form_for_kubectl() -> None:
    thing = {
        "description": "d",
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"$ref": "#/definitions/B", "default": {}}},
        "x-kind": [1],
    }
    reference = b"\n\x0f#/definitions/B*\x04\x12\x02{}"
    properties = b"\n\x1c\n\x01a\x12\x17" + reference
    schema = (
        b'"\x01d'
        b"\x9a\x01\x01a"
        b"\xb2\x01\x08\n\x06object"
        b"\xca\x01\x1e" + properties + b"\xfa\x01\x0f\n\x06x-kind\x12\x05\x12\x03[1]"
    )
    named = b"\n\x01T\x12" + bytes([len(schema)]) + schema
    definitions = b"\n" + bytes([len(named)]) + named
    assert encode_definitions({"T": thing}) == b"J" + bytes([len(definitions)]) + definitions


def test_lists_and_maps_in_the_form_for_kubectl() -> None:
    text = b"\xb2\x01\x08\n\x06string"
    assert encode_definitions({"L": {"items": {"type": "string"}}}).endswith(b"\xba\x01\x0d\n\x0b" + text)
    assert encode_definitions({"M": {"additionalProperties": {"type": "string"}}}).endswith(
        b"\xaa\x01\x0d\n\x0b" + text
    )
    assert encode_definitions({"A": {"additionalProperties": True}}).endswith(b"\xaa\x01\x02\x10\x01")
