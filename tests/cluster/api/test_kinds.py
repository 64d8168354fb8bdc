"""What every kind must do, whatever it is: be listed in every form, made, applied again without a change, deleted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cluster.api.registry import Resource, Resources
from app.cluster.releases import RELEASES
from tests.cluster.api.server import Server, make

MANIFESTS = [case["given"] for case in json.loads((Path(__file__).parents[1] / "defaults" / "cases.json").read_text())]
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"


def collection(resource: Resource, namespace: str = "default") -> str:
    root = f"/apis/{resource.group}/{resource.version}" if resource.group else f"/api/{resource.version}"
    space = f"/namespaces/{namespace}" if resource.kind.namespaced else ""
    return f"{root}{space}/{resource.plural}"


LISTED = [resource for resource in Resources(RELEASES["1.36"]).all() if "list" in resource.kind.verbs]


@pytest.fixture(scope="module")
def shared() -> Server:
    return make(nodes=("controlplane", "node01"))


@pytest.mark.parametrize("resource", LISTED, ids=lambda item: f"{item.plural}.{item.version}.{item.group}")
def test_lists_come_in_every_form(shared: Server, resource: Resource) -> None:
    path = collection(resource)
    plain = shared.json("GET", path)
    assert (plain["kind"], plain["apiVersion"]) == (f"{resource.kind.kind}List", resource.api_version)
    table = shared.json("GET", path, accept=TABLE)
    assert len(table["rows"]) == len(plain["items"])
    # IPAddress rows have a cell more than columns, as those of a real server do.
    for row in table["rows"]:
        assert len(row["cells"]) in {len(table["columnDefinitions"]), len(table["columnDefinitions"]) + 1}
    assert shared.json("GET", path, accept=METADATA)["kind"] == "PartialObjectMetadataList"
    if "watch" in resource.kind.verbs:
        events = shared.watch(f"{path}?watch=1")
        assert [event["type"] for event in events] == ["ADDED"] * len(plain["items"])
    missing = shared.json("GET", f"{path}/surely-not")
    assert missing["code"] == 404
    assert missing["message"].endswith('"surely-not" not found')


def resource_of(manifest: dict[str, Any]) -> Resource:
    group, _, version = manifest["apiVersion"].rpartition("/")
    return next(
        item
        for item in Resources(RELEASES["1.36"]).all()
        if (item.group, item.version, item.kind.kind) == (group, version, manifest["kind"])
    )


def identity(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}-{MANIFESTS.index(manifest)}"


@pytest.mark.parametrize("manifest", MANIFESTS, ids=identity)
def test_what_is_made_can_be_replaced_by_itself_applied_and_deleted(manifest: dict[str, Any]) -> None:
    server = make()
    resource = resource_of(manifest)
    path = collection(resource)
    made = server.json("POST", path, manifest)
    assert made["kind"] == manifest["kind"], made
    one = f"{path}/{made['metadata']['name']}"
    version = server.json("GET", one)["metadata"]["resourceVersion"]
    assert server.json("PUT", one, server.json("GET", one))["metadata"]["resourceVersion"] == version
    patch = {"content_type": "application/merge-patch+json"}
    labelled = server.json("PATCH", one, {"metadata": {"labels": {"made": "here"}}}, **patch)
    assert labelled["metadata"]["labels"]["made"] == "here", labelled
    assert server.json("PATCH", one, {"metadata": {"labels": {"made": "here"}}}, **patch) == labelled
    assert server.send("DELETE", one).status == 200


def test_discovery_names_every_resource_once() -> None:
    server = make()
    seen: list[str] = []
    for group, versions in server.cluster.api.resources.groups():
        for version in versions:
            path = f"/apis/{group}/{version}" if group else f"/api/{version}"
            seen += [f"{path}/{item['name']}" for item in server.json("GET", path)["resources"]]
    assert len(seen) == len(set(seen))
    assert "/apis/apps/v1/deployments/scale" in seen
    accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    aggregated = server.json("GET", "/apis", accept=accept)
    assert [item["metadata"]["name"] for item in aggregated["items"]][:3] == [
        "apiregistration.k8s.io",
        "apps",
        "events.k8s.io",
    ]


def test_health_and_paths(server: Server) -> None:
    assert server.send("GET", "/healthz").body == b"ok"
    assert server.send("GET", "/livez/ping").body == b"ok"
    verbose = server.send("GET", "/readyz?verbose").body
    assert isinstance(verbose, bytes)
    assert verbose.decode().endswith("[+]shutdown ok\nreadyz check passed\n")
    assert server.send("GET", "/readyz/nosuch").status == 404
    assert "/apis/apps/v1" in server.json("GET", "/")["paths"]
