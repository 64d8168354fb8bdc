"""The endpoints of the services behind locations, and which of them a request goes to.

Follows ingress-nginx internal/ingress/controller/endpointslices.go and rootfs/etc/nginx/lua/balancer.lua.
"""

from __future__ import annotations

import hashlib

from app.cluster.control.plane import Plane
from app.cluster.control.resources import ENDPOINT_SLICES, SERVICES
from app.cluster.ingress_nginx.model import Backend, Canary, Location
from app.network.http import Request

SERVICE_NAME = "kubernetes.io/service-name"
Place = tuple[str, int]


def cookies(request: Request) -> dict[str, str]:
    """The cookies of a request."""
    found = {}
    for part in "; ".join(request.headers.all("Cookie")).split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            found[name] = value
    return found


class Upstreams:
    """Places behind backends, in turn."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self._turns: dict[Backend, int] = {}

    def places(self, backend: Backend) -> list[Place]:
        """(host, port) of every ready endpoint; the name of an ExternalName service."""
        objects = self.plane.objects
        service = objects.get(SERVICES, backend.namespace, backend.service)
        if service is None:
            return []
        spec = service["spec"]
        ports = spec.get("ports") or ()
        port = next((one for one in ports if backend.port in {str(one["port"]), one.get("name", "")}), None)
        if spec.get("type") == "ExternalName":
            number = port.get("targetPort") or port["port"] if port else backend.port
            return [(str(spec["externalName"]), int(number))] if str(number).isdigit() else []
        if port is None:
            return []
        found: list[Place] = []
        selector = {"matchLabels": {SERVICE_NAME: backend.service}}
        for piece in objects.by_label(ENDPOINT_SLICES, backend.namespace, selector):
            numbers = [one["port"] for one in piece.get("ports") or ()
                       if (one.get("name") or "") == port.get("name", "") and one.get("port")]  # fmt: skip
            found += [(endpoint["addresses"][0], number) for endpoint in piece.get("endpoints") or ()
                      if (endpoint.get("conditions") or {}).get("ready", True) for number in numbers]  # fmt: skip
        return sorted(set(found))

    def order(self, backend: Backend, places: list[Place]) -> list[Place]:
        """The places in the order in which they are tried."""
        turn = self._turns.get(backend, 0) % len(places)
        self._turns[backend] = turn + 1
        return places[turn:] + places[:turn]

    def chosen(self, location: Location, request: Request) -> Canary | None:
        """The canary that a request goes to, or None for the location's own backend."""
        for canary in location.canaries:
            if self._takes(canary, request):
                return canary
        return None

    def _takes(self, canary: Canary, request: Request) -> bool:
        """Follows rootfs/etc/nginx/lua/balancer.lua: route_to_alternative_balancer."""
        settings = canary.settings
        if header := settings.text("canary-by-header"):
            given = request.headers.get(header)
            wanted = settings.text("canary-by-header-value")
            if given is not None and wanted:
                if given == wanted:
                    return True
            elif given in {"always", "never"}:
                return given == "always"
        if name := settings.text("canary-by-cookie"):
            given = cookies(request).get(name)
            if given in {"always", "never"}:
                return given == "always"
        total = settings.number("canary-weight-total", 100)
        return self.plane.randomness.integer(1, max(1, total)) <= settings.number("canary-weight")

    @staticmethod
    def sticky(value: str, places: list[Place]) -> list[Place]:
        """The places with the one that a cookie stands for first."""
        wanted = value.rpartition("|")[0] or value
        first = next((one for one in places if _mark(one) == wanted.rpartition(".")[2]), None)
        return places if first is None else [first, *(one for one in places if one != first)]


def _mark(place: Place) -> str:
    return hashlib.md5(f"{place[0]}:{place[1]}".encode(), usedforsecurity=False).hexdigest()[:8]


def affinity_cookie(place: Place, now: float) -> str:
    """The value of the cookie that leads back to a place."""
    return f"{now:.3f}.{_mark(place)}|{hashlib.md5(place[0].encode(), usedforsecurity=False).hexdigest()}"
