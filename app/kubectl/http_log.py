"""What `-v` tells of requests: from 6 the answer's line, from 7 header fields, from 8 bodies, from 9 a curl command.

Follows kubernetes client-go/transport/round_trippers.go: DebugWrappers; rest/helper.go; features/envvar.go.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.kubectl.klog import Klog
from app.network.http import Headers, Request, Response
from app.sim.go_strings import quote

PLACE = "round_trippers.go"
LIMITS = {8: 1024, 9: 10240}  # characters of a body that are shown
GATES = (
    ("AtomicFIFO", True), ("ClientsAllowCARotation", True), ("ClientsAllowCBOR", False),
    ("ClientsAllowTLSCacheGC", True), ("ClientsPreferCBOR", False), ("InOrderInformers", True),
    ("InOrderInformersBatchProcess", True), ("InformerResourceVersion", True), ("UnlockWhileProcessingFIFO", True),
    ("WatchListClient", True),
)  # fmt: skip
SECRET = "Authorization"


async def gates(log: Klog) -> None:
    """What the client library can do, told before its first request."""
    for name, enabled in GATES:
        text = f'"Feature gate default state" feature="{name}" enabled={str(enabled).lower()}'
        await log.info(1, "envvar.go:195", text)


async def asked(log: Klog, url: str, request: Request, place: str) -> None:
    """Before a request; `place` is the server's address."""
    if log.enabled(8, "helper.go"):
        await body(log, "Request Body", request.body)
    if not log.enabled(7, PLACE):
        return
    fields = _fields(request.headers)
    if log.enabled(9, PLACE):
        shown = " ".join(f'-H "{field}"' for field in fields)
        command = f"curl -v -X{request.method}  {shown} '{url}'"
        await log.line("I", "round_trippers.go:527", f'"Request" curlCommand={_block([command])}')
        trace = f'"HTTP Trace: Dial succeed" network="tcp" address="{place}"'
        await log.line("I", "round_trippers.go:562", trace)
        return
    text = f'"Request" verb="{request.method}" url="{url}" headers={_block(fields)}'
    await log.line("I", "round_trippers.go:527", text)


async def answered(log: Klog, url: str, method: str, response: Response | None, seconds: float) -> None:
    """After a request; None when there was no answer."""
    if not log.enabled(6, PLACE):
        return
    status = f"{response.status} {response.reason}" if response is not None else ""
    detailed = log.enabled(9, PLACE)
    parts = ['"Response"']
    if detailed or not log.enabled(7, PLACE):
        parts.append(f'verb="{method}" url="{url}"')
    parts.append(f'status="{status}"')
    if log.enabled(8, PLACE):
        parts.append(f"headers={_block(_fields(response.headers) if response is not None else [])}")
    spent = int(seconds * 1000)
    parts.append(f"milliseconds={spent}")
    if detailed:
        parts.append(f"dnsLookupMilliseconds=0 dialMilliseconds=0 tlsHandshakeMilliseconds=0 "
                     f"serverProcessingMilliseconds={spent}")  # fmt: skip
    await log.line("I", "round_trippers.go:632", " ".join(parts))


async def body(log: Klog, title: str, data: bytes) -> None:
    """A request's or an answer's body, shortened as far as the verbosity asks."""
    if not log.enabled(8, "helper.go"):
        return
    text = data.decode("utf-8", "replace")
    limit = LIMITS.get(log.verbosity, len(text))
    if len(text) > limit:
        text = f"{text[:limit]} [truncated {len(text) - limit} chars]"
    shown = _block(text.removesuffix("\n").split("\n")) if "\n" in text else quote(text)
    await log.line("I", "helper.go:105", f'"{title}" body={shown}')


def _fields(headers: Headers) -> list[str]:
    return sorted(f"{name}: {_masked(name, value)}" for name, value in headers.fields())


def _masked(name: str, value: str) -> str:
    return f"{value.partition(' ')[0]} <masked>" if name.title() == SECRET else value


def _block(lines: Iterable[str]) -> str:
    """Several lines as klog writes the value of a key."""
    return "<\n" + "".join(f"\t{line}\n" for line in lines) + " >"
