"""proxy_pass: upstreams in turn, headers, and what nginx says when nobody is there.

Follows nginx src/http/ngx_http_upstream.c, ngx_http_upstream_round_robin.c, modules/ngx_http_proxy_module.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.images.nginx_server.config import Directive
from app.cluster.images.nginx_server.servers import Peer, host_and_port
from app.cluster.images.nginx_server.variables import filled
from app.network.http import Headers, Request, Response
from app.network.network import ConnectError

if TYPE_CHECKING:
    from app.cluster.images.nginx_server.exchange import Exchange

TIMEOUT = 60.0
DROPPED = frozenset({"server", "date", "connection", "content-length", "content-type", "transfer-encoding",
                     "keep-alive"})  # fmt: skip
FAILURES = {"refused": "connect() failed (111: Connection refused)",
            "unreachable": "connect() failed (113: No route to host)",
            "timeout": "upstream timed out (110: Connection timed out)"}  # fmt: skip


def run(exchange: Exchange, one: Directive) -> None:
    """Ask an upstream and hand on what it says."""
    url = filled(one.args[0], exchange)
    scheme, _, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    exchange.proxy_host = place
    uri = exchange.request.target
    if slash and "$" in one.args[0]:
        uri = f"/{path}" + (f"?{exchange.args}" if exchange.args else "")
    elif slash:
        behind = exchange.uri[len(exchange.location.path) :] if exchange.location.pattern is None else exchange.uri
        uri = f"/{path}{behind}" + (f"?{exchange.args}" if exchange.args else "")
    elif exchange.uri != exchange.request.path:
        uri = exchange.uri + (f"?{exchange.args}" if exchange.args else "")
    peers = exchange.site.upstreams.get(place)
    if peers is None:
        host, port = host_and_port(place, 443 if scheme == "https" else 80)
        address = exchange.process.network.resolve(exchange.process.spec.interface, host)
        if address is None:
            exchange.log_error(f"no resolver defined to resolve {host}")
            exchange.finish(502)
            return
        peers = [Peer(place, address, port)]
    _try(exchange, scheme, uri, _order(peers))


def _order(peers: list[Peer]) -> list[Peer]:
    """The next peer by smooth weighted round robin, then the others, then the spare ones."""
    alive = [peer for peer in peers if not peer.down and not peer.backup]
    for peer in alive:
        peer.current += peer.weight
    if alive:
        chosen = max(alive, key=lambda peer: peer.current)
        chosen.current -= sum(peer.weight for peer in alive)
        at = alive.index(chosen)
        alive = alive[at:] + alive[:at]
    return alive + [peer for peer in peers if peer.backup and not peer.down]


def _try(exchange: Exchange, scheme: str, uri: str, peers: list[Peer]) -> None:
    if not peers:
        exchange.log_error("no live upstreams while connecting to upstream", upstream=f"{scheme}://upstream{uri}")
        exchange.finish(502)
        return
    peer, rest = peers[0], peers[1:]
    where = f"{scheme}://{peer.address}:{peer.port}{uri}"
    exchange.upstream["upstream_addr"] = f"{peer.address}:{peer.port}"
    process = exchange.process
    answered = False

    def failed(kind: str) -> None:
        nonlocal answered
        if answered:
            return
        answered = True
        doing = "while reading response header from upstream" if kind == "late" else "while connecting to upstream"
        exchange.log_error(f"{FAILURES.get(kind, FAILURES['timeout'])} {doing}", upstream=where)
        if rest:
            _try(exchange, scheme, uri, rest)
        else:
            exchange.finish(504 if kind in {"timeout", "late"} else 502)

    def reply(response: Response) -> None:
        nonlocal answered
        if not answered:
            answered = True
            _hand_on(exchange, response)

    request = Request(exchange.request.method, uri, _headers(exchange), exchange.request.body,
                      process.spec.interface.address)  # fmt: skip
    try:
        process.network.exchange(process.spec.interface, peer.address, peer.port, request, reply,
                                 tls=scheme == "https")  # fmt: skip
    except ConnectError as error:
        if error.kind == "timeout":
            process.after(_seconds(exchange, "proxy_connect_timeout"), lambda: failed("timeout"))
        else:
            failed(error.kind if error.kind in FAILURES else "refused")
        return
    if not answered:
        process.after(_seconds(exchange, "proxy_read_timeout"), lambda: failed("late"))


def _seconds(exchange: Exchange, name: str) -> float:
    text = exchange.location.value(name, "60s")
    number = float(text.rstrip("smhd") or 60)
    return number * {"m": 60, "h": 3600, "d": 86400}.get(text[-1], 1)


def _headers(exchange: Exchange) -> Headers:
    settings = [(one.args[0], filled(one.args[1], exchange)) for one in exchange.location.find("proxy_set_header")]
    named = {name.lower() for name, _ in settings}
    fields = [(name, value) for name, value in (("Host", exchange.proxy_host), ("Connection", "close"))
              if name.lower() not in named]  # fmt: skip
    own = [(name, value) for name, value in exchange.request.headers.fields()
           if name.lower() not in {"host", "connection", "keep-alive", *named}]  # fmt: skip
    return Headers([*((name, value) for name, value in settings if value), *fields, *own])


def _hand_on(exchange: Exchange, response: Response) -> None:
    exchange.upstream["upstream_status"] = str(response.status)
    exchange.upstream["upstream_response_time"] = f"{exchange.elapsed:.3f}"
    if response.status >= 300 and exchange.location.value("proxy_intercept_errors", "off") == "on":
        codes = {code for one in exchange.location.find("error_page") for code in one.args[:-1]}
        if str(response.status) in codes:
            exchange.finish(response.status)
            return
    hidden = DROPPED | {one.args[0].lower() for one in exchange.location.find("proxy_hide_header")}
    more = tuple((name, value) for name, value in response.headers.fields() if name.lower() not in hidden)
    exchange.send(response.status, response.body, response.headers.get("Content-Type", ""), more=more)


def not_there(exchange: Exchange, one: Directive) -> None:
    """fastcgi_pass and its kind: nobody speaks these protocols here, so nobody answers."""
    scheme = one.name.partition("_")[0]
    exchange.log_error(f"{FAILURES['refused']} while connecting to upstream", upstream=f"{scheme}://{one.args[0]}")
    exchange.finish(502)
