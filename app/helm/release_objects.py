"""The objects of a release as they are now, and the pods that belong to them.

Follows helm pkg/kube/client.go: Get, getSelectRelationPod.
"""

from __future__ import annotations

from typing import Any

from app.helm.call import Call
from app.helm.cluster.objects import Resource, build
from app.helm.errors import HelmError
from app.helm.releases.model import Release
from app.kubectl.errors import StatusError
from app.kubectl.get_tables import TABLE
from app.kubectl.output.table import MODERN, PrintOptions, TablePrinter

Object = dict[str, Any]
_OWNERS = {"ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicationController"}
_PODS = "v1/Pod(related)"


async def objects_of(call: Call, release: Release) -> dict[str, list[Object]]:
    """Objects by `version/Kind`; those that are gone are left out."""
    return await _collected(call, release, "application/json")


async def tables_of(call: Call, release: Release) -> str:
    """The objects as tables, one below the other."""
    found = await _collected(call, release, TABLE)
    out: list[str] = []
    for key, items in found.items():
        out.append(f"==> {key}\n")
        printer, writer = TablePrinter(PrintOptions(), now=call.machine.now()), MODERN.writer()
        for item in items:
            out.append(printer.print(item, writer))
        out.append(writer.flush())
        out.append("\n")
    return "".join(out)


async def _collected(call: Call, release: Release, accept: str) -> dict[str, list[Object]]:
    try:
        resources = await build(call.connection, release.manifest, release.namespace, validate=False)
    except HelmError:
        return {}
    found: dict[str, list[Object]] = {}
    related: dict[str, list[Object]] = {}
    selectors: list[Object] = []
    query = [("includeObject", "Object")] if accept != "application/json" else None
    for resource in resources:
        try:
            live = await call.connection.client.json("GET", resource.path, accept=accept, query=query)
        except StatusError:
            continue
        found.setdefault(f"{resource.mapping.version}/{resource.kind}", []).append(live)
        selector = _selector(resource, live)
        if selector and selector not in selectors:
            selectors.append(selector)
            pods = await _pods(call, resource, selector, accept, query)
            if pods:
                related.setdefault(_PODS, []).extend(pods)
    return {**related, **found}


def _selector(resource: Resource, live: Object) -> Object | None:
    if resource.kind not in _OWNERS:
        return None
    obj = live["rows"][0]["object"] if live.get("kind") == "Table" and live.get("rows") else live
    selector = (obj.get("spec") or {}).get("selector") or {}
    found = selector if resource.kind == "ReplicationController" else selector.get("matchLabels")
    return found if isinstance(found, dict) else None


async def _pods(
    call: Call, resource: Resource, selector: Object, accept: str, query: list[tuple[str, str]] | None
) -> list[Object]:
    labels = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
    asked = [("labelSelector", labels), *(query or [])]
    path = f"/api/v1/namespaces/{resource.namespace}/pods"
    answer = await call.connection.client.json("GET", path, accept=accept, query=asked)
    if answer.get("kind") == "Table":
        return [answer] if answer.get("rows") else []
    items: list[Object] = answer.get("items") or []
    return [{"apiVersion": "v1", "kind": "Pod", **item} for item in items]
