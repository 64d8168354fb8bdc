"""The data plane of one Gateway: matching, filters, weighted backends.

Follows sigs.k8s.io/gateway-api apis/v1/httproute_types.go: HTTPRouteFilter, HTTPBackendRef.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from app.cluster.control.plane import Plane
from app.cluster.control.resources import Object
from app.cluster.control.serving_certificates import tls_certificate
from app.cluster.gateway.matching import Entry, choose, table
from app.cluster.gateway.resources import ALL, GATEWAYS, GROUP, covers, is_granted
from app.cluster.images.image import Process
from app.cluster.ingress_nginx.model import Backend
from app.cluster.ingress_nginx.pages import own_page
from app.cluster.ingress_nginx.upstreams import Upstreams
from app.network.http import Headers, Reply, Request, Response
from app.network.network import ConnectError, Listener

_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "server"}
SILENT_TIME = 5.0  # seconds until an upstream that does not answer is given up
Fields = list[tuple[str, str]]


class GatewayServing:
    """The proxy of a Gateway. The table is made anew at the first request after a change."""

    def __init__(self, process: Process, plane: Plane, gateway: tuple[str, str]) -> None:
        self.process, self.plane, self.name = process, plane, gateway
        self.upstreams = Upstreams(plane)
        self._table: list[Entry] | None = None
        self._listening: dict[int, Listener] = {}
        for key in ALL:
            process.at_end(plane.objects.subscribe(key, self._changed))
        self._listen()

    def _changed(self, event: str, obj: Object, old: Object | None) -> None:
        self._table = None
        if obj["kind"] == "Gateway":
            self._listen()

    def _listen(self) -> None:
        gateway = self.plane.objects.get(GATEWAYS, *self.name)
        for one in (gateway or {}).get("spec", {}).get("listeners") or ():
            port = one["port"]
            if port not in self._listening and one["protocol"] in {"HTTP", "HTTPS"}:
                tls = one["protocol"] == "HTTPS"
                self.process.listen(port, partial(self._serve, port, tls), tls=tls,
                                    certificates=partial(self._certificate, port))  # fmt: skip
                self._listening[port] = one

    def _certificate(self, port: int, name: str) -> bytes:
        """That of the listener for a host, or else of the first one on the port."""
        gateway = self.plane.objects.get(GATEWAYS, *self.name)
        here = [one for one in (gateway or {}).get("spec", {}).get("listeners") or () if one["port"] == port]
        fitting = [one for one in here if covers(one.get("hostname", ""), name.lower())]
        for one in (*fitting, *here):
            for reference in (one.get("tls") or {}).get("certificateRefs") or ():
                place = (reference.get("namespace") or self.name[0], reference["name"])
                if found := tls_certificate(self.plane, place):
                    return found
        return b""

    def _entries(self) -> list[Entry]:
        if self._table is None:
            gateway = self.plane.objects.get(GATEWAYS, *self.name)
            self._table = table(self.plane, gateway) if gateway is not None else []
        return self._table

    def _serve(self, port: int, tls: bool, request: Request, reply: Reply) -> None:
        host = request.headers.get("Host", "").partition(":")[0].lower()
        entry = choose(self._entries(), request, port, host)

        def answer(response: Response) -> None:
            self.process.log(self._line(request, response))
            reply(response)

        if entry is None:
            answer(own_page(self.process, 404, (("Server", "nginx"),)))
            return
        filters = list(entry.rule.get("filters") or ())
        if (redirect := _filter(filters, "RequestRedirect")) is not None:
            answer(self._redirect(redirect["requestRedirect"], entry, request, "https" if tls else "http", port))
            return
        chosen = self._backend(entry)
        if chosen is None:
            answer(own_page(self.process, 500, (("Server", "nginx"),)))
            return
        backend, own = chosen
        filters += own.get("filters") or ()
        self._ask(backend, _prepared(request, entry, filters, tls=tls), filters, answer)

    def _line(self, request: Request, response: Response) -> str:
        from app.cluster.images.web_server import common_log  # noqa: PLC0415

        agent = request.headers.get("User-Agent", "-")
        return f'{common_log(self.process, request, response)} "{request.headers.get("Referer", "-")}" "{agent}"'

    def _backend(self, entry: Entry) -> tuple[Backend, Object] | None:
        """A backend by weight; None where nothing can answer."""
        refs = [one for one in entry.rule.get("backendRefs") or () if one.get("weight", 1) > 0]
        if not refs:
            return None
        turn = self.process.randomness.integer(1, sum(one.get("weight", 1) for one in refs))
        for one in refs:
            turn -= one.get("weight", 1)
            if turn <= 0:
                break
        own = entry.route["metadata"]["namespace"]
        namespace = one.get("namespace", own)
        target = ("", "Service", namespace, one["name"])
        if namespace != own and not is_granted(self.plane, (GROUP, entry.route["kind"], own), target):
            return None
        return Backend(namespace, one["name"], str(one.get("port", ""))), one

    def _redirect(self, wanted: Object, entry: Entry, request: Request, scheme: str, port: int) -> Response:
        given = request.headers.get("Host", "").partition(":")[0]
        new_scheme, host = wanted.get("scheme", scheme), wanted.get("hostname", given)
        number = wanted.get("port") or ({"http": 80, "https": 443}[new_scheme] if "scheme" in wanted else port)
        shown = "" if number == {"http": 80, "https": 443}[new_scheme] else f":{number}"
        target = _replaced(request.target, wanted.get("path"), entry)
        location = ("Location", f"{new_scheme}://{host}{shown}{target}")
        return own_page(self.process, wanted.get("statusCode", 302), (("Server", "nginx"), location))

    def _ask(self, backend: Backend, request: Request, filters: list[Object], answer: Reply) -> None:
        places = self.upstreams.places(backend)
        silent = False
        for place in self.upstreams.order(backend, places) if places else ():
            try:
                self.process.network.exchange(self.process.spec.interface, *place, request,
                                              partial(self._back, filters, answer))  # fmt: skip
            except ConnectError as problem:
                silent = silent or problem.kind != "refused"
                continue
            return
        status = 504 if silent else 502 if places else 503
        if self.plane.objects.get(("", "services"), backend.namespace, backend.service) is None:
            status = 500
        self.process.after(SILENT_TIME if silent else 0.0, lambda: answer(own_page(self.process, status)))

    def _back(self, filters: list[Object], answer: Reply, response: Response) -> None:
        fields = [one for one in response.headers.fields() if one[0].lower() not in _HOP]
        fields = [("Server", "nginx"), *fields, ("Connection", "keep-alive")]
        if (change := _filter(filters, "ResponseHeaderModifier")) is not None:
            fields = _modified(fields, change["responseHeaderModifier"])
        answer(Response(response.status, Headers(fields), response.body, response.channels))


def _filter(filters: list[Object], kind: str) -> Object | None:
    return next((one for one in filters if one["type"] == kind), None)


def _prepared(request: Request, entry: Entry, filters: list[Object], *, tls: bool) -> Request:
    """The request as the backend gets it."""
    host = request.headers.get("Host", "")
    scheme = "https" if tls else "http"
    fields = request.headers.having(("X-Real-IP", request.peer), ("X-Forwarded-For", request.peer),
                                    ("X-Forwarded-Host", host), ("X-Forwarded-Proto", scheme)).fields()  # fmt: skip
    target = request.target
    if (change := _filter(filters, "RequestHeaderModifier")) is not None:
        fields = _modified(fields, change["requestHeaderModifier"])
    if (rewrite := _filter(filters, "URLRewrite")) is not None:
        wanted: dict[str, Any] = rewrite["urlRewrite"]
        target = _replaced(target, wanted.get("path"), entry)
        if name := wanted.get("hostname"):
            fields = Headers(fields).having(("Host", name)).fields()
    return Request(request.method, target, Headers(fields), request.body)


def _modified(fields: Fields, change: Object) -> Fields:
    gone = {name.lower() for name in change.get("remove") or ()}
    put = [(one["name"], one["value"]) for one in change.get("set") or ()]
    kept = [one for one in Headers(fields).having(*put).fields() if one[0].lower() not in gone]
    for one in change.get("add") or ():
        before = Headers(kept).get(one["name"])
        kept = Headers(kept).having((one["name"], f"{before},{one['value']}" if before else one["value"])).fields()
    return kept


def _replaced(target: str, path: Object | None, entry: Entry) -> str:
    """The target with its path, or the matched prefix of that, replaced."""
    if not path:
        return target
    parts = urlsplit(target)
    if path["type"] == "ReplaceFullPath":
        new = path.get("replaceFullPath", "/")
    else:
        prefix = (entry.match.get("path") or {}).get("value", "/").rstrip("/")
        rest = parts.path[len(prefix) :]
        new = (
            path.get("replacePrefixMatch", "/").rstrip("/") + (rest if rest.startswith("/") or not rest else f"/{rest}")
        ) or "/"
    return f"{new}?{parts.query}" if parts.query else new
