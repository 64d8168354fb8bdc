"""ip and bridge: the machine's devices, addresses, routes and neighbours; nothing of it can be changed.

Follows iproute2 ip/{ip,ipaddress,iproute,ipneigh,iprule,ipnetns}.c, bridge/{link,fdb}.c, and
busybox networking/libiproute.
"""

from __future__ import annotations

import json
from typing import Any

from app.host.invocation import Invocation
from app.host.links import Link, Route, links, neighbours, routes
from app.host.proc.machine_files import traffic

NAMES = ("ip", "bridge")
USAGE = """Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | link | neighbour | netns | route | rule }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -j[son] | -p[retty] |
                    -4 | -6 | -br[ief] | -o[neline] | -c[olor] }
"""
BRIDGE_USAGE = """Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { link | fdb }
       OPTIONS := { -V[ersion] | -o[neline] }
"""
OPTIONS = {
    "-4": "4", "-6": "6", "-br": "brief", "-brief": "brief", "-o": "oneline", "-oneline": "oneline", "-j": "json",
    "-json": "json", "-p": "pretty", "-pretty": "pretty", "-s": "statistics", "-stats": "statistics",
    "-statistics": "statistics", "-d": "details", "-details": "details", "-c": "", "-color": "", "-color=auto": "",
    "-color=never": "", "-n": "", "-a": "",
}  # fmt: skip
OBJECTS = ("address", "addrlabel", "link", "neighbour", "neighbor", "netns", "route", "rule")
SHOWING = ("show", "list", "lst", "ls", "s", "sh", "l")
CHANGING = ("add", "a", "del", "delete", "change", "replace", "set", "flush", "up", "down", "append", "attach", "exec")
RULES = "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n"
QUEUES = {"loopback": "noqueue", "ether": "fq_codel"}
FOREVER = 4294967295
DYNAMIC = (86313, 75525)  # seconds that an address of DHCP is valid and preferred


async def main(run: Invocation) -> int:
    """Find the object."""
    given = [word for word in run.args if word.startswith("-")]
    words = [word for word in run.args if not word.startswith("-")]
    usage = USAGE if run.name == "ip" else BRIDGE_USAGE
    if {"--help", "-h", "-help"} & set(given) or words[:1] == ["help"]:
        await run.stdout.write(usage)
        return 0
    if {"-V", "-Version"} & set(given):
        await run.stdout.write(f"{run.name} utility, iproute2-6.1.0, libbpf 1.3.0\n")
        return 0
    if unknown := next((one for one in given if one not in OPTIONS), ""):
        await run.stderr.write(f'Option "{unknown}" is unknown, try "{run.name} -help".\n')
        return 255
    if not words:
        await run.stderr.write(usage)
        return 255
    options, (name, *rest) = {OPTIONS[one] for one in given}, words
    if run.name == "bridge":
        return await _bridge(run, name, rest)
    topic = next((one for one in OBJECTS if one.startswith(name)), "")
    if topic in ("", "addrlabel"):
        await run.stderr.write(f'Object "{name}" is unknown, try "ip help".\n')
        return 1
    if rest[:1] and rest[0] in CHANGING and not (topic != "route" and rest[0] in ("up", "down")):
        return await run.fail(f"{topic} {rest[0]}: changing the machine's network is not simulated", 2)
    if topic in ("address", "link"):
        return await _devices(run, topic, rest, options)
    texts = {"route": lambda: _routes(run, rest, options), "rule": lambda: RULES, "netns": lambda: _namespaces(run)}
    await run.stdout.write(texts.get(topic, lambda: _neighbours(run, rest, options))())
    return 0


# Devices


async def _devices(run: Invocation, topic: str, words: list[str], options: set[str]) -> int:
    found, rest = links(run.host), [word for word in words if word not in (*SHOWING, "dev")]
    while rest:
        word = rest.pop(0)
        if word in ("type", "master") and rest:
            wanted = rest.pop(0)
            found = [one for one in found if wanted == (one.kind if word == "type" else one.master)]
        elif word not in ("up", "scope", "global"):
            found = [one for one in found if one.name == word.partition("@")[0]]
            if not found:
                await run.stderr.write(f'Device "{word}" does not exist.\n')
                return 1
    if topic == "address" and options & {"4", "6"}:
        found = [one for one in found if one.address and "4" in options]
    if "json" in options:
        await run.stdout.write(_json([_facts(one, topic) for one in found], options))
        return 0
    show = _brief if "brief" in options else _oneline if "oneline" in options and topic == "address" else _full
    await run.stdout.write("".join(show(run, one, topic, options) for one in found))
    return 0


def _flags(one: Link) -> list[str]:
    return ["LOOPBACK", "UP", "LOWER_UP"] if one.kind == "loopback" else ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"]


def _state(one: Link) -> str:
    return "UNKNOWN" if one.kind == "loopback" else "UP"


def _full(run: Invocation, one: Link, topic: str, options: set[str]) -> str:
    kind, every = ("loopback", "00:00:00:00:00:00") if one.kind == "loopback" else ("ether", "ff:ff:ff:ff:ff:ff")
    slave = f"master {one.master} " if one.master else ""
    if run.host.ash:
        tail, place, down = "qlen 1000", "", ["M-DOWN"] if one.peer else []
    else:
        tail = f"{'' if topic == 'address' else 'mode DEFAULT '}group default qlen 1000"
        place = f" link-netns {one.namespace}" if one.namespace else " link-netnsid 0" if one.peer else ""
        down = []
    text = (
        f"{one.index}: {one.shown}: <{','.join([*_flags(one), *down])}> mtu {one.mtu} "
        f"qdisc {QUEUES.get(one.kind, 'noqueue')} {slave}state {_state(one)} {tail}\n"
        f"    link/{kind} {one.mac} brd {every}{place}\n"
    )
    if topic == "address" and one.address:
        text += f"    {_inet(one)}\n       {_valid(one)}\n"
    if "statistics" in options:
        taken, packets, sent, more = traffic(run.host, one)
        text += "    RX:  bytes packets errors dropped  missed   mcast           \n"
        text += f"    {taken:>10} {packets:>7} {0:>6} {0:>7} {0:>7} {0:>7} \n"
        text += "    TX:  bytes packets errors dropped carrier collsns           \n"
        text += f"    {sent:>10} {more:>7} {0:>6} {0:>7} {0:>7} {0:>7} \n"
    return text


def _inet(one: Link) -> str:
    scope = "host" if one.kind == "loopback" else "global"
    every = "" if one.kind == "loopback" else f" brd {one.broadcast}"
    return f"inet {one.address}/{one.prefix}{every} scope {scope}{' dynamic' if one.dynamic else ''} {one.name}"


def _valid(one: Link) -> str:
    if one.dynamic:
        return f"valid_lft {DYNAMIC[0]}sec preferred_lft {DYNAMIC[1]}sec"
    return "valid_lft forever preferred_lft forever"


def _brief(run: Invocation, one: Link, topic: str, options: set[str]) -> str:
    what = f"{one.mac} <{','.join(_flags(one))}> " if topic == "link" else ""
    if topic == "address" and one.address:
        what = f"{one.address}/{one.prefix} "
    return f"{one.shown:<16} {_state(one):<14} {what}\n"


def _oneline(run: Invocation, one: Link, topic: str, options: set[str]) -> str:
    return f"{one.index}: {one.name}    {_inet(one)}\\       {_valid(one)}\n" if one.address else ""


def _facts(one: Link, topic: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ifindex": one.index, **({"link_index": one.peer} if one.peer else {}), "ifname": one.name,
        "flags": _flags(one), "mtu": one.mtu, "qdisc": QUEUES.get(one.kind, "noqueue"),
        **({"master": one.master} if one.master else {}), "operstate": _state(one),
        **({} if topic == "address" else {"linkmode": "DEFAULT"}), "group": "default", "txqlen": 1000,
        "link_type": "loopback" if one.kind == "loopback" else "ether", "address": one.mac,
        "broadcast": "00:00:00:00:00:00" if one.kind == "loopback" else "ff:ff:ff:ff:ff:ff",
        **({"link_netnsid": 0} if one.peer else {}),
    }  # fmt: skip
    if topic == "address":
        valid, preferred = DYNAMIC if one.dynamic else (FOREVER, FOREVER)
        address = {
            "family": "inet", "local": one.address, "prefixlen": one.prefix,
            **({} if one.kind == "loopback" else {"broadcast": one.broadcast}),
            "scope": "host" if one.kind == "loopback" else "global", **({"dynamic": True} if one.dynamic else {}),
            "label": one.name, "valid_life_time": valid, "preferred_life_time": preferred,
        }  # fmt: skip
        found["addr_info"] = [address] if one.address else []
    return found


def _json(found: list[dict[str, Any]], options: set[str]) -> str:
    if "pretty" in options:
        return json.dumps(found, indent=4) + "\n"
    return json.dumps(found, separators=(",", ":")) + "\n"


# Routes and neighbours


def _routes(run: Invocation, words: list[str], options: set[str]) -> str:
    found = routes(run.host)
    rest = [word for word in words if word not in (*SHOWING, "to", "exact", "root", "match")]
    if rest[:1] == ["get"] and len(rest) > 1:
        return _way(run, rest[1])
    if "dev" in rest:
        at = rest.index("dev")
        found, rest = [one for one in found if one.device in rest[at + 1 : at + 2]], rest[:at] + rest[at + 2 :]
    if "table" in rest:
        rest = []
    if rest:
        found = [one for one in found if one.target == rest[0] or one.target == f"{rest[0]}/32"]
    if "6" in options:
        found = []
    if "json" in options:
        return _json([_route_facts(one) for one in found], options)
    return "".join(f"{_route(one, busybox=run.host.ash)} \n" for one in found)


def _route(one: Route, *, busybox: bool) -> str:
    protocol = f"proto {one.protocol}" if one.protocol and not busybox else ""
    parts = [one.target, f"via {one.gateway}" if one.gateway else "", f"dev {one.device}", protocol,
             "" if one.gateway else "scope link", f"{' ' * busybox}src {one.source}" if one.source else "",
             f"metric {one.metric}" if one.metric else ""]  # fmt: skip
    return " ".join(part for part in parts if part)


def _route_facts(one: Route) -> dict[str, Any]:
    facts = {
        "dst": one.target, "gateway": one.gateway, "dev": one.device, "protocol": one.protocol,
        "scope": "" if one.gateway else "link", "prefsrc": one.source, "metric": one.metric,
    }  # fmt: skip
    return {**{name: value for name, value in facts.items() if value}, "flags": []}


def _way(run: Invocation, address: str) -> str:
    """The route that packets to an address take."""
    host = run.host
    if address.startswith("127.") or address == host.interface.address:
        return f"local {address} dev lo src {address} uid 0 \n    cache <local> \n"
    for link in links(host):
        prefix = ".".join(link.address.split(".")[: link.prefix // 8]) + "." if link.address else "?"
        if link.kind != "loopback" and address.startswith(prefix):
            return f"{address} dev {link.name} src {link.address} uid 0 \n    cache \n"
    default = routes(host)[0]
    source = host.interface.address
    return f"{address} via {default.gateway} dev {default.device} src {source} uid 0 \n    cache \n"


def _neighbours(run: Invocation, words: list[str], options: set[str]) -> str:
    found = neighbours(run.host)
    if "dev" in words:
        found = [one for one in found if one.device in words[words.index("dev") + 1 :]]
    if "json" in options:
        facts = ({"dst": one.address, "dev": one.device, "lladdr": one.mac, "state": [one.state]} for one in found)
        return _json(list(facts), options)
    more = " ref 1 used 0/0/0 probes 1" if run.host.ash else ""
    end = "" if run.host.ash else " "
    return "".join(f"{one.address} dev {one.device} lladdr {one.mac}{more} {one.state}{end}\n" for one in found)


def _namespaces(run: Invocation) -> str:
    named = [one.namespace for one in links(run.host) if one.namespace]
    return "".join(f"{name} (id: {number})\n" for number, name in reversed(list(enumerate(named))))


async def _bridge(run: Invocation, name: str, words: list[str]) -> int:
    ports = [one for one in links(run.host) if one.master]
    if not name or not ("link".startswith(name) or "fdb".startswith(name)):
        await run.stderr.write(f'Object "{name}" is unknown, try "bridge help".\n')
        return 255
    if words[:1] and words[0] not in SHOWING:
        return await run.fail(f"{name} {words[0]}: changing the machine's network is not simulated", 2)
    if "link".startswith(name):
        text = "".join(
            f"{one.index}: {one.shown}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu {one.mtu} master {one.master} "
            "state forwarding priority 32 cost 2 \n" for one in ports
        )  # fmt: skip
    else:
        text = "".join(f"{one.mac} dev {one.name} vlan 1 master {one.master} permanent\n"
                       f"{one.mac} dev {one.name} master {one.master} permanent\n" for one in ports)  # fmt: skip
    await run.stdout.write(text)
    return 0
