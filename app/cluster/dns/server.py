"""One CoreDNS process: a Corefile in force, and answers to questions.

Follows CoreDNS core/dnsserver/server.go (the block with the longest zone answers) and plugin.cfg (the plugins' order).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.cluster.control.plane import Plane
from app.cluster.dns import plugins
from app.cluster.dns.corefile import Directive, ServerBlock, below, block_for, parse
from app.cluster.dns.records import Options, Records
from app.network.dns import NXDOMAIN, REFUSED, SERVFAIL, Answer, Question, is_address
from app.network.network import ConnectError, Interface

_ALIASES = 8


class DnsServer:
    """Answers as the Corefile says. `log` takes lines for the container's log, `read` gives the container's files."""

    def __init__(self, plane: Plane, interface: Interface, log: Callable[[str], None],
                 read: Callable[[str], bytes | None]) -> None:  # fmt: skip
        self.plane, self.interface, self.log, self.read = plane, interface, log, read
        self.records = Records(plane)
        self.blocks: tuple[ServerBlock, ...] = ()

    def configure(self, text: str) -> None:
        """Put a Corefile in force; CorefileError, and nothing changes, when it is wrong."""
        self.blocks = parse(text)

    def close(self) -> None:
        """End."""
        self.records.close()

    def answer(self, source: Interface, question: Question) -> Answer:
        """One question."""
        question = replace(question, name=question.name.lower().rstrip("."))
        block = block_for(self.blocks, question.name)
        found = self._through(block, question) if block is not None else Answer(REFUSED)
        if block is not None and block.plugin("log") is not None:
            self._write_log(source, question, found)
        return found

    def _write_log(self, source: Interface, question: Question, found: Answer) -> None:
        random = self.plane.randomness
        size = len(question.name) + 18
        full = size + sum(len(one.name) + len(one.data) + 14 for one in found.records)
        flags = "qr,aa,rd" if found.authoritative else "qr,rd,ra"
        self.log(
            f"[INFO] {source.address}:{random.integer(32768, 60999)} - {random.integer(1, 65535)} "
            f'"{question.type} IN {question.name}. udp {size} false 512" {found.status} {flags} {full} '
            f"{random.integer(80000, 400000) / 1e9:.9f}s"
        )

    def _through(self, block: ServerBlock, question: Question) -> Answer:
        rules = [one for one in block.plugins if one.name == "rewrite"]
        asked, back = plugins.rewritten(rules, question)
        found = self._templates(block, asked)
        if asked == question:
            return found
        records = tuple(replace(one, name=back(one.name)) for one in found.records)
        return replace(found, records=records)

    def _templates(self, block: ServerBlock, question: Question) -> Answer:
        for directive in block.plugins:
            if directive.name == "template" and (found := plugins.template(directive, question)) is not None:
                return found
        listed = block.plugin("hosts")
        return plugins.hosts(listed, question, lambda q: self._zones(block, q)) if listed else (
            self._zones(block, question))  # fmt: skip

    def _zones(self, block: ServerBlock, question: Question) -> Answer:
        for directive in block.plugins:
            if directive.name == "file" and directive.words:
                zones = [zone.rstrip(".") for zone in directive.words[1:]] or list(block.zones)
                origin = next((zone for zone in zones if below(question.name, zone)), None)
                text = self.read(directive.words[0])
                if origin is not None and text is not None:
                    return plugins.zone_records(text.decode("utf-8", "replace"), origin, question)
            if directive.name == "kubernetes" and (found := self._cluster(block, directive, question)) is not None:
                return found
        return self._forward(block, question)

    def _cluster(self, block: ServerBlock, directive: Directive, question: Question) -> Answer | None:
        zones = [zone.rstrip(".").lower() for zone in directive.words] or list(block.zones)
        zone = max((zone for zone in zones if below(question.name, zone)), key=len, default=None)
        if zone is None:
            return None
        pods, ttl = directive.option("pods"), directive.option("ttl")
        options = Options(pods[0] if pods else "disabled", int(ttl[0]) if ttl and ttl[0].isdigit() else 5)
        found = self.records.answer(question, zone, options)
        through = directive.option("fallthrough")
        falls = through is not None and (not through or any(below(question.name, one.rstrip(".")) for one in through))
        if found is None or (found.status == NXDOMAIN and falls):
            return None if falls or found is None else found
        return self._complete(question, self._shuffled(found))

    def _shuffled(self, found: Answer) -> Answer:
        """The loadbalance plugin: addresses in another order each time."""
        left = list(found.records)
        if len(left) < 2:
            return found
        mixed = [left.pop(self.plane.randomness.integer(0, len(left) - 1)) for _ in range(len(left))]
        return replace(found, records=tuple(mixed))

    def _complete(self, question: Question, found: Answer) -> Answer:
        """Follow an ExternalName to its address, through this server again."""
        if question.type not in {"A", "AAAA"} or not found.records or found.records[-1].type != "CNAME":
            return found
        target, records = found.records[-1].data, found.records
        for _ in range(_ALIASES):
            block = block_for(self.blocks, target)
            if block is None or is_address(target):
                break
            more = self._templates(block, Question(target, question.type))
            records += more.records
            if not more.records or more.records[-1].type != "CNAME":
                break
            target = more.records[-1].data
        return replace(found, records=records)

    def _forward(self, block: ServerBlock, question: Question) -> Answer:
        for directive in block.plugins:
            if directive.name == "forward" and below(question.name, (directive.words or ("",))[0].rstrip(".")):
                return self._upstream(question, directive.words[1:])
        return Answer(REFUSED if not block.plugin("kubernetes") else NXDOMAIN)

    def _upstream(self, question: Question, servers: tuple[str, ...]) -> Answer:
        network = self.plane.network
        problem = "no upstream host"
        for server in servers:
            address = server.removeprefix("dns://").partition(":")[0]
            if not is_address(address):  # a file such as /etc/resolv.conf: the node's own servers
                return network.world(self.interface, question)
            try:
                return network.ask(self.interface, address, question)
            except ConnectError:
                port = self.plane.randomness.integer(32768, 60999)
                problem = f"read udp {self.interface.address}:{port}->{address}:53: i/o timeout"
        self.log(f"[ERROR] plugin/errors: 2 {question.name}. {question.type}: {problem}")
        return Answer(SERVFAIL)
