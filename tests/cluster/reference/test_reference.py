"""Facts read off a real Kubernetes 1.36.2 control plane: what it serves, selects by, and holds at the start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.api.server import Server, make

HERE = Path(__file__).parent
DISCOVERY = json.loads((HERE / "discovery.json").read_text())
SELECTORS = json.loads((HERE / "field-selectors.json").read_text())
BOOTSTRAP = json.loads((HERE / "bootstrap-objects.json").read_text())
AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
GROUPS = {
    "clusterroles": "rbac.authorization.k8s.io/v1", "clusterrolebindings": "rbac.authorization.k8s.io/v1",
    "roles": "rbac.authorization.k8s.io/v1", "rolebindings": "rbac.authorization.k8s.io/v1",
    "priorityclasses": "scheduling.k8s.io/v1", "flowschemas": "flowcontrol.apiserver.k8s.io/v1",
    "prioritylevelconfigurations": "flowcontrol.apiserver.k8s.io/v1", "apiservices": "apiregistration.k8s.io/v1",
    "leases": "coordination.k8s.io/v1", "endpointslices": "discovery.k8s.io/v1",
}  # fmt: skip


# Left out on purpose: the lease of one API server among several, with its machine's name in it.
ELSEWHERE = ("kube-system/apiserver-",)


@pytest.fixture(scope="module")
def server() -> Server:
    return make(nodes=("controlplane", "node01", "node02"))


@pytest.mark.parametrize("path", DISCOVERY["legacy"])
def test_discovery(server: Server, path: str) -> None:
    found, real = server.json("GET", path), DISCOVERY["legacy"][path]
    for one in (found, real):
        one.pop("serverAddressByClientCIDRs", None)
    assert found == real


@pytest.mark.parametrize("path", DISCOVERY["aggregated"])
def test_aggregated_discovery(server: Server, path: str) -> None:
    assert server.json("GET", path, accept=AGGREGATED) == DISCOVERY["aggregated"][path]


@pytest.mark.parametrize("path", SELECTORS)
def test_field_selectors(server: Server, path: str) -> None:
    real = SELECTORS[path]
    for label in real["supported"]:
        answer = server.json("GET", f"{path}?fieldSelector={label}%3Dx")
        assert answer.get("status") != "Failure", answer
    if real.get("refusal"):
        answer = server.json("GET", f"{path}?fieldSelector=spec.suspend%3Dx")
        assert real["refusal"] in answer["message"]


def plain(obj: dict[str, Any]) -> dict[str, Any]:
    """An object without what differs from cluster to cluster."""
    text = json.dumps(obj).replace("192.0.2.2", "172.30.1.2")
    found = json.loads(text)
    if "ca.crt" in found.get("data", {}):
        found["data"]["ca.crt"] = "(PEM certificate of the cluster CA)"
    found.get("spec", {}).pop("renewTime", None)
    meta = found["metadata"]
    for field in ("uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"):
        meta.pop(field, None)
    for owner in meta.get("ownerReferences", ()):
        owner.pop("uid")
    for condition in found.get("status", {}).get("conditions") or ():
        condition.pop("lastTransitionTime", None)
    return found


def key(obj: dict[str, Any]) -> str:
    return f"{obj['metadata'].get('namespace', '')}/{obj['metadata']['name']}"


@pytest.mark.parametrize("resource", BOOTSTRAP)
def test_bootstrap_objects(server: Server, resource: str) -> None:
    group = GROUPS.get(resource)
    listed = server.json("GET", f"/apis/{group}/{resource}" if group else f"/api/v1/{resource}")
    kind = {"apiVersion": listed["apiVersion"], "kind": listed["kind"].removesuffix("List")}
    found = {key(one): plain({**kind, **one}) for one in listed["items"]}
    real = {key(one): plain(one) for one in BOOTSTRAP[resource] if not key(one).startswith(ELSEWHERE)}
    assert sorted(found) == sorted(real)
    assert found == real
