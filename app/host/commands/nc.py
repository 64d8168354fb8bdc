"""nc: try a connection, send something over it, or wait for one."""

from __future__ import annotations

from app.host import busybox_network, inbound
from app.host.curl.transfer import head_of
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.network.http import Headers, Request, Stream
from app.network.network import ConnectError
from app.network.raw import raw

NAMES = ("nc", "netcat", "ncat", "telnet")
USAGE = Usage(
    "nc [-hnvz] [-w timeout] [destination] [port]",
    "",
    (
        Option("z", "", "", "zero-I/O mode: only scan for listening daemons"),
        Option("v", "", "", "verbose"),
        Option("n", "", "", "suppress name/port resolutions"),
        Option("w", "", "timeout", "timeout for connects and final net reads"),
        Option("N", "", "", "shutdown the network socket after EOF on stdin"),
        Option("l", "", "", "listen mode, for inbound connects"),
        Option("k", "", "", "keep inbound sockets open for multiple connects"),
        Option("p", "", "port", "specify local port for remote connects"),
        Option("s", "", "sourceaddr", "local source address"),
        Option("4", "", "", "use IPv4"),
        Option("q", "", "secs", "quit after EOF on stdin and delay of secs"),
    ),
)
BUSYBOX_USAGE = Usage(
    "nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen",
    "",
    (*USAGE.options, Option("e", "", "PROG", "Run PROG after connect (must be last)")),
    ends="e",
)
WORDS = {"refused": "Connection refused", "timeout": "Connection timed out", "unreachable": "No route to host"}


async def main(run: Invocation) -> int:
    """Connect, send standard input as a request, print the answer."""
    options = await Options.read(run, BUSYBOX_USAGE if busybox_network.is_busybox(run) else USAGE)
    if options is None:
        return 0
    if "l" in options:
        return await inbound.nc(run, options)
    if len(options.operands) < 2 or not options.operands[1].isdigit():
        await run.stderr.write(f"usage: {USAGE.line}\n")
        return 1
    host, port = options.operands[0], int(options.operands[1])
    if busybox_network.is_busybox(run):
        found = await busybox_network.nc(run, options)
        return found if found is not None else await _exchange(run, host, port, await run.stdin.read())
    try:
        run.host.network.knock(run.host.interface, host, port)
    except ConnectError as error:
        if error.kind == "unknown host":
            if run.name == "telnet":
                await run.stderr.write(f"telnet: could not resolve {host}/{port}: Name or service not known\n")
                return 1
            await run.stderr.write(f'nc: getaddrinfo for host "{host}" port {port}: Name or service not known\n')
            return 1
        if error.kind in ("timeout", "unreachable"):
            await run.sleep(float(options.last("w", "134") or 134))
        address = run.host.resolve(host)
        if run.name == "telnet":
            await run.stdout.write(f"Trying {address}...\n")
            why = WORDS.get(error.kind, error.kind)
            await run.stderr.write(f"telnet: Unable to connect to remote host: {why}\n")
        elif "v" in options:
            await run.stderr.write(
                f"nc: connect to {host} ({address}) port {port} (tcp) failed: {WORDS.get(error.kind, error.kind)}\n"
            )
        return 1
    if "v" in options:
        await run.stderr.write(f"Connection to {host} {port} port [tcp/*] succeeded!\n")
    if run.name == "telnet":
        place = f"Trying {run.host.resolve(host)}...\nConnected to {host}.\nEscape character is '^]'.\n"
        await run.stdout.write(place)
    if "z" in options:
        return 0
    return await _exchange(run, host, port, await run.stdin.read())


async def _exchange(run: Invocation, host: str, port: int, data: bytes) -> int:
    head, _, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    words = lines[0].split()
    if not words:
        return 0
    if not words[-1].startswith("HTTP/"):  # another protocol: as it is
        answer = await run.http(host, port, raw(data), timeout=60.0)
        if answer.status == 200 and isinstance(answer.body, bytes):
            await run.stdout.write(answer.body)
        return 0
    fields = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:] if line)]
    response = await run.http(host, port, Request(words[0], words[1], Headers(fields), body))
    await run.stdout.write(head_of(response))
    if isinstance(response.body, Stream):
        async for chunk in response.body:
            await run.stdout.write(chunk)
    else:
        await run.stdout.write(response.body)
    return 0
