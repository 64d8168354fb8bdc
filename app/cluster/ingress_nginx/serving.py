"""One request through the controller's nginx: redirects, access, rewriting, the upstream, the log line.

Follows ingress-nginx rootfs/etc/nginx/template/nginx.tmpl (a location's directives in nginx' phases) and
rootfs/etc/nginx/lua/{balancer,sticky}.lua.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address, ip_network
from urllib.parse import unquote

import re2

from app.cluster.control.resources import SECRETS
from app.cluster.control.serving_certificates import fake_certificate, tls_certificate
from app.cluster.images.image import Process
from app.cluster.ingress_nginx.model import Backend, Location, Model, Server
from app.cluster.ingress_nginx.pages import DEFAULT_UPSTREAM, Trace, access_line, head, own_page
from app.cluster.ingress_nginx.passwords import accepted
from app.cluster.ingress_nginx.settings import Settings, size_of
from app.cluster.ingress_nginx.upstreams import Place, Upstreams, affinity_cookie, cookies
from app.network.http import Headers, Reply, Request, Response
from app.network.network import ConnectError

TRIES, CONNECT_TIMEOUT, MEBIBYTE = 3, 5.0, 1 << 20
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "server", "date", "content-length", "content-type"}
DAY = 86400.0


class Serving:
    """The data plane of one controller process; `model` is replaced at every reload, `config` is its ConfigMap."""

    def __init__(self, process: Process, upstreams: Upstreams) -> None:
        self.process, self.upstreams = process, upstreams
        self.model = Model()
        self.default: Backend | None = None
        self.config: dict[str, str] = {}
        self._buckets: dict[tuple[str, Location], tuple[float, float]] = {}

    def handler(self, *, tls: bool) -> Callable[[Request, Reply], None]:
        """The server on port 80, or 443."""

        def handle(request: Request, reply: Reply) -> None:
            trace = Trace(request, tls, self.process.clock.now, self.process.randomness.hex(32))

            def answer(response: Response) -> None:
                if self.config.get("disable-access-log") != "true":
                    self.process.log(access_line(self.process, trace, response))
                reply(response)

            self._serve(trace, answer)

        return handle

    def certificate(self, name: str) -> bytes:
        """What a visitor of a host is shown: its Secret's certificate, or the controller's own."""
        server, plane = self.model.server(name.lower()), self.process.spec.plane
        if server is not None and server.tls and plane is not None and (found := tls_certificate(plane, server.secret)):
            return found
        return fake_certificate(self.process.began // DAY * DAY)

    def _serve(self, trace: Trace, answer: Reply) -> None:
        host = trace.request.headers.get("Host", "").partition(":")[0].lower()
        server = self.model.server(host)
        location = server.find(unquote(trace.request.path)) if server is not None else None
        if server is None or location is None:
            self._by_default(trace, answer)
            return
        early = self._early(trace, server, location, host)
        if early is not None:
            trace.upstream = location.backend.upstream
            answer(early)
            return
        self._proxy(trace, server, location, answer)

    def _by_default(self, trace: Trace, answer: Reply) -> None:
        trace.upstream = DEFAULT_UPSTREAM
        places = self.upstreams.places(self.default) if self.default is not None else []
        if places:
            self._try(trace, places, trace.request, False, answer, lambda response, place: response)
            return
        response = own_page(self.process, 404, (HSTS,) if trace.tls else ())
        body = response.body
        trace.attempts.append(("127.0.0.1:8181", len(body) if isinstance(body, bytes) else 0, 404))
        answer(response)

    # What is answered without asking an upstream

    def _early(self, trace: Trace, server: Server, location: Location, host: str) -> Response | None:
        settings, request = location.settings, trace.request
        wants_tls = server.tls and settings.flag("ssl-redirect", default=self.config.get("ssl-redirect") != "false")
        if not trace.tls and (wants_tls or settings.flag("force-ssl-redirect")):
            return self._moved(int(self.config.get("http-redirect-code", "308")), f"https://{host}{request.target}")
        if (root := settings.text("app-root")) and request.path == "/":
            scheme = "https" if trace.tls else "http"
            return self._moved(302, f"{scheme}://{request.headers.get('Host', '')}{root}")
        if target := settings.text("permanent-redirect"):
            return self._moved(settings.number("permanent-redirect-code", 301), target)
        if target := settings.text("temporal-redirect"):
            return self._moved(settings.number("temporal-redirect-code", 302), target)
        if not self._from_allowed(settings, request.peer):
            return own_page(self.process, 403)
        if self._too_many(location, request.peer):
            code = int(self.config.get("limit-req-status-code", "503"))
            return own_page(self.process, code)
        limit = size_of(settings.text("proxy-body-size", self.config.get("proxy-body-size", "1m")))
        if limit and len(request.body) > limit:
            return own_page(self.process, 413)
        if settings.text("auth-type") == "basic" and (refused := self._password(trace, location)) is not None:
            return refused
        if settings.flag("enable-cors") and request.method == "OPTIONS":
            more = (*_cors(settings), ("Access-Control-Max-Age", settings.text("cors-max-age", "1728000")))
            return Response(204, Headers([*head(self.process, "", None), *more]))
        return None

    def _moved(self, status: int, target: str) -> Response:
        return own_page(self.process, status, (("Location", target),))

    @staticmethod
    def _from_allowed(settings: Settings, address: str) -> bool:
        def within(name: str) -> bool:
            return any(_contains(cidr, address) for cidr in settings.words(name))

        if settings.text("denylist-source-range") and within("denylist-source-range"):
            return False
        lists = [name for name in ("whitelist-source-range", "allowlist-source-range") if settings.text(name)]
        return not lists or any(within(name) for name in lists)

    def _too_many(self, location: Location, peer: str) -> bool:
        """limit-rps and limit-rpm: a leaking bucket with room for five times as many at once."""
        settings = location.settings
        rate = float(settings.number("limit-rps")) or settings.number("limit-rpm") / 60
        if rate <= 0:
            return False
        burst = (settings.number("limit-rps") or settings.number("limit-rpm")) * settings.number(
            "limit-burst-multiplier", 5)  # fmt: skip
        now = self.process.clock.now
        level, last = self._buckets.get((peer, location), (0.0, now))
        level = max(0.0, level - (now - last) * rate)
        if level > burst:
            self._buckets[peer, location] = (level, now)
            return True
        self._buckets[peer, location] = (level + 1, now)
        return False

    def _password(self, trace: Trace, location: Location) -> Response | None:
        """401 unless the secret of `auth-secret` knows user and password."""
        settings, plane = location.settings, self.process.spec.plane
        realm = settings.text("auth-realm", "Authentication Required")
        namespace, slash, name = settings.text("auth-secret").rpartition("/")
        secret = plane.objects.get(SECRETS, namespace if slash else location.ingress[0], name) if plane else None
        if secret is None:
            return own_page(self.process, 503)
        data = {key: base64.b64decode(value).decode("utf-8", "replace")
                for key, value in (secret.get("data") or {}).items()}  # fmt: skip
        if settings.text("auth-secret-type", "auth-file") == "auth-map":
            lines = [f"{user}:{word}" for user, word in data.items()]
        else:
            lines = data.get("auth", "").splitlines()
        user = accepted(trace.request.headers.get("Authorization", ""), lines)
        if user is None:
            return own_page(self.process, 401, (("WWW-Authenticate", f'Basic realm="{realm}"'),))
        trace.user = user
        return None

    # The upstream

    def _proxy(self, trace: Trace, server: Server, location: Location, answer: Reply) -> None:
        canary = self.upstreams.chosen(location, trace.request)
        backend = canary.backend if canary is not None else location.backend
        trace.upstream = location.backend.upstream
        trace.alternative = canary.backend.upstream if canary is not None else ""
        places = self.upstreams.places(backend)
        settings = location.settings
        if not places:
            answer(own_page(self.process, 503, (HSTS,) if trace.tls else ()))
            return
        ordered = self.upstreams.order(backend, places)
        name = settings.text("session-cookie-name", "INGRESSCOOKIE") if settings.text("affinity") == "cookie" else ""
        known = cookies(trace.request).get(name, "") if name else ""
        if known:
            ordered = Upstreams.sticky(known, ordered)

        def finish(response: Response, place: Place) -> Response:
            more = list(_cors(settings)) if settings.flag("enable-cors") else []
            if name and not known:
                more.append(("Set-Cookie", self._cookie(name, settings, place, tls=trace.tls)))
            if trace.tls and self.config.get("hsts") != "false":
                more.append(HSTS)
            return Response(response.status, Headers([*response.headers.fields(), *more]), response.body,
                            response.channels)  # fmt: skip

        tls = settings.text("backend-protocol", "HTTP").upper() in {"HTTPS", "GRPCS"}
        self._try(trace, ordered, self._forwarded(trace, location), tls, answer, finish)

    def _cookie(self, name: str, settings: Settings, place: Place, *, tls: bool) -> str:
        parts = [f"{name}={affinity_cookie(place, self.process.clock.now)}"]
        if age := settings.text("session-cookie-max-age"):
            parts.append(f"Max-Age={age}")
        parts.append(f"Path={settings.text('session-cookie-path', '/')}")
        return "; ".join([*parts, *(["Secure"] if tls else []), "HttpOnly"])

    def _try(self, trace: Trace, places: list[Place], request: Request, tls: bool, answer: Reply,
             finish: Callable[[Response, Place], Response]) -> None:  # fmt: skip
        """Ask one place after the other, as proxy_next_upstream has it."""
        process = self.process
        attempts = (places * TRIES)[:TRIES] if len(places) > 1 else places
        silent = 0

        def back(place: Place, response: Response) -> None:
            size = len(response.body) if isinstance(response.body, bytes) else 0
            trace.attempts.append((f"{place[0]}:{place[1]}", size, response.status))
            kind = response.headers.get("Content-Type", "")
            length = size if isinstance(response.body, bytes) else None
            rest = [field for field in response.headers.fields() if field[0].lower() not in _HOP]
            fields = Headers([*head(process, kind, length), *rest])
            answer(finish(Response(response.status, fields, response.body, response.channels), place))

        for place in attempts:
            try:
                process.network.exchange(process.spec.interface, *place, request, partial(back, place), tls=tls)
            except ConnectError as problem:
                slow = problem.kind in {"timeout", "unreachable"}
                silent += slow
                trace.attempts.append((f"{place[0]}:{place[1]}", 0, 504 if slow else 502))
                self._complain(trace, place, problem)
                continue
            return
        status = 504 if silent else 502
        process.after(CONNECT_TIMEOUT * silent, lambda: answer(own_page(process, status)))

    def _complain(self, trace: Trace, place: Place, problem: ConnectError) -> None:
        from_ = f"client: {trace.request.peer}, server: {trace.request.headers.get('Host', '')}"
        reason = "110: Operation timed out" if problem.kind == "timeout" else "111: Connection refused"
        if problem.kind == "unreachable":
            reason = "113: Host is unreachable"
        self.process.log(
            f"{_stamp(self.process)} [error] 26#26: *{len(self.process.lines)} connect() failed ({reason}) while "
            f'connecting to upstream, {from_}, request: "{trace.request.method} {trace.request.target} HTTP/1.1", '
            f'upstream: "http://{place[0]}:{place[1]}{trace.request.target}", '
            f'host: "{trace.request.headers.get("Host", "")}"',
            "stderr",
        )

    def _forwarded(self, trace: Trace, location: Location) -> Request:
        request, settings = trace.request, location.settings
        host = request.headers.get("Host", "")
        scheme = "https" if trace.tls else "http"
        port = "443" if trace.tls else "80"
        before = request.headers.get("X-Forwarded-For", "")
        trusted = before and self.config.get("use-forwarded-headers") == "true"
        fields = [
            ("Host", settings.text("upstream-vhost") or host), ("X-Request-ID", trace.id), ("X-Real-IP", request.peer),
            ("X-Forwarded-For", f"{before}, {request.peer}" if trusted else request.peer), ("X-Forwarded-Host", host),
            ("X-Forwarded-Port", port), ("X-Forwarded-Proto", scheme), ("X-Forwarded-Scheme", scheme),
            ("X-Scheme", scheme),
        ]  # fmt: skip
        target = rewritten(request.target, location)
        if prefix := settings.text("x-forwarded-prefix"):
            fields.append(("X-Forwarded-Prefix", prefix))
        return Request(request.method, target, request.headers.having(*fields), request.body)


def _stamp(process: Process) -> str:
    return datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y/%m/%d %H:%M:%S")


def _contains(cidr: str, address: str) -> bool:
    try:
        return ip_address(address) in ip_network(cidr, strict=False)
    except ValueError:
        return False


def _cors(settings: Settings) -> tuple[tuple[str, str], ...]:
    methods = "GET, PUT, POST, DELETE, PATCH, OPTIONS"
    headers = (
        "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization"
    )
    return (
        ("Access-Control-Allow-Origin", settings.text("cors-allow-origin", "*")),
        ("Access-Control-Allow-Credentials", settings.text("cors-allow-credentials", "true")),
        ("Access-Control-Allow-Methods", settings.text("cors-allow-methods", methods)),
        ("Access-Control-Allow-Headers", settings.text("cors-allow-headers", headers)),
    )


def rewritten(target: str, location: Location) -> str:
    """The target after `rewrite "(?i)PATH" TARGET break`: captures are filled in, the query stays."""
    wanted = location.settings.text("rewrite-target")
    path, mark, query = target.partition("?")
    if not wanted:
        return target
    try:
        found = re2.search(f"(?i){location.path}", unquote(path))
    except re2.error:
        return target
    if found is None:
        return target
    groups = found.groups()
    text = re2.sub(r"\$(\d)", lambda number: _group(groups, int(number.group(1))), wanted)
    return f"{text if text.startswith('/') else '/' + text}{mark}{query}"


def _group(groups: tuple[str | None, ...], number: int) -> str:
    return (groups[number - 1] or "") if 0 < number <= len(groups) else ""
