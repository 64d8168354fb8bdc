"""What the server makes of a request's body, and its words when it cannot."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.cluster.api.decode import decode, decode_object, normalise
from app.cluster.api.errors import ApiError
from app.cluster.api.schemas import for_crd
from app.sim.json_syntax import syntax_error

POD = ("", "v1", "Pod")
DEPLOYMENT = ("apps", "v1", "Deployment")
CONFIG_MAP = ("", "v1", "ConfigMap")
SERVICE = ("", "v1", "Service")
SECRET = ("", "v1", "Secret")
CRON_TAB = ("stable.example.com", "v1", "CronTab")


def refusal(body: Any, gvk: tuple[str, str, str], **options: Any) -> str:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(ApiError) as caught:
        decode(raw, "application/json", gvk=gvk, **options)
    assert caught.value.code == 400
    return str(caught.value)


CANNOT = {
    gvk: f'{gvk[2]} in version "v1" cannot be handled as a {gvk[2]}: '
    for gvk in (POD, DEPLOYMENT, CONFIG_MAP, SERVICE, SECRET, CRON_TAB)
}


@pytest.mark.parametrize(
    ("gvk", "body", "text"),
    [
        (
            DEPLOYMENT,
            {"spec": {"replicas": "three"}},
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        (
            DEPLOYMENT,
            {"spec": {"replicas": 1.5}},
            "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        (
            CONFIG_MAP,
            {"data": {"b": True, "n": 5}},
            "json: cannot unmarshal bool into Go struct field ConfigMap.data of type string",
        ),
        (
            POD,
            {"spec": {"containers": {"name": "c"}}},
            "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
        ),
        (
            POD,
            {"spec": {"nodeName": 7}},
            "json: cannot unmarshal number into Go struct field PodSpec.spec.nodeName of type string",
        ),
        (
            DEPLOYMENT,
            {"spec": {"template": {"metadata": {"labels": {"app": True}}}}},
            "json: cannot unmarshal bool into Go struct field ObjectMeta.spec.template.metadata.labels of type string",
        ),
        (
            POD,
            {"spec": {"containers": [{"resources": {"requests": {"cpu": "abc"}}}]}},
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        (SECRET, {"data": {"a": "not base64!"}}, "illegal base64 data at input byte 3"),
        (
            POD,
            {"metadata": {"creationTimestamp": "abc"}},
            'parsing time "abc" as "2006-01-02T15:04:05Z07:00": cannot parse "abc" as "2006"',
        ),
        (
            SERVICE,
            {"spec": {"ports": [{"targetPort": True}]}},
            "json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32",
        ),
        (
            POD,
            {"spec": {"containers": [{"imag": "x", "ports": [{"containerport": 80}]}], "restartpolicy": "Always"}},
            'strict decoding error: unknown field "spec.containers[0].imag", unknown field '
            '"spec.containers[0].ports[0].containerport", unknown field "spec.restartpolicy"',
        ),
    ],
)
def test_bodies_that_are_not_of_their_kind(gvk: tuple[str, str, str], body: Any, text: str) -> None:
    assert refusal(body, gvk) == CANNOT[gvk] + text


def test_repeated_fields() -> None:
    body = b'{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","name":"b","labels":{"x":"1","x":"2"}}}'
    assert refusal(body, POD) == (
        CANNOT[POD] + 'strict decoding error: duplicate field "metadata.name", duplicate field "metadata.labels.x"'
    )


def test_text_that_is_no_json() -> None:
    assert refusal(b"{bad", POD) == (
        "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: "
        "invalid character 'b' looking for beginning of object key string ({bad)"
    )


def test_other_kinds() -> None:
    assert refusal({"kind": "Service", "apiVersion": "v1"}, POD) == (
        'Service in version "v1" cannot be handled as a Pod: converting (v1.Service) to (core.Pod): unknown conversion'
    )
    assert refusal({"kind": "Podd", "apiVersion": "v1"}, POD) == (
        'Podd in version "v1" cannot be handled as a Pod: no kind "Podd" is registered for version "v1" in scheme '
        '"pkg/api/legacyscheme/scheme.go:30"'
    )


def test_warnings_instead_of_refusal() -> None:
    body = json.dumps({"spec": {"foo": 1}}).encode()
    assert decode(body, "application/json", gvk=POD, validation="Warn").warnings == ('unknown field "spec.foo"',)
    assert decode(body, "application/json", gvk=POD, validation="Ignore").warnings == ()


def test_yaml_bodies() -> None:
    body = b"metadata: {name: c}\ndata: {when: '2026-01-01', day: \"y\"}\n"
    obj = decode(body, "application/yaml", gvk=CONFIG_MAP).object
    assert obj["data"] == {"day": "y", "when": "2026-01-01"}


def test_what_comes_out_is_in_go_order_with_nothing_empty() -> None:
    given = {"spec": {"containers": [{"image": "n", "name": "c", "env": [], "tty": False}]}, "metadata": {"labels": {}}}
    assert json.dumps(decode_object(given, POD).object) == json.dumps(
        {
            "kind": "Pod",
            "apiVersion": "v1",
            "metadata": {},
            "spec": {"containers": [{"name": "c", "image": "n", "resources": {}}]},
            "status": {},
        }
    )


def test_quantities_are_canonical() -> None:
    given = {"spec": {"containers": [{"resources": {"limits": {"cpu": "1000m", "memory": "1024Mi"}}}]}}
    limits = decode_object(given, POD).object["spec"]["containers"][0]["resources"]["limits"]
    assert limits == {"cpu": "1", "memory": "1Gi"}


def test_normalising_twice_changes_nothing() -> None:
    given = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "n"}]}}
    once = normalise(given, POD)
    assert normalise(once, POD) == once


SCHEMA = for_crd({"type": "object", "properties": {"spec": {"type": "object", "properties": {"cronSpec": {}}}}})


def test_custom_objects_are_pruned() -> None:
    body = {"metadata": {"name": "x", "foo": 1}, "spec": {"cronSpec": "x", "extra": 1}, "more": 2}
    assert refusal(body, CRON_TAB, schema=SCHEMA) == (
        CANNOT[CRON_TAB] + 'strict decoding error: unknown field "spec.extra", unknown field "more", unknown field '
        '"metadata.foo"'
    )
    found = decode(json.dumps(body).encode(), "application/json", gvk=CRON_TAB, schema=SCHEMA, validation="Ignore")
    assert found.object == {
        "kind": "CronTab",
        "apiVersion": "stable.example.com/v1",
        "metadata": {"name": "x"},
        "spec": {"cronSpec": "x"},
    }


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"a":1}', ""),
        ('{"a":1,}', "invalid character '}' looking for beginning of object key string"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ('{"a":1 "b"}', "invalid character '\"' after object key:value pair"),
        ("[1 2]", "invalid character '2' after array element"),
        ("hello", "invalid character 'h' looking for beginning of value"),
        ("nul", "unexpected end of JSON input"),
        ("nulx", "invalid character 'x' in literal null (expecting 'l')"),
        ('{"a":', "unexpected end of JSON input"),
        ("{} x", "invalid character 'x' after top-level value"),
        ('"\\x"', "invalid character 'x' in string escape code"),
        ("-a", "invalid character 'a' in numeric literal"),
        ("1.x", "invalid character 'x' after decimal point in numeric literal"),
    ],
)
def test_syntax_errors_in_go_words(text: str, error: str) -> None:
    assert syntax_error(text) == error
