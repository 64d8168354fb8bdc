"""Who can reach whom: interfaces, names, listeners, service addresses. No packet ever leaves the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.network.http import Handler, Reply, Request, Response
from app.sim.clock import Clock

LOOPBACK = "127.0.0.1"
ANY = "0.0.0.0"


class ConnectError(Exception):
    """A connection that did not come about. `kind` is `refused`, `timeout`, `unreachable` or `unknown host`."""

    def __init__(self, kind: str, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}: {kind}")
        self.kind, self.host, self.port = kind, host, port


class AddressInUseError(Exception):
    """Somebody listens on that address already."""


@dataclass
class Interface:
    """A machine's (or pod's) place in the network. `names` is its own /etc/hosts: name -> address."""

    name: str
    address: str
    names: dict[str, str] = field(default_factory=dict)
    search: tuple[str, ...] = ()  # DNS search domains
    nameserver: str = ""  # address of the DNS server it asks; "" for none


@dataclass(frozen=True)
class Listener:
    """A server waiting on an address and port of an interface."""

    interface: Interface
    address: str
    port: int
    handler: Handler
    tls: bool = False
    owner: str = ""  # what `ss -p` shows


Verdict = str  # "allow", "drop" or "reject"


class Network:
    """Interfaces by address, listeners by place, and the rules between them.

    `translate` maps a virtual address (a Service's) to a backend, `police` decides whether traffic may pass, `lookup`
    answers DNS; the cluster sets them. Times come from the lab's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.interfaces: dict[str, Interface] = {}
        self._listeners: dict[tuple[str, int], Listener] = {}  # (interface address, port); loopback-only ones included
        self.translate: Callable[[Interface, str, int], tuple[str, int] | ConnectError | None] = lambda *_: None
        self.police: Callable[[Interface, Interface, int], Verdict] = lambda *_: "allow"
        self.lookup: Callable[[Interface, str], str | None] = lambda *_: None
        self.public: dict[str, str] = {}  # names of the world outside -> addresses

    def attach(self, interface: Interface) -> Interface:
        """Plug an interface in under its address."""
        self.interfaces[interface.address] = interface
        return interface

    def detach(self, interface: Interface) -> None:
        """Unplug an interface; its listeners go with it."""
        self.interfaces.pop(interface.address, None)
        for place in [place for place, found in self._listeners.items() if found.interface is interface]:
            del self._listeners[place]

    def listen(self, interface: Interface, port: int, handler: Handler, *, address: str = ANY, tls: bool = False,
               owner: str = "") -> Listener:  # fmt: skip
        """Wait for connections; AddressInUseError when the port is taken."""
        place = (interface.address, port)
        if place in self._listeners:
            raise AddressInUseError(f"{address}:{port}")
        listener = self._listeners[place] = Listener(interface, address, port, handler, tls, owner)
        return listener

    def unlisten(self, listener: Listener) -> None:
        """Stop waiting. Doing it twice is fine."""
        place = (listener.interface.address, listener.port)
        if self._listeners.get(place) is listener:
            del self._listeners[place]

    def listeners(self, interface: Interface) -> list[Listener]:
        """The listeners of one machine, by port."""
        return sorted((at for at in self._listeners.values() if at.interface is interface), key=lambda at: at.port)

    def resolve(self, interface: Interface, host: str) -> str | None:
        """The address of a host name as seen from an interface; addresses resolve to themselves; None when unknown."""
        if host.replace(".", "").isdigit() and host.count(".") == 3:
            return host
        if host in ("localhost", "localhost.localdomain"):
            return LOOPBACK
        return interface.names.get(host) or self.lookup(interface, host) or self.public.get(host.rstrip("."))

    def find(self, source: Interface, host: str, port: int) -> Listener:
        """The listener that a connection from `source` would reach; ConnectError otherwise."""
        address = self.resolve(source, host)
        if address is None:
            raise ConnectError("unknown host", host, port)
        if address.startswith("127."):
            address = source.address
            local = True
            if (address, port) not in self._listeners:  # a node port, perhaps: kube-proxy routes these on loopback too
                translated = self.translate(source, address, port)
                if isinstance(translated, ConnectError):
                    raise translated
                address, port = translated or (address, port)
        else:
            local = address == source.address
            if (translated := self.translate(source, address, port)) is not None:
                if isinstance(translated, ConnectError):
                    raise translated
                address, port = translated
        target = self.interfaces.get(address)
        if target is None:
            raise ConnectError("unreachable", host, port)
        verdict = self.police(source, target, port)
        if verdict == "drop":
            raise ConnectError("timeout", host, port)
        listener = self._listeners.get((address, port))
        if listener is None or verdict == "reject" or (listener.address == LOOPBACK and not local):
            raise ConnectError("refused", host, port)
        return listener

    def exchange(
        self, source: Interface, host: str, port: int, request: Request, reply: Reply, *, tls: bool = False
    ) -> None:
        """Send a request from `source`; `reply` is called when the server answers, perhaps never.

        ConnectError when no connection comes about. A plain request to a TLS port is answered as Go's server does.
        """
        listener = self.find(source, host, port)
        if listener.tls and not tls:
            reply(Response(400, body=b"Client sent an HTTP request to an HTTPS server.\n"))
            return
        if tls and not listener.tls:
            raise ConnectError("not tls", host, port)
        listener.handler(request, reply)
