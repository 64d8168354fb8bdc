"""ss and netstat: who listens on this machine."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.host.invocation import Invocation
from app.network.network import ANY, Listener

NAMES = ("ss", "netstat")
LETTERS = "tulnpaeh46H"


async def main(run: Invocation) -> int:
    """Print the listening sockets."""
    letters = "".join(
        argument[1:] for argument in run.args if argument.startswith("-") and not argument.startswith("--")
    )
    long = [argument for argument in run.args if argument.startswith("--")]
    if "--help" in long or "h" in letters:
        await run.stdout.write(
            f"Usage: {run.name} [ OPTIONS ]\n   -t tcp -u udp -l listening -n numeric -p processes -a all\n"
        )
        return 0
    if wrong := next((letter for letter in letters if letter not in LETTERS), long[0].lstrip("-") if long else ""):
        await run.stderr.write(f"{run.name}: invalid option -- '{wrong}'\n")
        return 255
    listeners = run.host.network.listeners(run.host.interface) if "u" not in letters or "t" in letters else []
    if not any(letter in letters for letter in "la"):
        listeners = []
    sockets = [_socket(run, at, address) for at in listeners for address in (at.address, *at.also)]
    # Of the filters' language only ports, as in `sport = :6443`.
    ports = re.findall(r"\bsport\s*(?:=|==|eq)?\s*:(\d+)", " ".join(run.args))
    sockets = [one for one in sockets if not ports or str(one.port) in ports]
    text = _netstat(sockets, letters) if run.name == "netstat" else _ss(sockets, letters)
    await run.stdout.write(text)
    return 0


@dataclass(frozen=True)
class Socket:
    """One that waits: `everywhere` on IPv6 too, as Go's programs do."""

    address: str
    port: int
    everywhere: bool
    program: str
    pid: int


def _socket(run: Invocation, at: Listener, address: str) -> Socket:
    told = re.match(r'users:\(\("([^"]+)",pid=(\d+)', at.owner)
    name, pid = (told[1], int(told[2])) if told else (at.owner, 0)
    if not pid:
        pid = next((one.pid for one in run.host.processes.all() if one.name == name[:15]), 0)
    everywhere = at.address == ANY and name.startswith(("kube", "etcd", "coredns"))
    return Socket(address, at.port, everywhere, name[:15], pid)


def _netstat(sockets: list[Socket], letters: str) -> str:
    program = "    PID/Program name" if "p" in letters else ""
    text = "Active Internet connections (only servers)\n"
    text += f"Proto Recv-Q Send-Q Local Address           Foreign Address         State  {program}\n"
    for one in sockets:
        kind, foreign = ("tcp6", ":::*") if one.everywhere else ("tcp ", "0.0.0.0:*")
        place = f"{':::' if one.everywhere else f'{one.address}:'}{one.port}"
        owner = f"{one.pid}/{one.program}" if program and one.pid else "-" if program else ""
        text += f"{kind}       0      0 {place:<23} {foreign:<23} LISTEN      {owner}".rstrip() + "\n"
    return text


def _ss(sockets: list[Socket], letters: str) -> str:
    text = "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port" + ("Process" if "p" in letters else "") + "\n"
    text = "" if "H" in letters else text
    for one in sockets:
        owner = f' users:(("{one.program}",pid={one.pid},fd=3))' if "p" in letters and one.pid else ""
        place = "*" if one.everywhere else one.address
        peer = "*:*" if one.everywhere else "0.0.0.0:*"
        text += f"LISTEN 0      4096   {place:>13}:{one.port:<5} {peer:>14}    {owner}".rstrip() + "\n"
    return text
