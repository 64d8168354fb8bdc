"""How often the API server was asked for what, as /metrics tells it.

Follows kubernetes apiserver/pkg/endpoints/metrics/metrics.go: MonitorRequest, CleanScope, CleanVerb.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cluster.api.rest.exchange import Exchange

APPLY = "application/apply-patch+"
HEALTH = ("/healthz", "/livez", "/readyz")
VERBS = {"get": "GET", "list": "LIST", "watch": "WATCH", "create": "POST", "update": "PUT", "patch": "PATCH",
         "delete": "DELETE", "deletecollection": "DELETECOLLECTION"}  # fmt: skip
CONNECTED = frozenset({"exec", "attach", "portforward", "proxy"})
HEAD = (
    "# HELP apiserver_request_total [STABLE] Counter of apiserver requests broken out for each verb, dry run value, "
    "group, version, resource, scope, component, and HTTP response code.",
    "# TYPE apiserver_request_total counter",
)
NAMES = ("code", "component", "dry_run", "group", "resource", "scope", "subresource", "verb", "version")
Labels = tuple[str, ...]


class RequestCounts:
    """By labels, since the server was made."""

    def __init__(self) -> None:
        self._found: Counter[Labels] = Counter()

    def note(self, exchange: Exchange, code: int) -> None:
        """One more request was answered."""
        info = exchange.info
        if info.is_resource:
            dry = ",".join(exchange.query.get("dryRun", ()))
            self._found[str(code), "apiserver", dry, info.group, info.resource, _scope(exchange), info.subresource,
                        _verb(exchange), info.version] += 1  # fmt: skip
        elif info.path in HEALTH:
            self._found[str(code), "", "", "", "", "", info.path, "GET", ""] += 1

    def lines(self) -> list[str]:
        """In Prometheus' text format."""
        if not self._found:
            return []
        found = []
        for labels, count in sorted(self._found.items()):
            shown = ",".join(f'{name}="{value}"' for name, value in zip(NAMES, labels, strict=True))
            found.append(f"apiserver_request_total{{{shown}}} {count}")
        return [*HEAD, *found]


def _scope(exchange: Exchange) -> str:
    info = exchange.info
    if info.name or info.verb == "create":
        return "resource"
    return "namespace" if info.namespace else "cluster"


def _verb(exchange: Exchange) -> str:
    info = exchange.info
    if info.subresource in CONNECTED:
        return "CONNECT"
    if info.verb == "patch" and exchange.request.headers.get("Content-Type", "").startswith(APPLY):
        return "APPLY"
    return VERBS.get(info.verb, info.verb.upper())
