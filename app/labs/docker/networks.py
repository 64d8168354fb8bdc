"""Docker's networks: bridges on the machine, whose own ones let containers find each other by name."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from app.host.docker_engine import Data
from app.host.host import Host
from app.network import dns
from app.network.network import Interface
from app.sim.clock import rfc3339

RESOLVER = "127.0.0.11"
FIRST = 17  # 172.17.0.0/16 is the usual one's


class Networks:
    """Networks by name, and who is where."""

    def __init__(self, host: Host, kept: Mapping[str, Any] | None = None) -> None:
        self._host = host
        self._names: dict[str, dict[str, str]] = {}  # network -> name -> address
        self.known: dict[str, Data] = dict(kept or {})
        if not self.known:
            for name, driver in (("bridge", "bridge"), ("host", "host"), ("none", "null")):
                self.create(name, driver)

    def create(self, name: str, driver: str = "bridge") -> Data:
        """A network, with the next free range."""
        taken = {one["IPAM"]["Config"][0]["Subnet"] for one in self.known.values() if one["IPAM"]["Config"]}
        number = next(number for number in range(FIRST, 32) if f"172.{number}.0.0/16" not in taken)
        config = [{"Subnet": f"172.{number}.0.0/16", "Gateway": f"172.{number}.0.1"}] if driver == "bridge" else []
        self.known[name] = {
            "Name": name, "Id": sha256(f"{self._host.booted}{name}".encode()).hexdigest(),
            "Created": rfc3339(self._host.clock.now), "Scope": "local", "Driver": driver, "EnableIPv4": True,
            "EnableIPv6": False, "IPAM": {"Driver": "default", "Options": None, "Config": config}, "Internal": False,
            "Attachable": False, "Ingress": False, "Containers": {}, "Options": {}, "Labels": {},
        }  # fmt: skip
        return self.known[name]

    def snapshot(self) -> Data:
        """JSON data."""
        return {name: {**one, "Containers": {}} for name, one in self.known.items()}

    def join(self, network: str, name: str, identity: str, hostname: str, address: str = "") -> Interface:
        """A container's place. `host` is the machine's own; with `none` nobody reaches it."""
        if network == "host":
            return self._host.interface
        interface = Interface(hostname or identity[:12], address or self._free(network))
        if network == "none":
            return interface
        if network != "bridge":
            interface.nameservers = (RESOLVER,)
            self._host.network.name_servers[interface.address] = lambda seen, question: self._answer(network, question)
        names = self._names.setdefault(network, {})
        names.update(dict.fromkeys((name, identity[:12], hostname or name), interface.address))
        data = self.known[network]["Containers"]
        prefix = {"MacAddress": "", "IPv4Address": f"{interface.address}/16", "IPv6Address": ""}
        data[identity] = {"Name": name, "EndpointID": sha256(identity.encode()).hexdigest(), **prefix}
        return self._host.network.attach(interface)

    def _free(self, network: str) -> str:
        config = self.known[network]["IPAM"]["Config"]
        if not config:
            return "169.254.0.2"
        start = config[0]["Gateway"].rpartition(".")[0]
        return next(at for number in range(2, 250) if (at := f"{start}.{number}") not in self._host.network.interfaces)

    def leave(self, network: str, interface: Interface) -> None:
        """A container's place is free again."""
        if interface is self._host.interface:
            return
        self._host.network.detach(interface)
        names = self._names.get(network, {})
        for name in [name for name, address in names.items() if address == interface.address]:
            del names[name]
        data = self.known.get(network, {}).get("Containers", {})
        for identity in [key for key, one in data.items() if one["IPv4Address"] == f"{interface.address}/16"]:
            del data[identity]

    def _answer(self, network: str, question: dns.Question) -> dns.Answer:
        address = self._names.get(network, {}).get(question.name.rstrip("."))
        if address is None:
            return self._host.network.world(self._host.interface, question)
        records = (dns.Record(question.name, "A", address, 600),) if question.type == "A" else ()
        return dns.Answer(dns.NOERROR, records)

    def endpoint(self, network: str, address: str, identity: str) -> Data:
        """A container's part in a network, as inspect shows it."""
        data = self.known.get(network, {"Id": "", "IPAM": {"Config": []}})
        config = data["IPAM"]["Config"]
        return {
            "Aliases": None if network == "bridge" else [identity[:12]], "NetworkID": data["Id"],
            "EndpointID": sha256(identity.encode()).hexdigest() if address else "",
            "Gateway": config[0]["Gateway"] if config and address else "", "IPAddress": address,
            "IPPrefixLen": 16 if address else 0,
        }  # fmt: skip
