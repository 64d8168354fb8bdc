"""kube-proxy: reads its configuration, and tells that it is well. Its routing is app.cluster.node.proxy.

Follows kubernetes cmd/kube-proxy/app/{options,server,server_linux}.go.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from app.cluster.images.image import Image, Process
from app.cluster.images.klog import log
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response

HEALTH, METRICS = 10256, 10249
TEXT = "text/plain; charset=utf-8"


def _say(process: Process, source: str, text: str, level: str = "I") -> None:
    log(process, level, f"{source}] {text}")


def _give_up(process: Process, why: str) -> None:
    _say(process, "run.go:72", f'"command failed" err="{why}"', "E")
    process.after(0.2, lambda: process.exit(1))


def program(process: Process) -> None:
    """Run while the configuration is there; 1 when it is not."""
    process.cpu, process.memory = 0.001, 17 << 20
    path = next((word.partition("=")[2] for word in process.argv if word.startswith("--config=")), "")
    content = process.read(path) if path else b""
    if content is None:
        _give_up(process, f"failed complete: open {path}: no such file or directory")
        return
    found = re.search(rb"^mode:\s*\"?(\w+)", content, re.MULTILINE)
    mode = found[1].decode() if found else "iptables"
    if mode not in {"iptables", "ipvs", "nftables"}:
        _give_up(process, f'failed validate: ProxyMode: Invalid value: \\"{mode}\\": must be iptables, ipvs, nftables')
        return
    kubeconfig = re.search(rb"^\s+kubeconfig:[ \t]*\"?([^\"\s]+)", content, re.MULTILINE)
    if kubeconfig and process.read(server := kubeconfig[1].decode()) is None:
        why = f"stat {server}: no such file or directory"
        _say(process, "server.go:556", f'"Error running ProxyServer" err="{why}"', "E")
        _give_up(process, why)
        return
    _say(process, "server_linux.go:53", f'"Using {mode} proxy"')
    _say(process, "server.go:715", f'"Successfully retrieved NodeIPs" NodeIPs=["{process.spec.interface.address}"]')
    _say(process, "server_linux.go:132", f'"Using {mode} Proxier"')
    _say(process, "server.go:533", f'"Version info" version="{process.tag}"')
    for name in ("service", "serviceCIDR", "endpoint slice", "node"):
        _say(process, "config.go:200", f'"Starting {name} config controller"')

    def healthy(request: Request) -> Response:
        stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%d %H:%M:%S.%f +0000 UTC")
        body = f'{{"lastUpdated": "{stamp}","currentTime": "{stamp}", "nodeEligible": true}}'
        return page(process, 200, body.encode(), "application/json")

    def metrics(request: Request) -> Response:
        answers = {"/proxyMode": mode.encode(), "/healthz": b"ok"}
        known = request.path in answers
        return page(process, 200 if known else 404, answers.get(request.path, b"404 page not found\n"), TEXT)

    process.listen(HEALTH, serve(healthy))
    process.listen(METRICS, serve(metrics))


IMAGE = Image(
    names=("registry.k8s.io/kube-proxy", "k8s.gcr.io/kube-proxy"),
    program=program,
    tags=r"v1\.\d+\.\d+",
    size=26_000_000,
    entrypoint=("/usr/local/bin/kube-proxy",),
    executables={"kube-proxy": program},
    system="scratch",
)
