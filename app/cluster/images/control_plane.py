"""The cluster's own components in kube-system: they run, listen and log. Their work is done by app.cluster.control."""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.images.image import Image, Process
from app.cluster.images.klog import log
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response


def component(port: int, source: str, line: str, memory: int) -> Callable[[Process], None]:
    """A component with a health port."""

    def program(process: Process) -> None:
        process.memory = memory

        def answer(request: Request) -> Response:
            healthy = request.path in {"/healthz", "/livez", "/readyz", "/health"}
            return page(process, 200 if healthy else 404, b"ok" if healthy else b"404 page not found\n", "text/plain")

        log(process, "I", f"{source}] {line}")
        if port:
            process.listen(port, serve(answer), tls=True)

    return program


VERSIONS = r"v1\.\d+\.\d+"
_REGISTRIES = ("k8s.gcr.io",)  # where older manifests look; see kubernetes_system.py for registry.k8s.io


def _image(name: str, port: int, source: str, line: str, memory: int, size: int, tags: str = VERSIONS) -> Image:
    program = component(port, source, line, memory)
    names = tuple(f"{registry}/{name}" for registry in _REGISTRIES)
    return Image(names=names, program=program, tags=tags, size=size, entrypoint=(name,), system="scratch",
                 executables={name: program, f"/usr/local/bin/{name}": program})  # fmt: skip


IMAGES = (
    _image("kube-apiserver", 0, "secure_serving.go:211", "Serving securely on [::]:6443", 230 << 20, 28_000_000),
    _image("kube-controller-manager", 10257, "leaderelection.go:258",
           "successfully acquired lease kube-system/kube-controller-manager", 48 << 20, 24_000_000),
    _image("kube-scheduler", 10259, "leaderelection.go:258",
           "successfully acquired lease kube-system/kube-scheduler", 20 << 20, 19_000_000),
    _image("etcd", 0, "etcdmain/main.go:44", "ready to serve client requests", 45 << 20, 23_000_000,
           r"3\.\d+\.\d+-\d+"),
)  # fmt: skip
