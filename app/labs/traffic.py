"""Who talks to whom: the requests of a lab's network as flows between the shapes of its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.cluster.gateway.resources import covers
from app.labs.shapes import Flow, Outcome, RouteShape, Rule, ServiceShape, Shape
from app.network.network import Interface, Network, Passage
from app.network.raw import METHOD as RAW

MOST_PASSAGES = 500  # remembered until they are told; what comes on top is not drawn
MOST_FLOWS = 40  # told at once
LONGEST = 80  # characters of what was asked for
API_SERVER = "kube-apiserver"
UNASKED = ("kube-probe/", "kube-apiserver-admission")  # User-Agents of what nobody asked for: probes, webhooks

Shapes = Mapping[str, Shape]
Key = tuple[str, tuple[str, ...], str, Outcome, int]


class Traffic:
    """Watches a network while somebody looks. `seat` is the learner's machine, `nodes` the cluster's by name."""

    def __init__(self, network: Network, nodes: Mapping[str, Interface], seat: Interface | None) -> None:
        self._network, self._nodes, self._seat = network, nodes, seat
        self._passages: list[Passage] = []
        self._number = 0
        self._end: Callable[[], None] | None = None
        self._services: dict[str | int, str] = {}  # their ids by address, and by node port
        self._routes: list[RouteShape] = []

    def begin(self, noticed: Callable[[], None]) -> None:
        """Watch from now on; `noticed` is called whenever there is something to tell."""

        def see(passage: Passage) -> None:
            if len(self._passages) < MOST_PASSAGES and not _is_unasked(passage):
                self._passages.append(passage)
                noticed()

        self.rest()
        self._end = self._network.watch(see)

    def rest(self) -> None:
        """Watch no longer."""
        self._passages = []
        if self._end is not None:
            self._end()
            self._end = None

    def learn(self, shapes: Shapes) -> None:
        """The Services and routes are other ones now."""
        self._services, self._routes = {}, []
        for shape in shapes.values():
            if isinstance(shape, RouteShape):
                self._routes.append(shape)
            elif isinstance(shape, ServiceShape):
                self._services.update(dict.fromkeys(shape.addresses, shape.id))
                ports = (one.partition("/")[0].partition(":")[2] for one in shape.ports.split(","))
                self._services.update((int(one), shape.id) for one in ports if one)

    def flows(self, shapes: Shapes) -> tuple[Flow, ...]:
        """What was sent since they were asked for last."""
        passages, self._passages = self._passages, []
        found: dict[Key, Flow] = {}
        numbers: dict[int, int] = {}  # of a passage's flow
        for passage in passages:
            before = numbers.get(id(passage.behind), 0)
            flow = self._flow(passage, before, shapes)
            if flow is None:
                continue
            key = (flow.source, flow.via, flow.target, flow.outcome, flow.behind)
            known = found.get(key)
            if known is not None:
                flow = replace(flow, number=known.number, count=known.count + flow.count)
            elif len(found) == MOST_FLOWS:
                continue
            else:
                self._number += 1
                flow = replace(flow, number=self._number)
            found[key], numbers[id(passage)] = flow, flow.number
        return tuple(replace(flow, count=max(1, flow.count)) for flow in found.values())

    def _flow(self, passage: Passage, before: int, shapes: Shapes) -> Flow | None:
        """Numbered 0; None for what is not drawn: what the API server is told, and what has to do with no pod."""
        source, target = self._source(passage), _id(passage.target)
        outcome: Outcome = passage.error or ("answered" if passage.status else "sent")  # type: ignore[assignment]
        if passage.listener is not None and passage.listener.owner == API_SERVER:
            return None
        via = self._via(passage, shapes)
        if target not in shapes or not target.startswith("Pod/"):
            target = ""
        if not target and not via and not passage.error:
            return None
        if source.startswith("Node/") and not via and not target:
            return None
        return Flow(0, source, via, target, outcome, passage.status, _text(passage), int(passage.request is not None),
                    before)  # fmt: skip

    def _source(self, passage: Passage) -> str:
        """Who sent it: what the API server passes on comes from whom it serves."""
        while passage.behind is not None and (taker := passage.behind.listener) and taker.owner == API_SERVER:
            passage = passage.behind
        if self._seat is not None and passage.source.address == self._seat.address:
            return ""
        return _id(passage.source)

    def _via(self, passage: Passage, shapes: Shapes) -> tuple[str, ...]:
        if not passage.address:
            return ()
        service = self._services.get(passage.address, "") or self._by_port(passage) or _named(passage, shapes)
        route = self._route(passage)
        if route is not None:
            shape, rule = route
            return (*shape.parents[:1], shape.id, *([rule.service] if rule.service else []))
        return (service,) if service else ()

    def _by_port(self, passage: Passage) -> str:
        here = passage.address
        if here.startswith("127.") or any(one.address == here for one in self._nodes.values()):
            reached = passage.target is None or "/" in passage.target.name
            return self._services.get(passage.port, "") if reached or passage.error else ""
        return ""

    def _route(self, passage: Passage) -> tuple[RouteShape, Rule] | None:
        """The Ingress or HTTPRoute by which a proxy passes on what it was asked."""
        asked = passage.behind.request if passage.behind is not None else None
        if asked is None or passage.request is None or "X-Forwarded-Host" not in passage.request.headers:
            return None
        host, path = asked.headers.get("Host", "").partition(":")[0], asked.path
        fitting = [
            (shape, rule)
            for shape in self._routes
            for rule in shape.rules
            if covers(rule.host, host) and path.startswith(rule.path.rstrip("/"))
        ]
        return max(fitting, key=lambda one: (len(one[1].host), len(one[1].path)), default=None)


def _id(interface: Interface | None) -> str:
    if interface is None:
        return ""
    return f"Pod/{interface.name}" if "/" in interface.name else f"Node//{interface.name}"


def _is_unasked(passage: Passage) -> bool:
    return passage.request is not None and passage.request.headers.get("User-Agent", "").startswith(UNASKED)


def _named(passage: Passage, shapes: Shapes) -> str:
    """The Service whose name was asked for: the names of headless ones lead straight to their pods."""
    words = passage.host.split(".")
    own = passage.source.name.partition("/")[0] if "/" in passage.source.name else "default"
    for name, *rest in (words, words[1:]):
        found = f"Service/{rest[0] if rest else own}/{name}"
        if found in shapes:
            return found
        if len(words) == 1:
            break
    return ""


def _text(passage: Passage) -> str:
    request = passage.request
    place = f"{passage.host}:{passage.port}"
    if request is None or request.method == RAW:
        return f"TCP {place}"[:LONGEST]
    return f"{request.method} {request.headers.get('Host') or place}{request.target}"[:LONGEST]
