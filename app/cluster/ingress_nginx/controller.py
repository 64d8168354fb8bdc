"""The control plane of an ingress-nginx process: it watches, reloads, tells Ingresses their addresses, and logs.

Follows ingress-nginx internal/ingress/controller/{store/store.go,controller.go} and internal/ingress/status/status.go.
"""

from __future__ import annotations

from datetime import UTC, datetime

import orjson

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import (
    CONFIG_MAPS,
    INGRESSES,
    NODES,
    PODS,
    SERVICES,
    Object,
    is_deleting,
    labels_of,
    name_of,
)
from app.cluster.images.image import Process
from app.cluster.ingress_nginx.model import Backend, build
from app.cluster.ingress_nginx.serving import Serving
from app.cluster.ingress_nginx.settings import CLASS_ANNOTATION, CONTROLLER, PREFIX, Flags
from app.cluster.ingress_nginx.upstreams import Upstreams

INGRESS_CLASSES = ("networking.k8s.io", "ingressclasses")
COMPONENT = "nginx-ingress-controller"
SYNC_DELAY, STATUS_PERIOD = 0.4, 60.0  # seconds until a change is in force, and between updates of addresses


class IngressController:
    """One controller process."""

    def __init__(self, process: Process, plane: Plane, flags: Flags) -> None:
        self.process, self.plane, self.flags = process, plane, flags
        self.serving = Serving(process, Upstreams(plane))
        self.prefix = flags.text("annotations-prefix", PREFIX)
        self._planned = self._status_planned = False
        self._shown: object = None
        objects = plane.objects
        process.at_end(objects.subscribe(INGRESSES, self._ingress_changed))
        process.at_end(objects.subscribe(INGRESS_CLASSES, lambda *_: self._plan()))
        if flags.text("configmap"):
            process.at_end(objects.subscribe(CONFIG_MAPS, self._config_changed))

    # What is ours

    def ingresses(self) -> list[Object]:
        """The Ingresses of this controller's class, in its namespace or in all."""
        namespace = self.flags.text("watch-namespace") or None
        found = self.plane.objects.list(INGRESSES, namespace)
        return [one for one in found if not is_deleting(one) and self.class_of(one) is not None]

    def class_of(self, ingress: Object) -> str | None:
        """The class by which an Ingress is ours; None when it is not. Follows store.go: GetIngressClass."""
        wanted = self.flags.text("controller-class", CONTROLLER)
        named = (ingress["metadata"].get("annotations") or {}).get(CLASS_ANNOTATION)
        if named is not None and named != "" and not ingress["spec"].get("ingressClassName"):
            return named if named == self.flags.text("ingress-class", "nginx") else None
        name = ingress["spec"].get("ingressClassName")
        if name:
            found = self.plane.objects.get(INGRESS_CLASSES, "", name)
            return name if found is not None and found["spec"].get("controller") == wanted else None
        return "" if self.flags.flag("watch-ingress-without-class") else None

    # Changes

    def start(self) -> None:
        """Take over what there is."""
        self._read_config()
        for ingress in self.ingresses():
            self._found(ingress)
        self._reload(first=True)
        if self.ingresses():
            self._plan_status(1.0)

    def _ingress_changed(self, event: str, ingress: Object, old: Object | None) -> None:
        if event == "DELETED":
            if self.class_of(ingress) is not None:
                self._plan()
            return
        if self.class_of(ingress) is None:
            if event == "ADDED":
                self._log("store.go:439", '"Ignoring ingress because of error while validating ingress class"',
                          f'ingress="{"/".join(name_of(ingress))}" error="{self._why_not(ingress)}"')  # fmt: skip
            else:
                self._plan()
            return
        if event == "ADDED" or (old is not None and self.class_of(old) is None):
            self._found(ingress)
        else:
            self._tell(ingress)
        self._plan()
        if not (ingress.get("status", {}).get("loadBalancer") or {}).get("ingress"):
            self._plan_status()

    def _why_not(self, ingress: Object) -> str:
        name = ingress["spec"].get("ingressClassName")
        if not name:
            return "ingress does not contain a valid IngressClass"
        if self.plane.objects.get(INGRESS_CLASSES, "", name) is None:
            return f'ingressclass.networking.k8s.io \\"{name}\\" not found'
        return "ingress does not contain a valid IngressClass"

    def _found(self, ingress: Object) -> None:
        place = "/".join(name_of(ingress))
        self._log("store.go:443", '"Found valid IngressClass"',
                  f'ingress="{place}" ingressclass="{self.class_of(ingress) or "_"}"')  # fmt: skip
        self._tell(ingress)

    def _tell(self, ingress: Object) -> None:
        if self.process.restored and self.process.clock.now == self.process.began:
            return
        self.plane.events.event(ingress, "Normal", "Sync", "Scheduled for sync", COMPONENT)
        self._log_event(ingress, "Sync", "Scheduled for sync")

    def _log_event(self, about: Object, reason: str, message: str) -> None:
        meta = about["metadata"]
        self._log(
            "event.go:377",
            f'Event(v1.ObjectReference{{Kind:"{about["kind"]}", Namespace:"{meta["namespace"]}", '
            f'Name:"{meta["name"]}", UID:"{meta["uid"]}", APIVersion:"{about["apiVersion"]}", '
            f"ResourceVersion:\"{meta['resourceVersion']}\", FieldPath:\"\"}}): type: 'Normal' reason: '{reason}' "
            f"{message}",
        )

    def _config_changed(self, event: str, config: Object, old: Object | None) -> None:
        if "/".join(name_of(config)) == self.flags.text("configmap"):
            self._plan()

    def _plan(self) -> None:
        if not self._planned:
            self._planned = True
            self.process.after(SYNC_DELAY, self._reload)

    def _read_config(self) -> None:
        namespace, _, name = self.flags.text("configmap").partition("/")
        found = self.plane.objects.get(CONFIG_MAPS, namespace, name) if name else None
        self.serving.config = dict((found or {}).get("data") or {})
        namespace, _, name = self.flags.text("default-backend-service").partition("/")
        self.serving.default = Backend(namespace, name, "80") if name else None
        service = self.plane.objects.get(SERVICES, namespace, name) if name else None
        if service is not None and service["spec"].get("ports"):
            self.serving.default = Backend(namespace, name, str(service["spec"]["ports"][0]["port"]))

    def _reload(self, *, first: bool = False) -> None:
        self._planned = False
        self._read_config()
        model = build(self.ingresses(), self.prefix)
        self.serving.model = model
        shown = (model.servers, self.serving.config)
        if shown == self._shown:
            return
        self._shown = shown
        for server in model.servers.values():
            for location in server.locations:
                self._check(location.backend)
        self._log("controller.go:214", '"Configuration changes detected, backend reload required"')
        self._log("controller.go:228", '"Backend successfully reloaded"')
        if first:
            self._log("controller.go:240", '"Initial sync, sleeping for 1 second"')
        pod = self.plane.objects.get(PODS, *name_of(self.process.spec.pod))
        if pod is not None and not (first and self.process.restored):
            text = "NGINX reload triggered due to a change in configuration"
            self.plane.events.event(pod, "Normal", "RELOAD", text, COMPONENT)
            self._log_event(pod, "RELOAD", text)

    def _check(self, backend: Backend) -> None:
        name = f"{backend.namespace}/{backend.service}"
        if self.plane.objects.get(SERVICES, backend.namespace, backend.service) is None:
            text = f'Error obtaining Endpoints for Service "{name}": no object matching key "{name}" in local store'
            self._log("controller.go:1213", text, level="W")
        elif not self.serving.upstreams.places(backend):
            self._log("controller.go:1232", f'Service "{name}" does not have any active Endpoint.', level="W")

    # Addresses

    def _plan_status(self, delay: float | None = None) -> None:
        """The addresses are written once a minute, counted from the start."""
        if self._status_planned or self.flags.text("update-status") == "false":
            return
        self._status_planned = True
        passed = (self.process.clock.now - self.process.began) % STATUS_PERIOD
        self.process.after(delay if delay is not None else STATUS_PERIOD - passed, self._write_statuses)

    def _write_statuses(self) -> None:
        self._status_planned = False
        wanted = self.addresses()
        for ingress in self.ingresses():
            balancer = ingress.get("status", {}).get("loadBalancer") or {}
            if balancer.get("ingress", []) == wanted:
                continue
            self._log("status.go:311", '"updating Ingress status"',
                      f'namespace="{ingress["metadata"]["namespace"]}" ingress="{ingress["metadata"]["name"]}" '
                      f"currentValue=null newValue={_shown(wanted)}")  # fmt: skip
            try:
                status = {"loadBalancer": {"ingress": wanted} if wanted else {}}
                self.plane.objects.rewrite(INGRESSES, ingress, status=status)
            except ApiError:
                self._plan_status()
        if not wanted:
            self._plan_status()

    def addresses(self) -> list[dict[str, str]]:
        """Where the controller is reached. Follows status.go: runningAddresses."""
        if given := self.flags.text("publish-status-address"):
            return [_address(one) for one in given.split(",")]
        namespace, _, name = self.flags.text("publish-service").partition("/")
        if name:
            service = self.plane.objects.get(SERVICES, namespace, name)
            return _service_addresses(service) if service is not None else []
        pod = self.process.spec.pod
        selector = {"matchLabels": {key: value for key, value in labels_of(pod).items()
                                    if key not in {"pod-template-hash", "controller-revision-hash"}}}  # fmt: skip
        nodes = [one["spec"].get("nodeName", "") for one in
                 self.plane.objects.by_label(PODS, pod["metadata"]["namespace"], selector)]  # fmt: skip
        return [_address(one) for one in sorted({self._node_address(node) for node in nodes} - {""})]

    def _node_address(self, name: str) -> str:
        node = self.plane.objects.get(NODES, "", name) or {}
        listed = {one["type"]: one["address"] for one in node.get("status", {}).get("addresses") or ()}
        return str(listed.get("ExternalIP") or listed.get("InternalIP") or "")

    def _log(self, source: str, text: str, rest: str = "", *, level: str = "I") -> None:
        stamp = datetime.fromtimestamp(self.process.clock.now, UTC).strftime("%m%d %H:%M:%S.%f")
        self.process.log(f"{level}{stamp}       7 {source}] {text}{' ' if rest else ''}{rest}", "stderr")


def _address(text: str) -> dict[str, str]:
    return {"ip": text} if text.replace(".", "").isdigit() else {"hostname": text}


def _service_addresses(service: Object) -> list[dict[str, str]]:
    spec = service["spec"]
    kind, more = spec.get("type"), [{"ip": one} for one in spec.get("externalIPs") or ()]
    if kind == "LoadBalancer":
        listed = (service.get("status", {}).get("loadBalancer") or {}).get("ingress") or ()
        return [{key: one[key] for key in ("ip", "hostname") if one.get(key)} for one in listed] + more
    if kind == "ExternalName":
        return [_address(spec["externalName"])]
    return more or ([{"ip": spec["clusterIP"]}] if spec.get("clusterIP") not in {None, "", "None"} else [])


def _shown(wanted: list[dict[str, str]]) -> str:
    return orjson.dumps(wanted).decode()
