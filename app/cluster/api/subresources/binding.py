"""Binding a pod to a node, as the scheduler does.

Follows kubernetes pkg/registry/core/pod/storage/storage.go: BindingREST.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cluster.api.admission.pod_topology_labels import labels_of_node
from app.cluster.api.call import SYSTEM, Call, User
from app.cluster.api.errors import conflict, invalid, not_found
from app.cluster.api.objects import Object, clone
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import write_options
from app.cluster.api.rest.write import read_body
from app.cluster.api.writes.update import update
from app.network.http import Reply, Response
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

PODS = ("", "pods")
GVK = ("", "v1", "Binding")


def serve(exchange: Exchange, reply: Reply) -> Response:
    """POST to pods/NAME/binding."""
    options = write_options(exchange.query, "CreateOptions")
    binding = read_body(exchange, GVK, options.validation)
    bind(exchange.api, exchange.info.namespace, exchange.info.name, target(binding), user=exchange.user)
    return exchange.document(created(), 201)


def created() -> dict[str, Any]:
    """The Status of something that was done."""
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def target(binding: Object) -> str:
    """The node a Binding names."""
    found = binding.get("target") or {}
    if found.get("kind") not in (None, "", "Node"):
        text = f'Unsupported value: "{found["kind"]}": supported values: "Node", "<empty>"'
        cause = {"reason": "FieldValueNotSupported", "message": text, "field": "target.kind"}
        raise invalid("", "Binding", "", [cause], f"target.kind: {text}")
    if not found.get("name"):
        cause = {"reason": "FieldValueRequired", "message": "Required value", "field": "target.name"}
        raise invalid("", "Binding", "", [cause], "target.name: Required value")
    return str(found["name"])


def bind(api: Api, namespace: str, name: str, node: str, *, user: User = SYSTEM) -> Object:
    """Set spec.nodeName and the PodScheduled condition; Conflict when the pod has a node or is being deleted."""
    old = api.store.get(PODS, namespace, name)
    if old is None:
        raise not_found("", "pods", name)
    if "deletionTimestamp" in old["metadata"]:
        raise conflict("", "pods/binding", name, f"pod {name} is being deleted, cannot be assigned to a host")
    if current := old["spec"].get("nodeName"):
        raise conflict("", "pods/binding", name, f'pod {name} is already assigned to node "{current}"')
    new = clone(old)
    new["spec"]["nodeName"] = node
    if labels := labels_of_node(api, node):
        new["metadata"]["labels"] = {**(new["metadata"].get("labels") or {}), **labels}
    status = new.setdefault("status", {})
    status.pop("nominatedNodeName", None)
    conditions = [item for item in status.get("conditions") or () if item["type"] != "PodScheduled"]
    scheduled = {"type": "PodScheduled", "status": "True", "lastProbeTime": None}
    scheduled |= {
        "lastTransitionTime": rfc3339(api.clock.now),
        "observedGeneration": new["metadata"].get("generation", 1),
    }
    status["conditions"] = [*conditions, scheduled]
    call = Call(user=user, manager="kube-scheduler", subresource="binding")
    return update(api, PODS, new, call)
