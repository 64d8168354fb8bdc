"""The programs of kube-system: they log their first lines and answer their probes; the simulator does their work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.cluster.images.control_plane_flags import refused
from app.cluster.images.image import Image, Process
from app.network.http import Request, Response


def klog(process: Process, text: str) -> str:
    """A line as Kubernetes' components log it."""
    moment = datetime.fromtimestamp(process.clock.now, UTC).strftime("%m%d %H:%M:%S.%f")
    return f"I{moment}       1 {text}"


Ports = Sequence[tuple[int, str, bool]]  # number, addresses, TLS


def component(
    *lines: str, cpu: float = 0.01, memory: int = 40, ports: Ports | Callable[[Sequence[str]], Ports] = ()
) -> Callable[[Process], None]:
    """A program that logs these lines and runs, with so many cores and MiB of memory; its ports tell of its health.

    `ports` may depend on the command line.
    """

    def answer(request: Request) -> Response:
        healthy = request.path in {"/healthz", "/livez", "/readyz"}
        text = b"ok" if healthy else b"404 page not found\n"
        if request.path == "/health":
            healthy, text = True, b'{"health":"true","reason":""}\n'
        return Response(200 if healthy else 404, body=text)

    def program(process: Process) -> None:
        process.cpu, process.memory = cpu, memory << 20
        if refused(process):
            return
        for port, addresses, tls in ports(process.argv) if callable(ports) else ports:
            first, *more = addresses.split()
            process.listen(
                port, lambda request, reply: reply(answer(request)), tls=tls, address=first, also=tuple(more)
            )
        for line in lines:
            process.log(klog(process, line.replace("$TAG", process.tag)), "stderr")

    return program


def _image(
    name: str, program: Callable[[Process], None], size: int, tags: str = r"v1\.\d+\.\d+", tools: str = ""
) -> Image:
    entrypoint = ("/" + name.rpartition("/")[2],)
    return Image((f"registry.k8s.io/{name}",), program, tags, size, entrypoint, system=f"scratch{tools}")


LOOPBACK = "127.0.0.1"


def etcd_ports(argv: Sequence[str]) -> Ports:
    """Where an etcd listens: for clients, for its peers, and for who asks how it is."""
    found: dict[tuple[int, bool], list[str]] = {}
    given = {flag: value for flag, _, value in (word.lstrip("-").partition("=") for word in argv[1:])}
    for flag, own in (("client", "http://localhost:2379"), ("peer", "http://localhost:2380"), ("metrics", "")):
        for url in filter(None, given.get(f"listen-{flag}-urls", own).split(",")):
            parts = urlsplit(url.strip())
            host = LOOPBACK if parts.hostname in {None, "localhost"} else str(parts.hostname)
            found.setdefault((parts.port or 0, parts.scheme == "https"), []).append(host)
    return [(port, " ".join(hosts), tls) for (port, tls), hosts in found.items()]


IMAGES = (
    _image(
        "kube-apiserver",
        component("options.go:263] external host was not specified", cpu=0.048, memory=262),
        27_000_000,
    ),
    _image(
        "kube-controller-manager",
        component(
            "serving.go:386] Generated self-signed cert in-memory",
            cpu=0.016,
            memory=52,
            ports=((10257, LOOPBACK, True),),
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
