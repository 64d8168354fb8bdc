"""nslookup: bind's on full systems, busybox' where the machine is one."""

from __future__ import annotations

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
from app.network.dns import NOERROR, Answer, Question

USAGE = "Usage: nslookup [-type=TYPE] [name | address] [server]\n"
BUSYBOX = "BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] "
BUSYBOX += "HOST [DNS_SERVER]\n\nQuery DNS about HOST\n\nQUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any\n"
BIND_PATIENCE, BUSYBOX_PATIENCE = 15.0, 5.0  # seconds for a silent server: three tries, and two within five seconds


async def main(run: Invocation) -> int:
    """Ask."""
    busybox = run.host.spec.system is not None and run.host.spec.system.ash
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
