"""DELETE of an object or of a collection."""

from __future__ import annotations

from typing import Any

from app.cluster.api.errors import ApiError, not_found
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import represent, represent_list, select, selectors
from app.cluster.api.rest.options import WriteOptions, delete_options, list_options
from app.cluster.api.writes.delete import delete as remove
from app.network.http import Response

# Kinds whose deletion answers with the object even when it is gone (ReturnDeletedObject).
RETURNS_OBJECT = frozenset(
    {
        ("", "persistentvolumeclaims"),
        ("", "persistentvolumes"),
        ("", "pods"),
        ("", "podtemplates"),
        ("", "resourcequotas"),
        ("", "services"),
        ("", "serviceaccounts"),
        ("storage.k8s.io", "csinodes"),
        ("storage.k8s.io", "storageclasses"),
        ("storage.k8s.io", "volumeattachments"),
        ("storage.k8s.io", "volumeattributesclasses"),
    }
)
JOB_WARNING = (
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set "
    "propagationPolicy=Orphan to suppress this warning"
)


def delete(exchange: Exchange) -> Response:
    """DELETE of one object: a Status when it is gone, the object while it stays."""
    resource, info, api = exchange.target, exchange.info, exchange.api
    options, dry_run = delete_options(exchange.query, exchange.request.body)
    if resource.key == ("batch", "jobs") and options.propagation is None and options.orphan_dependents is None:
        exchange.warnings.append(JOB_WARNING)
    namespace = info.namespace if resource.kind.namespaced else ""
    call = exchange.call(WriteOptions(dry_run=dry_run))
    if api.store.get(resource.key, namespace, info.name) is None:
        raise not_found(resource.group, resource.plural, info.name)  # in the words of the version that was asked
    last = remove(api, resource.key, namespace, info.name, options=options, call=call)
    stays = not dry_run and api.store.get(resource.key, namespace, info.name) is not None
    waits = stays or (dry_run and "deletionTimestamp" in last["metadata"])
    if waits or resource.key in RETURNS_OBJECT:
        return represent(exchange, last)
    return exchange.document(success(exchange, last))


def success(exchange: Exchange, obj: Object) -> dict[str, Any]:
    """The Status of a deletion."""
    resource, meta = exchange.target, obj["metadata"]
    details = {"name": meta["name"], "group": resource.group, "kind": resource.plural, "uid": meta.get("uid", "")}
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": {key: value for key, value in details.items() if value},
    }


def delete_collection(exchange: Exchange) -> Response:
    """DELETE of all objects that the selectors match; answers with the list of them."""
    resource, api = exchange.target, exchange.api
    listing = list_options(exchange.query)
    options, dry_run = delete_options(exchange.query, exchange.request.body)
    labels, fields = selectors(resource, listing)
    found = select(exchange, labels, fields)
    call = exchange.call(WriteOptions(dry_run=dry_run))
    gone = []
    for obj in found:
        meta = obj["metadata"]
        try:
            gone.append(remove(api, resource.key, meta.get("namespace", ""), meta["name"], options=options, call=call))
        except ApiError as problem:
            if problem.reason != "NotFound":
                raise
    return represent_list(exchange, gone, {"resourceVersion": str(api.store.resource_version)})
