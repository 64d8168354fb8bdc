"""iptables-save and `iptables -L`: the rules that kube-proxy keeps for Services on a node.

Follows kubernetes pkg/proxy/iptables/proxier.go (syncProxyRules, portProtoHash); no rule can be written by hand.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

from app.host.invocation import Invocation
from app.host.node import ServicePort

NAMES = ("iptables", "iptables-save", "ip6tables", "ip6tables-save")
USAGE = "Usage: iptables -t table -L|-S [chain] [-n], iptables-save [-t table]\n"
POD_NETWORK = "10.244.0.0/16"
VERSION = "v1.8.10 (nf_tables)"
BUILT_IN = {"nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"), "filter": ("INPUT", "FORWARD", "OUTPUT")}


def chain(prefix: str, *parts: str) -> str:
    """KUBE-SVC-..., named after what it is for."""
    digest = hashlib.sha256("".join(parts).encode()).digest()
    return f"{prefix}{base64.b32encode(digest).decode()[:16]}"


def nat(ports: list[ServicePort]) -> list[str]:
    """The rules of the nat table."""
    rules = [
        '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
        "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000",
        "-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN",
        "-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0",
        '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE '
        "--random-fully",
    ]
    for one in ports:
        rules += _service(one) if one.endpoints else []
    last = "kubernetes service nodeports; NOTE: this must be the last rule in this chain"
    rules.append(f'-A KUBE-SERVICES -m comment --comment "{last}" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS')
    return rules


def _service(one: ServicePort) -> list[str]:
    kind, own = one.protocol.lower(), chain("KUBE-SVC-", one.name, one.protocol.lower())
    where = f'-d {one.address}/32 -p {kind} -m comment --comment "{one.name} cluster IP" -m {kind} --dport {one.port}'
    rules = [f"-A KUBE-SERVICES {where} -j {own}", f"-A {own} ! -s {POD_NETWORK} {where} -j KUBE-MARK-MASQ"]
    if one.node_port:
        outside = chain("KUBE-EXT-", one.name, kind)
        rules += [
            f'-A KUBE-NODEPORTS -p {kind} -m comment --comment "{one.name}" -m {kind} --dport {one.node_port} '
            f"-j {outside}",
            f'-A {outside} -m comment --comment "masquerade traffic for {one.name} external destinations" '
            "-j KUBE-MARK-MASQ",
            f"-A {outside} -j {own}",
        ]
    for number, endpoint in enumerate(one.endpoints):
        end = chain("KUBE-SEP-", one.name, kind, endpoint)
        left = len(one.endpoints) - number
        odds = f"-m statistic --mode random --probability {1 / left:.11f} " if left > 1 else ""
        address = endpoint.rpartition(":")[0]
        rules += [
            f'-A {own} -m comment --comment "{one.name} -> {endpoint}" {odds}-j {end}',
            f'-A {end} -s {address}/32 -m comment --comment "{one.name}" -j KUBE-MARK-MASQ',
            f'-A {end} -p {kind} -m comment --comment "{one.name}" -m {kind} -j DNAT --to-destination {endpoint}',
        ]
    return rules


def filters(ports: list[ServicePort]) -> list[str]:
    """The rules of the filter table: Services without endpoints refuse."""
    portals, forwarding = "kubernetes service portals", "kubernetes forwarding rules"
    rules = [
        f'-A FORWARD -m comment --comment "{forwarding}" -j KUBE-FORWARD',
        f'-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "{portals}" -j KUBE-SERVICES',
        f'-A KUBE-FORWARD -m comment --comment "{forwarding}" -m mark --mark 0x4000/0x4000 -j ACCEPT',
    ]
    for one in ports:
        if not one.endpoints:
            kind, why = one.protocol.lower(), f"{one.name} has no endpoints"
            rules.append(
                f'-A KUBE-SERVICES -d {one.address}/32 -p {kind} -m comment --comment "{why}" -m {kind} --dport '
                f"{one.port} -j REJECT --reject-with icmp-port-unreachable"
            )
    return rules


async def main(run: Invocation) -> int:
    """Print rules."""
    words = list(run.args)
    if "--help" in words or "-h" in words:
        await run.stdout.write(USAGE)
        return 0
    if words in (["-V"], ["--version"]):
        await run.stdout.write(f"{run.name} {VERSION}\n")
        return 0
    table = "nat" if run.name.endswith("save") else "filter"
    if "-t" in words:
        at = words.index("-t")
        table = words[at + 1] if at + 1 < len(words) else ""
        del words[at : at + 2]
        if table not in BUILT_IN:
            await run.stderr.write(f"{run.name} {VERSION}: can't initialize {run.name} table `{table}': Table does "
                                   "not exist (do you need to insmod?)\n")  # fmt: skip
            return 3
    ports = run.host.node.services() if run.host.node is not None and not run.name.startswith("ip6") else []
    tables = {"nat": nat(ports), "filter": filters(ports)}
    if run.name.endswith("save"):
        if wrong := next((word for word in words if word not in ("-c", "--counters")), ""):
            return await run.fail(f"unrecognized option '{wrong}'")
        return await _save(run, words, {table: tables[table]} if "-t" in run.args else tables)
    letters = "".join(word.lstrip("-") for word in words if word.startswith("-"))
    if set(letters) - set("LSnvline-umbrs") or not set(letters) & set("LS"):
        await run.stderr.write(f"{run.name} {VERSION}: this simulated machine shows rules (-L, -S); it takes none\n"
                               f"Try `{run.name} -h' or '{run.name} --help' for more information.\n")  # fmt: skip
        return 2
    return await _list(run, table, tables[table], [word for word in words if not word.startswith("-")], letters)


def _chains(table: str, rules: list[str]) -> list[str]:
    own = [rule.split()[1] for rule in rules] + [word for rule in rules for word in rule.split() if word[:5] == "KUBE-"]
    return [*BUILT_IN[table], *sorted({name for name in own if name.startswith("KUBE-")})]


async def _save(run: Invocation, words: list[str], tables: dict[str, list[str]]) -> int:
    moment = datetime.fromtimestamp(run.now(), UTC).strftime("%a %b %e %H:%M:%S %Y")
    for table, rules in tables.items():
        heads = "".join(
            f":{name} {'ACCEPT' if name in BUILT_IN[table] else '-'} [0:0]\n" for name in _chains(table, rules)
        )
        body = "".join(f"{rule}\n" for rule in rules)
        await run.stdout.write(f"# Generated by {run.name} {VERSION.replace(' (nf_tables)', '')} on {moment}\n"
                               f"*{table}\n{heads}{body}COMMIT\n# Completed on {moment}\n")  # fmt: skip
    return 0


async def _list(run: Invocation, table: str, rules: list[str], wanted: list[str], letters: str) -> int:
    known = _chains(table, rules)
    if missing := next((name for name in wanted if name not in known), ""):
        await run.stderr.write(f"{run.name}: No chain/target/match by that name.\n" if missing else "")
        return 1
    shown = wanted or known
    if "S" in letters:
        heads = [f"-P {name} ACCEPT" if name in BUILT_IN[table] else f"-N {name}" for name in shown]
        found = [rule for rule in rules if rule.split()[1] in shown]
        await run.stdout.write("".join(f"{line}\n" for line in (*heads, *found)))
        return 0
    parts = []
    for name in shown:
        policy = "policy ACCEPT" if name in BUILT_IN[table] else \
            f"{sum(f'-j {name}' in rule for rule in rules)} references"  # fmt: skip
        text = f"Chain {name} ({policy})\n{'target':<10} prot opt source               destination         \n"
        parts.append(text + "".join(_listed(rule) for rule in rules if rule.split()[1] == name))
    await run.stdout.write("\n".join(parts))
    return 0


def _listed(rule: str) -> str:
    words = rule.split()

    def after(flag: str, usual: str) -> str:
        return words[words.index(flag) + 1].removesuffix("/32") if flag in words else usual

    source = after("-s", "0.0.0.0/0")
    source = f"!{source}" if "!" in words and "-s" in words else source
    comment = f"/* {rule.split('--comment ')[1].split(chr(34))[1]} */" if "--comment" in rule else ""
    tail = f" {after('-p', '')} dpt:{after('--dport', '')}" if "--dport" in words else ""
    tail += f" to:{after('--to-destination', '')}" if "--to-destination" in words else ""
    kind = after("-p", "all")
    target = after("-j", "")
    return f"{target:<10} {kind:<4} --  {source:<20} {after('-d', '0.0.0.0/0'):<20} {comment}{tail}".rstrip() + "\n"
