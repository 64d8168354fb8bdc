"""URLs, IP addresses and networks.

Follows kubernetes apiserver/pkg/cel/library/{urls,ip,cidr}.go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from app.cluster.cel.functions import Functions
from app.cluster.cel.values import CelError

_LOCAL_MULTICAST = {4: ip_network("224.0.0.0/24"), 6: ip_network("ff02::/16")}


@dataclass(frozen=True)
class Url:
    """An absolute URL or path."""

    parts: SplitResult
    cel_type = "kubernetes.URL"


@dataclass(frozen=True)
class Ip:
    """An address."""

    address: IPv4Address | IPv6Address
    cel_type = "net.IP"


@dataclass(frozen=True)
class Cidr:
    """An address with the network that it is in."""

    address: IPv4Address | IPv6Address
    network: IPv4Network | IPv6Network
    cel_type = "net.CIDR"


def _url(text: str) -> Url:
    parts = urlsplit(text)
    if not parts.scheme and not text.startswith("/"):
        raise CelError(f'URL parse error during conversion from string: parse "{text}": invalid URI for request')
    return Url(parts)


def _ip(text: str) -> Ip:
    try:
        found = ip_address(text)
    except ValueError:
        raise CelError(f'IP Address "{text}" parse error during conversion from string: '
                       f'ParseAddr("{text}"): unable to parse IP') from None  # fmt: skip
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        raise CelError(f'IPv4-mapped IPv6 address "{text}" is not allowed')
    if isinstance(found, IPv6Address) and found.scope_id:
        raise CelError(f'IP address "{text}" with zone value is not allowed')
    return Ip(found)


def _cidr(text: str) -> Cidr:
    address, slash, _ = text.partition("/")
    try:
        if not slash:
            raise ValueError
        return Cidr(ip_address(address), ip_network(text, strict=False))
    except ValueError:
        raise CelError(f'network address parse error during conversion from string: netip.ParsePrefix("{text}"): '
                       + ("no '/'" if not slash else "unable to parse IP")) from None  # fmt: skip


def _is(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def run(text: str) -> bool:
        try:
            parse(text)
        except CelError:
            return False
        return True

    return run


def _host(url: Url) -> str:
    return url.parts.netloc.rpartition("@")[2]


def _within(network: Cidr, other: Any) -> bool:
    if isinstance(other, str):
        other = _ip(other)
    address = other.address
    return bool(address.version == network.address.version and address in network.network)


def _around(network: Cidr, other: Any) -> bool:
    if isinstance(other, str):
        other = _cidr(other)
    return bool(network.network.version == other.network.version and other.network.subnet_of(network.network))


def _global_unicast(ip: Ip) -> bool:
    address = ip.address
    special = address.is_loopback or address.is_multicast or address.is_unspecified or address.is_link_local
    return not special and str(address) != "255.255.255.255"


def declare(functions: Functions) -> None:
    """Add them."""
    _declare_urls(functions)
    _declare_addresses(functions)
    functions.declare("cidr(string) -> net.CIDR", _cidr)
    functions.declare("isCIDR(string) -> bool", _is(_cidr))
    functions.declare("string(net.CIDR) -> string", _cidr_text)
    for kind in ("string", "net.IP"):
        functions.declare(f"net.CIDR::containsIP({kind}) -> bool", _within)
    for kind in ("string", "net.CIDR"):
        functions.declare(f"net.CIDR::containsCIDR({kind}) -> bool", _around)
    functions.declare("net.CIDR::ip() -> net.IP", lambda cidr: Ip(cidr.address))
    functions.declare("net.CIDR::masked() -> net.CIDR", lambda cidr: Cidr(cidr.network.network_address, cidr.network))
    functions.declare("net.CIDR::prefixLength() -> int", lambda cidr: cidr.network.prefixlen)


def _cidr_text(cidr: Cidr) -> str:
    return f"{cidr.address}/{cidr.network.prefixlen}"


def _declare_urls(functions: Functions) -> None:
    functions.declare("url(string) -> kubernetes.URL", _url)
    functions.declare("isURL(string) -> bool", _is(_url))
    texts: dict[str, Callable[[Url], str]] = {
        "getScheme": lambda url: url.parts.scheme,
        "getHost": _host,
        "getHostname": lambda url: _host(url).rpartition("]")[0].lstrip("[") or _host(url).partition(":")[0],
        "getPort": lambda url: _host(url).rpartition("]")[2].partition(":")[2],
        "getEscapedPath": lambda url: quote(url.parts.path, safe="/%:@!$&'()*+,;=~"),
    }
    for name, run in texts.items():
        functions.declare(f"kubernetes.URL::{name}() -> string", run)
    functions.declare(
        "kubernetes.URL::getQuery() -> map(string, list(string))",
        lambda url: parse_qs(url.parts.query, keep_blank_values=True),
    )


def _declare_addresses(functions: Functions) -> None:
    functions.declare("ip(string) -> net.IP", _ip)
    functions.declare("isIP(string) -> bool", _is(_ip))
    functions.declare("ip.isCanonical(string) -> bool", lambda text: str(_ip(text).address) == text)
    functions.declare("string(net.IP) -> string", lambda ip: str(ip.address))
    functions.declare("net.IP::family() -> int", lambda ip: ip.address.version)
    tests: dict[str, Callable[[Ip], bool]] = {
        "isUnspecified": lambda ip: ip.address.is_unspecified,
        "isLoopback": lambda ip: ip.address.is_loopback,
        "isLinkLocalMulticast": lambda ip: (
            ip.address in ip_network("224.0.0.0/24" if ip.address.version == 4 else "ff02::/16")
        ),
        "isLinkLocalUnicast": lambda ip: ip.address.is_link_local,
        "isGlobalUnicast": _global_unicast,
    }
    for name, run in tests.items():
        functions.declare(f"net.IP::{name}() -> bool", run)
