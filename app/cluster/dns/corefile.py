"""The Corefile: server blocks and their plugins.

Follows coredns/caddy caddyfile/parse.go, and the list of plugins in coredns plugin.cfg.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PLUGINS = frozenset({
    "acl", "any", "auto", "autopath", "azure", "bind", "bufsize", "cache", "cancel", "chaos", "clouddns", "debug",
    "dns64", "dnssec", "dnstap", "erratic", "errors", "etcd", "file", "forward", "geoip", "grpc", "header", "health",
    "hosts", "import", "k8s_external", "kubernetes", "loadbalance", "local", "log", "loop", "metadata", "minimal",
    "multisocket", "nomad", "nsid", "on", "pprof", "prometheus", "quic", "ready", "reload", "rewrite", "root",
    "route53", "secondary", "sign", "template", "timeouts", "tls", "trace", "transfer", "tsig", "view", "whoami",
})  # fmt: skip
NAME = "/etc/coredns/Corefile"
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(#.*$)|(\S+)')


class CorefileError(Exception):
    """A Corefile that CoreDNS refuses; the text is what it says."""


@dataclass(frozen=True)
class Directive:
    """A line with its block: `rewrite name a b`, or `hosts { ... }` with `lines`."""

    name: str
    words: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...] = ()

    def option(self, name: str) -> tuple[str, ...] | None:
        """The words after an option of the block; None when it is not there."""
        return next((line[1:] for line in self.lines if line[0] == name), None)


@dataclass(frozen=True)
class ServerBlock:
    """The zones that a block serves (without last dots, "" for the root) on which port, and its plugins."""

    zones: tuple[str, ...]
    port: int
    plugins: tuple[Directive, ...]

    def plugin(self, name: str) -> Directive | None:
        """The first directive of a plugin."""
        return next((one for one in self.plugins if one.name == name), None)


def parse(text: str) -> tuple[ServerBlock, ...]:
    """The server blocks; CorefileError when there is something wrong."""
    lines = [(number, _words(line)) for number, line in enumerate(text.splitlines(), 1)]
    waiting = [(number, words) for number, words in lines if words]
    blocks: list[ServerBlock] = []
    while waiting:
        number, words = waiting.pop(0)
        if words[-1] != "{":
            raise _wrong(number, f"Expected '{{' after '{words[-1]}'" if waiting else "Unexpected EOF")
        blocks.append(_block(tuple(words[:-1]), waiting, number))
    return tuple(blocks)


def _words(line: str) -> list[str]:
    found = []
    for quoted, comment, plain in _TOKEN.findall(line):
        if comment:
            break
        found.append(plain or quoted)
    return found


def _wrong(number: int, text: str) -> CorefileError:
    return CorefileError(f"{NAME}:{number} - Error during parsing: {text}")


def _block(keys: tuple[str, ...], waiting: list[tuple[int, list[str]]], number: int) -> ServerBlock:
    plugins: list[Directive] = []
    while waiting:
        number, words = waiting.pop(0)
        if words == ["}"]:
            zones, port = _zones(keys)
            return ServerBlock(zones, port, tuple(plugins))
        if words[0] not in PLUGINS:
            raise _wrong(number, f"Unknown directive '{words[0]}'")
        if words[-1] != "{":
            plugins.append(Directive(words[0], tuple(words[1:])))
            continue
        inner: list[tuple[str, ...]] = []
        while waiting and waiting[0][1] != ["}"]:
            inner.append(tuple(waiting.pop(0)[1]))
        if not waiting:
            break
        waiting.pop(0)
        plugins.append(Directive(words[0], tuple(words[1:-1]), tuple(inner)))
    raise CorefileError(f"{NAME}:{number} - Error during parsing: Unexpected EOF")


def _zones(keys: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    zones, port = [], 53
    for key in " ".join(keys).replace(",", " ").split():
        name, colon, number = key.removeprefix("dns://").rpartition(":")
        if colon and number.isdigit():
            port = int(number)
        else:
            name = key
        zones.append(name.rstrip(".").lower())
    return tuple(zones), port


def below(name: str, zone: str) -> bool:
    """Whether a name is a zone or in it."""
    return not zone or name == zone or name.endswith("." + zone)


def block_for(blocks: tuple[ServerBlock, ...], name: str, port: int = 53) -> ServerBlock | None:
    """The block with the longest zone that holds a name."""
    fitting = [
        (len(zone), block) for block in blocks for zone in block.zones if block.port == port and below(name, zone)
    ]
    return max(fitting, key=lambda item: item[0])[1] if fitting else None
