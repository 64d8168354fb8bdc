"""How an API server finds its etcd: it tries for a while, says what stands in the way, and gives up.

Follows kubernetes apiserver/pkg/storage/storagebackend/factory/etcd3.go (dialTimeout),
pkg/controlplane/apiserver (NewLeases) and grpc-go's clientconn.go and backoff.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from app.cluster.control.components import SERVER
from app.cluster.images.image import Process
from app.cluster.images.klog import log
from app.network.http import Request, Response
from app.network.network import ConnectError, UntrustedError
from app.network.raw import HANG_UP
from app.network.tls import Trust

WAITS = "waits for etcd until"  # in the process's data: a moment
PATIENCE = 20.0  # seconds for a connection
PAUSES = (1.0, 1.6, 2.6, 4.1, 6.6)  # seconds between attempts
DEADLINE = "error creating storage factory: context deadline exceeded"
KILLED = 255  # the status of who ends with a fatal message
PORT = "42360"  # where a connection comes from, in a message
UNREACHABLE = {"refused": "connect: connection refused", "unreachable": "connect: no route to host"}


def connect(process: Process, flags: dict[str, str], begin: Callable[[], None]) -> None:
    """Go on with `begin` once there is an etcd; end with a message when there is none in time."""
    stalled = process.spec.plane.components.stalled if process.spec.plane is not None else set()

    def attempt(pauses: tuple[float, ...]) -> None:
        if process.clock.now >= process.data[WAITS]:
            log(process, "F", f"instance.go:233] Error creating leases: {DEADLINE}")
            process.exit(KILLED)
        elif why := problem(process, flags):
            log(process, "W", f"logging.go:55] {why}")
            left = process.data[WAITS] - process.clock.now
            process.after(min(pauses[0], left) if pauses else left, lambda: attempt(pauses[1:]))
        else:
            del process.data[WAITS]
            stalled.discard(SERVER)
            begin()

    if process.restored and WAITS not in process.data:
        begin()  # it has found one long ago
        return
    stalled.add(SERVER)
    process.data.setdefault(WAITS, process.clock.now + PATIENCE)
    attempt(PAUSES)


def problem(process: Process, flags: dict[str, str]) -> str:
    """What keeps an API server from all of its etcds, as grpc logs it for the first; "" when one of them answers."""
    found = [_problem(process, flags, url.strip()) for url in flags.get("etcd-servers", "").split(",")]
    if not all(found):
        return ""
    place = flags.get("etcd-servers", "").split(",")[0].strip()
    parts = urlsplit(place)
    address = parts.netloc if parts.scheme in {"http", "https", "unix", "unixs"} else place
    about = (f'Addr: "{address}", ServerName: "{parts.netloc}", BalancerAttributes: '
             '{"<%!p(pickfirstleaf.managedByPickfirstKeyType={})>": "<%!p(bool=true)>" }')  # fmt: skip
    return (f"[core] [Channel #1 SubChannel #3]grpc: addrConn.createTransport failed to connect to {{{about}}}. "
            f'Err: connection error: desc = "{found[0]}"')  # fmt: skip


def _problem(process: Process, flags: dict[str, str], url: str) -> str:
    """Why one of them cannot be reached; "" when it can."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 0
    if parts.scheme not in {"http", "https"}:
        return f"transport: Error while dialing: dial tcp: address {url}: too many colons in address"
    secure = parts.scheme == "https"
    trust = Trust(host, process.read(flags.get("etcd-cafile", ""))) if secure else False
    shown = process.read(flags.get("etcd-certfile", "")) or b""
    answers: list[Response] = []
    try:
        process.network.exchange(process.spec.interface, host, port, Request("GET", "/health", identity=shown),
                                 answers.append, tls=trust)  # fmt: skip
    except UntrustedError as wrong:
        return ("transport: authentication handshake failed: tls: failed to verify certificate: x509: "
                f"{wrong.flaws[0].text}")  # fmt: skip
    except ConnectError as wrong:
        return _unreached(wrong, host, port)
    if answers and answers[0] is HANG_UP:
        return "error reading server preface: remote error: tls: unknown certificate authority"
    if not answers or answers[0].status >= 400:
        ends = f"127.0.0.1:{PORT}->{host}:{port}"
        return f"error reading server preface: read tcp {ends}: read: connection reset by peer"
    return ""


def _unreached(wrong: ConnectError, host: str, port: int) -> str:
    if wrong.kind == "not tls":
        return "transport: authentication handshake failed: tls: first record does not look like a TLS handshake"
    if wrong.kind == "unknown host":
        return f"transport: Error while dialing: dial tcp: lookup {host}: no such host"
    return f"transport: Error while dialing: dial tcp {host}:{port}: {UNREACHABLE.get(wrong.kind, 'i/o timeout')}"
