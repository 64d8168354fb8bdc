"""The door: from a request to a response. Authentication, authorization, then what the path names.

Follows kubernetes apiserver/pkg/server/config.go: DefaultBuildHandlerChain.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.cluster.api import aggregator, authentication, discovery, endpoints, health, outage, subresources
from app.cluster.api.authorization import Attributes
from app.cluster.api.call import User
from app.cluster.api.custom import door
from app.cluster.api.encryption import Encryption
from app.cluster.api.errors import ApiError, bad_request, error
from app.cluster.api.rest import delete, get, patch, path, watch, write
from app.cluster.api.rest.exchange import Exchange, Handler, not_allowed, not_here
from app.cluster.api.rest.path import RequestInfo
from app.cluster.api.storage_keys import storage_key
from app.network.http import Headers, Reply, Request, Response

if TYPE_CHECKING:
    from app.cluster.api.api import Api

log = logging.getLogger(__name__)

_VERBS: dict[str, Handler] = {
    "get": get.get,
    "list": get.list_objects,
    "watch": watch.watch,
    "create": write.create,
    "update": write.update,
    "patch": patch.patch,
    "delete": delete.delete,
    "deletecollection": delete.delete_collection,
}


def serve(api: Api, request: Request, reply: Reply) -> None:
    """Answer a request; a proxied one perhaps later."""
    query: dict[str, list[str]] = {}
    for name, value in request.query:
        query.setdefault(name, []).append(value)
    info = path.parse(request, query)
    exchange = Exchange(api, request, info, query, authentication.ANONYMOUS)
    if api.auditor is not None:
        reply = _audited(exchange, reply)
    try:
        response = answer(exchange, reply)
    except ApiError as problem:
        response = exchange.refuse(problem)
    except Exception as bug:
        if api.raises:
            raise
        log.exception("%s %s failed (seed %s)", request.method, request.target, api.randomness.seed)
        response = exchange.refuse(internal_error(bug))
    if response is not None:
        api.counts.note(exchange, response.status)
        reply(response)


def _audited(exchange: Exchange, reply: Reply) -> Reply:
    """The same reply with its event in the audit log."""

    def finish(response: Response) -> None:
        if exchange.record is not None:
            exchange.record.finish(response)
        reply(response)

    return finish


def answer(exchange: Exchange, reply: Reply) -> Response | None:
    """The response, or None when somebody else will reply."""
    api, request, info = exchange.api, exchange.request, exchange.info
    user = authentication.authenticate(api, request)
    if api.auditor is not None:
        exchange.record = api.auditor.begin(exchange, _attributes(user, info, exchange))
    exchange.user = authentication.impersonated(api, request, user)
    attributes = _attributes(exchange.user, info, exchange)
    if exchange.record is not None:
        exchange.record.impersonated = exchange.user if exchange.user is not user else None
        allowed = api.authorizer.allows(attributes)
        why = api.authorizer.reason(attributes) if allowed else api.authorizer.why_not(attributes)
        exchange.record.authorized("allow" if allowed else "forbid", why)
    api.authorizer.check(attributes)
    if (elsewhere := aggregator.responsible(api, info.path)) is not None:
        return aggregator.forward(api, elsewhere, request, exchange.user, reply)
    if not info.is_resource:
        if (part := health.asked(exchange)) is not None:
            return health.serve(exchange, *part, reply)
        return discovery.serve(exchange) or endpoints.serve(exchange) or _page_not_found(exchange)
    resource = api.resources.find(info.group, info.version, info.resource)
    if resource is None:
        if not discovery.served_version(api, info.group, info.version):
            return _page_not_found(exchange)
        raise not_here()
    exchange.resource = resource
    if info.old_proxy and api.release.modern:
        raise not_here()
    if outage.hangs(exchange):
        outage.hold(exchange, reply)
        return None
    if info.subresource:
        return subresources.serve(exchange, reply)
    return _object(exchange)


def _attributes(user: User, info: RequestInfo, exchange: Exchange) -> Attributes:
    if not info.is_resource:
        return Attributes(user, info.verb, path=info.path)
    name, selector = info.name, (exchange.query.get("fieldSelector") or [""])[0]
    if selector and not name and info.verb in {"list", "watch"}:
        # Follows requestinfo.go: who selects one object by name may do so if he may see that one.
        name = path.selected_name(selector)
    place = (info.verb, info.group, info.version, info.resource, info.subresource, info.namespace, name)
    return Attributes(user, *place, fields=selector)


def _object(exchange: Exchange) -> Response:
    info, resource = exchange.info, exchange.target
    verb, kind = info.verb, resource.kind
    if info.namespace and not kind.namespaced and info.resource != "namespaces":
        raise not_here()
    if verb not in kind.verbs and not (verb == "watch" and info.name and "watch" in kind.verbs):
        raise not_allowed()
    named = verb in {"get", "update", "patch", "delete"}
    if named != bool(info.name) and verb not in {"watch", "list"}:
        raise not_allowed()
    if kind.namespaced and not info.namespace and (info.name or verb == "create"):
        raise not_here() if info.name else not_allowed()
    if wrong := path.segment_problem(info.name):
        raise bad_request(f'Name parameter invalid: "{info.name}": {wrong}')
    if kind.deprecation and exchange.api.release.modern:
        exchange.warnings.append(kind.deprecation)
    if resource.custom is not None:
        door.check(exchange)
    own = subresources.virtual(resource)
    if own is not None:
        return own(exchange)
    if verb in {"get", "list", "watch"} and (look := exchange.api.before_read.get(resource.key)) is not None:
        look(verb == "watch")
    if (encryption := exchange.api.encryption) is not None and verb != "create":
        _decipher(encryption, exchange)
    return _VERBS[verb](exchange)


def _decipher(encryption: Encryption, exchange: Exchange) -> None:
    """ApiError 500 when what is asked for lies encrypted in etcd and nobody has the key."""
    api, key, info = exchange.api, exchange.target.key, exchange.info
    if encryption.configuration is None and not encryption.marks:
        return
    namespace = info.namespace if exchange.target.kind.namespaced else ""
    if info.name:
        found = api.store.get(key, namespace, info.name)
        encryption.check(key, [found] if found is not None else [])
    else:
        objects = api.store.list(key, namespace or None)
        places = [(one["metadata"].get("namespace", ""), one["metadata"]["name"]) for one in objects]
        encryption.check(key, objects, [storage_key(exchange.target, *place) for place in places])


def _page_not_found(exchange: Exchange) -> Response:
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
    return Response(404, Headers(fields), b"404 page not found\n")


def internal_error(problem: Exception) -> ApiError:
    """500."""
    return error(
        "InternalError", f"Internal error occurred: {problem}", details={"causes": [{"message": str(problem)}]}
    )
