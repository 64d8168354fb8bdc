"""A Gateway API controller: it makes a data plane for every Gateway of its classes, and writes statuses.

Follows nginx-gateway-fabric internal/controller/provisioner (a Deployment and a Service for each Gateway).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import (
    DEPLOYMENTS,
    NAMESPACES,
    SECRETS,
    SERVICES,
    Object,
    ResourceKey,
    controller_reference,
    is_deleting,
    labels_of,
)
from app.cluster.gateway import statuses
from app.cluster.gateway.resources import ALL, GATEWAY_CLASSES, GATEWAYS, ROUTES, parents
from app.cluster.images.image import Process

SYNC_DELAY = 0.3  # seconds in which changes gather


@dataclass(frozen=True)
class Flavour:
    """How one implementation names its things. `data_plane` is the image of its proxies, `{tag}` the controller's."""

    name: str
    controller: str
    manager: str
    data_plane: str
    in_own_namespace: bool = False  # proxies stand in the controller's namespace instead of the Gateway's

    def proxy_name(self, gateway: Object, suffix: str) -> str:
        """The name of a Gateway's Deployment and Service."""
        meta = gateway["metadata"]
        if self.in_own_namespace:
            return f"envoy-{meta['namespace']}-{meta['name']}-{suffix}"
        return f"{meta['name']}-{self.name}"


class GatewayController:
    """One controller process."""

    def __init__(self, process: Process, plane: Plane, flavour: Flavour, controller: str = "") -> None:
        self.process, self.plane, self.flavour = process, plane, flavour
        self.controller = controller or flavour.controller
        self._planned = False
        for key in (*ALL, SERVICES, SECRETS, NAMESPACES):
            process.at_end(plane.objects.subscribe(key, self._changed))
        process.after(SYNC_DELAY, self.reconcile)

    def _changed(self, event: str, obj: Object, old: Object | None) -> None:
        if not self._planned and self.plane.api.store.size(GATEWAY_CLASSES):
            self._planned = True
            self.process.after(SYNC_DELAY, self.reconcile)

    def reconcile(self) -> None:
        """One pass over everything that is ours."""
        self._planned = False
        classes = {one["metadata"]["name"] for one in self.plane.objects.list(GATEWAY_CLASSES)
                   if one["spec"]["controllerName"] == self.controller}  # fmt: skip
        for name in sorted(classes):
            self._accept_class(name)
        gateways = [one for one in self.plane.objects.list(GATEWAYS)
                    if one["spec"]["gatewayClassName"] in classes and not is_deleting(one)]  # fmt: skip
        for gateway in gateways:
            self._provision(gateway)
            addresses = self._addresses(gateway)
            self._status(GATEWAYS, gateway, statuses.of_gateway(self.plane, gateway, addresses, self.plane.now()))
        for key in ROUTES:
            for route in self.plane.objects.list(key):
                self._route(key, route, gateways)

    def _accept_class(self, name: str) -> None:
        found = self.plane.objects.get(GATEWAY_CLASSES, "", name)
        if found is None:
            return
        before = (found.get("status") or {}).get("conditions") or []
        generation = found["metadata"].get("generation", 1)
        conditions = statuses.stamped(statuses.of_class(), before, generation, self.plane.now())
        self._status(GATEWAY_CLASSES, found, {**(found.get("status") or {}), "conditions": conditions})

    def _status(self, key: ResourceKey, obj: Object, status: Object) -> None:
        if obj.get("status") != status:
            try:
                self.plane.objects.rewrite(key, obj, manager=self.flavour.manager, status=status)
            except ApiError:
                self._changed("MODIFIED", obj, None)

    def _route(self, key: ResourceKey, route: Object, gateways: list[Object]) -> None:
        before = (route.get("status") or {}).get("parents") or []
        found = [one for one in before if one.get("controllerName") != self.controller]
        known = {str(one.get("parentRef")): one.get("conditions") or [] for one in before}
        generation = route["metadata"].get("generation", 1)
        for gateway in gateways:
            for parent in parents(route, gateway):
                named: Object = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": parent["name"]}
                named["namespace"] = gateway["metadata"]["namespace"]
                named |= {field: parent[field] for field in ("sectionName", "port") if field in parent}
                conditions = statuses.of_parent(self.plane, gateway, route, parent)
                stamped = statuses.stamped(conditions, known.get(str(named), []), generation, self.plane.now())
                found.append({"conditions": stamped, "controllerName": self.controller, "parentRef": named})
        if found != before:
            self._status(key, route, {**(route.get("status") or {}), "parents": found})

    # The data plane

    def _place(self, gateway: Object) -> tuple[str, str]:
        meta = gateway["metadata"]
        name = self.flavour.proxy_name(gateway, meta["uid"][:8])
        own = self.process.spec.pod["metadata"]["namespace"]
        return (own if self.flavour.in_own_namespace else meta["namespace"]), name

    def _addresses(self, gateway: Object) -> list[str]:
        service = self.plane.objects.get(SERVICES, *self._place(gateway))
        if service is None:
            return []
        listed = (service.get("status", {}).get("loadBalancer") or {}).get("ingress") or ()
        found = [one.get("ip") or one.get("hostname", "") for one in listed]
        return found or [service["spec"]["clusterIP"]]

    def _provision(self, gateway: Object) -> None:
        namespace, name = self._place(gateway)
        ports = sorted({one["port"] for one in gateway["spec"]["listeners"]})
        labels = {
            "app.kubernetes.io/instance": labels_of(self.process.spec.pod).get("app.kubernetes.io/instance", ""),
            "app.kubernetes.io/managed-by": self.flavour.manager,
            "app.kubernetes.io/name": name,
            "gateway.networking.k8s.io/gateway-name": gateway["metadata"]["name"],
        }  # fmt: skip
        meta: Object = {"name": name, "namespace": namespace, "labels": labels}
        if not self.flavour.in_own_namespace:
            meta["ownerReferences"] = [controller_reference(gateway)]
        self._put(DEPLOYMENTS, {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta,
                                "spec": self._deployment(gateway, labels, ports)})  # fmt: skip
        wanted = [{"name": f"port-{port}", "port": port, "protocol": "TCP", "targetPort": port} for port in ports]
        spec = {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "selector": labels, "ports": wanted}
        self._put(SERVICES, {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec})

    def _deployment(self, gateway: Object, labels: dict[str, str], ports: list[int]) -> Object:
        meta = gateway["metadata"]
        container = {
            "name": "nginx" if not self.flavour.in_own_namespace else "envoy",
            "image": self.flavour.data_plane.format(tag=self.process.tag),
            "args": [f"--gateway={meta['namespace']}/{meta['name']}"],
            "ports": [{"containerPort": port, "name": f"port-{port}", "protocol": "TCP"} for port in ports],
        }
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        return {"replicas": 1, "selector": {"matchLabels": labels}, "template": template}

    def _put(self, key: ResourceKey, wanted: Object) -> None:
        """Create, or adapt the ports."""
        stored = self.plane.objects.get(key, wanted["metadata"]["namespace"], wanted["metadata"]["name"])
        try:
            if stored is None:
                self.plane.objects.create(key, wanted, manager=self.flavour.manager)
            elif key == SERVICES and {one["port"] for one in stored["spec"]["ports"]} != {
                one["port"] for one in wanted["spec"]["ports"]}:  # fmt: skip
                spec = {**stored["spec"], "ports": wanted["spec"]["ports"]}
                self.plane.objects.update(key, {**stored, "spec": spec}, manager=self.flavour.manager)
        except ApiError:
            return
