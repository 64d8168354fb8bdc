"""Which rule of which route a request goes to.

Follows sigs.k8s.io/gateway-api apis/v1/httproute_types.go: HTTPRouteMatch's order of precedence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import re2

from app.cluster.control.plane import Plane
from app.cluster.control.resources import Object, is_deleting, name_of
from app.cluster.gateway.resources import GRPC_ROUTES, ROUTES, allows, common_hosts, covers, fits, parents
from app.network.http import Request

Rule = dict[str, Any]
_ANY: Rule = {"path": {"type": "PathPrefix", "value": "/"}}


@dataclass(frozen=True)
class Entry:
    """One match of one rule, for one host name pattern on one port; `rank` puts the more special ones first."""

    port: int
    host: str
    match: Rule
    rule: Rule
    route: Object
    rank: tuple[Any, ...]


def table(plane: Plane, gateway: Object) -> list[Entry]:
    """Everything that hangs on a gateway, in the order of precedence."""
    found: list[Entry] = []
    for key in ROUTES:
        for route in plane.objects.list(key):
            if is_deleting(route):
                continue
            for listener in gateway["spec"]["listeners"]:
                meant = any(fits(parent, listener) for parent in parents(route, gateway))
                if meant and allows(plane, listener, gateway, route):
                    found += _entries(listener, route, grpc=key == GRPC_ROUTES)
    return sorted(found, key=lambda entry: entry.rank)


def _entries(listener: Object, route: Object, *, grpc: bool) -> Iterator[Entry]:
    age = route["metadata"].get("creationTimestamp", "")
    for host in common_hosts(listener, route):
        for number, rule in enumerate(route["spec"].get("rules") or ()):
            for given in rule.get("matches") or (_ANY,):
                match = _grpc(given) if grpc else given
                path = match.get("path") or _ANY["path"]
                kind, value = path.get("type", "PathPrefix"), path.get("value", "/")
                special = {"Exact": 0, "RegularExpression": 1}.get(kind, 2)
                rank = (host.startswith("*") or not host, -len(host), special, -len(value), "method" not in match,
                        -len(match.get("headers") or ()), -len(match.get("queryParams") or ()), age,
                        name_of(route), number)  # fmt: skip
                yield Entry(listener["port"], host, match, rule, route, rank)


def _grpc(match: Rule) -> Rule:
    """A gRPC method as the path that it is."""
    method = match.get("method") or {}
    service, name = method.get("service"), method.get("method")
    path = {"type": "Exact", "value": f"/{service}/{name}"} if service and name else (
        {"type": "PathPrefix", "value": f"/{service}" if service else "/"})  # fmt: skip
    return {"path": path, "headers": match.get("headers") or []}


def choose(entries: list[Entry], request: Request, port: int, host: str) -> Entry | None:
    """The entry for a request: the most special host name first, then the most special match."""
    fitting = [one for one in entries if one.port == port and covers(one.host, host)]
    if not fitting:
        return None
    best = fitting[0].host
    return next((one for one in fitting if one.host == best and matches(one.match, request)), None)


def matches(match: Rule, request: Request) -> bool:
    """Whether a request is meant."""
    if "method" in match and match["method"] != request.method:
        return False
    query: dict[str, str] = {}
    for name, value in request.query:
        query.setdefault(name, value)
    return (
        _path(match.get("path") or _ANY["path"], request.path)
        and all(_value(one, request.headers.get(one["name"])) for one in match.get("headers") or ())
        and all(_value(one, query.get(one["name"])) for one in match.get("queryParams") or ())
    )


def _path(wanted: Rule, path: str) -> bool:
    kind, value = wanted.get("type", "PathPrefix"), wanted.get("value", "/")
    if kind == "Exact":
        return bool(path == value)
    if kind == "RegularExpression":
        return _regex(value, path)
    whole = value.rstrip("/")
    return bool(path == whole or path.startswith(whole + "/"))


def _value(wanted: Rule, given: str | None) -> bool:
    if given is None:
        return False
    if wanted.get("type", "Exact") == "RegularExpression":
        return _regex(wanted["value"], given)
    return bool(given == wanted["value"])


def _regex(pattern: str, text: str) -> bool:
    try:
        return re2.fullmatch(pattern, text) is not None or re2.match(f"(?:{pattern})$", text) is not None
    except re2.error:
        return False
