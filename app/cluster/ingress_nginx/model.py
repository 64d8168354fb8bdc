"""What nginx would be configured to do: servers, their locations, and the services behind these.

Follows ingress-nginx internal/ingress/controller/controller.go: getBackendServers, createServers, mergeAlternative-
Backends, updateServerLocations; template.go: buildLocation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import re2

from app.cluster.control.resources import Object, name_of
from app.cluster.ingress_nginx.settings import Settings

EXACT, PREFIX = "Exact", "Prefix"
CATCH_ALL = "_"


@dataclass(frozen=True)
class Backend:
    """A service's port, by number or name."""

    namespace: str
    service: str
    port: str

    @property
    def upstream(self) -> str:
        """How logs call it."""
        return f"{self.namespace}-{self.service}-{self.port}"


@dataclass(frozen=True)
class Canary:
    """Another backend for a part of a location's requests."""

    backend: Backend
    settings: Settings


@dataclass(frozen=True)
class Location:
    """A path of a server; `canaries` are its variants."""

    path: str
    kind: str
    backend: Backend
    ingress: tuple[str, str]
    settings: Settings
    canaries: tuple[Canary, ...] = ()


@dataclass
class Server:
    """A host name: its locations, longest path first; `secret` is the TLS secret (namespace, name), "" for the fake."""

    host: str
    locations: list[Location] = field(default_factory=list)
    tls: bool = False
    secret: tuple[str, str] = ("", "")
    aliases: tuple[str, ...] = ()

    @property
    def regex(self) -> bool:
        """One Ingress with regular expressions makes all paths of the host such."""
        return any(one.settings.regex for one in self.locations)

    def find(self, path: str) -> Location | None:
        """The location of a request."""
        if self.regex:
            return next((one for one in self.locations if _matches(one.path, path)), None)
        best = None
        for one in self.locations:
            if one.kind == EXACT:
                if path == one.path:
                    return one
            elif best is None and _starts(one, path):
                best = one
        return best


def _matches(pattern: str, path: str) -> bool:
    try:
        return re2.search(f"(?i)^{pattern}", path) is not None
    except re2.error:
        return False


def _starts(location: Location, path: str) -> bool:
    if location.kind == PREFIX and location.path != "/":
        whole = location.path.rstrip("/")
        return path == whole or path.startswith(whole + "/")
    return path.startswith(location.path)


@dataclass
class Model:
    """All servers by host; `_` answers for hosts that nobody named."""

    servers: dict[str, Server] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def server(self, host: str) -> Server | None:
        """The server of a host: its own, an alias', a wildcard's, the default one."""
        if found := self.servers.get(host) or self.servers.get(self.aliases.get(host, "")):
            return found
        _, dot, rest = host.partition(".")
        return (self.servers.get(f"*.{rest}") if dot else None) or self.servers.get(CATCH_ALL)


def build(ingresses: Iterable[Object], prefix: str) -> Model:
    """The model of some Ingresses; the oldest wins where two want the same path."""
    model = Model()
    ordered = sorted(ingresses, key=lambda one: (one["metadata"].get("creationTimestamp", ""), name_of(one)))
    canaries: list[tuple[Object, Settings]] = []
    for ingress in ordered:
        settings = Settings.of(ingress["metadata"].get("annotations"), prefix)
        if settings.canary:
            canaries.append((ingress, settings))
        else:
            _add(model, ingress, settings)
    for ingress, settings in canaries:
        _vary(model, ingress, settings)
    for server in model.servers.values():
        server.locations.sort(key=lambda one: -len(one.path))
        model.aliases.update(dict.fromkeys(server.aliases, server.host))
    return model


def _add(model: Model, ingress: Object, settings: Settings) -> None:
    namespace, name = name_of(ingress)
    spec = ingress["spec"]
    hosts = set()
    for host, path, kind, backend in paths_of(ingress):
        server = model.servers.setdefault(host, Server(host))
        hosts.add(host)
        aliases = settings.words("server-alias")
        server.aliases = (*server.aliases, *(one for one in aliases if one not in server.aliases))
        if not any((one.path, one.kind) == (path, kind) for one in server.locations):
            server.locations.append(Location(path, kind, backend, (namespace, name), settings))
    if spec.get("defaultBackend") and not any(rule.get("http") for rule in spec.get("rules") or ()):
        default = _backend(namespace, spec["defaultBackend"])
        server = model.servers.setdefault(CATCH_ALL, Server(CATCH_ALL))
        if default is not None and not any(one.path == "/" for one in server.locations):
            server.locations.append(Location("/", PREFIX, default, (namespace, name), settings))
    for section in spec.get("tls") or ():
        for host in section.get("hosts") or hosts:
            if host in hosts:
                model.servers[host].tls = True
                model.servers[host].secret = (namespace, section.get("secretName", ""))


def paths_of(ingress: Object) -> list[tuple[str, str, str, Backend]]:
    """(host, path, path type, backend) of every rule; rules with resources as backends do not count."""
    found = []
    for rule in ingress["spec"].get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            backend = _backend(ingress["metadata"]["namespace"], path["backend"])
            if backend is not None:
                kind = path.get("pathType", "ImplementationSpecific")
                found.append((rule.get("host") or CATCH_ALL, path.get("path") or "/", kind, backend))
    return found


def _backend(namespace: str, backend: Object) -> Backend | None:
    service = backend.get("service")
    if not service:
        return None
    port = service.get("port") or {}
    return Backend(namespace, service["name"], str(port.get("name") or port.get("number") or ""))


def _vary(model: Model, ingress: Object, settings: Settings) -> None:
    for host, path, _, backend in paths_of(ingress):
        server = model.servers.get(host)
        for index, one in enumerate(server.locations if server is not None else ()):
            if one.path == path and one.backend != backend and server is not None:
                server.locations[index] = replace(one, canaries=(*one.canaries, Canary(backend, settings)))
