"""Load balancers of Services: a simulated cloud, or `minikube tunnel`; without either they stay pending.

Follows kubernetes cloud-provider/controllers/service/controller.go for the cloud, and minikube pkg/minikube/tunnel/
loadbalancer_patcher.go for the tunnel, which gives a Service its cluster IP.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.resources import SERVICES, Name, Object, is_deleting, name_of

CLOUD, TUNNEL = "cloud", "tunnel"
FINALIZER = "service.kubernetes.io/load-balancer-cleanup"
COMPONENT = "service-controller"
FIRST, LAST = 10, 250  # of 203.0.113.0/24
_TOLD = {"externalTrafficPolicy": "ExternalTrafficPolicy", "healthCheckNodePort": "HealthCheckNodePort",
         "loadBalancerIP": "LoadbalancerIP"}  # fmt: skip
BUILD_TIME = 4.0  # seconds until a cloud has made one
TUNNEL_TIME = 0.5


def register(plane: Plane) -> None:
    """Start the controller; it does nothing until a provider is switched on."""
    LoadBalancers(plane)


class LoadBalancers:
    """Gives Services of type LoadBalancer an address."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("load-balancers", self.reconcile)
        self._building: set[Name] = set()
        self._taken: dict[str, Name] = {}
        plane.subscribe(SERVICES, self._changed)
        plane.balancer_changed = self._switched

    def _switched(self) -> None:
        for service in self.plane.objects.list(SERVICES):
            if service["spec"].get("type") == "LoadBalancer":
                self.queue.add(name_of(service))

    def _changed(self, event: str, service: Object, old: Object | None) -> None:
        name = name_of(service)
        for one in _addresses(old or {}):
            self._taken.pop(one, None)
        if event == "DELETED":
            self._building.discard(name)
            for one in _addresses(service):
                self._taken.pop(one, None)
            return
        self._taken.update(dict.fromkeys(_addresses(service), name))
        if old is not None and self.plane.balancer == CLOUD:
            self._tell_changes(service, old)
        if self.plane.balancer and (_wants(service) or _addresses(service) or _finalizers(service)):
            self.queue.add(name)

    def _tell_changes(self, service: Object, old: Object) -> None:
        """Follows controller.go: needsUpdate, which tells about what changed."""
        before, now = old["spec"], service["spec"]
        if _wants(service) != _wants(old):
            self._event(service, "Type", f"{before.get('type')} -> {now.get('type')}")
            return
        if not _wants(service):
            return
        for field, reason in _TOLD.items():
            if before.get(field) != now.get(field):
                self._event(service, reason, f"{before.get(field) or ''} -> {now.get(field) or ''}")
        if (before.get("loadBalancerSourceRanges") or []) != (now.get("loadBalancerSourceRanges") or []):
            shown = [" ".join(one.get("loadBalancerSourceRanges") or ()) for one in (before, now)]
            self._event(service, "LoadBalancerSourceRanges", f"[{shown[0]}] -> [{shown[1]}]")

    def _event(self, service: Object, reason: str, message: str) -> None:
        self.plane.events.event(service, "Normal", reason, message, COMPONENT)

    def reconcile(self, item: Name) -> float | None:
        """One pass over one Service."""
        service = self.plane.objects.get(SERVICES, *item)
        if service is None or not self.plane.balancer:
            self._building.discard(item)
            if service is not None and not self.plane.balancer:
                self._leave(service)
            return None
        if is_deleting(service) or not _wants(service):
            self._remove(service)
            return None
        if _addresses(service):
            return None
        return self._ensure(service)

    def _ensure(self, service: Object) -> float | None:
        item, tunnel = name_of(service), self.plane.balancer == TUNNEL
        if item not in self._building:
            self._building.add(item)
            if tunnel:
                return TUNNEL_TIME
            self._event(service, "EnsuringLoadBalancer", "Ensuring load balancer")
            if FINALIZER not in _finalizers(service):
                metadata = {**service["metadata"], "finalizers": [*_finalizers(service), FINALIZER]}
                self.plane.write(SERVICES, {**service, "metadata": metadata}, manager="cloud-controller-manager")
            return BUILD_TIME
        self._building.discard(item)
        address = str(service["spec"].get("clusterIP")) if tunnel else self._free(service)
        ingress: Object = {"ip": address, "ipMode": "VIP"}
        status = {**service.get("status", {}), "loadBalancer": {"ingress": [ingress]}}
        self.plane.objects.rewrite(SERVICES, service, manager="cloud-controller-manager", status=status)
        if not tunnel:
            self._event(service, "EnsuredLoadBalancer", "Ensured load balancer")
        return None

    def _free(self, service: Object) -> str:
        if wanted := service["spec"].get("loadBalancerIP"):
            return str(wanted)
        return next(one for number in range(FIRST, 10 * LAST)
                    if (one := f"203.0.{113 + number // LAST}.{number % LAST}") not in self._taken)  # fmt: skip

    def _remove(self, service: Object) -> None:
        """A Service that is going, or has another type now."""
        if not _addresses(service) and FINALIZER not in _finalizers(service):
            return
        if self.plane.balancer == CLOUD:
            self._event(service, "DeletingLoadBalancer", "Deleting load balancer")
        if _addresses(service) and not is_deleting(service):
            status = {**service.get("status", {}), "loadBalancer": {}}
            service = self.plane.objects.rewrite(SERVICES, service, status=status)
        if self.plane.balancer == CLOUD:
            self._event(service, "DeletedLoadBalancer", "Deleted load balancer")
        if FINALIZER in _finalizers(service):
            metadata = {**service["metadata"], "finalizers": [one for one in _finalizers(service) if one != FINALIZER]}
            self.plane.write(SERVICES, {**service, "metadata": metadata}, manager="cloud-controller-manager")

    def _leave(self, service: Object) -> None:
        """The tunnel was closed: its addresses go."""
        own = service["spec"].get("clusterIP")
        if own and _addresses(service) == [own]:
            status = {**service.get("status", {}), "loadBalancer": {}}
            self.plane.objects.rewrite(SERVICES, service, status=status)


def _wants(service: Object) -> bool:
    spec = service["spec"]
    return spec.get("type") == "LoadBalancer" and not spec.get("loadBalancerClass")


def _finalizers(service: Object) -> list[str]:
    return list(service["metadata"].get("finalizers") or ())


def _addresses(service: Object) -> list[str]:
    listed = (service.get("status", {}).get("loadBalancer") or {}).get("ingress") or ()
    return [one["ip"] for one in listed if one.get("ip")]
