"""The programs of minikube's addons: the dashboard's page, its scraper, the provisioner, the registry's proxy."""

from __future__ import annotations

from app.cluster.images.image import MEBIBYTE, Image, Process
from app.cluster.images.kubernetes_system import component
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response

TITLE = b'<!DOCTYPE html><html lang="en"><head><title>Kubernetes Dashboard</title></head><body></body></html>\n'


def _dashboard(process: Process) -> None:
    process.memory = 20 * MEBIBYTE

    def answer(request: Request) -> Response:
        found = request.path in {"", "/", "/index.html"}
        return page(process, 200 if found else 404, TITLE if found else b"404 page not found\n", "text/html")

    process.log("Starting overwatch", "stderr")
    if "--auto-generate-certificates" in process.argv:
        process.log("Serving securely on HTTPS port: 8443", "stderr")
        process.listen(8443, serve(answer), tls=True)
        return
    process.log("Serving insecurely on HTTP port: 9090", "stderr")
    process.listen(9090, serve(answer))


def _scraper(process: Process) -> None:
    process.memory = 10 * MEBIBYTE

    def answer(request: Request) -> Response:
        text = "URL: " + request.path
        return page(process, 200, text.encode(), "text/plain; charset=utf-8")

    process.listen(8000, serve(answer))


IMAGES = (
    Image(("docker.io/kubernetesui/dashboard",), _dashboard, r"latest|v2\.\d+\.\d+", 75_000_000, ("/dashboard",),
          ("--insecure-bind-address=0.0.0.0", "--bind-address=0.0.0.0"), system="scratch"),
    Image(("docker.io/kubernetesui/metrics-scraper",), _scraper, r"latest|v1\.\d+\.\d+", 19_000_000,
          ("/metrics-sidecar",), system="scratch"),
    Image(("gcr.io/k8s-minikube/storage-provisioner",),
          component("storage_provisioner.go:116] Initializing the minikube storage provisioner...",
                    "storage_provisioner.go:141] Storage provisioner initialized, now starting service!"),
          r"v\d+", 11_000_000, system="scratch",
          executables={"storage-provisioner": component(
              "storage_provisioner.go:116] Initializing the minikube storage provisioner...")}),
    Image(("gcr.io/k8s-minikube/kube-registry-proxy",), component("starting proxy"), r"\d+\.\d+\.\d+", 60_000_000,
          ("/bin/boot",), system="alpine:3.20"),
)  # fmt: skip
