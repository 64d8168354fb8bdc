"""PATCH: JSON patch, merge patch, strategic merge patch, server-side apply.

Follows kubernetes apiserver/pkg/endpoints/handlers/patch.go.
"""

from __future__ import annotations

from dataclasses import replace

from app.cluster.api import patch as patches
from app.cluster.api.errors import bad_request, error, invalid, not_found
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import represent
from app.cluster.api.rest.options import WriteOptions, write_options
from app.cluster.api.rest.write import check_name
from app.cluster.api.writes.update import update
from app.network.http import Response

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"


def patch(exchange: Exchange) -> Response:
    """PATCH of an object or a subresource that shows the whole object."""
    kind = check_type(exchange)
    options = write_options(exchange.query, "PatchOptions", apply=kind == APPLY)
    if kind == APPLY:
        from app.cluster.api.rest.apply import apply  # noqa: PLC0415

        return apply(exchange, options)
    resource, info, api = exchange.target, exchange.info, exchange.api
    namespace = info.namespace if resource.kind.namespaced else ""
    old = api.store.get(resource.key, namespace, info.name)
    if old is None:
        raise not_found(resource.group, resource.plural, info.name)
    shown = api.owners.shown(old) if b"managedFields" in exchange.request.body else old
    new = patched(exchange, kind, shown if resource.foreign else resource.outward(shown), options)
    _check_identity(exchange, new, old)
    call = exchange.call(options)
    stored = update(api, resource.key, new if resource.foreign else resource.inward(new), call)
    return represent(exchange, stored)


def check_type(exchange: Exchange) -> str:
    """The patch's content type; ApiError 415."""
    given = exchange.request.headers.get("Content-Type", "").split(";")[0].strip()
    custom = exchange.target.custom is not None
    accepted = [JSON_PATCH, MERGE_PATCH, *([] if custom else [STRATEGIC]), APPLY]
    if given in accepted:
        return given
    listed = ", ".join(accepted)
    raise error(
        "UnsupportedMediaType",
        f"the body of the request was in an unknown format - accepted media types include: {listed}",
        details={},
    )


def patched(exchange: Exchange, kind: str, current: Object, options: WriteOptions) -> Object:
    """The object after the patch, decoded strictly."""
    resource = exchange.target
    gvk = resource.kind.gvk if resource.foreign else resource.gvk
    validation = "Ignore" if resource.foreign else options.validation
    decoded = patches.apply_patch(kind, current, exchange.request.body, gvk, resource.schema, validation=validation)
    for text in decoded.warnings:
        if text not in exchange.warnings:
            exchange.warnings.append(text)
    found: Object = decoded.object
    return found


def _check_identity(exchange: Exchange, new: Object, old: Object) -> None:
    meta, before = new["metadata"], old["metadata"]
    resource, name = exchange.target, before["name"]
    check_name(exchange, new)
    namespace = before.get("namespace", "")
    if not resource.kind.namespaced:
        meta.pop("namespace", None)
    if namespace and (given := meta.setdefault("namespace", namespace)) != namespace:
        raise bad_request(
            f"the namespace of the object ({given}) does not match the namespace on the request ({namespace})"
        )
    if not meta.get("uid"):
        meta["uid"] = before["uid"]
    elif meta["uid"] != before["uid"]:
        # A patch has no preconditions: its uid is a field like others.
        text = f'Invalid value: "{meta["uid"]}": field is immutable'
        cause = {"reason": "FieldValueInvalid", "message": text, "field": "metadata.uid"}
        raise invalid(resource.kind.group, resource.kind.kind, name, [cause], f"metadata.uid: {text}")


__all__ = ["check_type", "patch", "patched", "replace"]
