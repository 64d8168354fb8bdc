"""The programs of kube-system: they log their first lines and answer their probes; the simulator does their work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha512

from app.cluster.images.image import Image, Process
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response


def klog(process: Process, text: str) -> str:
    """A line as Kubernetes' components log it."""
    moment = datetime.fromtimestamp(process.clock.now, UTC).strftime("%m%d %H:%M:%S.%f")
    return f"I{moment}       1 {text}"


def component(*lines: str) -> Callable[[Process], None]:
    """A program that logs these lines and runs."""

    def program(process: Process) -> None:
        process.cpu, process.memory = 0.01, 40 << 20
        for line in lines:
            process.log(klog(process, line.replace("$TAG", process.tag)), "stderr")

    return program


def coredns(process: Process) -> None:
    """Health on 8080, readiness on 8181, metrics on 9153."""
    process.cpu, process.memory = 0.003, 14 << 20
    process.log(".:53")
    digest = sha512(process.read("/etc/coredns/Corefile") or b"").hexdigest()
    process.log(f"[INFO] plugin/reload: Running configuration SHA512 = {digest}")
    process.log(f"CoreDNS-{process.tag.removeprefix('v')}\nlinux/amd64, go1.25.6, ")

    def ok(request: Request) -> Response:
        return page(process, 200, b"OK", "text/plain; charset=utf-8")

    for port in (8080, 8181, 9153):
        process.listen(port, serve(ok))


def _image(name: str, program: Callable[[Process], None], size: int, tags: str = r"v1\.\d+\.\d+") -> Image:
    entrypoint = ("/" + name.rpartition("/")[2],)
    return Image((f"registry.k8s.io/{name}",), program, tags, size, entrypoint, system="scratch")


IMAGES = (
    _image("kube-apiserver", component("options.go:263] external host was not specified"), 27_000_000),
    _image("kube-controller-manager", component("serving.go:386] Generated self-signed cert in-memory"), 23_000_000),
    _image("kube-scheduler", component("serving.go:386] Generated self-signed cert in-memory"), 17_000_000),
    _image("kube-proxy", component('server_linux.go:53] "Using iptables proxy"'), 26_000_000),
    _image("etcd", component("starting etcd $TAG"), 23_000_000, r"\d+\.\d+\.\d+-\d+"),
    _image("coredns/coredns", coredns, 23_000_000, r"v1\.\d+\.\d+"),
)
