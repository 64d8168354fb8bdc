"""`kubectl proxy`: the API server on a port of this machine."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import ExitError, KubectlError, PlainError
from app.kubectl.flags import Flag
from app.kubectl.proxy_server import ProxyServer, filter_of
from app.network.network import AddressInUseError
from app.sim.regular import PatternError

SHORT = "Serve the cluster's API on a port of this machine"
FLAGS = {"port": Flag("port", "int", "8001", "p", "The port to serve on; 0 takes a free one")}
EPHEMERAL = range(30000, 61000)  # ports to choose from


async def run(call: Call) -> None:
    """Serve until interrupted."""
    address, port = call.flags.text("address"), call.flags.number("port")
    if call.flags.text("unix-socket"):
        raise KubectlError("serving on a unix socket is not supported on this machine")
    try:
        allowed = filter_of(call)
    except PatternError as wrong:
        await call.log.line("F", "proxy_server.go:83", f"Error compiling re: {wrong}")
        raise ExitError(255) from None
    if allowed is None:
        await call.log.line("W", "proxy.go:175", "Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious")  # fmt: skip # noqa: E501
    files = call.flags.text("www")
    if files and not call.machine.kind_of(files):
        missing = f"Failed to stat static file directory {files}: stat {files}: no such file or directory"
        await call.log.line("W", "proxy.go:203", missing)
    if not 0 <= port <= 65535:
        raise KubectlError(f"listen tcp: address {port}: invalid port")
    server = ProxyServer(call, allowed)
    _ = call.config  # a broken configuration is told before anything is served
    for candidate in [port] if port else _free(call):
        try:
            await _serve(call, server, address, candidate)
        except AddressInUseError:
            if port:
                raise PlainError(f"error: listen tcp {address}:{port}: bind: address already in use") from None
            continue
        except OSError as wrong:
            raise KubectlError(f"listen tcp {address}:{candidate}: bind: {(wrong.strerror or '').lower()}") from None
        return


def _free(call: Call) -> list[int]:
    """Ports in an order that differs from process to process."""
    start = call.machine.pid() * 7919 % len(EPHEMERAL)
    return [EPHEMERAL[(start + step) % len(EPHEMERAL)] for step in range(256)]


async def _serve(call: Call, server: ProxyServer, address: str, port: int) -> None:
    async def ready() -> None:
        await call.say(f"Starting to serve on {address}:{port}")

    await call.machine.serve(address, port, server.handle, ready)
