"""Writes that are meant for an object of another uid."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.api.server import Server

CONFIG_MAP = "/api/v1/namespaces/default/configmaps/c"
SCALE = "/apis/apps/v1/namespaces/default/deployments/web/scale"
MERGE, APPLY = "application/merge-patch+json", "application/apply-patch+yaml"
STORAGE = (
    "StorageError: invalid object, Code: 4, Key: /registry/{}, ResourceVersion: 0, AdditionalErrorMsg: "
    "Precondition failed: UID in precondition: x, UID in object meta: {}"
)


@pytest.fixture
def uid(server: Server) -> str:
    made = server.create("/api/v1/namespaces/default/configmaps", metadata={"name": "c"})
    return str(made["metadata"]["uid"])


def test_replacing(server: Server, uid: str) -> None:
    body = {"metadata": {"name": "c", "uid": "x"}}
    answer = server.json("PUT", CONFIG_MAP, body)
    key = STORAGE.format("configmaps/default/c", uid)
    assert (answer["code"], answer["message"]) == (409, f'Operation cannot be fulfilled on configmaps "c": {key}')


@pytest.mark.usefixtures("uid")
@pytest.mark.parametrize("kind", [MERGE, APPLY])
def test_patching(server: Server, kind: str) -> None:
    body: Any = {"metadata": {"uid": "x"}}
    if kind == APPLY:
        body |= {"apiVersion": "v1", "kind": "ConfigMap"}
    answer = server.json("PATCH", f"{CONFIG_MAP}?fieldManager=me", body, content_type=kind)
    assert (answer["code"], answer["message"]) == (
        422, 'ConfigMap "c" is invalid: metadata.uid: Invalid value: "x": field is immutable')  # fmt: skip


def test_applying_to_an_object_that_is_not_there(server: Server) -> None:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"uid": "x"}}
    answer = server.json("PATCH", f"{CONFIG_MAP}?fieldManager=me", body, content_type=APPLY)
    assert (answer["code"], answer["message"]) == (
        409,
        'Operation cannot be fulfilled on configmaps "c": uid mismatch: the provided object specified uid x, and no '
        "existing object was found",
    )


def test_scaling(server: Server) -> None:
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    path = "/apis/apps/v1/namespaces/default/deployments"
    uid = server.create(path, metadata={"name": "web"}, spec=spec)["metadata"]["uid"]
    patched = server.json("PATCH", SCALE, {"metadata": {"uid": "x"}}, content_type=MERGE)
    assert (patched["code"], patched["message"]) == (
        409,
        'Operation cannot be fulfilled on deployments/scale.apps "web": Precondition failed: UID in precondition: x, '
        f"UID in object meta: {uid}",
    )
    put = server.json("PUT", SCALE, {"metadata": {"name": "web", "uid": "x"}, "spec": {"replicas": 2}})
    key = STORAGE.format("deployments/default/web", uid)
    assert (put["code"], put["message"]) == (409, f'Operation cannot be fulfilled on deployments.apps "web": {key}')
    other = server.json("PUT", SCALE, {"metadata": {"name": "other"}, "spec": {"replicas": 2}})
    assert other["message"] == "the name of the object (other) does not match the name on the URL (web)"


def test_deleting(server: Server, uid: str) -> None:
    answer = server.json("DELETE", CONFIG_MAP, {"preconditions": {"resourceVersion": "1"}})
    version = server.json("GET", CONFIG_MAP)["metadata"]["resourceVersion"]
    assert answer["message"] == (
        'Operation cannot be fulfilled on ConfigMap "c": the ResourceVersion in the precondition (1) does not match '
        f"the ResourceVersion in record ({version}). The object might have been modified"
    )
