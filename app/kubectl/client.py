"""HTTP with the API server: addresses, credentials, warnings, logging, and what goes wrong.

Follows kubernetes client-go/rest/request.go, transport/round_trippers.go, apimachinery/pkg/api/errors.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import quote as quote_path
from urllib.parse import urlencode

import orjson

from app.kubectl import http_log
from app.kubectl.errors import ConnectionFailure, StatusError, socket_error
from app.kubectl.identifying import PluginError, identified
from app.kubectl.klog import Klog
from app.kubectl.kubeconfig import ClientConfig, split_url
from app.kubectl.machine import Machine
from app.network.http import Headers, Request, Response, Stream
from app.network.network import ConnectError
from app.network.raw import HANG_UP
from app.sim.go_strings import quote

JSON = "application/json"
SAFE = "/$&+,:;=@~"  # what Go leaves as it is in a path, besides letters, digits and -_.
LARGE = 1 << 18  # bytes of an answer that take milliseconds to read
Query = list[tuple[str, str]]

# (reason, message) of an answer that is no Status; follows errors.NewGenericServerResponse
GENERIC = {
    400: ("BadRequest", "the server rejected our request for an unknown reason"),
    401: ("Unauthorized", "the server has asked for the client to provide credentials"),
    403: ("Forbidden", ""),
    404: ("NotFound", "the server could not find the requested resource"),
    405: ("MethodNotAllowed", "the server does not allow this method on the requested resource"),
    406: ("NotAcceptable", "the server was unable to respond with a content type that the client supports"),
    409: ("Conflict", "the server reported a conflict"),
    410: ("Gone", "the requested resource is gone"),
    413: ("RequestEntityTooLarge", "the request body was too large"),
    415: ("UnsupportedMediaType", "the body of the request was in an unknown format"),
    422: ("Invalid", "the server rejected our request due to an error in our request"),
    429: ("TooManyRequests", "the server has received too many requests and has asked us to try again later"),
    503: ("ServiceUnavailable", "the server is currently unable to handle the request"),
    504: ("Timeout", "the server was unable to return a response in the time allotted, but may still be processing "
          "the request"),
}  # fmt: skip


class Client:
    """One program's way to one server. `warnings` counts the warnings the server has sent; a program that `asks` wants
    a name and a password of who types, where the configuration has nothing of the kind."""

    def __init__(
        self, machine: Machine, config: ClientConfig, log: Klog, user_agent: str, *, asks: bool = True
    ) -> None:  # fmt: skip
        self.machine, self.config, self.log = machine, config, log
        self.user_agent = user_agent
        self.warnings = 0
        self.on_warning: Callable[[str], Awaitable[None]] | None = None
        self.unknown: frozenset[str] = frozenset()  # parameters that this release does not know and never sends
        self._warned: set[str] = set()
        self._began = self._identified = False
        self._asks = asks

    def url(self, path: str, query: Query | None = None) -> str:
        """The absolute URL of a path."""
        return self.config.url + self.target(path, query)

    def target(self, path: str, query: Query | None = None) -> str:
        """Path and query as on the request line; parameters sorted as url.Values.Encode does."""
        text = quote_path(self.config.prefix + path, safe=SAFE)
        if self.unknown and query:
            query = [pair for pair in query if pair[0] not in self.unknown]
        return f"{text}?{encode(query)}" if query else text

    async def send(
        self, method: str, path: str, *, query: Query | None = None, body: bytes = b"",
        content_type: str = "", accept: str = JSON, headers: Headers | None = None, timeout: float | None = None,
    ) -> Response:  # fmt: skip
        """One exchange, whatever its status; ConnectionFailure when there is none."""
        target = self.target(path, query)
        await self._identify(method, target)
        request = Request(method, target, self._headers(accept, content_type, headers), body,
                          identity=self.config.certificate)  # fmt: skip
        url = self.config.url + target
        if not self._began:
            self._began = True
            await http_log.gates(self.log)
        await http_log.asked(self.log, url, request, f"{self.config.host}:{self.config.port}")
        began = self.machine.now()
        await self._through_proxy(method, target)
        try:
            response = await self._exchange(request, timeout or self.config.timeout)
        except ConnectError as wrong:
            await http_log.answered(self.log, url, method, None, self.machine.now() - began)
            why = self._why(wrong, timeout or self.config.timeout)
            raise ConnectionFailure(method.capitalize(), url, self.config.netloc, why) from None
        await http_log.answered(self.log, url, method, response, self.machine.now() - began)
        await self._warn(response)
        return response

    async def _exchange(self, request: Request, timeout: float | None) -> Response:
        """One exchange; who only reads asks again when the server went away. Follows client-go/rest/with_retry.go."""
        host, port = self.config.host, self.config.port
        for _ in range(2 if request.method == "GET" else 1):
            response = await self.machine.http(host, port, request, tls=self.config.tls, timeout=timeout)
            if response is not HANG_UP:
                return response
        raise ConnectError("broken", host, port)

    async def _identify(self, method: str, target: str) -> None:
        """Once, before the first request: find out who we are."""
        if self._identified:
            return
        self._identified = True
        try:
            self.config = await identified(self.machine, self.config, asks=self._asks)
        except PluginError as wrong:
            url = self.config.url + target
            raise ConnectionFailure(method.capitalize(), url, self.config.netloc, str(wrong)) from None

    async def _through_proxy(self, method: str, target: str) -> None:
        """ConnectionFailure when the way leads through a proxy that is not there, or is none.

        No machine of the simulated network forwards connections, so whoever answers is no proxy.
        """
        if not self.config.proxy and self.config.scheme in ("http", "https"):
            return
        if not self.config.proxy:
            why = f"unsupported protocol scheme {quote(self.config.scheme)}"
        else:
            scheme, host, port, _ = split_url(self.config.proxy)
            try:
                asked = Request("CONNECT", self.config.netloc, Headers([("Host", self.config.netloc)]))
                response = await self.machine.http(host, port, asked, tls=scheme == "https")
                why = response.reason or "Bad Request"
            except ConnectError as wrong:
                why = f"proxyconnect tcp: {socket_error(wrong, host, port)}"
        raise ConnectionFailure(method.capitalize(), self.config.url + target, self.config.netloc, why)

    async def request(self, method: str, path: str, **options: Any) -> bytes:
        """The answer's body; StatusError for a refusal."""
        response = await self.send(method, path, **options)
        data = await body_of(response)
        await http_log.body(self.log, "Response Body", data)
        if response.status >= 400:
            raise refusal(response, data)
        return data

    async def json(self, method: str, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        """The answer as an object; `body` is an object to send."""
        if body is not None:
            options["body"] = body if isinstance(body, bytes) else orjson.dumps(body)
            options.setdefault("content_type", JSON)
        try:
            data = await self.request(method, path, **options)
        except StatusError as wrong:
            raise _about_resource(wrong, method, path) from None
        if len(data) > LARGE:
            await asyncio.sleep(0)  # others act between the server's work and ours
        try:
            found = orjson.loads(data) if data else {}
        except orjson.JSONDecodeError:
            raise StatusError({"message": "the server responded with something that is no JSON", "code": 0}) from None
        return dict(found)

    async def stream(self, path: str, *, query: Query | None = None, accept: str = JSON) -> AsyncIterator[bytes]:
        """The lines of an answer that goes on: a watch, a followed log. The stream is cancelled at the end."""
        response = await self.send("GET", path, query=query, accept=accept)
        if response.status >= 400:
            raise refusal(response, await body_of(response))
        async for line in lines(response):
            yield line

    def credentials(self) -> list[tuple[str, str]]:
        """The header fields that say who we are."""
        config = self.config
        if config.token:
            return [("Authorization", f"Bearer {config.token}"), *config.impersonate]
        if config.username:
            basic = base64.b64encode(f"{config.username}:{config.password}".encode()).decode()
            return [("Authorization", f"Basic {basic}"), *config.impersonate]
        return list(config.impersonate)

    def _headers(self, accept: str, content_type: str, more: Headers | None) -> Headers:
        fields = [("Accept", accept), ("User-Agent", self.user_agent)]
        if content_type:
            fields.append(("Content-Type", content_type))
        return Headers([*fields, *self.credentials(), *(more.fields() if more else [])])

    def _why(self, wrong: ConnectError, timeout: float | None) -> str:
        if timeout and wrong.kind not in ("unknown host", "refused", "unreachable", "not tls", "certificate", "broken"):
            return "net/http: request canceled (Client.Timeout exceeded while awaiting headers)"
        return socket_error(wrong, self.config.host, self.config.port)

    async def _warn(self, response: Response) -> None:
        for header in response.headers.all("Warning"):
            text = warning_text(header)
            self.warnings += 1
            if text and text not in self._warned and self.on_warning is not None:
                self._warned.add(text)
                await self.on_warning(text)


def encode(query: Query) -> str:
    """A query string as Go's url.Values.Encode writes it: sorted by key, blanks as plus signs."""
    return urlencode(sorted(query, key=lambda pair: pair[0]))


def _about_resource(wrong: StatusError, method: str, path: str) -> StatusError:
    """An answer that was no Status is told with what was asked for: `... (get crontabs.stable.example.com)`."""
    if "kind" in wrong.status.get("origin", {"kind": ""}):
        return wrong
    parts = path.strip("/").split("/")
    group, rest = (parts[1], parts[3:]) if parts[0] == "apis" else ("", parts[2:])
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        rest = rest[2:]
    if not rest:
        return wrong
    verb = {"GET": "get", "POST": "post", "PUT": "put", "PATCH": "patch", "DELETE": "delete"}[method]
    subject = " ".join([f"{rest[0]}.{group}" if group else rest[0], *rest[1:2]])
    return StatusError({**wrong.status, "message": f"{wrong.status['message']} ({verb} {subject})"}, wrong.prefix)


def warning_text(header: str) -> str:
    """The text of a `299 - "text"` header."""
    start = header.find('"')
    if start < 0:
        return ""
    text, escaped = "", False
    for char in header[start + 1 :]:
        if escaped:
            text, escaped = text + char, False
        elif char == "\\":
            escaped = True
        elif char == '"':
            return text
        else:
            text += char
    return text


async def body_of(response: Response) -> bytes:
    """All of an answer's body."""
    if isinstance(response.body, bytes):
        return response.body
    return b"".join([chunk async for chunk in response.body])


async def lines(response: Response) -> AsyncIterator[bytes]:
    """The body's lines as they come, newlines included; the last may lack one."""
    rest = b""
    try:
        async for chunk in chunks(response):
            rest += chunk
            while (end := rest.find(b"\n") + 1) > 0:
                yield rest[:end]
                rest = rest[end:]
        if rest:
            yield rest
    finally:
        if isinstance(response.body, Stream):
            response.body.cancel()


async def chunks(response: Response) -> AsyncIterator[bytes]:
    """The body as it comes."""
    if isinstance(response.body, bytes):
        if response.body:
            yield response.body
        return
    async for chunk in response.body:
        yield chunk


def refusal(response: Response, data: bytes) -> StatusError:
    """The error in an answer of 400 or more."""
    try:  # text is none that client-go has a decoder for
        text = response.headers.get("Content-Type", "").startswith("text/")
        status = None if text else orjson.loads(data)
    except orjson.JSONDecodeError:
        status = None
    if isinstance(status, dict) and status.get("kind") == "Status" and status.get("status") != "Success":
        return StatusError(status)
    said = data.decode("utf-8", "replace").strip()
    reason, message = GENERIC.get(response.status, ("", f"the server responded with the status code {response.status} "
                                                        "but did not return more information"))  # fmt: skip
    if response.status == 403:
        message = said or "the server does not allow access to the requested resource"
    elif response.status == 500:
        reason = "InternalError"
        message = f"an error on the server ({quote(said or 'unknown')}) has prevented the request from succeeding"
    return StatusError({"reason": reason, "message": message, "code": response.status, "origin": {}})
