"""Requests that are not as they should be, in the server's words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.api.server import Server

CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
ONE = f"{CONFIG_MAPS}/one"
MERGE, JSON_PATCH = "application/merge-patch+json", "application/json-patch+json"
APPLY, YAML, JSON = "application/apply-patch+yaml", "application/yaml", "application/json"
NOT_HERE = "the server could not find the requested resource"
STRUCT = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'


@pytest.fixture
def filled(server: Server) -> Server:
    server.create(CONFIG_MAPS, metadata={"name": "one"}, data={"k": "v"})
    return server


def named(name: str = "two", **more: Any) -> Any:
    return {"metadata": {"name": name}, **more}


@pytest.mark.parametrize(
    ("method", "target", "body", "kind", "code", "message"),
    [
        (
            "POST", CONFIG_MAPS, b"a: b: c", YAML, 400,
            "the object provided is unrecognized (must be of type ConfigMap): yaml: mapping values are not allowed in "
            "this context (613a20623a2063)",
        ),
        (
            "POST", CONFIG_MAPS, b"a:\n  b: [1\nc: d", YAML, 400,
            "the object provided is unrecognized (must be of type ConfigMap): yaml: line 1: did not find expected ',' "
            "or ']' (613a0a2020623a205b310a633a2064)",
        ),
        (
            "POST", CONFIG_MAPS, named(apiVersion="v2", kind="ConfigMap"), JSON, 400,
            'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version '
            '"v2" in scheme "pkg/api/legacyscheme/scheme.go:30"',
        ),
        (
            "POST", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
            named(apiVersion="autoscaling/v1", kind="HorizontalPodAutoscaler"), JSON, 400,
            "the API version in the data (autoscaling/v1) does not match the expected API version (autoscaling/v2)",
        ),
        ("POST", f"{CONFIG_MAPS}?fieldManager=a%01", named(), JSON, 422,
         'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\x01": invalid character U+0001 (at '
         "position 1)"),
        ("POST", f"{CONFIG_MAPS}?fieldManager={'m' * 129}&dryRun=Some", named(), JSON, 422,
         'CreateOptions.meta.k8s.io "" is invalid: [fieldManager: Too long: may not be more than 128 bytes, dryRun: '
         'Unsupported value: ["Some"]: supported values: "All"]'),
        ("PUT", ONE, {"metadata": {}}, JSON, 400,
         "the name of the object (one based on URL) was undeterminable: name must be provided"),
        ("PUT", ONE, named("other"), JSON, 400,
         "the name of the object (other) does not match the name on the URL (one)"),
        ("PUT", ONE, {"metadata": {"name": "one", "namespace": "x"}}, JSON, 400,
         "the namespace of the provided object does not match the namespace sent on the request"),
        ("PATCH", ONE, {"metadata": {"namespace": "x"}}, MERGE, 400,
         "the namespace of the object (x) does not match the namespace on the request (default)"),
        ("PATCH", f"{ONE}?force=true", {}, MERGE, 422,
         'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch'),
        ("PATCH", f"{ONE}?dryRun=Some", {}, APPLY, 422,
         'PatchOptions.meta.k8s.io "" is invalid: [fieldManager: Required value: is required for apply patch, dryRun: '
         'Unsupported value: ["Some"]: supported values: "All"]'),
        ("PATCH", f"{ONE}?fieldManager=m", {}, APPLY, 400, "invalid object type: /, Kind="),
        ("PATCH", f"{ONE}?fieldManager=m", {"apiVersion": "apps/v1", "kind": "Pod"}, APPLY, 400,
         "invalid object type: apps/v1, Kind=Pod"),
        ("PATCH", f"{ONE}?fieldManager=m", b"a: b: c", APPLY, 400,
         "error decoding YAML: error converting YAML to JSON: yaml: mapping values are not allowed in this context"),
        ("PATCH", f"{ONE}?fieldManager=m", b"[]", APPLY, 400,
         "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go "
         "value of type map[string]interface {}"),
        ("PATCH", ONE, [{"op": "test", "path": "/data/k", "value": "w"}], JSON_PATCH, 422,
         "the server rejected our request due to an error in our request"),
        ("DELETE", ONE, b"{bad", JSON, 500,
         "couldn't get version/kind; json parse error: invalid character 'b' looking for beginning of object key "
         "string"),
        ("DELETE", ONE, b"[]", JSON, 500,
         f"couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type {STRUCT}"),
        ("DELETE", f"{ONE}?propagationPolicy=Later", None, JSON, 422,
         'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Later": supported values: '
         '"Foreground", "Background", "Orphan", "nil"'),
        ("DELETE", ONE, {"propagationPolicy": "Orphan", "orphanDependents": True}, JSON, 422,
         'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": orphanDependents and '
         "deletionPropagation cannot be both set"),
        ("GET", "/api/v1/configmaps/one", None, JSON, 404, NOT_HERE),
        ("GET", f"{CONFIG_MAPS}/a%25b", None, JSON, 400, """Name parameter invalid: "a%b": may not contain '%'"""),
    ],
)  # fmt: skip
def test_refusals(filled: Server, method: str, target: str, body: Any, kind: str, code: int, message: str) -> None:
    answer = filled.json(method, target, body, content_type=kind)
    assert (answer["code"], answer["message"]) == (code, message)
    assert filled.json("GET", ONE)["data"] == {"k": "v"}


def test_a_json_patch_of_the_kind(filled: Server) -> None:
    answer = filled.json("PATCH", ONE, {"kind": "Pod"}, content_type=MERGE)
    assert answer["code"] == 422
    assert answer["message"].startswith(' "" is invalid: patch: Invalid value: "{')
    assert answer["message"].endswith("converting (v1.Pod) to (core.ConfigMap): unknown conversion")


def test_options_in_a_body_leave_none_in_the_path(filled: Server) -> None:
    filled.json("DELETE", f"{ONE}?dryRun=All", {"kind": "DeleteOptions", "apiVersion": "v1"})
    assert filled.json("GET", ONE)["code"] == 404


def test_a_name_that_is_still_in_use(filled: Server) -> None:
    filled.create(CONFIG_MAPS, metadata={"name": "held", "finalizers": ["example.com/hold"]})
    filled.send("DELETE", f"{CONFIG_MAPS}/held")
    answer = filled.json("POST", CONFIG_MAPS, named("held"))
    assert (answer["code"], answer["message"]) == (
        409, 'object is being deleted: configmaps "held" already exists')  # fmt: skip


def test_a_grpc_probe_asks_for_no_service_by_name(server: Server) -> None:
    container = {"name": "c", "image": "nginx", "livenessProbe": {"grpc": {"port": 1}}}
    made = server.create("/api/v1/namespaces/default/pods", metadata={"name": "p"}, spec={"containers": [container]})
    assert made["spec"]["containers"][0]["livenessProbe"]["grpc"] == {"port": 1, "service": ""}


def test_health_checks(server: Server) -> None:
    found = server.send("GET", "/livez?verbose&exclude=etcd&exclude=b&exclude=a").body
    assert isinstance(found, bytes)
    lines = found.decode().splitlines()
    assert lines[:3] == ["[+]ping ok", "[+]log ok", "[+]etcd excluded: ok"]
    assert lines[-2:] == [
        'warn: some health checks cannot be excluded: no matches for "a", "b"', "livez check passed"]  # fmt: skip
    assert server.send("GET", "/healthz/etcd").body == b"ok"
    assert server.send("GET", "/healthz/nope").body == b"404 page not found\n"


def test_rows_of_tables(filled: Server) -> None:
    table = "application/json;as=Table;g=meta.k8s.io;v=v1"
    assert filled.json("GET", f"{CONFIG_MAPS}?includeObject=All", accept=table)["message"] == (
        'Unable to convert to Table as requested: includeObject: Invalid value: "All": must be '
        "'Metadata', 'Object', 'None', or empty"
    )
    whole = filled.json("GET", f"{CONFIG_MAPS}?includeObject=Object&limit=1", accept=table)["rows"][0]["object"]
    assert (whole["kind"], "data" in whole) == ("ConfigMap", True)
    alone = filled.json("GET", f"{CONFIG_MAPS}/{whole['metadata']['name']}")
    assert whole == alone and whole["metadata"]["managedFields"]
    assert filled.json("GET", f"{CONFIG_MAPS}?includeObject=None", accept=table)["rows"][0]["object"] is None
