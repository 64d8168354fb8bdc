"""Which server takes a request, and which of its locations.

Follows nginx src/http/ngx_http_request.c: ngx_http_find_virtual_server; ngx_http_core_module.c: find_location.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.images.nginx_server.servers import Location, Place, Server, compiled

if TYPE_CHECKING:
    from app.cluster.images.nginx_server.exchange import Exchange


def find_server(place: Place, host: str) -> Server:
    """Exact names first, then the longest wildcards, then regular expressions, then the default server."""
    best: tuple[int, int, Server] | None = None
    for server in place.servers:
        for name in server.names:
            rank = _fits(server, name.lower(), host)
            if rank and (best is None or rank > best[:2]):
                best = (*rank, server)
    return best[2] if best is not None else place.servers[0]


def _fits(server: Server, name: str, host: str) -> tuple[int, int] | None:
    if name == host:
        return 4, len(name)
    if name.startswith("*.") and host.endswith(name[1:]):
        return 3, len(name)
    if name.startswith(".") and (host == name[1:] or host.endswith(name)):
        return 3, len(name)
    if name.endswith(".*") and host.startswith(name[:-1]):
        return 2, len(name)
    if name.startswith("~") and compiled(server.top.chain[0], name[1:], ignore_case=True).search(host):
        return 1, 0
    return None


def find_location(locations: list[Location], uri: str, exchange: Exchange) -> Location | None:
    """`=` first, then the longest prefix (final with `^~`), then the first regular expression, then that prefix."""
    best: Location | None = None
    for one in locations:
        if one.sign == "=" and one.path == uri:
            return one
        fits = one.sign in {"", "^~"} and uri.startswith(one.path)
        if fits and (best is None or len(one.path) > len(best.path)):
            best = one
    if best is not None and best.inner and (found := find_location(best.inner, uri, exchange)) is not None:
        return found
    if best is None or best.sign != "^~":
        for one in locations:
            if one.pattern is not None and exchange.matches(one.chain[0], one.path, uri, ignore_case=one.sign == "~*"):
                return (find_location(one.inner, uri, exchange) if one.inner else None) or one
    return best
