"""The metrics server: scrapes kubelets, and serves what they say as metrics.k8s.io."""

from __future__ import annotations

from app.cluster.control.resources import NODES
from app.cluster.images.image import MEBIBYTE, Image, Process
from app.cluster.images.klog import log
from app.cluster.images.meter import SLOT
from app.cluster.images.web_server import page, serve
from app.cluster.metrics import server
from app.network.http import Request, Response

PLAIN = "text/plain; charset=utf-8"
KUBELET_PORT = 10250
CHECKS = (
    "ping", "log", "poststarthook/max-in-flight-filter", "poststarthook/storage-object-count-tracker-hook",
    "metric-storage-ready", "metric-informer-sync", "metadata-informer-sync", "shutdown",
)  # fmt: skip


def program(process: Process) -> None:
    """Serve on --secure-port; not ready before the second scrape that worked."""
    process.cpu, process.memory = 0.004, 18 * MEBIBYTE
    options = dict(_option(word) for word in process.argv[1:])
    process.data.setdefault("since", process.clock.now)
    trusts = options.get("kubelet-insecure-tls", "false") != "false" or "kubelet-certificate-authority" in options
    port = int(options["secure-port"]) if options.get("secure-port", "").isdigit() else KUBELET_PORT

    def answer(request: Request) -> Response:
        since = process.data["since"] if trusts else float("inf")
        if request.path.startswith("/apis") and process.spec.plane is not None:
            return server.serve(process.spec.plane, request, since)
        if request.path in {"/livez", "/healthz"}:
            return page(process, 200, b"ok", PLAIN)
        if request.path == "/readyz":
            return _readiness(process, ready=process.clock.now // SLOT * SLOT > since)
        return page(process, 404, b"404 page not found\n", PLAIN)

    log(process, "I", 'serving.go:380] "Generated self-signed cert (/tmp/apiserver.crt, /tmp/apiserver.key)"')
    log(process, "I", 'secure_serving.go:211] "Serving securely on [::]:' + f'{port}"')
    process.listen(port, serve(answer), tls=True)
    if not trusts:
        _complain(process)


def _option(word: str) -> tuple[str, str]:
    name, equals, value = word.lstrip("-").partition("=")
    return name, value if equals else "true"


def _readiness(process: Process, *, ready: bool) -> Response:
    if ready:
        return page(process, 200, b"ok", PLAIN)
    log(process, "I", 'server.go:192] "Failed probe" probe="metric-storage-ready" err="no metrics to serve"')
    lines = [f"[+]{name} ok\n" if name != "metric-storage-ready" else f"[-]{name} failed: reason withheld\n"
             for name in CHECKS]  # fmt: skip
    return page(process, 500, "".join([*lines, "readyz check failed\n"]).encode(), PLAIN)


def _complain(process: Process) -> None:
    """Every scrape fails: a kubelet's certificate names its machine, not the address, and nobody known signed it."""
    plane = process.spec.plane
    for node in plane.objects.list(NODES) if plane is not None else ():
        name = node["metadata"]["name"]
        found = [one["address"] for one in node["status"].get("addresses") or () if one["type"] == "InternalIP"]
        address = found[0] if found else name
        why = f"x509: cannot validate certificate for {address} because it doesn't contain any IP SANs"
        url = f'Get \\"https://{address}:{KUBELET_PORT}/metrics/resource\\"'
        problem = f'err="{url}: tls: failed to verify certificate: {why}" node="{name}"'
        log(process, "E", f'scraper.go:149] "Failed to scrape node" {problem}')
    process.after(SLOT, lambda: _complain(process))


IMAGE = Image(
    names=("registry.k8s.io/metrics-server/metrics-server", "k8s.gcr.io/metrics-server/metrics-server",
           "docker.io/bitnami/metrics-server", "gcr.io/k8s-staging-metrics-server/metrics-server"),
    program=program,
    tags=r"latest|v?0\.\d+\.\d+(-[\w.-]+)?",
    size=19_000_000,
    entrypoint=("/metrics-server",),
    system="scratch",
)  # fmt: skip
