"""host: look a name up."""

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

USAGE = "Usage: host [-t type] hostname [server]\n"
PATIENCE = 10.0
_WORDS = {"A": "has address", "AAAA": "has IPv6 address", "CNAME": "is an alias for", "PTR": "domain name pointer",
          "SRV": "has SRV record", "TXT": "descriptive text", "NS": "name server"}  # fmt: skip


async def main(run: Invocation) -> int:
    """Ask."""
    words = list(run.args)
    if not words or words[0] in {"-h", "--help"}:
        await (run.stdout if words else run.stderr).write(USAGE)
        return 0 if words else 1
    kind = ""
    if words[0] == "-t" and len(words) > 2 and words[1].upper() in TYPES:
        kind, words = words[1].upper(), words[2:]
    if words[0].startswith("-"):
        await run.stderr.write(f"host: illegal option -- {words[0][1:2]}\n{USAGE}")
        return 1
    asked, backwards = reversed_if_address(words[0])
    wanted = "PTR" if backwards else kind or "A"
    found = Answer()
    try:
        servers = await servers_of(run, words[1] if len(words) > 1 else "")
        for full in [asked] if backwards else names_to_try(run, words[0]):
            _, found = await ask(run, servers, Question(full, wanted), PATIENCE)
            if found.status == NOERROR and found.records:
                break
    except NoServerError:
        await run.stdout.write(NO_SERVERS)
        return 1
    if found.status != NOERROR:
        code = {"NXDOMAIN": 3, "SERVFAIL": 2, "REFUSED": 5}[found.status]
        await run.stdout.write(f"Host {asked if backwards else words[0]} not found: {code}({found.status})\n")
        return 1
    if not found.records:
        await run.stdout.write(f"{words[0]} has no {wanted} record\n")
        return 0
    for one in found.records:
        await run.stdout.write(f"{one.name} {_WORDS.get(one.type, one.type)} {dotted(one.type, one.data)}\n")
    return 0
