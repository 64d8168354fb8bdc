"""The programs of kube-system: they log their first lines and answer their probes; the simulator does their work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlsplit

from app.cluster.control.components import CONTROLLERS, SCHEDULER
from app.cluster.images import etcd_client
from app.cluster.images.control_plane_flags import flags_of, has_machine, refused
from app.cluster.images.image import Image, Process
from app.cluster.images.klog import log
from app.cluster.images.leading import Election
from app.network.http import Request, Response
from app.network.raw import HANG_UP
from app.network.tls import is_signed

Ports = Sequence[tuple[int, str, bool]]  # number, addresses, TLS
Await = Callable[[Process, Callable[[], None]], None]
"""What a program does before it begins: it calls back when it may."""


def component(
    *lines: str, cpu: float = 0.01, memory: int = 40, ports: Ports | Callable[[Sequence[str]], Ports] = (),
    first: Await = lambda _, begin: begin(),
) -> Callable[[Process], None]:  # fmt: skip
    """A program that logs these lines and runs, with so many cores and MiB of memory; its ports tell of its health.

    `ports` may depend on the command line; `first` is what it has to wait for.
    """

    def answer(process: Process, request: Request) -> Response:
        if not _trusts(process, request.identity):
            return HANG_UP
        healthy = request.path in {"/healthz", "/livez", "/readyz"}
        text = b"ok" if healthy else b"404 page not found\n"
        if request.path == "/health":
            healthy, text = True, b'{"health":"true","reason":""}\n'
        return Response(200 if healthy else 404, body=text)

    def begin(process: Process) -> None:
        shown = flags_of(process.argv).get("cert-file", "")
        certificates = (lambda _: process.read(shown) or b"") if shown else None
        for port, addresses, tls in ports(process.argv) if callable(ports) else ports:
            address, *more = addresses.split()
            process.listen(
                port, lambda request, reply: reply(answer(process, request)), tls=tls, address=address,
                also=tuple(more), certificates=certificates if tls else None,
            )  # fmt: skip
        for line in lines:
            log(process, "I", line.replace("$TAG", process.tag))

    def program(process: Process) -> None:
        process.cpu, process.memory = cpu, memory << 20
        if not refused(process):
            first(process, lambda: begin(process))

    return program


def _trusts(process: Process, shown: bytes) -> bool:
    """Whether it lets a client in that shows a certificate: etcd only those of its own authority."""
    flags = flags_of(process.argv)
    if not shown or flags.get("client-cert-auth") != "true":
        return True
    return is_signed(shown, process.read(flags.get("trusted-ca-file", "")) or b"")


def _find_etcd(process: Process, begin: Callable[[], None]) -> None:
    flags = flags_of(process.argv)
    if has_machine(process) and "etcd-servers" in flags:
        etcd_client.connect(process, flags, begin)
    else:
        begin()


def _lead(name: str, process: Process, begin: Callable[[], None]) -> None:
    begin()
    if process.spec.plane is not None and flags_of(process.argv).get("leader-elect") != "false":
        Election(process, name)


def _image(
    name: str, program: Callable[[Process], None], size: int, tags: str = r"v1\.\d+\.\d+", tools: str = ""
) -> Image:
    entrypoint = ("/" + name.rpartition("/")[2],)
    return Image((f"registry.k8s.io/{name}",), program, tags, size, entrypoint, system=f"scratch{tools}")


LOOPBACK = "127.0.0.1"


def etcd_ports(argv: Sequence[str]) -> Ports:
    """Where an etcd listens: for clients, for its peers, and for who asks how it is."""
    found: dict[tuple[int, bool], list[str]] = {}
    given = flags_of(argv)
    for flag, own in (("client", "http://localhost:2379"), ("peer", "http://localhost:2380"), ("metrics", "")):
        for url in filter(None, given.get(f"listen-{flag}-urls", own).split(",")):
            parts = urlsplit(url.strip())
            host = LOOPBACK if parts.hostname in {None, "localhost"} else str(parts.hostname)
            found.setdefault((parts.port or 0, parts.scheme == "https"), []).append(host)
    return [(port, " ".join(hosts), tls) for (port, tls), hosts in found.items()]


IMAGES = (
    _image(
        "kube-apiserver",
        component("options.go:263] external host was not specified", cpu=0.048, memory=262, first=_find_etcd),
        27_000_000,
    ),
    _image(
        "kube-controller-manager",
        component(
            "serving.go:386] Generated self-signed cert in-memory",
            cpu=0.016,
            memory=52,
            ports=((10257, LOOPBACK, True),),
            first=partial(_lead, CONTROLLERS),
        ),
        23_000_000,
    ),
    _image(
        "kube-scheduler",
        component(
            "serving.go:386] Generated self-signed cert in-memory",
            cpu=0.004,
            memory=22,
            ports=((10259, LOOPBACK, True),),
            first=partial(_lead, SCHEDULER),
        ),
        17_000_000,
    ),
    _image(
        "etcd",
        component("starting etcd $TAG", cpu=0.024, memory=48, ports=etcd_ports),
        23_000_000,
        r"\d+\.\d+\.\d+-\d+",
        "+cp+etcdctl+etcdutl+sh",
    ),
)
