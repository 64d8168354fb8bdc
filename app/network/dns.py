"""DNS as the simulated machines speak it: questions, records, answers, and how a resolver tries names in turn.

Follows resolv.conf(5): names with fewer dots than `ndots` are tried with the search domains first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.network.network import Interface

NOERROR, NXDOMAIN, SERVFAIL, REFUSED = "NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED"
PORT = 53
_CHAIN = 8  # aliases that are followed


@dataclass(frozen=True)
class Question:
    """What is asked: a name without its last dot, lower case, and a type (A, AAAA, SRV, PTR, CNAME, TXT, ...)."""

    name: str
    type: str = "A"


@dataclass(frozen=True)
class Record:
    """One resource record; `data` is its text: an address, a name without its last dot, `0 100 80 web`."""

    name: str
    type: str
    data: str
    ttl: int = 30


@dataclass(frozen=True)
class Answer:
    """A server's reply: NOERROR, NXDOMAIN, SERVFAIL or REFUSED; `zone` is the one that a negative answer is about."""

    status: str = NOERROR
    records: tuple[Record, ...] = ()
    authoritative: bool = False
    zone: str = ""

    def addresses(self) -> list[str]:
        """The addresses in it."""
        return [one.data for one in self.records if one.type in {"A", "AAAA"}]


NameServer = Callable[["Interface", Question], Answer]
"""A DNS server: the asking machine and the question in, the answer out."""


@lru_cache(maxsize=1024)
def is_address(text: str) -> bool:
    """Whether a host is an IPv4 address."""
    parts = text.split(".")
    return len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts)


def reverse_name(address: str) -> str:
    """The name under which an address' own name is asked for."""
    return ".".join(reversed(address.split("."))) + ".in-addr.arpa"


def address_of_reverse(name: str) -> str:
    """The address in a reverse name; "" when it is none."""
    if not name.endswith(".in-addr.arpa"):
        return ""
    address = ".".join(reversed(name.removesuffix(".in-addr.arpa").split(".")))
    return address if is_address(address) else ""


def candidates(name: str, search: Iterable[str], ndots: int) -> Iterator[str]:
    """The names a resolver asks for, in order."""
    if name.endswith("."):
        yield name.rstrip(".")
        return
    if name.count(".") >= ndots:
        yield name
    for domain in search:
        yield f"{name}.{domain}"
    if name.count(".") < ndots:
        yield name


def from_records(records: Iterable[Record], question: Question, zone: str = "") -> Answer:
    """The answer that a list of records gives: aliases are followed, NXDOMAIN when the name is nowhere."""
    listed, wanted = list(records), question.name
    found: list[Record] = []
    for _ in range(_CHAIN):
        own = [one for one in listed if one.name == wanted]
        matching = [one for one in own if one.type == question.type]
        alias = next((one for one in own if one.type == "CNAME"), None)
        if matching or alias is None:
            known = bool(own) or bool(found)
            return Answer(NOERROR if known else NXDOMAIN, (*found, *matching), zone=zone)
        found.append(alias)
        wanted = alias.data
    return Answer(SERVFAIL)
