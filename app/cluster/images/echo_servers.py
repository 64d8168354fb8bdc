"""Small servers that tell about themselves or the request: echoserver, http-echo, hello-app, whoami, agnhost."""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response

PLAIN = "text/plain; charset=utf-8"


def echoserver(process: Process) -> None:
    """registry.k8s.io/echoserver: repeats the request on port 8080."""

    def answer(request: Request) -> Response:
        headers = "".join(f"\t{name.lower()}={value}  \n" for name, value in sorted(request.headers.fields()))
        host = request.headers.get("Host", "localhost")
        body = (
            f"\n\nHostname: {process.hostname}\n\nPod Information:\n\t-no pod information available-\n\n"
            "Server values:\n\tserver_version=nginx: 1.14.2 - lua: 10015\n\nRequest Information:\n"
            f"\tclient_address={request.peer}\n\tmethod={request.method}\n\treal path={request.target}\n\tquery="
            f"{request.target.partition('?')[2]}\n\trequest_version=1.1\n\trequest_scheme=http\n"
            f"\trequest_uri=http://{host}:8080{request.target}\n\nRequest Headers:\n{headers}\nRequest Body:\n"
            f"{request.body.decode('utf-8', 'replace') or chr(9) + '-no body in request-'}\n\n"
        )
        return page(process, 200, body.encode(), "text/plain", "echoserver")

    process.log("Generating self-signed cert\nGenerating a RSA private key\nStarting nginx")
    process.listen(8080, serve(answer))


def http_echo(process: Process) -> None:
    """hashicorp/http-echo: answers its `-text` on `-listen`, port 5678."""
    options = _options(process.argv[1:])
    text = options.get("text", process.spec.env.get("ECHO_TEXT", ""))
    if not text:
        process.log("Missing -text option!", "stderr")
        process.exit(127)
        return
    listen = options.get("listen", ":5678")
    port = int(listen.rpartition(":")[2] or 5678)
    status = int(options.get("status-code", "200"))

    def answer(request: Request) -> Response:
        more = (("X-App-Name", "http-echo"), ("X-App-Version", "1.0.0"))
        process.log(f'{request.headers.get("Host", "")} {request.peer} "{request.method} {request.target} HTTP/1.1" '
                    f'{status} {len(text) + 1} "{request.headers.get("User-Agent", "")}"', "stderr")  # fmt: skip
        return page(process, status, f"{text}\n".encode(), PLAIN, more=more)

    process.log(f"[INFO] server is listening on {listen}", "stderr")
    process.listen(port, serve(answer))


def _options(words: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = ""
    for word in words:
        if waiting:
            found[waiting], waiting = word, ""
        elif word.startswith("-"):
            name, equals, value = word.lstrip("-").partition("=")
            found[name] = value.strip('"')
            waiting = "" if equals else name
    return found


def hello_app(process: Process) -> None:
    """gcr.io/google-samples/hello-app: version and host name on port 8080."""
    version = {"1.0": "1.0.0", "2.0": "2.0.0", "latest": "2.0.0"}.get(process.tag, process.tag)
    port = int(process.spec.env.get("PORT", "8080") or 8080)

    def answer(request: Request) -> Response:
        process.log(f"Serving request: {request.path}", "stderr")
        body = f"Hello, world!\nVersion: {version}\nHostname: {process.hostname}\n"
        return page(process, 200, body.encode(), PLAIN)

    process.log(f"Server listening on port {port}", "stderr")
    process.listen(port, serve(answer))


def hello_go(process: Process) -> None:
    """gcr.io/google-samples/hello-go-gke: a greeting in JSON on port 80."""
    process.listen(80, serve(lambda request: page(process, 200, b'{"message":"Hello"}\n', "application/json")))


def whoami(process: Process) -> None:
    """traefik/whoami: host name, addresses and the request on port 80."""

    def answer(request: Request) -> Response:
        address = process.spec.interface.address
        headers = "".join(f"{name}: {value}\n" for name, value in request.headers.fields() if name.lower() != "host")
        host = request.headers.get("Host", "")
        body = (
            f"Hostname: {process.hostname}\nIP: 127.0.0.1\nIP: {address}\nRemoteAddr: {request.peer}:43210\n"
            f"{request.method} {request.target} HTTP/1.1\nHost: {host}\n{headers}\n"
        )
        return page(process, 200, body.encode(), PLAIN)

    process.log("Starting up on port 80", "stderr")
    process.listen(80, serve(answer))


def hello_kubernetes(process: Process) -> None:
    """bmuschko/nodejs-hello-world and the like: one line on port 3000."""
    port = int(process.spec.env.get("PORT", "3000") or 3000)
    process.log(f"Magic happens on port {port}")
    process.listen(port, serve(lambda request: page(process, 200, b"Hello World", "text/html; charset=utf-8")))


def simpleapp(process: Process) -> None:
    """dgkanatsios/simpleapp: the host name on port 8080; the client's address in the log."""

    def answer(request: Request) -> Response:
        moment = datetime.fromtimestamp(process.clock.now, UTC).isoformat(timespec="milliseconds")
        process.log(f"IP: {request.peer} on {moment.replace('+00:00', 'Z')}")
        body = f"Hello world from {process.hostname} and version 2.0\n"
        return page(process, 200, body.encode(), "text/html; charset=utf-8")

    process.log("\n> simpleapp@1.0.0 start /usr/src/app\n> node server.js\n\nRunning on http://0.0.0.0:8080")
    process.listen(8080, serve(answer))


IMAGES = (
    Image(
        names=("registry.k8s.io/echoserver", "k8s.gcr.io/echoserver", "gcr.io/google_containers/echoserver",
               "gcr.io/google-containers/echoserver", *docker_hub("kicbase/echo-server", "ealen/echo-server")),
        program=echoserver, tags=r"latest|\d+\.\d+(\.\d+)?", size=45_000_000),
    Image(names=(*docker_hub("hashicorp/http-echo"), "ghcr.io/hashicorp/http-echo"), program=http_echo,
          tags=r"latest|alpine|v?(0\.2\.[13]|1\.0(\.0)?|1|0\.2\.\d)", size=3_100_000, entrypoint=("/http-echo",),
          system="scratch"),
    Image(names=("gcr.io/google-samples/hello-app", "us-docker.pkg.dev/google-samples/containers/gke/hello-app"),
          program=hello_app, tags="1.0|2.0|latest", size=11_000_000, entrypoint=("/hello-app",),
          system="scratch"),
    Image(names=("gcr.io/google-samples/hello-go-gke",), program=hello_go, tags="1.0|latest", size=11_000_000,
          system="scratch"),
    Image(names=(*docker_hub("traefik/whoami", "containous/whoami", "jwilder/whoami"),), program=whoami,
          tags=r"latest|v?1(\.\d+)*", size=2_900_000, entrypoint=("/whoami",), system="scratch"),
    Image(names=docker_hub("bmuschko/nodejs-hello-world", "paulbouwer/hello-kubernetes"), program=hello_kubernetes,
          tags=r"latest|\d+(\.\d+)*", size=24_000_000, system="alpine"),
    Image(names=docker_hub("dgkanatsios/simpleapp"), program=simpleapp, tags="latest", size=27_000_000,
          command=("npm", "start"), working_dir="/usr/src/app", system="alpine"),
)  # fmt: skip
