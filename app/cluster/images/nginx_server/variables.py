"""nginx's variables: which there are, and what they are in a request.

Follows nginx src/http/ngx_http_variables.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cluster.images.nginx_server.exchange import Exchange

_NAME = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_PREFIXES = ("http_", "arg_", "cookie_", "sent_http_", "upstream_", "ssl_", "proxy_", "upstream_http_", "limit_")


def names_in(text: str) -> list[str]:
    """The variables that a text names."""
    return [braced or plain for braced, plain in _NAME.findall(text)]


def of_server(name: str) -> bool:
    """Whether nginx has this variable by itself."""
    return name in VALUES or name.startswith(_PREFIXES) or name.isdigit()


def filled(text: str, exchange: Exchange) -> str:
    """A text with its variables put in."""
    if "$" not in text:
        return text
    return _NAME.sub(lambda match: value(match[1] or match[2], exchange), text)


def value(name: str, exchange: Exchange) -> str:
    """A variable's value, empty when it has none."""
    if name in exchange.own:
        return exchange.own[name]
    if name in VALUES:
        return VALUES[name](exchange)
    if name in exchange.site.maps:
        return _mapped(exchange, name)
    headers = exchange.request.headers
    if name.startswith("http_"):
        return headers.get(name[5:].replace("_", "-"), "")
    if name.startswith("arg_"):
        return dict(part.partition("=")[::2] for part in exchange.args.split("&")).get(name[4:], "")
    if name.startswith("cookie_"):
        pairs = (part.strip().partition("=")[::2] for part in headers.get("Cookie", "").split(";"))
        return dict(pairs).get(name[7:], "")
    if name.startswith("sent_http_"):
        return exchange.sent.get(name[10:].replace("_", "-"), "")
    return exchange.upstream.get(name, "")


def _mapped(exchange: Exchange, name: str) -> str:
    found = exchange.site.maps[name]
    text, default = filled(found.args[0], exchange), ""
    for one in found.block:
        if one.name == "default":
            default = one.args[0]
        elif one.name.startswith("~"):
            wanted = one.name.lstrip("~*")
            if exchange.matches(one, wanted, text, ignore_case=one.name.startswith("~*")):
                return filled(one.args[0], exchange)
        elif one.args and one.name.lower() == text.lower():
            return filled(one.args[0], exchange)
    return filled(default, exchange)


def _time(pattern: str) -> Callable[[Exchange], str]:
    return lambda exchange: datetime.fromtimestamp(exchange.process.clock.now, UTC).strftime(pattern)


VALUES: dict[str, Callable[[Exchange], str]] = {
    "host": lambda x: x.host, "hostname": lambda x: x.process.hostname, "uri": lambda x: x.uri,
    "document_uri": lambda x: x.uri, "request_uri": lambda x: x.request.target, "args": lambda x: x.args,
    "query_string": lambda x: x.args, "is_args": lambda x: "?" if x.args else "", "scheme": lambda x: x.scheme,
    "https": lambda x: "on" if x.scheme == "https" else "", "request_method": lambda x: x.request.method,
    "request": lambda x: f"{x.request.method} {x.request.target} HTTP/1.1", "server_protocol": lambda x: "HTTP/1.1",
    "remote_addr": lambda x: x.client, "remote_port": lambda x: str(x.remote_port), "remote_user": lambda x: x.user,
    "binary_remote_addr": lambda x: x.client, "realip_remote_addr": lambda x: x.client,
    "server_addr": lambda x: x.process.spec.interface.address, "server_port": lambda x: str(x.port),
    "server_name": lambda x: next(iter(x.server.names), ""), "status": lambda x: str(x.status or ""),
    "body_bytes_sent": lambda x: str(x.bytes_sent), "bytes_sent": lambda x: str(x.bytes_sent + 240),
    "content_type": lambda x: x.request.headers.get("Content-Type", ""),
    "content_length": lambda x: x.request.headers.get("Content-Length", ""),
    "request_body": lambda x: x.request.body.decode("utf-8", "replace"),
    "request_length": lambda x: str(len(x.request.body) + 80), "request_time": lambda x: f"{x.elapsed:.3f}",
    "msec": lambda x: f"{x.process.clock.now:.3f}", "pid": lambda x: "29", "nginx_version": lambda x: x.version,
    "time_local": _time("%d/%b/%Y:%H:%M:%S +0000"), "time_iso8601": _time("%Y-%m-%dT%H:%M:%S+00:00"),
    "document_root": lambda x: x.location.value("root", "/etc/nginx/html"),
    "realpath_root": lambda x: x.location.value("root", "/etc/nginx/html"),
    "request_filename": lambda x: x.file_name(x.uri), "connection": lambda x: str(x.number),
    "connection_requests": lambda x: "1", "pipe": lambda x: ".", "request_completion": lambda x: "OK",
    "request_id": lambda x: x.identity, "proxy_host": lambda x: x.proxy_host, "fastcgi_script_name": lambda x: x.uri,
    "proxy_port": lambda x: x.proxy_host.partition(":")[2] or "80", "limit_rate": lambda x: "0",
    "proxy_add_x_forwarded_for": lambda x: ", ".join(
        filter(None, (x.request.headers.get("X-Forwarded-For", ""), x.client))),
    "invalid_referer": lambda x: "", "uid_got": lambda x: "", "gzip_ratio": lambda x: "", "tcpinfo_rtt": lambda x: "1",
    "connections_active": lambda x: "1", "connections_reading": lambda x: "0", "connections_writing": lambda x: "1",
    "connections_waiting": lambda x: "0",
}  # fmt: skip
