"""Who can reach whom: interfaces, names, listeners, service addresses. No packet ever leaves the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from app.network import dns
from app.network.http import Handler, Reply, Request, Response
from app.network.tls import VERSIONS, Certificates, Flaw, Trust, flaws
from app.sim.clock import Clock

LOOPBACK = "127.0.0.1"
ANY = "0.0.0.0"
NOTHING: Mapping[str, str] = {}
_UNSEEN = ContextVar("unseen", default=False)


class ConnectError(Exception):
    """A connection that did not come about. `kind` is `refused`, `timeout`, `unreachable` or `unknown host`.

    It is `broken` when there was one, but it ended without an answer.
    """

    def __init__(self, kind: str, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}: {kind}")
        self.kind, self.host, self.port = kind, host, port


class UntrustedError(ConnectError):
    """A TLS server whose certificates the client does not take; `flaws` says why, in the order in which Go finds it."""

    def __init__(self, host: str, port: int, found: tuple[Flaw, ...]) -> None:
        super().__init__("certificate", host, port)
        self.flaws = found


class AddressInUseError(Exception):
    """Somebody listens on that address already."""


@dataclass(slots=True)
class Interface:
    """A machine's (or pod's) place in the network. `names` is its own /etc/hosts: name -> address.

    `hostname` is one more of them, of its own address. Without `nameservers` it asks those of the world outside.
    """

    name: str
    address: str
    names: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    search: tuple[str, ...] = ()  # DNS search domains
    nameservers: tuple[str, ...] = ()  # addresses of the DNS servers it asks, in turn
    ndots: int = 1  # names with so many dots are tried as they are first
    hostname: str = ""

    @property
    def nameserver(self) -> str:
        """The DNS server it asks first; "" for none of its own."""
        return self.nameservers[0] if self.nameservers else ""


@dataclass(frozen=True, slots=True)
class Listener:
    """A server waiting on an address and port of an interface."""

    interface: Interface
    address: str
    port: int
    handler: Handler
    tls: bool = False
    owner: str = ""  # what `ss -p` shows
    certificates: Certificates | None = None  # of a TLS server; None for some that nobody knows
    also: tuple[str, ...] = ()  # further addresses of the machine
    versions: Callable[[], frozenset[str]] | None = None  # of TLS, where they are not the usual ones

    def accepts(self, address: str) -> bool:
        """Whether it waits on an address of its machine."""
        return self.address in {ANY, address} or address in self.also


Verdict = str  # "allow", "drop" or "reject"
TCP, UDP = "TCP", "UDP"
RESOLVERS = frozenset({"1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9"})  # of the world outside


@dataclass(frozen=True)
class Route:
    """Where a connection to a virtual address really goes; `source` when it then seems to come from somebody else."""

    address: str
    port: int
    source: Interface | None = None


@dataclass(frozen=True)
class Path:
    """A way that was found: the listener, and from where the connection seems to come; `inside` is by loopback."""

    listener: Listener
    source: Interface
    inside: bool = False


@dataclass(eq=False, slots=True)
class Passage:
    """A connection as an onlooker sees it, from the moment its way is known.

    `address` is where it was sent ("" for a name that nobody knows), before a Service's address became a backend's.
    `target` is the machine at the end of the way, also where it did not let anybody in. `error` is the kind of the
    ConnectError, "" where `listener` took it; `status` the answer's, 0 until there is one.
    `behind` is the exchange that the sender was answering when it sent this one, as a proxy does.
    """

    source: Interface
    host: str
    port: int
    request: Request | None  # None: somebody only tried the door
    behind: Passage | None = None
    address: str = ""
    target: Interface | None = None
    listener: Listener | None = None
    error: str = ""
    status: int = 0


Onlooker = Callable[[Passage], None]
Translate = Callable[[Interface, str, int, str], "Route | ConnectError | None"]
Police = Callable[[Interface, Interface, int, str], Verdict]


@contextmanager
def unseen() -> Iterator[None]:
    """What is sent inside, and by tasks begun inside, is shown to no onlooker."""
    token = _UNSEEN.set(True)
    try:
        yield
    finally:
        _UNSEEN.reset(token)


class Network:
    """Interfaces by address, listeners by place, and the rules between them.

    `translate` maps a virtual address (a Service's) to a backend, `police` decides whether traffic may pass; the
    cluster sets them. Both are told the protocol, TCP or UDP. Times come from the lab's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.interfaces: dict[str, Interface] = {}
        self.name_servers: dict[str, dns.NameServer] = {}  # by the address of their machine
        self._listeners: dict[str, dict[int, Listener]] = {}  # interface address, port; loopback-only ones included
        self.translate: Translate = lambda *_: None
        self.police: Police = lambda *_: "allow"
        self.public: dict[str, str] = {}  # names of the world outside -> addresses
        self._onlookers: tuple[Onlooker, ...] = ()
        self._answering: Passage | None = None  # the exchange whose listener is at work

    def watch(self, onlooker: Onlooker) -> Callable[[], None]:
        """Show every exchange from now on, those that fail too; returns what ends it. Nobody watching costs nothing."""
        self._onlookers = (*self._onlookers, onlooker)

        def end() -> None:
            self._onlookers = tuple(one for one in self._onlookers if one is not onlooker)

        return end

    def attach(self, interface: Interface) -> Interface:
        """Plug an interface in under its address."""
        self.interfaces[interface.address] = interface
        return interface

    def detach(self, interface: Interface) -> None:
        """Unplug an interface; its listeners go with it."""
        if self.interfaces.get(interface.address) is interface:
            del self.interfaces[interface.address]
            self.name_servers.pop(interface.address, None)
        for listener in self.listeners(interface):
            self.unlisten(listener)

    def listen(self, interface: Interface, port: int, handler: Handler, *, address: str = ANY, tls: bool = False,
               owner: str = "", also: tuple[str, ...] = (),
               certificates: Certificates | None = None,
               versions: Callable[[], frozenset[str]] | None = None) -> Listener:  # fmt: skip
        """Wait for connections; AddressInUseError when the port is taken."""
        ports = self._listeners.setdefault(interface.address, {})
        if port in ports:
            raise AddressInUseError(f"{address}:{port}")
        listener = Listener(interface, address, port, handler, tls, owner, certificates, also, versions)
        ports[port] = listener
        return listener

    def unlisten(self, listener: Listener) -> None:
        """Stop waiting. Doing it twice is fine."""
        ports = self._listeners.get(listener.interface.address, {})
        if ports.get(listener.port) is listener:
            del ports[listener.port]
            if not ports:
                del self._listeners[listener.interface.address]

    def listeners(self, interface: Interface) -> list[Listener]:
        """The listeners of one machine, by port."""
        ports = self._listeners.get(interface.address, {})
        return sorted((at for at in ports.values() if at.interface is interface), key=lambda at: at.port)

    def resolve(self, interface: Interface, host: str) -> str | None:
        """The address of a host name as seen from an interface; addresses resolve to themselves; None when unknown."""
        if dns.is_address(host):
            return host
        if host in ("localhost", "localhost.localdomain"):
            return LOOPBACK
        if (own := interface.names.get(host)) is not None:
            return own
        if host == interface.hostname:
            return interface.address
        for name in dns.candidates(host.lower(), interface.search, interface.ndots):
            addresses = self.query(interface, dns.Question(name)).addresses()
            if addresses:
                return addresses[0]
        return None

    def query(self, interface: Interface, question: dns.Question) -> dns.Answer:
        """Ask an interface's DNS servers in turn, as a resolver does; SERVFAIL when none answers."""
        if not interface.nameservers:
            return self.world(interface, question)
        for server in interface.nameservers:
            try:
                return self.ask(interface, server, question)
            except ConnectError:
                continue
        return dns.Answer(dns.SERVFAIL)

    def ask(self, source: Interface, server: str, question: dns.Question) -> dns.Answer:
        """One question to one DNS server (UDP port 53); ConnectError when it does not answer."""
        target, seen = self._way(source, server, dns.PORT, UDP)
        answering = self.name_servers.get(target.address)
        if answering is None:
            if target.address in RESOLVERS or (target is source and not source.nameservers):
                return self.world(source, question)
            raise ConnectError("refused", server, dns.PORT)
        return answering(seen, question)

    def world(self, interface: Interface, question: dns.Question) -> dns.Answer:
        """What the DNS of the world outside answers: the names of the simulated internet."""
        address = dns.address_of_reverse(question.name)
        if question.type == "PTR":
            names = [name for name, at in self.public.items() if at == address] if address else []
            found = tuple(dns.Record(question.name, "PTR", name, 300) for name in names[:1])
            return dns.Answer(dns.NOERROR if found else dns.NXDOMAIN, found)
        outside = self.public.get(question.name.rstrip("."))
        if outside is None:
            return dns.Answer(dns.NXDOMAIN)
        records = (dns.Record(question.name, "A", outside, 300),) if question.type == "A" else ()
        return dns.Answer(dns.NOERROR, records)

    def _way(self, source: Interface, address: str, port: int, protocol: str) -> tuple[Interface, Interface]:
        """(the machine that is reached, from where the packets seem to come); ConnectError when they do not arrive."""
        if address.startswith("127."):
            return source, source
        route = self.translate(source, address, port, protocol)
        if isinstance(route, ConnectError):
            raise route
        if route is not None:
            address, port, source = route.address, route.port, route.source or source
        target = self.interfaces.get(address)
        if target is None:
            if address in RESOLVERS:
                target = Interface("resolver", address)
            else:
                raise ConnectError("unreachable", address, port)
        if self.police(source, target, port, protocol) != "allow":
            raise ConnectError("timeout", address, port)
        return target, source

    def find(self, source: Interface, host: str, port: int) -> Listener:
        """The listener that a connection from `source` would reach; ConnectError otherwise."""
        return self.path(source, host, port).listener

    def knock(self, source: Interface, host: str, port: int) -> Listener:
        """Connect and hang up, as `nc -z` does: like `find`, but onlookers see it."""
        return self._shown(source, host, port, None)[0].listener

    def path(self, source: Interface, host: str, port: int) -> Path:
        """The way of a TCP connection from `source`; ConnectError when none comes about."""
        address = self.resolve(source, host)
        if address is None:
            raise ConnectError("unknown host", host, port)
        return self._path(source, host, address, port)

    def _path(self, source: Interface, host: str, address: str, port: int, passage: Passage | None = None) -> Path:
        loopback = address.startswith("127.")
        if loopback:
            address = source.address
        seen = source
        # On loopback a listener comes first; else it is a node port, perhaps: kube-proxy routes these there too.
        if not loopback or port not in self._listeners.get(address, {}):
            route = self.translate(source, address, port, TCP)
            if isinstance(route, ConnectError):
                raise route
            if route is not None:
                address, port, seen = route.address, route.port, route.source or source
        target = self.interfaces.get(address)
        if target is None:
            raise ConnectError("unreachable", host, port)
        if passage is not None:
            passage.target = target
        verdict = self.police(seen, target, port, TCP)
        if verdict == "drop":
            raise ConnectError("timeout", host, port)
        listener = self._listeners.get(address, {}).get(port)
        wanted = LOOPBACK if loopback and address == source.address else address
        if listener is None or verdict == "reject" or not listener.accepts(wanted):
            raise ConnectError("refused", host, port)
        return Path(listener, seen, inside=wanted == LOOPBACK)

    def exchange(
        self, source: Interface, host: str, port: int, request: Request, reply: Reply, *, tls: bool | Trust = False
    ) -> None:
        """Send a request from `source`; `reply` is called when the server answers, perhaps never.

        ConnectError when no connection comes about, UntrustedError when the client that `tls` describes hangs up (with
        True it does not look). A plain request to a TLS port is answered as Go's server does.
        """
        if self._onlookers:
            path, passage = self._shown(source, host, port, request)
            reply = _noted(passage, reply)
        else:
            path, passage = self.path(source, host, port), None
        if path.listener.tls and not tls:
            reply(Response(400, body=b"Client sent an HTTP request to an HTTPS server.\n"))
            return
        if tls and not path.listener.tls:
            raise ConnectError("not tls", host, port)
        if isinstance(tls, Trust):
            self._shake_hands(path.listener, host, port, tls)
        peer = path.source.address if path.source is not source or not request.peer else request.peer
        if path.inside and peer == source.address:
            peer = LOOPBACK
        outer, self._answering = self._answering, passage
        try:
            path.listener.handler(request if peer == request.peer else replace(request, peer=peer), reply)
        finally:
            self._answering = outer

    def _shown(self, source: Interface, host: str, port: int, request: Request | None) -> tuple[Path, Passage]:
        """A connection's way, which onlookers see whether there is one or not."""
        passage = Passage(source, host, port, request, self._answering)
        try:
            address = self.resolve(source, host)
            if address is None:
                raise ConnectError("unknown host", host, port)
            passage.address = address
            path = self._path(source, host, address, port, passage)
            passage.listener = path.listener
        except ConnectError as error:
            passage.error = error.kind
            raise
        finally:
            for onlooker in () if _UNSEEN.get() else self._onlookers:
                onlooker(passage)
        return path, passage

    def _shake_hands(self, listener: Listener, host: str, port: int, trust: Trust) -> None:
        """ConnectError where no version of TLS is common to both; UntrustedError for a server that is refused."""
        if not trust.versions & (listener.versions() if listener.versions else VERSIONS):
            raise ConnectError("tls version", host, port)
        if trust.checks and (found := self._flaws(listener, host, trust)):
            raise UntrustedError(host, port, found)

    def _flaws(self, listener: Listener, host: str, trust: Trust) -> tuple[Flaw, ...]:
        """What a client has against a server. Hosts of the world outside are signed by an authority everybody knows."""
        if listener.certificates is None and trust.roots is None and (host in self.public or trust.name in self.public):
            return ()
        shown = listener.certificates(trust.name) if listener.certificates is not None else b""
        return flaws(shown, trust, self.clock.now)


def _noted(passage: Passage, reply: Reply) -> Reply:
    def answer(response: Response) -> None:
        passage.status = response.status
        reply(response)

    return answer
