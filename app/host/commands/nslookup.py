"""nslookup: bind's on full systems, busybox' where the machine is one."""

from __future__ import annotations

import re

from app.host.invocation import Invocation
from app.host.resolving import (
    NO_SERVERS,
    TYPES,
    NoServerError,
    ask,
    dotted,
    names_to_try,
    reversed_if_address,
    servers_of,
)
from app.network.dns import NOERROR, Answer, Question, is_address, reverse_name

USAGE = "Usage: nslookup [-type=TYPE] [name | address] [server]\n"
BUSYBOX = "BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] "
BUSYBOX += "HOST [DNS_SERVER]\n\nQuery DNS about HOST\n\nQUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any\n"
BIND_PATIENCE, BUSYBOX_PATIENCE = 15.0, 5.0  # seconds for a silent server: three tries, and two within five seconds


async def main(run: Invocation) -> int:
    """Ask."""
    system = run.host.spec.system
    busybox = system is not None and system.ash and "dig" not in system.programs  # those that have it have bind
    if "--help" in run.args or "-h" in run.args:
        await run.stdout.write(BUSYBOX if busybox else USAGE)
        return 0
    kind, words = "", []
    for word in run.args:
        option, _, value = word.lstrip("-").partition("=")
        if not word.startswith("-"):
            words.append(word)
        elif option in {"type", "query", "querytype", "q"} and value.upper() in TYPES:
            kind = value.upper()
        elif option in {"type", "query", "querytype", "q"}:
            await run.stdout.write(f"unknown query type: {value}\n")
        elif option not in {"debug", "timeout", "retry", "port", "novc", "vc", "recurse", "norecurse"} or busybox:
            text = f"nslookup: unrecognized option: {option[:1]}\n{BUSYBOX}"
            await run.stderr.write(text if busybox else f"*** Invalid option: {option}\n")
            return 1
    if not words:
        await run.stderr.write(BUSYBOX if busybox else USAGE)
        return 1
    try:
        servers = await servers_of(run, words[1] if len(words) > 1 else "")
    except NoServerError:
        text = f"nslookup: couldn't get address for '{words[1]}': not found\n"
        await run.stderr.write(f"nslookup: bad address '{words[1]}'\n" if busybox else text)
        return 1
    try:
        if busybox and _is_old(run):
            return await _old_busybox(run, words[0], servers)
        return await (_busybox if busybox else _bind)(run, words[0], kind, servers)
    except NoServerError:
        await run.stdout.write(NO_SERVERS + "\n")
        return 1


async def _bind(run: Invocation, name: str, kind: str, servers: list[str]) -> int:
    asked, backwards = reversed_if_address(name)
    kind = "PTR" if backwards else kind or "A"
    found, server = Answer(), servers[0]
    for full in [asked] if backwards else names_to_try(run, name):
        server, found = await ask(run, servers, Question(full, kind), BIND_PATIENCE)
        if found.status == NOERROR and (found.records or full == name.rstrip(".").lower()):
            break
    head = "" if backwards else f"Server:\t\t{server}\nAddress:\t{server}#53\n\n"
    shown = asked if backwards else name
    if found.status != NOERROR:
        await run.stdout.write(f"{head}** server can't find {shown}: {found.status}\n\n")
        return 1
    if not found.records:
        await run.stdout.write(f"{head}*** Can't find {shown}: No answer\n\n")
        return 1
    text = head if found.authoritative else f"{head}Non-authoritative answer:\n"
    for one in found.records:
        text += _bind_line(one.name, one.type, one.data)
    if kind != "A" and not found.authoritative:
        text += "\nAuthoritative answers can be found from:\n"
    await run.stdout.write(text + "\n")
    return 0


_WORDS = {"CNAME": "canonical name", "PTR": "name", "SRV": "service", "TXT": "text", "NS": "nameserver"}


def _bind_line(name: str, kind: str, data: str) -> str:
    if kind in {"A", "AAAA"}:
        return f"Name:\t{name}\nAddress: {data}\n"
    return f"{name}\t{_WORDS.get(kind, kind.lower())} = {dotted(kind, data)}\n"


async def _busybox(run: Invocation, name: str, kind: str, servers: list[str]) -> int:
    """Follows busybox networking/nslookup.c: every name of the search list, A and AAAA, answers in that order."""
    asked, backwards = reversed_if_address(name)
    if backwards:
        questions = [Question(asked, "PTR")]
    elif kind:
        questions = [Question(name.rstrip("."), kind)]
    else:
        search = run.host.interface.search if "." not in name else ()
        names = [f"{name}.{domain}" for domain in search] or [name.rstrip(".")]
        questions = [Question(full.lower(), one) for one in ("A", "AAAA") for full in names]
    answers = []
    server = servers[0]
    for question in questions:
        server, found = await ask(run, servers, question, BUSYBOX_PATIENCE)
        answers.append((question, found))
    text = f"Server:\t\t{server}\nAddress:\t{server}:53\n\n"
    failed = False
    for question, found in answers:
        if found.status != NOERROR:
            text += f"** server can't find {question.name}: {found.status}\n\n"
            failed = True
            continue
        text += "" if found.authoritative else "Non-authoritative answer:\n"
        text += "".join(_busybox_line(one.name, one.type, one.data) for one in found.records)
        if not found.records and question.type not in {"A", "AAAA"}:
            text += f"*** Can't find {question.name}: No answer\n"
        text += "\n"
    await run.stdout.write(text)
    return int(failed)


def _busybox_line(name: str, kind: str, data: str) -> str:
    if kind in {"A", "AAAA"}:
        return f"Name:\t{name}\nAddress: {data}\n"
    return f"{name}\t{_WORDS.get(kind, kind.lower())} = {data}\n"


def _is_old(run: Invocation) -> bool:
    """busybox before 1.29 had a simple nslookup, which only knows what the C library finds out."""
    system = run.host.spec.system
    found = re.match(r"1\.(\d+)", system.version) if system is not None else None
    return found is not None and int(found[1]) < 29


async def _old_busybox(run: Invocation, name: str, servers: list[str]) -> int:
    """Follows busybox 1.28 networking/nslookup.c: print_host."""
    try:
        own = await _named(run, servers[0], servers)
        await run.stdout.write(f"Server:    {servers[0]}\nAddress 1: {servers[0]}{own}\n\n")
        addresses: list[str] = []
        for full in names_to_try(run, name):
            addresses = [name] if is_address(name) else (
                await ask(run, servers, Question(full, "A"), BUSYBOX_PATIENCE))[1].addresses()  # fmt: skip
            if addresses:
                break
        lines = [f"Address {n}: {one}{await _named(run, one, servers)}\n" for n, one in enumerate(addresses, 1)]
    except NoServerError:
        await run.stdout.write(f"Server:    {servers[0]}\nAddress 1: {servers[0]}\n\n")
        addresses = []
    if not addresses:
        await run.stderr.write(f"nslookup: can't resolve '{name}'\n")
        return 1
    await run.stdout.write(f"Name:      {name}\n{''.join(lines)}")
    return 0


async def _named(run: Invocation, address: str, servers: list[str]) -> str:
    _, found = await ask(run, servers, Question(reverse_name(address), "PTR"), BUSYBOX_PATIENCE)
    return f" {found.records[0].data}" if found.records else ""
