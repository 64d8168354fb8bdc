"""ss: the machine's sockets. Follows iproute2 misc/ss.c: render and the columns' delimiters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.host.invocation import Invocation
from app.host.sockets import Socket, sockets

LETTERS = "tulnpaeimos46Hr"
WORDS = {
    "tcp": "t", "udp": "u", "listening": "l", "numeric": "n", "processes": "p", "all": "a", "extended": "e",
    "info": "i", "memory": "m", "options": "o", "summary": "s", "ipv4": "4", "ipv6": "6", "no-header": "H",
    "resolve": "r",
}  # fmt: skip
USAGE = (
    "Usage: ss [ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]\n   -h, --help          this message\n"
    "   -V, --version       output version information\n   -n, --numeric       don't resolve service names\n"
    "   -a, --all           display all sockets\n   -l, --listening     display listening sockets\n"
    "   -p, --processes     show process using socket\n   -s, --summary       show socket usage summary\n"
    "   -4, --ipv4          display only IP version 4 sockets\n"
    "   -6, --ipv6          display only IP version 6 sockets\n"
    "   -t, --tcp           display only TCP sockets\n   -u, --udp           display only UDP sockets\n"
    "   -H, --no-header     Suppress header line\n"
)
VERSION = "ss utility, iproute2-6.1.0, libbpf 1.3.0\n"
UNREAD = "emoi"  # more about each socket than is known
QUEUES = {"nginx": 511, "httpd": 511, "redis-server": 511, "node": 511, "sshd": 128, "python3": 5, "mysqld": 151}
QUEUE = 4096  # net.core.somaxconn
FILTER = re.compile(r"\b([sd])port\s*(?:==?|eq)?\s*:(\d+)")
STATE = re.compile(r"\bstate\s+(established|listening|connected)")


@dataclass(frozen=True)
class _Row:
    state: str
    queue: str
    local: str
    port: str
    peer: str
    peer_port: str
    users: str = ""


async def main(run: Invocation) -> int:
    """Print."""
    letters, words = "", []
    for argument in run.args:
        if argument in ("--help", "-h", "--version", "-V"):
            await run.stdout.write(USAGE if "h" in argument else VERSION)
            return 0
        if argument.startswith("--"):
            letters += WORDS.get(argument[2:], "?")
        elif argument.startswith("-") and len(argument) > 1:
            letters += argument[1:]
        else:
            words.append(argument)
    if wrong := next((letter for letter in letters if letter not in LETTERS), ""):
        await run.stderr.write(f"{run.name}: invalid option -- '{wrong}'\n{USAGE}")
        return 255
    if unread := next((letter for letter in letters if letter in UNREAD), ""):
        return await run.fail(f"-{unread}: what it adds is not simulated")
    chosen = _chosen(sockets(run.host), letters, " ".join(words))
    if "s" in letters:
        await run.stdout.write(_summary(sockets(run.host)))
        return 0
    named = STATE.search(" ".join(words)) is not None  # then nobody needs to be told it again
    await run.stdout.write(_text([_row(one, letters) for one in chosen], letters, stated=not named))
    return 0


def _chosen(found: list[Socket], letters: str, conditions: str) -> list[Socket]:
    """What the options and the filter leave: of the filter's language states, and ports such as `sport = :6443`."""
    state = STATE.search(conditions)
    if state is not None or "a" not in letters:
        listening = state[1] == "listening" if state is not None else "l" in letters
        found = [one for one in found if one.listens == listening]
    if "u" in letters and "t" not in letters:
        return []
    if "4" in letters or "6" in letters:
        found = [one for one in found if one.everywhere == ("6" in letters)]
    for side, port in FILTER.findall(conditions):
        found = [one for one in found if str(one.port if side == "s" else one.peer_port) == port]
    return found


def _row(one: Socket, letters: str) -> _Row:
    users = f' users:(("{one.program}",pid={one.pid},fd={one.fd}))' if "p" in letters and one.pid else ""
    if one.listens:
        queue = QUEUES.get(one.program, QUEUE)
        place = "*" if one.everywhere else one.address
        return _Row("LISTEN", str(queue), place, str(one.port), "*" if one.everywhere else "0.0.0.0", "*", users)
    near, far = (f"[::ffff:{at}]" if one.everywhere else at for at in (one.address, one.peer))
    return _Row("ESTAB", "0", near, str(one.port), far, str(one.peer_port), users)


def _text(rows: list[_Row], letters: str, *, stated: bool) -> str:
    """Every column is as wide as what stands in it, the last one too."""
    head = _Row("State", "Send-Q", "Local Address", "Port", "Peer Address", "Port", "Process")
    shown = [head, *rows]
    state, queue = (max(len(getattr(one, name)) for one in shown) for name in ("state", "queue"))
    near, port = (max(len(getattr(one, name)) for one in shown) for name in ("local", "port"))
    far, peer, users = (max(len(getattr(one, name)) for one in shown) for name in ("peer", "peer_port", "users"))
    several = "t" not in letters or "u" in letters
    text = ""
    for one in shown[1:] if "H" in letters else shown:
        first = f"{'Netid' if one is head else 'tcp':<5} " if several else ""
        received = "Recv-Q" if one is head else "0"
        text += (
            f"{first}{one.state:<{state}} {received:<6} {one.queue:<{queue}} {one.local:>{near}}:{one.port:<{port}} "
        )
        text += f"{one.peer:>{far}}:{one.peer_port:<{peer}}{one.users:<{users}}\n"
    return text


def _summary(found: list[Socket]) -> str:
    wide = sum(one.everywhere for one in found)
    standing = sum(not one.listens for one in found)
    rows = (("RAW", 0, 0), ("UDP", 0, 0), ("TCP", len(found) - wide, wide), ("INET", len(found) - wide, wide),
            ("FRAG", 0, 0))  # fmt: skip
    table = "".join(f"{name}\t  {four + six:<9} {four:<9} {six:<9}\n" for name, four, six in rows)
    return (
        f"Total: {len(found) + 93}\nTCP:   {len(found)} (estab {standing}, closed 0, orphaned 0, timewait 0)\n\n"
        f"Transport Total     IP        IPv6\n{table}\n"
    )
