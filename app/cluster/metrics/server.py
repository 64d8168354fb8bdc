"""metrics.k8s.io/v1beta1 as the metrics server serves it.

Follows kubernetes-sigs metrics-server pkg/api: node.go, pod.go, table.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.cluster.api.errors import ApiError, bad_request, error, not_found
from app.cluster.api.rest import encoding, negotiation
from app.cluster.control.resources import NODES, PODS, Object
from app.cluster.metrics import readings
from app.cluster.metrics.readings import Reading
from app.cluster.metrics.tables import table
from app.network.http import Headers, Request, Response
from app.sim import label_syntax
from app.sim.clock import rfc3339
from app.sim.label_selectors import LabelSelector

if TYPE_CHECKING:
    from app.cluster.control.plane import Plane

GROUP, VERSION = "metrics.k8s.io", "v1beta1"
ROOT = f"/apis/{GROUP}/{VERSION}"
TABLE = (("Table", "meta.k8s.io", "v1"),)
FIELDS = ("metadata.name", "metadata.namespace")


def serve(plane: Plane, request: Request, since: float) -> Response:
    """The answer to a request for anything below /apis; `since` is when the server has started to scrape."""
    try:
        accepted = negotiation.negotiate(request.headers.get("Accept", ""), TABLE)
        document = _answer(plane, request, since, as_table=accepted.as_kind == "Table")
    except ApiError as problem:
        return _json(problem.status, problem.code)
    return _json(document)


def _json(document: Object, code: int = 200) -> Response:
    body = encoding.to_json(document)
    fields = [("Cache-Control", "no-cache, private"), ("Content-Type", "application/json")]
    return Response(code, Headers([*fields, ("Content-Length", str(len(body)))]), body)


def _answer(plane: Plane, request: Request, since: float, *, as_table: bool) -> Object:
    parts = [part for part in request.path.strip("/").split("/") if part]
    if request.method not in {"GET", "HEAD"}:
        raise error("MethodNotAllowed", "the server does not allow this method on the requested resource", details={})
    query = dict(request.query)
    match parts:
        case ["apis"]:
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group()]}
        case ["apis", "metrics.k8s.io"]:
            return {"kind": "APIGroup", "apiVersion": "v1", **_group()}
        case ["apis", "metrics.k8s.io", "v1beta1"]:
            return _resources()
        case ["apis", "metrics.k8s.io", "v1beta1", "nodes"]:
            return _listed("NodeMetrics", list(nodes(plane, since, *_selectors(query, "nodes"))), as_table=as_table)
        case ["apis", "metrics.k8s.io", "v1beta1", "nodes", name]:
            return _single("NodeMetrics", _node(plane, since, name), as_table=as_table)
        case ["apis", "metrics.k8s.io", "v1beta1", "pods"]:
            return _listed("PodMetrics", list(pods(plane, since, "", *_selectors(query, "pods"))), as_table=as_table)
        case ["apis", "metrics.k8s.io", "v1beta1", "namespaces", namespace, "pods"]:
            found = list(pods(plane, since, namespace, *_selectors(query, "pods")))
            return _listed("PodMetrics", found, as_table=as_table)
        case ["apis", "metrics.k8s.io", "v1beta1", "namespaces", namespace, "pods", name]:
            return _single("PodMetrics", _pod(plane, since, namespace, name), as_table=as_table)
    raise error("NotFound", "the server could not find the requested resource", details={})


def _group() -> Object:
    version = {"groupVersion": f"{GROUP}/{VERSION}", "version": VERSION}
    return {"name": GROUP, "versions": [version], "preferredVersion": version}


def _resources() -> Object:
    found = [
        {"name": name, "singularName": "", "namespaced": name == "pods", "kind": kind, "verbs": ["get", "list"]}
        for name, kind in (("nodes", "NodeMetrics"), ("pods", "PodMetrics"))
    ]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{GROUP}/{VERSION}", "resources": found}


def _selectors(query: dict[str, str], resource: str) -> tuple[LabelSelector, dict[str, tuple[str, bool]]]:
    """The label selector, and per field the value that it must (or must not) have; ApiError 400."""
    if query.get("watch") in {"1", "true"}:
        message = f'watch is not supported on resources of kind "{resource}.{GROUP}"'
        raise error("MethodNotAllowed", message, details={"group": GROUP, "kind": resource})
    try:
        labels = label_syntax.parse(query.get("labelSelector", ""))
    except label_syntax.SelectorError as problem:
        raise bad_request(str(problem)) from None
    fields = {}
    for term in filter(None, query.get("fieldSelector", "").split(",")):
        name, sign, value = term.partition("!=") if "!=" in term else term.partition("=")
        if name not in FIELDS:
            known = ", ".join(f'"{field}"' for field in FIELDS)
            raise bad_request(f'"{name}" is not a known field selector: only {known}')
        fields[name] = (value.removeprefix("="), sign != "!=")
    return labels, fields


def _selected(obj: Object, labels: LabelSelector, fields: dict[str, tuple[str, bool]]) -> bool:
    meta = obj["metadata"]
    if not labels.matches(meta.get("labels") or {}):
        return False
    return all((meta.get(name[9:], "") == value) == equal for name, (value, equal) in fields.items())


def nodes(plane: Plane, since: float, labels: LabelSelector, fields: dict[str, tuple[str, bool]]) -> Iterator[Object]:
    """NodeMetrics of the selected nodes that can be measured, by name."""
    for obj in plane.objects.list(NODES):
        if _selected(obj, labels, fields) and (found := _node_metrics(plane, since, obj)) is not None:
            yield found


def _node(plane: Plane, since: float, name: str) -> Object:
    obj = plane.objects.get(NODES, "", name)
    if obj is None:
        raise not_found("", "nodes", name)
    found = _node_metrics(plane, since, obj)
    if found is None:
        raise not_found(GROUP, "nodemetrics", name)
    return found


def _node_metrics(plane: Plane, since: float, obj: Object) -> Object | None:
    at = readings.scrape(plane.clock.now)
    found = readings.node(plane, obj, at) if at > since else None
    if found is None:
        return None
    return {"metadata": _metadata(plane, obj), **_when(found), "usage": _usage(found)}


def pods(plane: Plane, since: float, namespace: str, labels: LabelSelector,
         fields: dict[str, tuple[str, bool]]) -> Iterator[Object]:  # fmt: skip
    """PodMetrics of the selected pods that can be measured, by namespace and name; "" for every namespace."""
    at = readings.scrape(plane.clock.now)
    shares: dict[str, float] = {}
    found: Any = plane.objects.list(PODS, namespace or None)
    if namespace and not labels.empty:
        found = plane.objects.by_label(PODS, namespace, labels)  # type: ignore[arg-type]
    for obj in found:
        node = obj["spec"].get("nodeName")
        if not node or not _selected(obj, labels, fields) or at <= since:
            continue
        if node not in shares:
            shares[node] = readings.contention(plane, node, at)
        made = _pod_metrics(plane, obj, readings.pod(plane, obj, at, share=shares[node]))
        if made is not None:
            yield made


def _pod(plane: Plane, since: float, namespace: str, name: str) -> Object:
    obj = plane.objects.get(PODS, namespace, name)
    if obj is None:
        raise not_found("", "pods", name)
    at = readings.scrape(plane.clock.now)
    found = _pod_metrics(plane, obj, readings.pod(plane, obj, at)) if at > since and _bound(obj) else None
    if found is None:
        raise not_found(GROUP, "podmetrics", f"{namespace}/{name}")
    return found


def _bound(obj: Object) -> bool:
    return bool(obj["spec"].get("nodeName"))


def _pod_metrics(plane: Plane, obj: Object, found: dict[str, Reading] | None) -> Object | None:
    if found is None:
        return None
    containers = [{"name": name, "usage": _usage(found[name])} for name in sorted(found)]
    return {"metadata": _metadata(plane, obj), **_when(next(iter(found.values()))), "containers": containers}


def _metadata(plane: Plane, obj: Object) -> Object:
    meta = obj["metadata"]
    made: Object = {"name": meta["name"]}
    if meta.get("namespace"):
        made["namespace"] = meta["namespace"]
    made["creationTimestamp"] = rfc3339(plane.clock.now)
    if meta.get("labels"):
        made["labels"] = dict(meta["labels"])
    return made


def _when(reading: Reading) -> Object:
    return {"timestamp": rfc3339(reading.at), "window": f"{reading.window:.0f}s"}


def _usage(reading: Reading) -> Object:
    nanos = round(reading.cores * 1e9)
    cpu = "0" if not nanos else f"{nanos}n" if nanos % 1000 else f"{nanos // 1000}u"
    return {"cpu": cpu, "memory": f"{reading.memory >> 10}Ki"}


def _listed(kind: str, items: list[Object], *, as_table: bool) -> Object:
    if as_table:
        return table(items)
    identity = {"kind": f"{kind}List", "apiVersion": f"{GROUP}/{VERSION}", "metadata": {}}
    return {**identity, "items": items}


def _single(kind: str, found: Object, *, as_table: bool) -> Object:
    return table([found]) if as_table else {"kind": kind, "apiVersion": f"{GROUP}/{VERSION}", **found}
