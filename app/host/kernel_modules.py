"""The kernel's modules: those that a node has loaded, and those that can be. What is loaded later is in /sys/module."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from app.host.files import Files

FOLDER = "/sys/module"


@dataclass(frozen=True)
class Module:
    """A module: its size in memory, what uses it, what it needs, and what `modinfo` says of it."""

    name: str
    size: int
    users: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    folder: str = "net/netfilter"
    description: str = ""
    author: str = ""


_MODULES = (
    Module("xt_MASQUERADE", 16384, (), ("nf_nat", "x_tables"), "net/netfilter",
           "Xtables: automatic-address SNAT", "Netfilter Core Team <coreteam@netfilter.org>"),
    Module("xt_conntrack", 12288, (), ("x_tables", "nf_conntrack"), "net/netfilter",
           "Xtables: connection tracking state match", "Marc Boucher <marc@mbsi.ca>"),
    Module("nf_nat", 61440, ("xt_MASQUERADE",), ("nf_conntrack", "nf_defrag_ipv6", "libcrc32c"), "net/netfilter",
           "Network address translation core"),
    Module("nf_conntrack", 200704, ("nf_nat", "xt_conntrack"), ("nf_defrag_ipv6", "nf_defrag_ipv4", "libcrc32c"),
           "net/netfilter"),
    Module("br_netfilter", 32768, (), ("bridge",), "net/bridge", "Linux ethernet netfilter firewall bridge",
           "Bart De Schuymer <bdschuym@pandora.be>"),
    Module("bridge", 421888, ("br_netfilter",), ("stp", "llc"), "net/bridge"),
    Module("overlay", 212992, (), (), "fs/overlayfs", "Overlay filesystem", "Miklos Szeredi <miklos@szeredi.hu>"),
)  # fmt: skip
_MORE = (
    Module("ip_vs", 221184, (), ("nf_conntrack", "nf_defrag_ipv6", "libcrc32c"), "net/netfilter/ipvs"),
    Module("ip_vs_rr", 12288, (), ("ip_vs",), "net/netfilter/ipvs"),
    Module("ip_vs_wrr", 12288, (), ("ip_vs",), "net/netfilter/ipvs"),
    Module("ip_vs_sh", 12288, (), ("ip_vs",), "net/netfilter/ipvs"),
    Module("ip_tables", 32768, (), ("x_tables",), "net/ipv4/netfilter", "IPv4 packet filter",
           "Netfilter Core Team <coreteam@netfilter.org>"),
    Module("nf_tables", 372736, (), ("libcrc32c", "nfnetlink"), "net/netfilter", "",
           "Patrick McHardy <kaber@trash.net>"),
    Module("vxlan", 155648, (), ("ip6_udp_tunnel", "udp_tunnel"), "drivers/net/vxlan",
           "Driver for VXLAN encapsulated traffic", "Stephen Hemminger <stephen@networkplumber.org>"),
    Module("wireguard", 114688, (), ("curve25519-x86_64", "libcurve25519-generic", "ip6_udp_tunnel", "udp_tunnel"),
           "drivers/net/wireguard", "WireGuard secure network tunnel", "Jason A. Donenfeld <Jason@zx2c4.com>"),
    Module("nfs", 569344, (), ("lockd", "fscache", "netfs", "sunrpc"), "fs/nfs", "",
           "Olaf Kirch <okir@monad.swb.de>"),
    Module("dummy", 12288, (), (), "drivers/net"),
)  # fmt: skip
KNOWN = {one.name: one for one in (*_MODULES, *_MORE)}


def loaded(files: Files) -> list[Module]:
    """What is loaded, the latest first."""
    later = files.list_directory(FOLDER) if files.kind_of(FOLDER) == "directory" else ()
    return [*(KNOWN[name] for name in later if name in KNOWN), *_MODULES]


def load(files: Files, name: str) -> None:
    """Load one of the known modules and what it needs of them."""
    for one in (*KNOWN[name].needs, name):
        if one in KNOWN and KNOWN[one] not in _MODULES:
            files.make_directory(posixpath.join(FOLDER, one))


def unload(files: Files, name: str, *, needed: bool = False) -> bool:
    """Take a module out that nobody uses, with `needed` also what it alone needed; False when it is in use."""
    if KNOWN[name] in _MODULES or users(files, KNOWN[name]):
        return False
    files.remove(posixpath.join(FOLDER, name))
    later = {one.name for one in loaded(files)} - {one.name for one in _MODULES}
    for one in KNOWN[name].needs if needed else ():
        if one in later:
            unload(files, one, needed=True)
    return True


def users(files: Files, module: Module) -> list[str]:
    """Which loaded modules use it."""
    later = [one.name for one in loaded(files) if module.name in one.needs and one.name not in module.users]
    return [*module.users, *(name for name in later if KNOWN[name] not in _MODULES)]
