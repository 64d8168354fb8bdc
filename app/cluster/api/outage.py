"""The API server while etcd is down: what needs it waits until the request's time is over; health checks fail.

etcd's client waits for a connection, so that requests are not refused at once.
Follows etcd client/v3/options.go (defaultWaitForReady), apiserver pkg/server/filters/timeout.go,
pkg/endpoints/filters/request_deadline.go and pkg/server/options/etcd.go (health checks).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from app.cluster.api import subresources
from app.cluster.api.rest.exchange import Exchange
from app.network.http import Headers, Reply, Response
from app.network.raw import HANG_UP
from app.sim.go_durations import SECOND, parse_duration

if TYPE_CHECKING:
    from app.cluster.api.api import Api

STORE = "etcd"
REQUEST_TIMEOUT = 60.0  # --request-timeout
HEALTHCHECK_TIMEOUT = 2.0  # --etcd-healthcheck-timeout and --etcd-readycheck-timeout
UNANSWERED = "error getting data from etcd: context deadline exceeded"
CHECKS = frozenset({"etcd", "etcd-readiness"})  # those that ask etcd
LATE = {
    "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
    "message": "Timeout: request did not complete within the allotted timeout", "reason": "Timeout", "details": {},
    "code": 504,
}  # fmt: skip


def hangs(exchange: Exchange) -> bool:
    """Whether a request for a resource needs an etcd that is not there; what the watch cache knows needs none."""
    if exchange.api.runs(STORE) or subresources.virtual(exchange.target) is not None:
        return False
    cached = exchange.query.get("resourceVersion", [""])[0] == "0" and exchange.info.verb in {"get", "list"}
    return not cached and exchange.info.verb != "watch"


def hold(exchange: Exchange, reply: Reply) -> None:
    """Answer when the request's time is over, unless the server has ended by then."""
    api = exchange.api
    body = orjson.dumps(LATE) + b"\n"
    fields = [("Audit-Id", exchange.audit_id), ("Cache-Control", "no-cache, private")]
    fields += [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    _later(api, _patience(exchange), reply, Response(504, Headers(fields), body))


def delay(api: Api, checks: int, reply: Reply, response: Response) -> None:
    """Give a health check's answer once so many checks have waited for etcd in vain."""
    _later(api, checks * HEALTHCHECK_TIMEOUT, reply, response)


def _later(api: Api, seconds: float, reply: Reply, response: Response) -> None:
    """Answer later; a server that ends before has broken the connection off."""

    def answer() -> None:
        api.held.discard(cut)
        reply(response)

    def cut() -> None:
        timer.cancel()
        api.held.discard(cut)
        reply(HANG_UP)

    timer = api.clock.call_later(seconds, answer)
    api.held.add(cut)


def _patience(exchange: Exchange) -> float:
    """Seconds: what the client asks for, if that is less than the server's own limit."""
    given = exchange.query.get("timeout", [""])[0]
    try:
        asked = parse_duration(given) / SECOND
    except ValueError:
        return REQUEST_TIMEOUT
    return min(asked, REQUEST_TIMEOUT) if asked > 0 else REQUEST_TIMEOUT
