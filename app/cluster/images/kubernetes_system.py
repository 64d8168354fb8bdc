"""The programs of kube-system: they log their first lines and answer their probes; the simulator does their work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.cluster.images.image import Image, Process


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


def _image(name: str, program: Callable[[Process], None], size: int, tags: str = r"v1\.\d+\.\d+") -> Image:
    entrypoint = ("/" + name.rpartition("/")[2],)
    return Image((f"registry.k8s.io/{name}",), program, tags, size, entrypoint, system="scratch")


IMAGES = (
    _image("kube-apiserver", component("options.go:263] external host was not specified"), 27_000_000),
    _image("kube-controller-manager", component("serving.go:386] Generated self-signed cert in-memory"), 23_000_000),
    _image("kube-scheduler", component("serving.go:386] Generated self-signed cert in-memory"), 17_000_000),
    _image("kube-proxy", component('server_linux.go:53] "Using iptables proxy"'), 26_000_000),
    _image("etcd", component("starting etcd $TAG"), 23_000_000, r"\d+\.\d+\.\d+-\d+"),
)
