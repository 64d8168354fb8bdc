"""ip and ifconfig: the machine's interfaces and routes."""

from __future__ import annotations

import re

from app.host.invocation import Invocation

NAMES = ("ip", "ifconfig")
USAGE = (
    "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n"
    "where  OBJECT := { address | link | route | neighbour }\n"
    "       OPTIONS := { -4 | -br[ief] | -o[neline] | -c[olor] }\n"
)


async def main(run: Invocation) -> int:
    """Print."""
    options = [argument for argument in run.args if argument.startswith("-")]
    words = [argument for argument in run.args if not argument.startswith("-")]
    if "--help" in options or "-h" in options or words[:1] == ["help"]:
        await run.stdout.write(USAGE)
        return 0
    if unknown := next((o for o in options if o not in ("-4", "-br", "-brief", "-o", "-c", "-color=auto", "-a")), ""):
        await run.stderr.write(f'Option "{unknown}" is unknown, try "ip -help".\n')
        return 255
    address = run.host.interface.address
    if run.name == "ifconfig":
        await run.stdout.write(_inside(run, _ifconfig(address)))
        return 0
    if not words:
        await run.stderr.write(USAGE)
        return 255
    topic = words[0]
    gateway = address.rsplit(".", 1)[0] + ".1"
    if "address".startswith(topic):
        text = _brief(address) if "-br" in options or "-brief" in options else _addresses(address)
    elif "link".startswith(topic):
        text = "".join(
            line + "\n" for line in _addresses(address).split("\n") if line.startswith(("1:", "2:")) or "link/" in line
        )
        text = _brief_links() if "-br" in options or "-brief" in options else text
    elif "route".startswith(topic):
        text = _routes(words[1:], address)
    elif "neighbour".startswith(topic):
        text = f"{gateway} dev enp1s0 lladdr 52:54:00:12:34:01 REACHABLE \n"
    else:
        await run.stderr.write(f'Object "{topic}" is unknown, try "ip help".\n')
        return 1
    text = _inside(run, text)
    named = [word for word in words[1:] if word not in ("show", "list", "ls", "s", "dev", "up")]
    if named and ("address".startswith(topic) or "link".startswith(topic)):
        text = "".join(part for part in re.split(r"(?m)^(?=\S)", text) if re.match(rf"(\d+: )?{named[0]}[:@ ]", part))
        if not text:
            await run.stderr.write(f'Device "{named[0]}" does not exist.\n')
            return 1
    await run.stdout.write(text)
    return 0


def _routes(words: list[str], address: str) -> str:
    """The table of routes, its default one alone, or the way to one address."""
    gateway, network = (f"{address.rpartition('.')[0]}.{last}" for last in (1, 0))
    if words[:1] == ["get"] and len(words) > 1:
        return f"{words[1]} via {gateway} dev enp1s0 src {address} uid 0 \n    cache \n"
    default = f"default via {gateway} dev enp1s0 proto dhcp src {address} metric 1002 \n"
    if "default" in words:
        return default
    return f"{default}{network}/24 dev enp1s0 proto kernel scope link src {address} metric 1002 \n"


def _brief_links() -> str:
    return (
        "lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n"
        "enp1s0           UP             52:54:00:12:34:56 <BROADCAST,MULTICAST,UP,LOWER_UP> \n"
    )


def _inside(run: Invocation, text: str) -> str:
    """In a container the device is a virtual one of the pod's."""
    if run.host.spec.system is None:
        return text
    own = ":".join(f"{int(part):02x}" for part in run.host.interface.address.split("."))
    text = text.replace("2: enp1s0:", "2: eth0@if7:").replace("qdisc fq_codel", "qdisc noqueue")
    text = text.replace(" dynamic enp1s0", " enp1s0").replace("enp1s0           ", "eth0@if7         ")
    text = text.replace("valid_lft 86313 preferred_lft 75525", "valid_lft forever preferred_lft forever")
    text = re.sub(r"( proto dhcp src \S+)? metric \d+", "", text) if "default via" in text else text
    text = text.replace("brd ff:ff:ff:ff:ff:ff", "brd ff:ff:ff:ff:ff:ff link-netnsid 0")
    return text.replace("52:54:00:12:34:56", f"0a:58:{own}").replace("enp1s0", "eth0")


def _addresses(address: str) -> str:
    broadcast = address.rsplit(".", 1)[0] + ".255"
    return (
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n"
        "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
        "    inet 127.0.0.1/8 scope host lo\n"
        "       valid_lft forever preferred_lft forever\n"
        "2: enp1s0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000\n"
        "    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff\n"
        f"    inet {address}/24 brd {broadcast} scope global dynamic enp1s0\n"
        "       valid_lft 86313 preferred_lft 75525\n"
    )


def _brief(address: str) -> str:
    return f"lo               UNKNOWN        127.0.0.1/8 \nenp1s0           UP             {address}/24 \n"


def _ifconfig(address: str) -> str:
    return (
        "enp1s0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n"
        f"        inet {address}  netmask 255.255.255.0  broadcast {address.rsplit('.', 1)[0]}.255\n"
        "        ether 52:54:00:12:34:56  txqueuelen 1000  (Ethernet)\n\n"
        "lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536\n"
        "        inet 127.0.0.1  netmask 255.0.0.0\n        loop  txqueuelen 1000  (Local Loopback)\n\n"
    )
