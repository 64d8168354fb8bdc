"""Tokens for a service account.

Follows kubernetes pkg/registry/core/serviceaccount/storage/token.go.
"""

from __future__ import annotations

from app.cluster.api import tokens
from app.cluster.api.errors import bad_request, conflict, invalid, not_found
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import write_options
from app.cluster.api.rest.write import read_body
from app.network.http import Reply, Response
from app.sim.clock import rfc3339

GVK = ("authentication.k8s.io", "v1", "TokenRequest")
HOUR, SHORTEST, LONGEST = 3600, 600, 1 << 32
_BOUND = {"Pod": tokens.PODS, "Secret": tokens.SECRETS, "Node": tokens.NODES}


def serve(exchange: Exchange, reply: Reply) -> Response:
    """POST to serviceaccounts/NAME/token."""
    api, info = exchange.api, exchange.info
    options = write_options(exchange.query, "CreateOptions")
    asked = read_body(exchange, GVK, options.validation)
    _check_place(exchange, asked.get("metadata") or {})
    spec = asked.get("spec") or {}
    seconds = HOUR if spec.get("expirationSeconds") is None else spec["expirationSeconds"]
    _check_seconds(seconds)
    account = api.store.get(tokens.SERVICE_ACCOUNTS, info.namespace, info.name)
    if account is None:
        raise not_found("", "serviceaccounts", info.name)
    audiences = spec.get("audiences") or [tokens.ISSUER]
    bound = _bound_object(exchange, spec.get("boundObjectRef"))
    text = tokens.bound_token(api, account, audiences=audiences, seconds=seconds, bound=bound)
    meta = {"name": info.name, "namespace": info.namespace, "creationTimestamp": rfc3339(api.clock.now)}
    document = {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": meta,
        "spec": {"audiences": audiences, "expirationSeconds": seconds, "boundObjectRef": spec.get("boundObjectRef")},
        "status": {"token": text, "expirationTimestamp": rfc3339(api.clock.now + seconds)},
    }
    return exchange.document(document, 201)


def _check_place(exchange: Exchange, meta: Object) -> None:
    info = exchange.info
    for field, wanted in (("name", info.name), ("namespace", info.namespace)):
        given = meta.get(field)
        if given and given != wanted:
            text = f'Invalid value: "{given}": must match the service account {field} if specified'
            path = f"metadata.{field}"
            cause = {"reason": "FieldValueInvalid", "message": text, "field": path}
            raise invalid("authentication.k8s.io", "TokenRequest", info.name, [cause], f"{path}: {text}")


def _check_seconds(seconds: int) -> None:
    text = ""
    if seconds < SHORTEST:
        text = "may not specify a duration less than 10 minutes"
    elif seconds > LONGEST:
        text = "may not specify a duration larger than 2^32 seconds"
    if text:
        message = f"Invalid value: {seconds}: {text}"
        cause = {"reason": "FieldValueInvalid", "message": message, "field": "spec.expirationSeconds"}
        raise invalid("authentication.k8s.io", "TokenRequest", "", [cause], f"spec.expirationSeconds: {message}")


def _bound_object(exchange: Exchange, reference: Object | None) -> Object | None:
    if not reference:
        return None
    group, _, version = reference.get("apiVersion", "").rpartition("/")
    kind, name = reference.get("kind", ""), reference.get("name", "")
    key = _BOUND.get(kind) if not group else None
    if key is None:
        raise bad_request(f"cannot bind token to object of type {group}/{version}, Kind={kind}")
    found = exchange.api.store.get(key, "" if key == tokens.NODES else exchange.info.namespace, name)
    if found is None:
        raise not_found(*key, name)
    if kind == "Pod" and found["spec"].get("serviceAccountName") != exchange.info.name:
        raise bad_request(
            f'cannot bind token for serviceaccount "{exchange.info.name}" to pod running with different '
            "serviceaccount name."
        )
    if reference.get("uid") and reference["uid"] != found["metadata"]["uid"]:
        why = (
            f"the UID in the bound object reference ({reference['uid']}) does not match the UID in record. "
            "The object might have been deleted and then recreated"
        )
        raise conflict(group, kind, name, why)
    return found
