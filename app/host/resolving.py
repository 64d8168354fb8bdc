"""Asking DNS servers from a machine's programs: nslookup, dig and host share it."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.network.dns import Answer, Question, candidates, is_address, reverse_name
from app.network.network import ConnectError

STUB = "127.0.0.53"
NO_SERVERS = ";; connection timed out; no servers could be reached\n"
TYPES = ("A", "AAAA", "ANY", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")


class NoServerError(Exception):
    """No DNS server answered."""


async def servers_of(run: Invocation, given: str) -> list[str]:
    """The DNS servers to ask: the one that was named, else the machine's own; NoServerError for an unknown name."""
    if given:
        address = run.host.resolve(given)
        if address is None:
            raise NoServerError(given)
        return [address]
    return list(run.host.interface.nameservers) or [STUB]


async def ask(run: Invocation, servers: list[str], question: Question, patience: float) -> tuple[str, Answer]:
    """(the server that answered, its answer); NoServerError after `patience` seconds for each that is silent."""
    for server in servers:
        try:
            return server, run.host.network.ask(run.host.interface, server, question)
        except ConnectError:
            await run.sleep(patience)
    raise NoServerError(servers[-1])


def names_to_try(run: Invocation, name: str) -> list[str]:
    """The full names that a resolver asks for."""
    interface = run.host.interface
    return list(candidates(name.lower(), interface.search, interface.ndots))


def reversed_if_address(name: str) -> tuple[str, bool]:
    """The name to ask for, and whether it is an address' own."""
    return (reverse_name(name), True) if is_address(name) else (name, False)


def dotted(kind: str, data: str) -> str:
    """A record's data with the last dots of its names."""
    return f"{data}." if kind in {"CNAME", "PTR", "SRV", "NS", "MX"} else data
