"""Programs of add-ons that the simulator's own parts stand for: they run, and tell of their health.

Pods reach each other without Calico or Flannel here, and volumes are made without a provisioner. cert-manager and
Argo CD keep what they are given; nobody issues or fetches anything.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import suppress

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import SECRETS, Object
from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.images.kubernetes_system import component
from app.cluster.published import pod_networks

INSTALLATIONS = (pod_networks.OPERATOR, "installations")
_DELAY = 1.0  # seconds until the operator acts
_TAGS = r"(latest|v?\d+\.\d+(\.\d+)?(-[\w.]+)?)"
_Program = Callable[[Process], None]


def _addon(names: tuple[str, ...], program: _Program, size: int, path: str) -> Image:
    return Image(names, program, _TAGS, size, (path,), system="alpine:3.20",
                 executables={path.rpartition("/")[2]: program})  # fmt: skip


def _operator(process: Process) -> None:
    """Make Calico's workloads as soon as an Installation asks for them.

    Follows tigera/operator pkg/controller/installation.
    """
    component("main.go:158] Starting the operator")(process)
    plane = process.spec.plane
    if plane is None:
        return

    def changed(event: str, _obj: Object, _old: Object | None) -> None:
        if event == "ADDED":
            process.after(_DELAY, install)

    def install() -> None:
        if plane.objects.get(INSTALLATIONS, "", "default") is not None:
            _install(plane, process.tag.removeprefix("v"))

    process.at_end(plane.objects.subscribe(INSTALLATIONS, changed))
    process.after(_DELAY, install)


def _install(plane: Plane, release: str) -> None:
    for obj in pod_networks.system(release):
        group = obj["apiVersion"].rpartition("/")[0]
        with suppress(ApiError):  # it is there already
            plane.objects.create((group, f"{obj['kind'].lower()}s"), obj)


def _argo_cd(process: Process) -> None:
    """The server makes the administrator's first password. Follows argo-cd util/settings: InitializeSettings."""
    component("argocd $TAG is starting")(process)
    plane = process.spec.plane
    if plane is None or not any("argocd-server" in word for word in process.argv):
        return

    def initialize() -> None:
        password = base64.b64encode(process.randomness.hex(16).encode()).decode()
        space = process.spec.pod["metadata"]["namespace"]
        secret = {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": {"password": password},
                  "metadata": {"name": "argocd-initial-admin-secret", "namespace": space}}  # fmt: skip
        with suppress(ApiError):  # it is there already
            plane.objects.create(SECRETS, secret)

    process.after(_DELAY, initialize)


def _calico(name: str, line: str, size: int) -> Image:
    return _addon((*docker_hub(f"calico/{name}"), f"quay.io/calico/{name}"), component(line), size, f"/usr/bin/{name}")


def _cert_manager(name: str) -> Image:
    program = component(f'controller.go:89] "starting cert-manager {name}" version="$TAG"')
    return _addon((f"quay.io/jetstack/cert-manager-{name}",), program, 20_000_000, f"/app/cmd/{name}/{name}")


IMAGES = (
    _calico("node", "Starting calico-node $TAG", 110_000_000),
    _calico("typha", "Typha starting up", 30_000_000),
    _calico("kube-controllers", "Starting Calico Kubernetes controllers", 35_000_000),
    _addon(("quay.io/tigera/operator",), _operator, 25_000_000, "operator"),
    _addon(("ghcr.io/flannel-io/flannel", *docker_hub("flannel/flannel")),
           component("main.go:228] Found network config - Backend type: vxlan"), 32_000_000, "/opt/bin/flanneld"),
    _addon(docker_hub("rancher/local-path-provisioner"), component("controller.go:811] Starting provisioner"),
           17_000_000, "/usr/bin/local-path-provisioner"),
    *(_cert_manager(name) for name in ("controller", "cainjector", "webhook")),
    _addon(("quay.io/argoproj/argocd",), _argo_cd, 170_000_000, "/usr/local/bin/argocd"),
    _addon(("ghcr.io/dexidp/dex",), component("config issuer: https://argocd/api/dex"), 40_000_000,
           "/usr/local/bin/dex"),
)  # fmt: skip
