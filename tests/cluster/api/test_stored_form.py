"""Objects as etcd has them: what the API server would read back."""

from __future__ import annotations

from typing import Any

from app.cluster.api.protobuf import decode
from app.cluster.api.stored_form import stored_form

SECRET: dict[str, Any] = {
    "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": {"key": "aGVsbG8="},
    "metadata": {"name": "s", "namespace": "default", "uid": "u", "creationTimestamp": "2026-01-01T00:00:00Z",
                 "resourceVersion": "7"},
}  # fmt: skip


def test_a_secret_lies_there_readable() -> None:
    assert stored_form(SECRET) == (
        b'k8s\0\n\x0c\n\x02v1\x12\x06Secret\x129\n!\n\x01s\x12\x00\x1a\x07default"\x00*\x01u2\x008\x00B\x08\x08\x80'
        b'\xf2\xd6\xca\x06\x10\x00\x12\x0c\n\x03key\x12\x05hello\x1a\x06Opaque\x1a\x00"\x00'
    )


def test_it_reads_back() -> None:
    pod: dict[str, Any] = {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "p", "namespace": "default", "labels": {"a": "b"}},
        "spec": {"containers": [{
            "name": "c", "image": "nginx", "ports": [{"containerPort": 80, "protocol": "TCP"}],
            "resources": {"limits": {"cpu": "100m"}}, "livenessProbe": {"httpGet": {"path": "/", "port": "http"}},
        }], "terminationGracePeriodSeconds": 30},
    }  # fmt: skip
    found = decode(stored_form(pod))
    container = found["spec"]["containers"][0]
    assert found["metadata"]["labels"] == {"a": "b"}
    assert container["ports"][0]["containerPort"] == 80
    assert container["resources"]["limits"] == {"cpu": "100m"}
    assert container["livenessProbe"]["httpGet"]["port"] == "http"
    assert found["spec"]["terminationGracePeriodSeconds"] == 30


def test_custom_resources_are_json() -> None:
    custom = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "t", "resourceVersion": "3"}}
    assert stored_form(custom) == b'{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"t"}}\n'
