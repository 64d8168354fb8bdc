"""busybox' wget and nc, which word things in their own way.

Follows busybox networking/wget.c, nc_bloaty.c and libbb/xconnect.c.
"""

from __future__ import annotations

import posixpath
from urllib.parse import urljoin, urlsplit

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.network.http import Headers, Request, Response, Stream
from app.network.network import ConnectError

WGET = Usage(
    "wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR] [-P DIR] [-U AGENT] [-T SEC] URL...",
    "Retrieve files via HTTP or FTP",
    (
        Option("", "spider", "", "Only check URL existence: $? is 0 if exists"),
        Option("", "header", "STR", "Add STR (of form 'header: value') to headers"),
        Option("", "post-data", "STR", "Send STR using POST method"),
        Option("", "no-check-certificate", "", "Don't validate the server's certificate"),
        Option("c", "continue", "", "Continue retrieval of aborted transfer"),
        Option("q", "quiet", "", "Quiet"),
        Option("S", "server-response", "", "Show server response"),
        Option("P", "directory-prefix", "DIR", "Save to DIR (default .)"),
        Option("T", "timeout", "SEC", "Network read timeout is SEC seconds"),
        Option("O", "output-document", "FILE", "Save to FILE ('-' for stdout)"),
        Option("o", "output-file", "LOGFILE", "Log messages to FILE"),
        Option("U", "user-agent", "STR", "Use STR for User-Agent header"),
        Option("Y", "proxy", "on/off", "Use proxy"),
        Option("t", "tries", "N", "Retry N times"),
    ),
)
REASONS = {"refused": "Connection refused", "timeout": "Connection timed out", "unreachable": "Host is unreachable"}
PATIENCE = 900.0  # seconds without -T


def is_busybox(run: Invocation) -> bool:
    """Whether the machine's tools are busybox'."""
    return run.host.spec.system is not None and run.host.spec.system.ash


async def wget(run: Invocation) -> int:
    """Download; 1 for every failure."""
    options = await Options.read(run, WGET)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write(f"BusyBox v1.37.0 multi-call binary.\n\nUsage: {WGET.line}\n")
        return 1
    for url in options.operands:
        status = await _download(run, options, url if "://" in url else f"http://{url}")
        if status:
            return status
    return 0


async def _download(run: Invocation, options: Options, url: str) -> int:
    quiet = "quiet" in options
    for _ in range(5):
        parts = urlsplit(url)
        host, tls = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if tls else 80)
        address = run.host.resolve(host)
        if address is None:
            await run.stderr.write(f"wget: bad address '{parts.netloc}'\n")
            return 1
        if not quiet:
            await run.stderr.write(f"Connecting to {parts.netloc} ({address}:{port})\n")
        timeout = float(options.last("timeout", "0") or 0) or PATIENCE
        if tls and "no-check-certificate" not in options:
            await run.stderr.write("wget: note: TLS certificate validation not implemented\n")
        try:
            response = await run.http(host, port, _request(options, parts.path, parts.query, parts.netloc), tls=tls,
                                      timeout=timeout)  # fmt: skip
        except ConnectError as error:
            late = error.kind == "timeout"
            reason = f"can't connect to remote host ({address}): {REASONS.get(error.kind, error.kind)}"
            await run.stderr.write(f"wget: {'download timed out' if late else reason}\n")
            return 1
        if "server-response" in options:
            lines = [f"HTTP/1.1 {response.status} {response.reason}",
                     *(f"{name}: {value}" for name, value in response.headers.fields()), ""]  # fmt: skip
            await run.stderr.write("".join(f"  {line}\n" for line in lines))
        if response.status in {301, 302, 303, 307, 308} and response.headers.get("Location"):
            url = urljoin(url, response.headers["Location"])
            continue
        if response.status >= 400:
            await run.stderr.write(f"wget: server returned error: HTTP/1.1 {response.status} {response.reason}\n")
            return 1
        return await _save(run, options, url, response)
    await run.stderr.write("wget: too many redirections\n")
    return 1


def _request(options: Options, path: str, query: str, host: str) -> Request:
    given = [text.partition(":") for text in options.all("header")]
    fields = [("Host", host), ("User-Agent", options.last("user-agent", "Wget")), ("Connection", "close")]
    headers = Headers(fields).having(*((name.strip(), value.strip()) for name, _, value in given))
    body = options.last("post-data").encode()
    if body:
        length = ("Content-Length", str(len(body)))
        headers = headers.having(("Content-Type", "application/x-www-form-urlencoded"), length)
    method = "POST" if body else "HEAD" if "spider" in options else "GET"
    return Request(method, (path or "/") + (f"?{query}" if query else ""), headers, body)


async def _save(run: Invocation, options: Options, url: str, response: Response) -> int:
    quiet = "quiet" in options
    if "spider" in options:
        if not quiet:
            await run.stderr.write("remote file exists\n")
        return 0
    name = options.last("output-document") or posixpath.basename(urlsplit(url).path) or "index.html"
    if "output-document" not in options:
        name = posixpath.join(options.last("directory-prefix"), name)
        if run.kind_of(name):
            await run.stderr.write(f"wget: can't open '{name}': File exists\n")
            return 1
    if not quiet:
        await run.stderr.write("writing to stdout\n" if name == "-" else f"saving to '{name}'\n")
    data = bytearray()
    if isinstance(response.body, Stream):
        async for chunk in response.body:
            data += chunk
    else:
        data += response.body
    if name == "-":
        await run.stdout.write(bytes(data))
    else:
        run.write_file(name, bytes(data))
    if not quiet:
        await run.stderr.write(f"{name[:20]:<20} 100% |{'*' * 32}| {len(data):>5}  0:00:00 ETA\n")
        await run.stderr.write("written to stdout\n" if name == "-" else f"'{name}' saved\n")
    return 0


async def nc(run: Invocation, options: Options) -> int | None:
    """Try a connection; None when there is one and something to send over it."""
    host, port = options.operands[0], int(options.operands[1])
    address = run.host.resolve(host)
    if address is None:
        await run.stderr.write(f"nc: bad address '{host}'\n")
        return 1
    shown = f"{host} ({address}:{port})"
    try:
        run.host.network.knock(run.host.interface, address, port)
    except ConnectError as error:
        if error.kind in {"timeout", "unreachable"}:
            await run.sleep(float(options.last("w", "134") or 134))
        await run.stderr.write(f"nc: {shown}: {REASONS.get(error.kind, error.kind)}\n")
        return 1
    if "v" in options:
        await run.stderr.write(f"{shown} open\n")
    return 0 if "z" in options else None
