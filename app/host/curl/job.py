"""One URL's transfer: connect, follow redirects, deliver the body, retry."""

from __future__ import annotations

import posixpath
from collections.abc import AsyncIterator
from urllib.parse import quote, urljoin, urlsplit

from app.host.curl import local, report, request
from app.host.curl.transfer import CurlError, Transfer, absolute, head_of, parts_of
from app.host.curl.trust import refusal, trusting
from app.host.invocation import Invocation
from app.host.options import Options
from app.network.http import Headers, Request, Response, Stream
from app.network.network import ConnectError, Listener, UntrustedError
from app.network.tls import VERSIONS, Trust

REDIRECTS = (301, 302, 303, 307, 308)
TRANSIENT = (408, 429, 500, 502, 503, 504)


class Job:
    """A URL and where it goes (`target` is what `-o` says)."""

    def __init__(self, run: Invocation, options: Options, url: str, target: str | None) -> None:
        self.run, self.options, self.url, self.target = run, options, url, target
        self.old = run.host.spec.style == "2018"
        self.path: str | None = None
        self._written = b""
        self._metered = False

    async def perform(self) -> int:
        """Transfer, with retries; curl's exit status."""
        attempts = int(self.options.last("retry", "0") or 0)
        delay = 1.0
        while True:
            transfer = Transfer(self.url, started=self.run.now())
            try:
                await self._transfer(transfer)
            except CurlError as error:
                transfer.error = error
            if attempts <= 0 or not self._transient(transfer):
                break
            attempts -= 1
            pause = float(self.options.last("retry-delay", "0") or 0) or delay
            await self.run.stderr.write(
                f"Warning: Problem: {_problem(transfer)}. Will retry in {pause:g} seconds. \n"
                f"Warning: {attempts + 1} {'retry' if not attempts else 'retries'} left.\n"
            )
            await self.run.sleep(pause)
            delay = min(delay * 2, 600)
        return await self._close(transfer)

    async def _close(self, transfer: Transfer) -> int:
        run, options = self.run, self.options
        transfer.ended = run.now()
        error = transfer.error
        if error is not None and error.code != 3 and not self._metered:
            await self._meter(0)
        if error is not None and ("silent" not in options or "show-error" in options):
            await run.stderr.write(f"curl: ({error.code}) {error.text}\n")
        if "write-out" in options:
            await run.stdout.write(report.write_out(options.last("write-out"), transfer, run, self.path or ""))
        return error.code if error is not None else 0

    def _transient(self, transfer: Transfer) -> bool:
        if transfer.error is None or transfer.error.code == 22:
            return transfer.response is not None and transfer.response.status in TRANSIENT
        if "retry-all-errors" in self.options:
            return True
        return transfer.error.code == 28 or (transfer.error.code == 7 and "retry-connrefused" in self.options)

    async def _transfer(self, transfer: Transfer) -> None:
        parts = urlsplit(absolute(transfer.url))
        if parts.scheme == "file":
            head, data = local.read(self.run, parts, old=self.old)
            only_head = "head" in self.options
            await self._meter(0 if only_head else len(data))
            transfer.size = 0 if only_head else len(data)
            await self._deliver(transfer, head if only_head else data)
            return
        method, body, query = await request.body_of(self.run, self.options)
        url = transfer.url + (("&" if "?" in transfer.url else "?") + query if query else "")
        limit = int(self.options.last("max-redirs", "50"))
        while True:
            response = await self._exchange(transfer, url, method, body)
            location = response.headers.get("Location", "")
            target = urljoin(absolute(url), location) if location and response.status in REDIRECTS else ""
            if not target or "location" not in self.options:
                transfer.redirect_url = target
                await self._receive(transfer, response)
                return
            if transfer.redirects >= limit:
                raise CurlError(47, f"Maximum ({limit}) redirects followed")
            transfer.redirects += 1
            if "include" in self.options or "head" in self.options:
                await self._deliver(transfer, transfer.head.encode())
            if response.status == 303 or (response.status in (301, 302) and method == "POST"):
                method, body = "GET", b""
            url = transfer.last_url = target

    async def _exchange(self, transfer: Transfer, url: str, method: str, body: bytes) -> Response:
        run, options = self.run, self.options
        parts = parts_of(url, old=self.old)
        tls, host = parts.scheme == "https", parts.hostname or ""
        port = parts.port or (443 if tls else 80)
        named = host if port == (443 if tls else 80) else f"{host}:{port}"
        fields = request.headers_of(run, options, named, body, length=bool(body) or method in ("POST", "PUT"))
        target = (quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/") + (f"?{parts.query}" if parts.query else "")
        identity = request.file_of(run, options.last("cert").partition(":")[0], 58) if "cert" in options else b""
        sent = Request(method, target, Headers(fields), body, identity=identity)
        place, where = self._place(host, port)
        address = run.host.resolve(place) or ""
        transfer.remote, transfer.method = (address, where), method
        trust = trusting(run, options, host, place) if tls else False
        if "verbose" in options:
            await self._talk(sent, host, address, where, trust)
        try:
            response = await run.http(place, where, sent, tls=trust, timeout=self._timeout(transfer, place, where))
        except UntrustedError as error:
            raise refusal(error, host, old=self.old) from None
        except ConnectError as error:
            spent = round((run.now() - transfer.started) * 1000)
            limited = self._limited(place, where)
            raise report.connect_error(error, host, where, spent, limited=limited, old=self.old) from None
        if response.status == 0:
            raise CurlError(52, "Empty reply from server")
        transfer.response, transfer.head = response, head_of(response)
        if "verbose" in options:
            await run.stderr.write(report.after(transfer.head))
        return response

    async def _talk(self, sent: Request, host: str, address: str, port: int, trust: Trust | bool) -> None:
        if not address:
            await self.run.stderr.write(f"* Could not resolve host: {host}\n* Closing connection\n")
            return
        server = self._server(address, port)
        spoken = server.versions() if server is not None and server.versions else VERSIONS
        tls = max(trust.versions & spoken, default="") if isinstance(trust, Trust) else ""
        await self.run.stderr.write(
            report.before(sent, host, address, port, reachable=server is not None, tls=tls, old=self.old)
        )

    def _place(self, host: str, port: int) -> tuple[str, int]:
        """Where to connect: --resolve and --connect-to first."""
        for text in self.options.all("resolve"):
            name, _, rest = text.lstrip("+*").partition(":")
            number, _, address = rest.partition(":")
            if name in (host, "*") and number == str(port):
                return address.partition(",")[0].strip("[]"), port
        for text in self.options.all("connect-to"):
            name, number, to, to_port = [*text.split(":"), "", "", ""][:4]
            if name in ("", host) and number in ("", str(port)):
                return to or host, int(to_port or port)
        return host, port

    def _timeout(self, transfer: Transfer, host: str, port: int) -> float | None:
        limits = []
        if "max-time" in self.options:
            limits.append(transfer.started + float(self.options.last("max-time")) - self.run.now())
        if "connect-timeout" in self.options and self._server(host, port) is None:
            limits.append(float(self.options.last("connect-timeout")))
        return max(0.001, min(limits)) if limits else None

    def _limited(self, host: str, port: int) -> str:
        """Which limit a timeout was."""
        if "max-time" in self.options and self._server(host, port) is not None:
            return "answer"
        return next((name for name in ("connect-timeout", "max-time") if name in self.options), "")

    def _server(self, host: str, port: int) -> Listener | None:
        try:
            return self.run.host.network.find(self.run.host.interface, host, port)
        except ConnectError:
            return None

    # -- the response

    async def _receive(self, transfer: Transfer, response: Response) -> None:
        options = self.options
        failed = response.status >= 400 and ("fail" in options or "fail-with-body" in options)
        if failed and "fail" in options:
            if isinstance(response.body, Stream):
                response.body.cancel()
            raise CurlError(22, f"The requested URL returned error: {response.status}")
        if "dump-header" in options:
            await self._dump(transfer.head.encode())
        if "include" in options or "head" in options:
            await self._deliver(transfer, transfer.head.encode())
        head = transfer.method == "HEAD"
        await self._meter(len(response.body) if isinstance(response.body, bytes) and not head else 0)
        if not head:
            async for data in self._chunks(transfer, response):
                transfer.size += len(data)
                await self._deliver(transfer, data)
        if self._saves and self.path is None:
            await self._deliver(transfer, b"")
        if "verbose" in options:
            host = parts_of(transfer.url, old=self.old).hostname
            await self.run.stderr.write(f"* Connection #0 to host {host} left intact\n")
        if failed:
            raise CurlError(22, f"The requested URL returned error: {response.status}")

    async def _chunks(self, transfer: Transfer, response: Response) -> AsyncIterator[bytes]:
        body = response.body
        if not isinstance(body, Stream):
            yield body
            return
        late = False

        def stop() -> None:
            nonlocal late
            late = True
            body.cancel()

        timer = None
        if "max-time" in self.options:
            end = transfer.started + float(self.options.last("max-time"))
            timer = self.run.host.clock.call_at(end, stop)
        try:
            async for data in body:
                yield data
        finally:
            if timer is not None:
                timer.cancel()
            body.cancel()
        if late:
            spent = round((self.run.now() - transfer.started) * 1000)
            text = f"Operation timed out after {spent} milliseconds with {transfer.size} bytes received"
            raise CurlError(28, text)

    @property
    def _saves(self) -> bool:
        return (self.target is not None and self.target != "-") or "remote-name" in self.options

    async def _deliver(self, transfer: Transfer, data: bytes) -> None:
        if not self._saves:
            await self.run.stdout.write(data)
            return
        if self.path is None:
            name = self.target or posixpath.basename(urlsplit(absolute(transfer.url)).path)
            if not name:
                raise CurlError(23, "Remote file name has no length!" if self.old else "Failed to extract a filename")
            self.path = self.run.path(name)
            if "create-dirs" in self.options:
                self.run.make_directory(posixpath.dirname(self.path))
        if self.path == "/dev/null":
            return
        self._written += data
        try:
            self.run.files.write_file(self.path, self._written)
        except OSError:
            raise CurlError(23, "Failure writing output to destination") from None

    async def _dump(self, head: bytes) -> None:
        name = self.options.last("dump-header")
        await self.run.stdout.write(head) if name == "-" else self.run.write_file(name, head)

    async def _meter(self, size: int) -> None:
        """The progress meter: only where the body does not go to the screen."""
        self._metered = True
        if any(name in self.options for name in ("silent", "no-progress-meter", "progress-bar")):
            return
        if self._saves or not self.run.stdout.isatty:
            await self.run.stderr.write(report.meter(size))


def _problem(transfer: Transfer) -> str:
    if transfer.error is not None and transfer.error.code in (7, 28):
        return {7: "connection refused", 28: "timeout"}[transfer.error.code]
    return "HTTP error"
