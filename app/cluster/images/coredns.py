"""CoreDNS: the cluster's DNS server. What it answers is in app.cluster.dns."""

from __future__ import annotations

import re
from hashlib import sha512

from app.cluster.control.resources import CONFIG_MAPS, Object
from app.cluster.dns.corefile import CorefileError
from app.cluster.dns.server import DnsServer
from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response

COREFILE = "/etc/coredns/Corefile"
KUBELET_DELAY, RELOAD_DELAY = 60.0, 30.0  # seconds until the file is new, and until the reload plugin looks
DEFAULT = ".:53 {\n    whoami\n    log\n}\n"


def program(process: Process) -> None:
    """Answer on 53; health on 8080, readiness on 8181, metrics on 9153; follow changes of the Corefile."""
    process.cpu, process.memory = 0.003, 14 << 20
    plane = process.spec.plane
    text = process.data.get("corefile") or (process.read(COREFILE) or DEFAULT.encode()).decode("utf-8", "replace")
    if plane is not None:
        server = DnsServer(plane, process.spec.interface, process.log, process.read)
        try:
            server.configure(text)
        except CorefileError as problem:
            process.log(str(problem))
            process.exit(1)
            return
        _serve(process, server)
        _follow(process, server, text)
    process.log(".:53")
    process.log(f"[INFO] plugin/reload: Running configuration SHA512 = {_digest(text)}")
    process.log(f"CoreDNS-{process.tag.removeprefix('v')}\nlinux/amd64, go1.25.6, ")
    for port in (53, 8080, 8181, 9153):
        process.listen(port, serve(lambda request: _ok(process, request)))


def _digest(text: str) -> str:
    return sha512(text.encode()).hexdigest()


def _ok(process: Process, request: Request) -> Response:
    return page(process, 200, b"OK", "text/plain; charset=utf-8")


def _serve(process: Process, server: DnsServer) -> None:
    network, address = process.network, process.spec.interface.address
    network.name_servers[address] = server.answer

    def end() -> None:
        server.close()
        if network.name_servers.get(address) == server.answer:
            del network.name_servers[address]

    def lameduck() -> None:
        process.log("[INFO] SIGTERM: Shutting down servers then terminating")
        process.log("[INFO] plugin/health: Going into lameduck mode for 5s")
        process.after(5.0, lambda: process.exit(0))

    process.at_end(end)
    process.on_term = lameduck


def _config_map(process: Process) -> tuple[str, str]:
    """(name, key) of the config map that the Corefile comes from."""
    for volume in process.spec.pod["spec"].get("volumes") or ():
        if source := volume.get("configMap"):
            items = source.get("items") or ({"key": "Corefile", "path": "Corefile"},)
            return source.get("name", ""), next((one["key"] for one in items if one["path"] == "Corefile"), "Corefile")
    return "", ""


def _follow(process: Process, server: DnsServer, text: str) -> None:
    """Look at the Corefile again when its config map changed: the kubelet takes a while, the reload plugin another."""
    plane = process.spec.plane
    name, key = _config_map(process)
    namespace = process.spec.pod["metadata"]["namespace"]
    process.data["corefile"] = text
    if plane is None or not name:
        return

    def changed(event: str, obj: Object, old: Object | None) -> None:
        meta = obj["metadata"]
        if event != "MODIFIED" or (meta["namespace"], meta["name"]) != (namespace, name):
            return
        new = (obj.get("data") or {}).get(key)
        if new is not None:
            jitter = process.randomness.between(0.0, RELOAD_DELAY / 2)
            process.after(KUBELET_DELAY + RELOAD_DELAY + jitter, lambda: _reload(process, server, str(new)))

    process.at_end(plane.objects.subscribe(CONFIG_MAPS, changed))


def _reload(process: Process, server: DnsServer, text: str) -> None:
    if text == process.data.get("corefile") or not re.search(r"^\s*reload\b", process.data["corefile"], re.MULTILINE):
        return
    process.log("[INFO] Reloading")
    try:
        server.configure(text)
    except CorefileError as problem:
        process.log(f"[ERROR] Restart failed: {problem}")
        process.log(f"[ERROR] plugin/reload: Corefile changed but reload failed: {problem}")
        return
    process.data["corefile"] = text
    process.log(f"[INFO] plugin/reload: Running configuration SHA512 = {_digest(text)}")
    process.log("[INFO] Reloading complete")


IMAGE = Image(
    names=("registry.k8s.io/coredns/coredns", "k8s.gcr.io/coredns/coredns", "registry.k8s.io/coredns",
           *docker_hub("coredns/coredns"), "docker.io/rancher/mirrored-coredns-coredns"),
    program=program,
    tags=r"latest|v?1\.\d+\.\d+",
    size=23_000_000,
    entrypoint=("/coredns",),
    system="scratch",
)  # fmt: skip
