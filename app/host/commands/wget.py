"""wget: download a URL, over the simulated network only. Follows GNU wget 1.21."""

from __future__ import annotations

import posixpath
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from app.host import busybox_network
from app.host.curl.transfer import head_of
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.units import human
from app.network.http import Headers, Request, Response, Stream
from app.network.network import ConnectError, UntrustedError
from app.network.tls import AUTHORITY, EXPIRED, NAME, Trust

USAGE = Usage(
    "wget [OPTION]... [URL]...",
    "GNU Wget 1.21.4, a non-interactive network retriever.",
    (
        Option("q", "quiet", "", "quiet (no output)"),
        Option("O", "output-document", "FILE", "write documents to FILE"),
        Option("S", "server-response", "", "print server response"),
        Option("T", "timeout", "SECONDS", "set all timeout values to SECONDS"),
        Option("t", "tries", "NUMBER", "set number of retries to NUMBER (0 unlimits)"),
        Option("", "spider", "", "don't download anything"),
        Option("", "ca-certificate", "FILE", "file with the bundle of CAs"),
        Option("", "no-check-certificate", "", "don't validate the server's certificate"),
        Option("", "header", "STRING", "insert STRING among the headers"),
        Option("", "post-data", "STRING", "use the POST method; send STRING as the data"),
        Option("P", "directory-prefix", "PREFIX", "save files to PREFIX/.."),
        Option("n", "", "WHAT", "-nv: no verbose"),
        Option("", "no-verbose", "", "turn off verboseness, without being quiet"),
        Option("", "max-redirect", "NUMBER", "maximum redirections allowed per page"),
        Option("U", "user-agent", "AGENT", "identify as AGENT instead of Wget/VERSION"),
    ),
    status=2,
    version="GNU Wget 1.21.4 built on linux-gnu.",
)
REASONS = {"refused": "Connection refused", "timeout": "Connection timed out", "unreachable": "No route to host"}


async def main(run: Invocation) -> int:
    """Download every URL; the status of the last that failed."""
    if busybox_network.is_busybox(run):
        return await busybox_network.wget(run)
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\n")
        await run.stderr.write("Try `wget --help' for more options.\n")
        return 1
    status = 0
    for url in options.operands:
        status = await _Download(run, options).perform(url if "://" in url else f"http://{url}") or status
    return status


def _refusal(wrong: UntrustedError, host: str) -> str:
    """Follows wget src/openssl.c: ssl_check_certificate."""
    issuer, text = wrong.flaws[0].issuer, ""
    kinds = {flaw.kind: flaw for flaw in wrong.flaws}
    why = {AUTHORITY: "Unable to locally verify the issuer's authority.", EXPIRED: "Issued certificate has expired."}
    for kind in (AUTHORITY, EXPIRED):
        if kind in kinds:
            own = kinds[kind].is_own_issuer
            known = f"issued by ‘CN={issuer or 'kubernetes'}’"
            text = f"ERROR: cannot verify {host}'s certificate, {known}:\n"
            text += f"  {'Self-signed certificate encountered.' if own else why[kind]}\n"
            break
    if NAME in kinds:
        text += f"    ERROR: no certificate subject alternative name matches\n\trequested host name ‘{host}’.\n"
    return f"{text}To connect to {host} insecurely, use `--no-check-certificate'.\n"


class _Download:
    def __init__(self, run: Invocation, options: Options) -> None:
        self.run, self.options = run, options
        self.quiet = "quiet" in options
        self.brief = "no-verbose" in options or "n" in options

    async def say(self, text: str) -> None:
        if not self.quiet and not self.brief:
            await self.run.stderr.write(text)

    def stamp(self) -> str:
        return f"{datetime.fromtimestamp(int(self.run.now()), UTC):%Y-%m-%d %H:%M:%S}"

    async def perform(self, url: str) -> int:
        for _ in range(int(self.options.last("max-redirect", "20")) + 1):
            if "spider" in self.options:
                await self.say("Spider mode enabled. Check if remote file exists.\n")
            await self.say(f"--{self.stamp()}--  {url if urlsplit(url).path else url + '/'}\n")
            response = await self.ask(url)
            if isinstance(response, int):
                return response
            location = response.headers.get("Location", "")
            if response.status in (301, 302, 303, 307, 308) and location:
                await self.say(f"Location: {location} [following]\n")
                url = urljoin(url, location)
                continue
            return await self.save(url, response)
        await self.say(f"{self.options.last('max-redirect', '20')} redirections exceeded.\n")
        return 8

    async def ask(self, url: str) -> Response | int:
        run, options = self.run, self.options
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            await run.stderr.write(
                f"{url}: Unsupported scheme.\n" if parts.hostname else f"{url}: Invalid host name.\n"
            )
            return 1
        tls, host = parts.scheme == "https", parts.hostname
        port = parts.port or (443 if tls else 80)
        address = run.host.resolve(host)
        if host != address:
            await self.say(f"Resolving {host} ({host})... ")
            if address is None:
                await self.say("failed: Name or service not known.\n")
                if not self.quiet:
                    await run.stderr.write(f"wget: unable to resolve host address ‘{host}’\n")
                return 4
            await self.say(f"{address}\n")
        shown = f"{host} ({host})|{address}|:{port}" if host != address else f"{host}:{port}"
        await self.say(f"Connecting to {shown}... ")
        request = self.request(parts.path, parts.query, host if parts.port is None else f"{host}:{port}")
        timeout = float(options.last("timeout", "0") or 0) or None
        try:
            response = await run.http(host, port, request, tls=self.trust(host) if tls else False, timeout=timeout)
        except UntrustedError as error:
            await self.say("connected.\n")
            if not self.quiet:
                await run.stderr.write(_refusal(error, host))
            return 5
        except ConnectError as error:
            await self.say(f"failed: {REASONS.get(error.kind, error.kind)}.\n")
            return 4
        await self.say(f"connected.\nHTTP request sent, awaiting response... {response.status} {response.reason}\n")
        if "server-response" in options:
            await run.stderr.write("".join(f"  {line}\n" for line in head_of(response).split("\r\n")[:-2]))
        return response

    def trust(self, host: str) -> bool | Trust:
        """What is asked of the server: everything, or (True) nothing."""
        if "no-check-certificate" in self.options:
            return True
        path = self.options.last("ca-certificate")
        try:
            return Trust(host, self.run.read_file(path) if path else None, common_names=True)
        except OSError:  # GnuTLS goes on without
            return Trust(host, common_names=True)

    def request(self, path: str, query: str, host: str) -> Request:
        options = self.options
        fields = [
            ("User-Agent", options.last("user-agent", "Wget/1.21.4")), ("Accept", "*/*"),
            ("Accept-Encoding", "identity"), ("Host", host), ("Connection", "Keep-Alive"),
        ]  # fmt: skip
        fields += [
            (name.strip(), value.strip()) for name, _, value in (text.partition(":") for text in options.all("header"))
        ]
        body = options.last("post-data").encode()
        if body:
            fields += [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(body)))]
        method = "POST" if "post-data" in options else "HEAD" if "spider" in options else "GET"
        return Request(method, (path or "/") + (f"?{query}" if query else ""), Headers(fields), body)

    async def save(self, url: str, response: Response) -> int:
        run, options = self.run, self.options
        if response.status >= 400:
            if "spider" in options and response.status == 404:
                await self.say("Remote file does not exist -- broken link!!!\n\n")
                return 8
            await self.say(f"{self.stamp()} ERROR {response.status}: {response.reason}.\n\n")
            if self.brief and not self.quiet:
                await run.stderr.write(f"{url}:\n{self.stamp()} ERROR {response.status}: {response.reason}.\n")
            return 8
        if "spider" in options:
            await self.say("Remote file exists.\n\n")
            return 0
        name = options.last("output-document") or posixpath.basename(urlsplit(url).path) or "index.html"
        if "output-document" not in options:
            name = self.free(posixpath.join(options.last("directory-prefix"), name))
        size = len(response.body) if isinstance(response.body, bytes) else 0
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        length = f"{size} ({human(size)})" if size >= 1024 else str(size)
        await self.say(
            f"Length: {length}{f' [{kind}]' if kind else ''}\nSaving to: ‘{'STDOUT' if name == '-' else name}’\n\n"
        )
        data = bytearray()
        async for chunk in self.body(response):
            if name == "-":
                await run.stdout.write(chunk)
            data += chunk
        if name != "-":
            run.write_file(name, bytes(data))
        await self.say(
            f"{'-' if name == '-' else name[:19]:<19} 100%[===================>] {len(data):>7}  --.-KB/s    in 0s\n\n"
        )
        target = "written to stdout" if name == "-" else f"‘{name}’ saved"
        await self.say(f"{self.stamp()} (1.00 MB/s) - {target} [{len(data)}/{len(data)}]\n\n")
        if self.brief and not self.quiet:
            await run.stderr.write(f'{self.stamp()} URL:{url} [{len(data)}/{len(data)}] -> "{name}" [1]\n')
        return 0

    def free(self, name: str) -> str:
        """A name that no file has: `x`, `x.1`, `x.2`."""
        number, found = 0, name
        while self.run.kind_of(found):
            number += 1
            found = f"{name}.{number}"
        return found

    @staticmethod
    async def body(response: Response):  # type: ignore[no-untyped-def]
        if isinstance(response.body, Stream):
            async for chunk in response.body:
                yield chunk
        else:
            yield response.body
