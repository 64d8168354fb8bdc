"""Endpoints and EndpointSlices of Services: which pods answer for them.

Follows kubernetes pkg/controller/{endpoint,endpointslice,endpointslicemirroring} and endpointslice/utils.
"""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_ready, phase
from app.cluster.control.resources import (
    ENDPOINT_SLICES,
    ENDPOINTS,
    NODES,
    PODS,
    SERVICES,
    Name,
    Object,
    controller_reference,
    is_deleting,
    labels_of,
    name_of,
)
from app.sim.label_selectors import LabelSelector

SERVICE_NAME, MANAGED_BY = "kubernetes.io/service-name", "endpointslice.kubernetes.io/managed-by"
HEADLESS = "service.kubernetes.io/headless"
ZONE = "topology.kubernetes.io/zone"
MANAGER = "kube-controller-manager"
SLICE_CONTROLLER, MIRROR = "endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"
PER_SLICE = 100
SLICE_DELAY = 1.0  # seconds until a slice that somebody deleted is made again
DELAY, FEW = 0.01, 20  # seconds in which changes gather; services with few pods are seen to at once

Ports = tuple[tuple[str, int, str, str], ...]
Group = tuple[list[Object], list[Object]]  # the ports of slices, and their endpoints


def register(plane: Plane) -> None:
    """Start the endpoints controllers."""
    EndpointsControl(plane)


class EndpointsControl:
    """Keeps Endpoints and EndpointSlices as the pods and Services are."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("endpoints", self.reconcile)
        self._by_label: dict[tuple[str, str, str], dict[Name, None]] = {}  # (namespace, label, value) -> services
        self._sizes: dict[Name, int] = {}  # how many pods each service had when it was looked at last
        plane.subscribe(SERVICES, self._service_changed)
        plane.pods.relevant(self._pod_changed)
        plane.subscribe(ENDPOINTS, self._endpoints_changed)
        if not plane.classic:
            plane.subscribe(ENDPOINT_SLICES, self._slice_changed)

    def _service_changed(self, event: str, service: Object, old: Object | None) -> None:
        for version, gone in ((old, True), (service, event == "DELETED")):
            if version is not None and (selector := version["spec"].get("selector")):
                label, value = min(selector.items())
                found = self._by_label.setdefault((version["metadata"]["namespace"], label, value), {})
                if gone:
                    found.pop(name_of(version), None)
                else:
                    found[name_of(version)] = None
        self.queue.add(name_of(service))

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        if not self._by_label:
            return
        for version in (pod, old) if old is not None else (pod,):
            for label, value in labels_of(version).items():
                for name in self._by_label.get((pod["metadata"]["namespace"], label, value), ()):
                    self.queue.add(name, DELAY if self._sizes.get(name, 0) > FEW else 0.0)

    def _endpoints_changed(self, event: str, endpoints: Object, old: Object | None) -> None:
        if self.plane.objects.get(SERVICES, *name_of(endpoints)) is not None:  # those without a Service are nobody's
            self.queue.add(name_of(endpoints), DELAY)

    def _slice_changed(self, event: str, one: Object, old: Object | None) -> None:
        """Follows pkg/controller/endpointslice/endpointslice_controller.go: onEndpointSliceDelete."""
        namespace, service = one["metadata"]["namespace"], labels_of(one).get(SERVICE_NAME, "")
        if event == "DELETED" and self.plane.objects.get(SERVICES, namespace, service) is not None:
            self.queue.add((namespace, service), SLICE_DELAY)

    def reconcile(self, item: Name) -> float | None:
        """One pass over one Service."""
        service = self.plane.objects.get(SERVICES, *item)
        if service is None:
            self._sizes.pop(item, None)
            self._service_gone(item)
        elif item == ("default", "kubernetes") or service["spec"].get("type") == "ExternalName":
            return None
        elif service["spec"].get("selector"):
            pods = self.plane.select(PODS, item[0], LabelSelector.of_labels(service["spec"]["selector"]))
            self._sizes[item] = len(pods)
            self._write_endpoints(service, pods)
            if not self.plane.classic:
                self._write_slices(service, slices_of_pods(service, pods, self._zone), SLICE_CONTROLLER, service)
        elif not self.plane.classic:
            self._mirror(service)
        return None

    def _zone(self, node: str) -> str:
        return labels_of(self.plane.objects.get(NODES, "", node) or {}).get(ZONE, "")

    def _service_gone(self, item: Name) -> None:
        endpoints = self.plane.objects.get(ENDPOINTS, *item)
        if endpoints is not None:
            self.plane.delete(ENDPOINTS, endpoints)
        if self.plane.classic:
            return
        for one in self._slices(item, MIRROR):
            self.plane.delete(ENDPOINT_SLICES, one)

    def _slices(self, item: Name, controller: str) -> list[Object]:
        selector = {"matchLabels": {SERVICE_NAME: item[1], MANAGED_BY: controller}}
        return list(self.plane.objects.by_label(ENDPOINT_SLICES, item[0], selector))

    def _write_endpoints(self, service: Object, pods: list[Object]) -> None:
        subsets = endpoint_subsets(service, pods)
        labels = dict(labels_of(service))
        if not self.plane.classic:
            labels["endpoints.kubernetes.io/managed-by"] = "endpoint-controller"
            if service["spec"].get("clusterIP") == "None":
                labels[HEADLESS] = ""
        stored = self.plane.objects.get(ENDPOINTS, *name_of(service))
        if stored is not None and (stored.get("subsets") or []) == subsets and labels_of(stored) == labels:
            return
        namespace, name = name_of(service)
        annotations = {} if self.plane.classic or not subsets else {
            "endpoints.kubernetes.io/last-change-trigger-time": self.plane.now()}  # fmt: skip
        new: Object = {"apiVersion": "v1", "kind": "Endpoints"}
        new["metadata"] = {"name": name, "namespace": namespace, "labels": labels}
        if annotations:
            new["metadata"]["annotations"] = annotations
        if subsets:
            new["subsets"] = subsets
        self._put(ENDPOINTS, new, stored)

    def _put(self, key: tuple[str, str], new: Object, stored: Object | None) -> None:
        try:
            if stored is None:
                self.plane.objects.create(key, new, manager=MANAGER)
            else:
                self.plane.objects.update(key, new, manager=MANAGER)
        except ApiError as problem:
            if problem.reason != "Forbidden":  # a namespace that is being deleted
                raise

    def _write_slices(self, service: Object, groups: list[Group], controller: str, owner: Object) -> None:
        """Follows endpointslice/reconciler.go: reconcileByAddressType, reconcileByPortMapping."""
        there = self._slices(name_of(service), controller)
        stored = [one for one in there if _is_owned_by(one, owner)]
        foreign = [one for one in there if not _is_owned_by(one, owner)]  # a former Service of that name left them
        wanted: list[tuple[Object | None, Object]] = []
        for ports, endpoints in groups:
            wanted += _filled([one for one in stored if (one.get("ports") or []) == ports], ports, endpoints)
        if not wanted and controller == SLICE_CONTROLLER:
            wanted.append((None, {"endpoints": [], "ports": None}))
        used = [one for one, _ in wanted]
        unused = [one for one in stored if not any(one is other for other in used)]
        for one, content in wanted:
            found = one if one is not None else unused.pop(0) if unused else None
            if found is not None:
                self._update_slice(found, content, service)
            else:
                self._create_slice(service, content, controller, owner)
        for extra in unused + foreign:
            self.plane.delete(ENDPOINT_SLICES, extra)

    def _slice_labels(self, service: Object, controller: str) -> dict[str, str]:
        labels = {**labels_of(service), SERVICE_NAME: service["metadata"]["name"], MANAGED_BY: controller}
        if service["spec"].get("clusterIP") == "None":
            labels[HEADLESS] = ""
        return labels

    def _create_slice(self, service: Object, content: Object, controller: str, owner: Object) -> None:
        meta = service["metadata"]
        annotations = {"endpoints.kubernetes.io/last-change-trigger-time": self.plane.now()}
        metadata = {
            "generateName": meta["name"] + "-",
            "namespace": meta["namespace"],
            "labels": self._slice_labels(service, controller),
            "ownerReferences": [controller_reference(owner)],
        }
        if content["endpoints"]:
            metadata["annotations"] = annotations
        new = {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": metadata,
               "addressType": "IPv4", **content}  # fmt: skip
        self._put(ENDPOINT_SLICES, new, None)

    def _update_slice(self, stored: Object, content: Object, service: Object) -> None:
        labels = self._slice_labels(service, labels_of(stored)[MANAGED_BY])
        order = {_target(one): index for index, one in enumerate(stored.get("endpoints") or ())}
        endpoints = sorted(content["endpoints"], key=lambda one: order.get(_target(one), len(order)))
        if ((stored.get("endpoints") or []), (stored.get("ports") or []), labels_of(stored)) == (
            endpoints, content["ports"] or [], labels):  # fmt: skip
            return
        metadata = {**stored["metadata"], "labels": labels}
        metadata["annotations"] = {**(metadata.get("annotations") or {}),
                                   "endpoints.kubernetes.io/last-change-trigger-time": self.plane.now()}  # fmt: skip
        self._put(ENDPOINT_SLICES, {**stored, "metadata": metadata, **content, "endpoints": endpoints}, stored)

    def _mirror(self, service: Object) -> None:
        """Endpoints that somebody wrote by hand, as slices."""
        endpoints = self.plane.objects.get(ENDPOINTS, *name_of(service))
        if endpoints is None:
            self._write_slices(service, [], MIRROR, service)
        else:
            self._write_slices(service, slices_of_endpoints(endpoints), MIRROR, endpoints)


def _filled(stored: list[Object], ports: list[Object], endpoints: list[Object]) -> list[tuple[Object | None, Object]]:
    """(slice or None for a new one, content): who is in a slice stays there, others go where there is room."""
    waiting = {_target(one): one for one in endpoints}
    kept = []
    for one in stored:
        targets = [_target(each) for each in one.get("endpoints") or ()]
        kept.append((one, [waiting.pop(target) for target in targets if target in waiting]))
    rest = list(waiting.values())
    for one, inside in kept:  # slices that are written anyway are filled first
        if len(inside) != len(one.get("endpoints") or ()):
            room = PER_SLICE - len(inside)
            inside.extend(rest[:room])
            rest = rest[room:]
    fitting = [inside for _, inside in kept if len(inside) + len(rest) <= PER_SLICE]
    if rest and fitting:
        max(fitting, key=len).extend(rest)
        rest = []
    made: list[tuple[Object | None, Object]] = [(one, {"endpoints": inside, "ports": ports})
                                                for one, inside in kept if inside]  # fmt: skip
    return made + [(None, {"endpoints": rest[at : at + PER_SLICE], "ports": ports})
                   for at in range(0, len(rest), PER_SLICE)]  # fmt: skip


def _is_owned_by(one: Object, owner: Object) -> bool:
    owners = one["metadata"].get("ownerReferences") or ()
    return any(reference["uid"] == owner["metadata"]["uid"] for reference in owners)


def _target(endpoint: Object) -> str:
    return str((endpoint.get("targetRef") or {}).get("uid") or endpoint["addresses"])


def _reference(pod: Object) -> Object:
    meta = pod["metadata"]
    return {"kind": "Pod", "name": meta["name"], "namespace": meta["namespace"], "uid": meta["uid"]}


def _hostname(service: Object, pod: Object) -> str:
    """The name by which a headless service's pod is found in DNS."""
    spec = pod["spec"]
    same = spec.get("hostname") and spec.get("subdomain") == service["metadata"]["name"]
    return str(spec["hostname"]) if same else ""


def target_port(port: Object, pod: Object | None) -> int | None:
    """The port number on the pod; None when the pod has no port of that name."""
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target or int(port["port"])
    for container in (pod["spec"].get("containers") or ()) if pod else ():
        for one in container.get("ports") or ():
            if one.get("name") == target and one.get("protocol", "TCP") == port.get("protocol", "TCP"):
                return int(one["containerPort"])
    return None


def _ports(service: Object, pod: Object) -> Ports:
    """(name, number, protocol, application protocol) of each of the service's ports on this pod."""
    found = []
    for port in service["spec"].get("ports") or ():
        number = target_port(port, pod)
        if number is not None:
            found.append((port.get("name", ""), number, port.get("protocol", "TCP"), port.get("appProtocol", "")))
    return tuple(found)


def _belongs(pod: Object) -> bool:
    return bool(pod.get("status", {}).get("podIP")) and phase(pod) not in {"Succeeded", "Failed"}


def endpoint_subsets(service: Object, pods: list[Object]) -> list[Object]:
    """The subsets of an Endpoints object: addresses grouped by ports, ready and not."""
    everyone = bool(service["spec"].get("publishNotReadyAddresses"))
    groups: dict[Ports, dict[str, list[Object]]] = {}
    for pod in pods:
        if not _belongs(pod) or (is_deleting(pod) and not everyone):
            continue
        address: Object = {"ip": pod["status"]["podIP"]}
        if hostname := _hostname(service, pod):
            address["hostname"] = hostname
        address["nodeName"] = pod["spec"]["nodeName"]
        address["targetRef"] = _reference(pod)
        ready = is_ready(pod) or everyone
        group = groups.setdefault(_ports(service, pod), {"addresses": [], "notReadyAddresses": []})
        group["addresses" if ready else "notReadyAddresses"].append(address)
    subsets = []
    for ports, group in sorted(groups.items()):
        subset: Object = {name: sorted(found, key=lambda one: one["ip"]) for name, found in group.items() if found}
        if ports:
            subset["ports"] = [({"name": name} if name else {}) | {"port": number, "protocol": protocol}
                               | ({"appProtocol": kind} if kind else {})
                               for name, number, protocol, kind in ports]  # fmt: skip
        subsets.append(subset)
    return subsets


def slices_of_pods(service: Object, pods: list[Object], zone: Callable[[str], str] = lambda node: "") -> list[Group]:
    """The endpoints of the service's slices, grouped by ports; `zone` tells a node's zone."""
    everyone = bool(service["spec"].get("publishNotReadyAddresses"))
    distribution = service["spec"].get("trafficDistribution", "")
    groups: dict[Ports, list[Object]] = {}
    for pod in pods:
        if not _belongs(pod):
            continue
        serving, terminating, node = is_ready(pod), is_deleting(pod), pod["spec"]["nodeName"]
        ready = everyone or (serving and not terminating)
        endpoint: Object = {
            "addresses": [pod["status"]["podIP"]],
            "conditions": {"ready": ready, "serving": serving, "terminating": terminating},
        }
        if ready and distribution and (hints := _hints(distribution, node, zone(node))):
            endpoint["hints"] = hints
        if hostname := _hostname(service, pod):
            endpoint["hostname"] = hostname
        endpoint["nodeName"] = node
        endpoint["targetRef"] = _reference(pod)
        if place := zone(node):
            endpoint["zone"] = place
        groups.setdefault(_ports(service, pod), []).append(endpoint)
    return [
        ([{"name": name, "port": number, "protocol": protocol} | ({"appProtocol": kind} if kind else {})
          for name, number, protocol, kind in ports], endpoints)
        for ports, endpoints in sorted(groups.items())
    ]  # fmt: skip


def _hints(distribution: str, node: str, zone: str) -> Object:
    """Whom an endpoint is meant for. Follows endpointslice/trafficdist/trafficdist.go: preferCloseHeuristic."""
    hints: Object = {"forNodes": [{"name": node}]} if distribution == "PreferSameNode" else {}
    if zone:
        hints["forZones"] = [{"name": zone}]
    return hints


def slices_of_endpoints(endpoints: Object) -> list[Group]:
    """The endpoints of the slices that mirror a hand-written Endpoints object, by ports."""
    groups: list[Group] = []
    for subset in endpoints.get("subsets") or ():
        found = [{"addresses": [one["ip"]], "conditions": {"ready": ready}}
                 | {name: one[name] for name in ("hostname", "nodeName", "targetRef") if name in one}
                 for field, ready in (("addresses", True), ("notReadyAddresses", False))
                 for one in subset.get(field) or ()]  # fmt: skip
        listed = [{"name": one.get("name", ""), "port": one["port"], "protocol": one.get("protocol", "TCP")}
                  for one in subset.get("ports") or ()]  # fmt: skip
        groups.append((listed, found))
    return groups
