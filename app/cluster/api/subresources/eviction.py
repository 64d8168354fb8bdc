"""Evicting a pod, if its disruption budget allows it.

Follows kubernetes pkg/registry/core/pod/storage/eviction.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cluster.api.call import SYSTEM, Call, DeleteOptions, User
from app.cluster.api.errors import ApiError, bad_request, error, not_found
from app.cluster.api.objects import Object, clone, labels_of
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import write_options
from app.cluster.api.rest.write import read_body
from app.cluster.api.subresources.binding import created
from app.cluster.api.subresources.connecting import admit_object
from app.cluster.api.writes.delete import delete
from app.cluster.api.writes.update import update
from app.network.http import Reply, Response
from app.sim.clock import rfc3339
from app.sim.label_selectors import LabelSelector

if TYPE_CHECKING:
    from app.cluster.api.api import Api

PODS, BUDGETS = ("", "pods"), ("policy", "poddisruptionbudgets")
GVK = ("policy", "v1", "Eviction")
VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget."


def serve(exchange: Exchange, reply: Reply) -> Response:
    """POST to pods/NAME/eviction."""
    info = exchange.info
    options = write_options(exchange.query, "CreateOptions")
    eviction = read_body(exchange, GVK, options.validation)
    if eviction["metadata"].get("name") not in (None, "", info.name):
        raise bad_request("name in URL does not match name in Eviction object")
    given: dict[str, Any] = eviction.get("deleteOptions") or {}
    delete_options = DeleteOptions(
        grace=given.get("gracePeriodSeconds"),
        propagation=given.get("propagationPolicy"),
        preconditions=given.get("preconditions") or {},
    )
    dry_run = options.dry_run or bool(given.get("dryRun"))
    admit_object(exchange, "CREATE", "Eviction", eviction, dry_run=dry_run)
    evict(exchange.api, info.namespace, info.name, options=delete_options, user=exchange.user, dry_run=dry_run)
    return exchange.document(created(), 201)


def evict(
    api: Api,
    namespace: str,
    name: str,
    *,
    options: DeleteOptions | None = None,
    user: User = SYSTEM,
    dry_run: bool = False,
) -> None:
    """Delete the pod, counting it against its budget; ApiError TooManyRequests when the budget is used up."""
    pod = api.store.get(PODS, namespace, name)
    if pod is None:
        raise not_found("", "pods", name)
    budgets = budgets_of(api, pod)
    if not _ignores_budget(pod) and budgets:
        if len(budgets) > 1:
            raise error(
                "InternalError",
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                code=500,
            )
        if not _unhealthy_may_go(pod, budgets[0]):
            _spend(api, budgets[0], pod, dry_run)
    if not dry_run:
        _note(api, namespace, name)
    call = Call(user=user, dry_run=dry_run)
    delete(api, PODS, namespace, name, options=options or DeleteOptions(), call=call)


def _note(api: Api, namespace: str, name: str) -> None:
    """The condition that tells controllers why the pod goes. Follows eviction.go: addConditionAndDeletePod."""
    pod = api.store.get(PODS, namespace, name)
    if pod is None or "deletionTimestamp" in pod["metadata"] or not api.release.modern:
        return
    new = clone(pod)
    made = {"type": "DisruptionTarget", "status": "True", "lastProbeTime": None}
    made |= {"lastTransitionTime": rfc3339(api.clock.now), "reason": "EvictionByEvictionAPI"}
    made["message"] = "Eviction API: evicting"
    conditions = [item for item in new["status"].get("conditions") or () if item["type"] != "DisruptionTarget"]
    new["status"]["conditions"] = [*conditions, made]
    update(api, PODS, new, Call(manager="kube-apiserver", subresource="status"))


def budgets_of(api: Api, pod: Object) -> list[Object]:
    """The disruption budgets that cover a pod."""
    found = api.store.list(BUDGETS, pod["metadata"]["namespace"])
    return [item for item in found if LabelSelector.of(item["spec"].get("selector")).matches(labels_of(pod))]


def _ignores_budget(pod: Object) -> bool:
    phase = pod["status"].get("phase")
    return phase in {"Succeeded", "Failed", "Pending"} or "deletionTimestamp" in pod["metadata"]


def _unhealthy_may_go(pod: Object, budget: Object) -> bool:
    conditions = pod["status"].get("conditions") or ()
    if any(item["type"] == "Ready" and item["status"] == "True" for item in conditions):
        return False
    if budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return True
    status = budget.get("status") or {}
    return bool(status.get("desiredHealthy", 0) > 0 and status.get("currentHealthy", 0) >= status["desiredHealthy"])


def too_many(reason: str, message: str, seconds: int = 0) -> ApiError:
    """429 with the budget as cause."""
    details: dict[str, Any] = {"causes": [{"reason": reason, "message": message}]}
    if seconds:
        details["retryAfterSeconds"] = seconds
    return error("TooManyRequests", VIOLATES, details=details)


def _why_not(name: str, status: Object) -> str:
    for one in status.get("conditions") or ():
        if (one["type"], one["status"], one["reason"]) == ("DisruptionAllowed", "False", "SyncFailed"):
            begin = f"The disruption budget {name} does not allow evicting pods currently"
            return f"{begin} because it failed sync: {one.get('message', '')}"
    healthy, wanted = status.get("currentHealthy", 0), status.get("desiredHealthy", 0)
    return f"The disruption budget {name} needs {wanted} healthy pods and has {healthy} currently"


def _spend(api: Api, budget: Object, pod: Object, dry_run: bool) -> None:
    name, status = budget["metadata"]["name"], budget.get("status") or {}
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 0):
        raise too_many("DisruptionBudget", f"The disruption budget {name} is still being processed by the server.", 10)
    if status.get("disruptionsAllowed", 0) <= 0:
        raise too_many("DisruptionBudget", _why_not(name, status))
    if dry_run:
        return
    new = clone(budget)
    new["status"]["disruptionsAllowed"] -= 1
    for condition in new["status"].get("conditions") or ():
        if condition["type"] == "DisruptionAllowed" and not new["status"]["disruptionsAllowed"]:
            condition |= {"status": "False", "reason": "InsufficientPods"}
            condition["lastTransitionTime"] = rfc3339(api.clock.now)
    new["status"].setdefault("disruptedPods", {})[pod["metadata"]["name"]] = rfc3339(api.clock.now)
    update(api, BUDGETS, new, Call(manager="kube-apiserver", subresource="status"))
