"""nslookup, dig and host: ask the simulated DNS."""

from __future__ import annotations

from app.host.invocation import Invocation

NAMES = ("nslookup", "dig", "host")
HELP = {"nslookup": "Usage: nslookup [name] [server]\n", "dig": "Usage:  dig [@server] [name] [type] [+short]\n",
        "host": "Usage: host [name] [server]\n"}  # fmt: skip


async def main(run: Invocation) -> int:
    """Ask."""
    arguments = run.args
    if "--help" in arguments or "-h" in arguments:
        await run.stdout.write(HELP[run.name])
        return 0
    if unknown := next((a for a in arguments if a.startswith("-") and not a.startswith(("-t", "-type"))), ""):
        await run.stderr.write(
            f"*** Invalid option: {unknown.lstrip('-')}\n" if run.name == "nslookup" else f"Invalid option: {unknown}\n"
        )
        return 1
    names = [a for a in arguments if not a.startswith(("-", "+", "@")) and a not in ("A", "AAAA", "SRV", "any", "ANY")]
    if not names:
        await run.stderr.write(HELP[run.name])
        return 1
    interface = run.host.interface
    server = next((a[1:] for a in arguments if a.startswith("@")), names[1] if len(names) > 1 else "")
    server = server or interface.nameserver or "127.0.0.53"
    name = names[0].rstrip(".")
    address = run.host.network.resolve(interface, name)
    full = name
    for domain in () if address else interface.search:
        full = f"{name}.{domain}"
        address = run.host.network.resolve(interface, full)
        if address:
            break
    if run.name == "dig":
        return await _dig(run, name, address, server, short="+short" in arguments)
    if run.name == "host":
        if address is None:
            await run.stdout.write(f"Host {name} not found: 3(NXDOMAIN)\n")
            return 1
        await run.stdout.write(f"{full} has address {address}\n")
        return 0
    text = f"Server:\t\t{server}\nAddress:\t{server}#53\n\n"
    if address is None:
        await run.stdout.write(text + f"** server can't find {name}: NXDOMAIN\n\n")
        return 1
    await run.stdout.write(text + f"Name:\t{full}\nAddress: {address}\n\n")
    return 0


async def _dig(run: Invocation, name: str, address: str | None, server: str, *, short: bool) -> int:
    if short:
        await run.stdout.write(f"{address}\n" if address else "")
        return 0
    state = "NOERROR" if address else "NXDOMAIN"
    number = run.host.randomness.integer(1, 65535)
    text = (
        f"\n; <<>> DiG 9.18.30 <<>> {name}\n;; global options: +cmd\n;; Got answer:\n"
        f";; ->>HEADER<<- opcode: QUERY, status: {state}, id: {number}\n"
        f";; flags: qr rd ra; QUERY: 1, ANSWER: {1 if address else 0}, AUTHORITY: 0, ADDITIONAL: 1\n\n"
        f";; QUESTION SECTION:\n;{name}.\t\t\tIN\tA\n\n"
    )
    if address:
        text += f";; ANSWER SECTION:\n{name}.\t\t30\tIN\tA\t{address}\n\n"
    await run.stdout.write(text + f";; Query time: 0 msec\n;; SERVER: {server}#53({server}) (UDP)\n\n")
    return 0
