"""dig: ask a DNS server, and show what it said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.host.invocation import Invocation
from app.host.resolving import NO_SERVERS, TYPES, NoServerError, ask, dotted, names_to_try, servers_of
from app.network.dns import NOERROR, Answer, Question, reverse_name

VERSION = "9.18.39-0ubuntu0.24.04.2-Ubuntu"
PATIENCE = 15.0  # seconds for a silent server: three tries
SWITCHES = {"short", "noall", "all", "answer", "noanswer", "search", "nosearch", "tcp", "notcp", "recurse",
            "norecurse", "stats", "nostats", "comments", "nocomments", "question", "noquestion", "cmd", "nocmd",
            "time", "tries", "timeout", "retry", "ndots"}  # fmt: skip


@dataclass
class _Query:
    """What the command line asks."""

    name: str = ""
    type: str = "A"
    server: str = ""
    backwards: bool = False
    switches: set[str] = field(default_factory=set)


def _parse(words: list[str]) -> _Query | str:
    """The query, or the word that dig does not know."""
    query = _Query()
    while words:
        word = words.pop(0)
        if word.startswith("@"):
            query.server = word[1:]
        elif word.startswith("+"):
            if word[1:].partition("=")[0] not in SWITCHES:
                return word
            query.switches.add(word[1:].partition("=")[0])
        elif word == "-x" and words:
            query.name, query.type, query.backwards = reverse_name(words.pop(0)), "PTR", True
        elif word == "-t" and words:
            query.type = words.pop(0).upper()
        elif word.startswith("-"):
            return word
        elif word.upper() in TYPES and (query.name or words):
            query.type = word.upper()
        else:
            query.name = word
    return query


async def main(run: Invocation) -> int:
    """Ask."""
    if "-h" in run.args or "--help" in run.args:
        await run.stdout.write("Usage:  dig [@global-server] [domain] [q-type] {q-opt}\n")
        return 0
    query = _parse(list(run.args))
    if isinstance(query, str):
        await run.stderr.write(f"Invalid option: {query}\n")
        return 1
    title = f"\n; <<>> DiG {VERSION} <<>> {' '.join(run.args)}\n;; global options: +cmd\n"
    try:
        servers = await servers_of(run, query.server)
    except NoServerError:
        await run.stderr.write(f"dig: couldn't get address for '{query.server}': not found\n")
        return 10
    searched = "search" in query.switches and not query.backwards
    names = names_to_try(run, query.name) if searched else [query.name.rstrip(".").lower()]
    began, found, at, asked = run.now(), Answer(), servers[0], names[0]
    for asked in names:
        try:
            at, found = await ask(run, servers, Question(asked, query.type), PATIENCE)
        except NoServerError:
            await run.stdout.write(("" if "short" in query.switches else title) + NO_SERVERS)
            return 9
        if found.status == NOERROR and found.records:
            break
    rows = "".join(_row(one.name, one.ttl, one.type, one.data) for one in found.records)
    if "short" in query.switches:
        await run.stdout.write("".join(f"{dotted(one.type, one.data)}\n" for one in found.records))
    elif "noall" in query.switches:
        await run.stdout.write(rows if "answer" in query.switches else "")
    else:
        body = _body(run, asked, query.type, found, rows)
        await run.stdout.write(title + body + _statistics(run, at, began, len(rows)))
    return 0


def _row(name: str, ttl: int, kind: str, data: str) -> str:
    return f"{name}. {ttl} IN {kind} {dotted(kind, data)}\n".replace(" ", "\t", 4)


def _body(run: Invocation, name: str, kind: str, found: Answer, rows: str) -> str:
    flags = "qr aa rd" if found.authoritative else "qr rd ra"
    number = run.host.randomness.integer(1, 65535)
    soa = found.zone if found.authoritative and not found.records else ""
    text = (
        f";; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: {found.status}, id: {number}\n"
        f";; flags: {flags}; QUERY: 1, ANSWER: {len(found.records)}, AUTHORITY: {int(bool(soa))}, ADDITIONAL: 1\n"
    )
    if found.authoritative:
        text += ";; WARNING: recursion requested but not available\n"
    text += "\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n"
    text += f";; QUESTION SECTION:\n;{name}.\t\tIN\t{kind}\n\n"
    if rows:
        text += f";; ANSWER SECTION:\n{rows}\n"
    if soa:
        serial = int(run.now())
        numbers = f"{serial} 7200 1800 86400 30"
        text += f";; AUTHORITY SECTION:\n{soa}.\t30\tIN\tSOA\tns.dns.{soa}. hostmaster.{soa}. {numbers}\n\n"
    return text


def _statistics(run: Invocation, server: str, began: float, size: int) -> str:
    when = datetime.fromtimestamp(run.now(), UTC)
    spent = round((run.now() - began) * 1000)
    return (
        f";; Query time: {spent} msec\n;; SERVER: {server}#53({server}) (UDP)\n"
        f";; WHEN: {when:%a %b %d %H:%M:%S UTC %Y}\n;; MSG SIZE  rcvd: {size + 60}\n\n"
    )
