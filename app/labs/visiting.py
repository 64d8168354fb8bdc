"""A browser in a lab's network: what there is to open, and a request to one of those places.

What learners themselves serve counts: Services by their ports, Ingresses by their hosts, and programs that listen on
their own machine. What a cluster needs for itself does not, unless it is reached from outside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.labs.lab import Lab
from app.network.http import Headers, Request, Response, Stream
from app.network.network import ConnectError, Interface

SERVICES, INGRESSES = ("", "services"), ("networking.k8s.io", "ingresses")
SECONDS = 10.0  # by the wall, for a whole answer: longer, and a browser's tab is taken for a broken one
BYTES = 8 << 20  # of one answer
_OWN = {"kube-system", "kube-public", "kube-node-lease"}  # the cluster's namespaces
_PROGRAM = "users:(("  # how listeners begin that somebody started on a machine

Object = dict[str, Any]
DoorKind = Literal["Ingress", "LoadBalancer", "NodePort", "ClusterIP", "Machine"]


@dataclass(frozen=True)
class Place:
    """Where a browser goes. `name` is what it believes to visit (the Host header; empty: the place itself).

    `inside`: the connection begins at a node, which reaches cluster addresses; otherwise at the learner's machine.
    """

    host: str
    port: int
    name: str = ""
    inside: bool = False

    @property
    def authority(self) -> str:
        """As an address bar shows it."""
        return self.name or (self.host if self.port == 80 else f"{self.host}:{self.port}")


@dataclass(frozen=True)
class Door:
    """Something to open: an object's name (a program's, of the learner's machine), its port, and where it is."""

    kind: DoorKind
    namespace: str
    name: str
    port: str
    place: Place
    path: str = "/"


class UnreachedError(Exception):
    """No answer came: `kind` is that of `ConnectError`, `timeout` also where it did not end, `closed` by hanging up."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def doors(lab: Lab) -> tuple[Door, ...]:
    """What can be opened now: Ingresses first, then Services by namespace and name, then the machine's programs."""
    services = sorted(lab.cluster.api.objects.list(SERVICES), key=_key)
    found = [*_ingress_doors(lab, services)]
    for service in services:
        found += _service_doors(lab, service)
    for listener in lab.network.listeners(lab.host.interface):
        if listener.owner.startswith(_PROGRAM):
            program = listener.owner.removeprefix(_PROGRAM).split('"')[1]
            place = Place("localhost", listener.port)
            found.append(Door("Machine", "", program, str(listener.port), place))
    return tuple(found)


def _key(obj: Object) -> tuple[str, str]:
    return obj["metadata"]["namespace"], obj["metadata"]["name"]


def _service_doors(lab: Lab, service: Object) -> Iterator[Door]:
    namespace, name = _key(service)
    spec = service["spec"]
    kind = spec.get("type", "ClusterIP")
    if kind == "ExternalName" or (namespace, name) == ("default", "kubernetes"):
        return
    for port in spec.get("ports") or ():
        if port.get("protocol", "TCP") != "TCP":
            continue
        external = _balancer(service) if kind == "LoadBalancer" else ""
        number, node_port = port["port"], port.get("nodePort")
        if external:
            yield Door("LoadBalancer", namespace, name, str(number), Place(external, number))
        elif node_port:
            yield Door("NodePort", namespace, name, f"{number}:{node_port}", Place(_node(lab), node_port))
        elif namespace not in _OWN and spec.get("clusterIP", "None") not in ("None", ""):
            place = Place(spec["clusterIP"], number, inside=True)
            yield Door("ClusterIP", namespace, name, str(number), place)


def _balancer(obj: Object) -> str:
    """The address that a load balancer gave, or a controller wrote into an Ingress."""
    given = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    return next((item["ip"] for item in given if item.get("ip")), "")


def _node(lab: Lab) -> str:
    """A node that is up, the first worker where there is one: where people try node ports."""
    names = [name for name in lab.cluster.interfaces if name not in lab.stopped_nodes]
    return lab.cluster.interfaces[names[:2][-1]].address if names else lab.host.interface.address


def _ingress_doors(lab: Lab, services: list[Object]) -> Iterator[Door]:
    for ingress in sorted(lab.cluster.api.objects.list(INGRESSES), key=_key):
        namespace, name = _key(ingress)
        place = _entrance(lab, ingress, services)
        for rule in ingress["spec"].get("rules") or [{}]:
            host = (rule.get("host") or "").replace("*", "www", 1)
            paths = (rule.get("http") or {}).get("paths") or [{}]
            path = _plain(paths[0].get("path") or "/")
            yield Door("Ingress", namespace, name, "", Place(place.host, place.port, host, place.inside), path)


def _plain(path: str) -> str:
    """A path without the regular expression that some controllers take there."""
    return path.split("(", maxsplit=1)[0] if path.startswith("/") else "/"


def _entrance(lab: Lab, ingress: Object, services: list[Object]) -> Place:
    """Where its controller is reached: at the Ingress's own address, else through the Service before the controller."""
    address = _balancer(ingress)
    if address and _listens(lab, lab.host.interface, address, 80):
        return Place(address, 80)
    for service in services:
        labels = service["metadata"].get("labels") or {}
        ports = [port for port in service["spec"].get("ports") or () if port["port"] == 80]
        if labels.get("app.kubernetes.io/component") != "controller" or not ports:
            continue
        if ports[0].get("nodePort"):
            return Place(_node(lab), ports[0]["nodePort"])
        return Place(service["spec"].get("clusterIP", ""), 80, inside=True)
    return Place(address or _node(lab), 80)


def _listens(lab: Lab, source: Interface, host: str, port: int) -> bool:
    try:
        lab.network.find(source, host, port)
    except ConnectError:
        return False
    return True


async def visit(lab: Lab, place: Place, request: Request) -> Response:
    """Send a request as a browser there would; the answer has its whole body. UnreachedError when none comes.

    A server that speaks TLS is spoken to so, with any certificate.
    """
    source = next(iter(lab.cluster.interfaces.values()), lab.host.interface) if place.inside else lab.host.interface
    answered: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

    def reply(response: Response) -> None:
        if not answered.done():
            answered.set_result(response)

    headers = Headers([("Host", place.authority), *request.headers.fields()])
    asked = Request(request.method, request.target, headers, request.body, peer=source.address)
    try:
        tls = lab.network.find(source, place.host, place.port).tls
        lab.network.exchange(source, place.host, place.port, asked, reply, tls=tls)
        response = await asyncio.wait_for(answered, SECONDS)
        body = await asyncio.wait_for(_whole(response.body), SECONDS)
    except ConnectError as error:
        raise UnreachedError(error.kind) from None
    except TimeoutError:
        raise UnreachedError("timeout") from None
    if response.status == 0:  # a server that speaks no HTTP hung up
        raise UnreachedError("closed")
    return Response(response.status, response.headers, body)


async def _whole(body: bytes | Stream) -> bytes:
    if isinstance(body, bytes):
        return body[:BYTES]
    content = bytearray()
    try:
        async for chunk in body:
            content += chunk
            if len(content) > BYTES:
                break
    finally:
        body.cancel()
    return bytes(content[:BYTES])
