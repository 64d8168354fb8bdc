"""Downloads over the machine's network. Follows helm pkg/getter/httpgetter.go."""

from __future__ import annotations

from app.helm.errors import HelmError
from app.helm.version import USER_AGENT
from app.kubectl.client import body_of
from app.kubectl.kubeconfig import split_url
from app.kubectl.machine import Machine
from app.network.http import Headers, Request
from app.network.network import ConnectError, UntrustedError
from app.network.tls import Trust

_MAX_REDIRECTS = 10
TIMEOUT = 120.0


async def download(machine: Machine, url: str, timeout: float = TIMEOUT) -> bytes:
    """The body at a URL, within `timeout` seconds; HelmError in Go's words."""
    asked = url
    for _ in range(_MAX_REDIRECTS):
        scheme, host, port, _prefix = split_url(url)
        target = "/" + url.partition("://")[2].partition("/")[2]
        headers = Headers([("Host", url.partition("://")[2].partition("/")[0]), ("User-Agent", USER_AGENT)])
        try:
            response = await machine.http(host, port, Request("GET", target, headers), timeout=timeout,
                                          tls=Trust(host) if scheme == "https" else False)  # fmt: skip
        except ConnectError as wrong:
            raise HelmError(f'Get "{url}": {_why(wrong, host, port)}') from None
        location = response.headers.get("Location", "")
        if response.status in {301, 302, 303, 307, 308} and location:
            url = location if "://" in location else f"{scheme}://{host}{location}"
            continue
        if response.status != 200:
            raise HelmError(f"failed to fetch {asked} : {response.status} {response.reason}")
        return await body_of(response)
    raise HelmError(f'Get "{asked}": stopped after {_MAX_REDIRECTS} redirects')


def _why(wrong: ConnectError, host: str, port: int) -> str:
    if isinstance(wrong, UntrustedError):
        return f"tls: failed to verify certificate: x509: {wrong.flaws[0].text}"
    address = "127.0.0.1" if host == "localhost" else host
    return {
        "unknown host": f"dial tcp: lookup {host} on 127.0.0.53:53: no such host",
        "refused": f"dial tcp {address}:{port}: connect: connection refused",
        "unreachable": f"dial tcp {address}:{port}: connect: no route to host",
        "not tls": "http: server gave HTTP response to HTTPS client",
    }.get(wrong.kind, f"dial tcp {address}:{port}: i/o timeout")
