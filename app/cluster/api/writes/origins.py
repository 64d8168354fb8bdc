"""Whose an object is that nobody has written by name: what a cluster begins with, and events.

Such objects have one writer, so that their managed fields follow from what they are, and are kept nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api import schemas
from app.cluster.api.managed_fields import Entry, Writer, nothing, updated_entries
from app.cluster.api.objects import Object, name_of, namespace_of

if TYPE_CHECKING:
    from app.cluster.api.api import Api

CONTROLLERS, SERVER, KUBELET, SCHEDULER = "kube-controller-manager", "kube-apiserver", "kubelet", "kube-scheduler"
# Which program the component of an event is a part of, when it is not one of the controller manager's loops.
_PROGRAMS = {"kubelet": KUBELET, "default-scheduler": SCHEDULER}
_MADE_BY_CONTROLLERS = frozenset({"ServiceAccount", "EndpointSlice", "Endpoints", "ControllerRevision"})
EVENTS_V1 = ("events.k8s.io", "v1", "Event")


def origin(api: Api, obj: Object) -> tuple[Entry, ...]:
    """The entries of an object as its first writer left it; none for a kind that is not there any more."""
    if obj["kind"] == "Event" and obj["apiVersion"] == "v1":
        return _event(api, obj)
    group, _, version = obj["apiVersion"].rpartition("/")
    gvk = (group, version, obj["kind"])
    manager = _manager(obj)
    created = obj["metadata"].get("creationTimestamp") or ""
    return _made(obj, gvk, Writer(manager, obj["apiVersion"], created))


def _made(obj: Object, gvk: schemas.GVK, writer: Writer) -> tuple[Entry, ...]:
    node = schemas.for_kind(gvk)
    entries = updated_entries((), nothing(gvk), obj, writer, node)
    if obj["kind"] != "Node":
        return entries
    status = Writer(writer.manager, writer.api_version, writer.time, subresource="status")
    return updated_entries(entries, {}, {"status": obj.get("status")}, status, node)


def _manager(obj: Object) -> str:
    kind, name = obj["kind"], name_of(obj)
    if kind == "Node":
        return KUBELET
    if kind == "Lease" and namespace_of(obj) == "kube-node-lease":
        return KUBELET
    if name == "kubernetes" and kind in {"EndpointSlice", "Endpoints"}:
        return SERVER
    if kind in _MADE_BY_CONTROLLERS or (kind == "ConfigMap" and name == "kube-root-ca.crt"):
        return CONTROLLERS
    return SERVER


def _event(api: Api, obj: Object) -> tuple[Entry, ...]:
    component = obj.get("reportingComponent") or (obj.get("source") or {}).get("component") or ""
    manager = _PROGRAMS.get(component, CONTROLLERS)
    moment = obj.get("lastTimestamp") or obj["metadata"].get("creationTimestamp") or ""
    if obj.get("eventTime") is None:
        return _made(obj, ("", "v1", "Event"), Writer(manager, "v1", moment))
    served = api.resources.find("events.k8s.io", "v1", "events")
    shown = served.outward(obj) if served is not None else obj
    return _made(shown, EVENTS_V1, Writer(manager, "events.k8s.io/v1", moment))
