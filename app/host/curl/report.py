"""What curl tells about a transfer: the progress meter, `-v`, `-w`, and the words of failed connections."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from app.host.curl.transfer import CurlError, Transfer, absolute, effective
from app.host.invocation import Invocation
from app.network.http import Headers, Request
from app.network.network import ConnectError

METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)
START = "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
WRITE_OUT = re.compile(r"%(?:\{([\w.]+)\}|(%))|\\([nrt\\])")
OLD_WORDS = {"refused": "Connection refused", "timeout": "Connection timed out", "unreachable": "No route to host"}
CIPHERS = {"TLSv1.3": "TLS_AES_128_GCM_SHA256", "TLSv1.2": "ECDHE-ECDSA-AES128-GCM-SHA256"}


def meter(size: int) -> str:
    """The progress meter of a transfer that took no time; of a failed one for size 0."""
    if not size:
        return f"{METER}\r{START}\r{START}\n"
    speed = _scaled(size * 100)
    row = f"100{_scaled(size):>6}  100{_scaled(size):>6}    0     0{speed:>7}      0"
    return f"{METER}\r{START}\r{row} --:--:-- --:--:-- --:--:--{speed:>6}\n"


def _scaled(size: int) -> str:
    """A size in at most five characters."""
    if size < 100_000:
        return str(size)
    return f"{size >> 10}k" if size < 10_000 << 10 else f"{size >> 20}M"


def before(request: Request, host: str, address: str, port: int, *, reachable: bool, tls: str, old: bool) -> str:
    """`-v` up to the end of the request."""
    lines = [f"*   Trying {address}:{port}..."]
    if host == "localhost" and not old:
        lines[:0] = [f"* Host {host}:{port} was resolved.", "* IPv6: (none)", "* IPv4: 127.0.0.1"]
    if not reachable:
        lines += [f"* connect to {address} port {port} failed: Connection refused"]
        lines += [f"* Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server"]
        lines += ["* Closing connection"]
        return "\n".join(lines) + "\n"
    lines.append(f"* Connected to {host} ({address}) port {port}{' (#0)' if old else ''}")
    if tls:
        lines.append(f"* SSL connection using {tls} / {CIPHERS[tls]} / X25519 / id-ecPublicKey")
    lines.append(f"> {request.method} {request.target} HTTP/1.1")
    lines += [f"> {name}: {value}" for name, value in request.headers.fields()]
    return "\n".join(lines) + "\n> \n"


def after(head: str) -> str:
    """`-v` of the response's head."""
    return "".join(f"< {line}\n" for line in head.replace("\r", "").split("\n")[:-1])


def connect_error(error: ConnectError, host: str, port: int, spent: int, *, limited: str, old: bool) -> CurlError:
    """curl's status and words; `spent` milliseconds; `limited` is `max-time`, `connect-timeout` or ``."""
    if error.kind == "unknown host":
        return CurlError(6, f"Could not resolve host: {host}")
    if error.kind == "not tls":
        if old:
            return CurlError(35, "gnutls_handshake() failed: An unexpected TLS packet was received.")
        return CurlError(35, "OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number")
    if error.kind == "tls version":
        return CurlError(35, "OpenSSL/3.0.13: error:0A00042E:SSL routines::tlsv1 alert protocol version")
    if error.kind == "timeout" and limited == "answer":
        return CurlError(28, f"Operation timed out after {spent} milliseconds with 0 bytes received")
    if error.kind == "timeout" and limited == "max-time":
        return CurlError(28, f"Connection timed out after {spent} milliseconds")
    if error.kind == "timeout" and limited and old:
        return CurlError(28, f"Connection timed out after {spent} milliseconds")
    if error.kind == "timeout" and limited:
        return CurlError(28, f"Failed to connect to {host} port {port} after {spent} ms: Timeout was reached")
    if old:
        return CurlError(7, f"Failed to connect to {host} port {port}: {OLD_WORDS.get(error.kind, error.kind)}")
    code = 28 if error.kind == "timeout" else 7
    return CurlError(code, f"Failed to connect to {host} port {port} after {spent} ms: Couldn't connect to server")


def write_out(pattern: str, transfer: Transfer, run: Invocation, path: str) -> str:
    """`-w`."""
    response, error = transfer.response, transfer.error
    spent = f"{max(0.0, transfer.ended - transfer.started) + 0.001:.6f}"
    headers = response.headers if response is not None else Headers()
    status = f"{response.status if response is not None else 0:03}"
    known = {
        "http_code": status, "response_code": status, "content_type": headers.get("Content-Type", ""),
        "size_download": str(transfer.size), "size_header": str(len(transfer.head)), "size_upload": "0",
        "time_total": spent, "time_connect": "0.000500", "time_namelookup": "0.000100", "time_starttransfer": spent,
        "time_appconnect": "0.000000", "time_pretransfer": "0.000600", "time_redirect": "0.000000",
        "speed_download": "0", "speed_upload": "0", "url": transfer.url,
        "url_effective": effective(transfer.last_url or transfer.url),
        "num_redirects": str(transfer.redirects), "redirect_url": transfer.redirect_url,
        "remote_ip": transfer.remote[0], "remote_port": str(transfer.remote[1]), "local_ip": run.host.interface.address,
        "local_port": "45678",
        "http_version": "1.1" if response is not None else "0", "method": transfer.method, "num_connects": "1",
        "scheme": urlsplit(absolute(transfer.url)).scheme, "exitcode": str(error.code if error else 0),
        "errormsg": error.text if error else "", "filename_effective": path, "ssl_verify_result": "0",
    }  # fmt: skip

    def replaced(found: re.Match[str]) -> str:
        if found[2]:
            return "%"
        if found[3]:
            return {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}[found[3]]
        return known.get(found[1], f"curl: unknown --write-out variable: '{found[1]}'\n")

    return WRITE_OUT.sub(replaced, pattern)
