"""The pages that nginx makes itself, and lines of its access log.

Follows ingress-nginx rootfs/etc/nginx/template/nginx.tmpl: log_format upstreaminfo.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.cluster.images.image import Process
from app.network.http import Headers, Request, Response, Stream

PHRASES = {
    301: "Moved Permanently", 302: "Moved Temporarily", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 413: "Request Entity Too Large",
    429: "Too Many Requests", 502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out",
}  # fmt: skip
_SHOWN = {401: "401 Authorization Required"}
DEFAULT_UPSTREAM = "upstream-default-backend"


@dataclass
class Trace:
    """What is known of one request, for its log line."""

    request: Request
    tls: bool
    began: float
    id: str
    upstream: str = ""
    alternative: str = ""
    attempts: list[tuple[str, int, int]] = field(default_factory=list)  # address, length, status
    user: str = "-"


def own_page(process: Process, status: int, more: tuple[tuple[str, str], ...] = ()) -> Response:
    """A page of nginx' own."""
    title = _SHOWN.get(status, f"{status} {PHRASES.get(status, '')}")
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    ).encode()
    return Response(status, Headers([*head(process, "text/html", len(body)), *more]), body)


def head(process: Process, kind: str, length: int | None) -> list[tuple[str, str]]:
    """The headers that come first."""
    date = datetime.fromtimestamp(process.clock.now, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    fields = [("Date", date)]
    if kind:
        fields.append(("Content-Type", kind))
    if length is not None:
        fields.append(("Content-Length", str(length)))
    return [*fields, ("Connection", "keep-alive")]


def access_line(process: Process, trace: Trace, response: Response) -> str:
    """The line of the access log."""
    request = trace.request
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    size = 0 if isinstance(response.body, Stream) else len(response.body)
    length = len(request.method) + len(request.target) + 12 + len(request.body)
    length += sum(len(name) + len(value) + 4 for name, value in request.headers.fields())
    spent = f"{process.clock.now - trace.began:.3f}"
    tried = trace.attempts
    upstream = " ".join((
        ", ".join(one[0] for one in tried) or "-", ", ".join(str(one[1]) for one in tried) or "-",
        ", ".join(spent for _ in tried) or "-", ", ".join(str(one[2]) for one in tried) or "-",
    ))  # fmt: skip
    agent, referer = request.headers.get("User-Agent", "-"), request.headers.get("Referer", "-")
    return (
        f'{request.peer or "-"} - {trace.user} [{stamp}] "{request.method} {request.target} HTTP/1.1" '
        f'{response.status} {size} "{referer}" "{agent}" {length} {spent} [{trace.upstream}] [{trace.alternative}] '
        f"{upstream} {trace.id}"
    )
