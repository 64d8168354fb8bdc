"""What a configuration means: servers by port, locations, upstreams; and the errors that only show then.

Follows nginx src/http/ngx_http_core_module.c: ngx_http_core_listen, ngx_http_core_location; ngx_http_upstream.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import re2

from app.cluster.images.nginx_server.config import ConfigError, Directive
from app.cluster.images.nginx_server.variables import names_in, of_server

Resolve = Callable[[str], str | None]
FILE_CHECKS = ("ssl_certificate", "ssl_certificate_key")


@dataclass
class Location:
    """A `location`; `chain` are the blocks around it, innermost first."""

    sign: str  # "", "=", "^~", "~", "~*", "@"
    path: str
    chain: tuple[Directive, ...]
    inner: list[Location] = field(default_factory=list)
    pattern: re2._Regexp[str] | None = None

    def find(self, name: str) -> list[Directive]:
        """The directives of a name that hold here: those of the innermost block that has any."""
        return next((found for block in self.chain if (found := block.all(name))), [])

    def value(self, name: str, default: str = "") -> str:
        """The first argument of a directive."""
        return next(iter(self.arguments(name)), default)

    def arguments(self, name: str) -> tuple[str, ...]:
        """All arguments of a directive."""
        found = self.find(name)
        return tuple(found[-1].args) if found else ()


@dataclass
class Server:
    """A `server`: its names and locations; `top` is the server itself as a location."""

    names: tuple[str, ...]
    top: Location
    locations: list[Location]


@dataclass
class Peer:
    """A server of an upstream."""

    name: str
    address: str
    port: int
    weight: int = 1
    backup: bool = False
    down: bool = False
    current: int = 0  # of the smooth weighted round robin


@dataclass
class Place:
    """A port: the servers on it, the default one first."""

    port: int
    tls: bool
    servers: list[Server] = field(default_factory=list)


@dataclass
class Site:
    """A whole configuration, understood."""

    places: dict[int, Place]
    upstreams: dict[str, list[Peer]]
    maps: dict[str, Directive]
    formats: dict[str, str]
    main: Directive


def understand(main: Directive, resolve: Resolve, read: Callable[[str], bytes | None]) -> Site:
    """Servers, locations and upstreams; ConfigError as nginx would say it."""
    site = Site({}, {}, {}, {}, main)
    for http in main.all("http"):
        for one in http.all("log_format"):
            site.formats[one.args[0]] = "".join(arg for arg in one.args[1:] if not arg.startswith("escape="))
        for one in http.all("map"):
            site.maps[one.args[1].lstrip("$")] = one
        for one in http.all("upstream"):
            if one.args[0] in site.upstreams:
                raise one.wrong(f'duplicate upstream "{one.args[0]}"')
            site.upstreams[one.args[0]] = _peers(one, resolve)
        for one in http.all("server"):
            _server(site, one, http)
    _check(site, main, resolve, read, ())
    return site


def _peers(upstream: Directive, resolve: Resolve) -> list[Peer]:
    peers = []
    for one in upstream.all("server"):
        host, port = host_and_port(one.args[0])
        address = resolve(host)
        if address is None:
            raise one.wrong(f'host not found in upstream "{one.args[0]}"')
        options = dict(arg.partition("=")[::2] for arg in one.args[1:])
        peers.append(Peer(one.args[0], address, port, int(options.get("weight", 1)), "backup" in options,
                          "down" in options))  # fmt: skip
    if not peers:
        raise upstream.wrong("no servers are inside upstream")
    return peers


def host_and_port(text: str, default: int = 80) -> tuple[str, int]:
    """`backend:8080` -> (backend, 8080)."""
    host, colon, port = text.rpartition(":")
    return (host, int(port)) if colon and port.isdigit() else (text, default)


def _server(site: Site, one: Directive, http: Directive) -> None:
    chain = (one, http)
    names = tuple(name for found in one.all("server_name") for name in found.args)
    server = Server(names, Location("", "/", chain), _locations(one, chain))
    for listen in one.all("listen") or [Directive("listen", ("80",), one.file, one.line)]:
        where, *options = listen.args
        if where.startswith("unix:"):
            continue
        port = _port(listen, where)
        place = site.places.setdefault(port, Place(port, "ssl" in options))
        if server in place.servers:
            continue
        if "default_server" in options or "default" in options:
            place.servers.insert(0, server)
        else:
            place.servers.append(server)


def _port(listen: Directive, where: str) -> int:
    if where.isdigit():
        port = int(where)
    elif match := re.fullmatch(r"(\[[0-9a-fA-F:.]*\]|[^:\[\]]+|\*)(?::(.+))?", where):
        if match[2] is None and not re.fullmatch(r"[\d.]+|\*|\[.*\]|localhost", match[1]):
            raise listen.wrong(f'host not found in "{where}" of the "listen" directive')
        if match[2] is not None and not match[2].isdigit():
            raise listen.wrong(f'invalid port in "{where}" of the "listen" directive')
        port = int(match[2] or 80)
    else:
        raise listen.wrong(f'invalid host in "{where}" of the "listen" directive')
    if not 0 < port < 65536:
        raise listen.wrong(f'invalid port in "{where}" of the "listen" directive')
    return port


def _locations(block: Directive, chain: tuple[Directive, ...]) -> list[Location]:
    found: list[Location] = []
    seen: set[tuple[str, str]] = set()
    for one in block.all("location"):
        sign, path = one.args if len(one.args) == 2 else ("", one.args[0])
        if len(one.args) == 1 and (match := re.match(r"(=|\^~|~\*|~)(?=[/^\\.(])", path)):
            sign, path = match[1], path[match.end() :]
        if path.startswith("@"):
            sign = "@"
        if len(one.args) == 2 and sign not in {"=", "^~", "~", "~*"}:
            raise one.wrong(f'invalid location modifier "{sign}"')
        key = ("=" if sign == "=" else "@" if sign == "@" else "", path)
        if sign not in {"~", "~*"}:
            if key in seen:
                raise one.wrong(f'duplicate location "{path}"')
            seen.add(key)
        made = Location(sign, path, (one, *chain), _locations(one, (one, *chain)))
        if sign in {"~", "~*"}:
            made.pattern = compiled(one, path, ignore_case=sign == "~*")
        found.append(made)
    return found


def compiled(one: Directive, text: str, *, ignore_case: bool) -> re2._Regexp[str]:
    """A regular expression of the configuration, by an engine that takes linear time."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        return re2.compile(re.sub(r"\(\?<([a-zA-Z])", r"(?P<\1", text), options)
    except re2.error as error:
        words = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        why = "missing closing parenthesis" if words.startswith("missing )") else words
        raise one.wrong(f'pcre2_compile() failed: {why} in "{text}"') from error


def _check(site: Site, block: Directive, resolve: Resolve, read: Callable[[str], bytes | None],
           outer: tuple[str, ...]) -> None:  # fmt: skip
    """Variables that nobody sets, hosts that nobody knows, certificates that are not there."""
    own = {one.args[0].lstrip("$") for one in block.all("set")}
    for one in block.block:
        if one.name in {"map", "geo", "types", "split_clients", "stream", "log_format"}:
            continue
        variables = (*outer, *own, *site.maps)
        for arg in one.args:
            for name in names_in(arg) if one.name not in {"location", "listen"} else ():
                if not of_server(name) and name not in variables and one.name not in {"set", "if", "rewrite"}:
                    raise ConfigError(f'unknown "{name}" variable')
        if one.name == "proxy_pass":
            _check_target(site, one, resolve)
        if one.name in FILE_CHECKS and "$" not in one.args[0] and read(one.args[0]) is None:
            kind = "certificate key" if one.name.endswith("key") else "certificate"
            raise ConfigError(
                f'cannot load {kind} "{one.args[0]}": BIO_new_file() failed (SSL: error:80000002:system library::No '
                f"such file or directory:calling fopen({one.args[0]}, r) error:10000080:BIO routines::no such file)"
            )
        _check(site, one, resolve, read, variables)


def _check_target(site: Site, one: Directive, resolve: Resolve) -> None:
    url = one.args[0]
    if "$" in url.partition("://")[2].partition("/")[0]:
        return
    if not url.startswith(("http://", "https://")):
        raise one.wrong("invalid URL prefix")
    host = url.partition("://")[2].partition("/")[0]
    if host not in site.upstreams and resolve(host_and_port(host)[0]) is None:
        raise one.wrong(f'host not found in upstream "{host_and_port(host)[0]}"')
