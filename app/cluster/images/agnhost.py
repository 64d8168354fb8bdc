"""agnhost: the test image of Kubernetes, with its subcommands that examples use; goproxy and the old liveness image.

Follows kubernetes test/images/agnhost: netexec, serve-hostname, liveness, pause, entrypoint-tester, test-webserver.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.cluster.images.image import Image, Process
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response
from app.network.network import ConnectError

PLAIN = "text/plain; charset=utf-8"
VERSION = "2.53"


def options_of(words: tuple[str, ...]) -> dict[str, str]:
    """`--name=value`, `--name value` and switches."""
    found: dict[str, str] = {}
    waiting = ""
    for word in words:
        if word.startswith("-"):
            waiting, equals, value = word.lstrip("-").partition("=")
            found[waiting] = value
            waiting = "" if equals else waiting
        elif waiting:
            found[waiting], waiting = word, ""
    return found


def program(process: Process) -> None:
    """Run a subcommand."""
    words = process.argv[1:]
    verb = words[0] if words and not words[0].startswith("-") else "pause"
    if "--version" in words or "--help" in words or "-h" in words:
        usage = "Usage:\n  app [command]\n\nAvailable Commands:\n" + "".join(f"  {name}\n" for name in VERBS)
        process.log(f"agnhost version {VERSION}" if "--version" in words else usage)
        process.exit(0)
        return
    if verb not in VERBS:
        process.log(f'Error: unknown command "{verb}" for "app"\nRun \'app --help\' for usage.', "stderr")
        process.exit(1)
        return
    VERBS[verb](process, options_of(words[1:]))


def _listen(process: Process, port: int, answer: Callable[[Request], Response]) -> None:
    if not process.listen(port, serve(answer)):
        process.log(f"listen tcp :{port}: bind: address already in use", "stderr")
        process.exit(1)


def _netexec(process: Process, options: dict[str, str]) -> None:
    port = int(options.get("http-port") or 8080)

    def answer(request: Request) -> Response:
        query = dict(request.query)
        process.log(f"GET {request.path}", "stderr")
        now = datetime.fromtimestamp(process.clock.now, UTC)
        texts = {"/": f"NOW: {now:%Y-%m-%d %H:%M:%S.%f} +0000 UTC m=+1.0", "/echo": query.get("msg", ""),
                 "/hostname": process.hostname, "/hostName": process.hostname, "/healthz": "",
                 "/clientip": f"{request.peer}:43210"}  # fmt: skip
        if request.path == "/exit":
            process.after(0.0, lambda: process.exit(int(query.get("code", "0") or 0)))
            return page(process, 200, b"", PLAIN)
        if request.path == "/dial":
            return page(process, 200, _dial(process, query).encode(), PLAIN)
        if request.path not in texts:
            return page(process, 404, b"404 page not found\n", PLAIN)
        return page(process, 200, texts[request.path].encode(), PLAIN)

    process.log(f"Started HTTP server on port {port}", "stderr")
    process.log(f"Started UDP server on port  {options.get('udp-port') or 8081}", "stderr")
    _listen(process, port, answer)


def _dial(process: Process, query: dict[str, str]) -> str:
    """Ask another netexec on somebody's behalf."""
    answers: list[str] = []

    def take(got: Response) -> None:
        answers.append(got.body.decode() if isinstance(got.body, bytes) else "")

    interface = process.spec.interface
    request = Request("GET", "/" + query.get("request", "hostname"), peer=interface.address)
    try:
        process.network.exchange(interface, query.get("host", ""), int(query.get("port", "80")), request, take)
    except (ConnectError, ValueError) as error:
        return f'{{"errors":["{error}"]}}'
    return '{"responses":["' + '","'.join(answers) + '"]}'


def _serve_hostname(process: Process, options: dict[str, str]) -> None:
    port = int(options.get("port") or 9376)
    process.log(f"Serving on port {port}.", "stderr")
    _listen(process, port, lambda request: page(process, 200, f"{process.hostname}".encode(), PLAIN))


def _liveness(process: Process, options: dict[str, str]) -> None:
    """Healthy for ten seconds."""
    began = process.data.setdefault("began", process.clock.now)

    def answer(request: Request) -> Response:
        spent = process.clock.now - began
        if request.path == "/started":
            return page(process, 200, f"{spent:.9f}s".encode(), PLAIN)
        if request.path != "/healthz":
            return page(process, 404, b"404 page not found\n", PLAIN)
        if spent > 10:
            return page(process, 500, f"error: {spent:.9g}".encode(), PLAIN)
        return page(process, 200, b"ok", PLAIN)

    _listen(process, 8080, answer)


def _test_webserver(process: Process, options: dict[str, str]) -> None:
    def answer(request: Request) -> Response:
        content = process.read(request.path)
        return page(process, 200 if content is not None else 404, content or b"404 page not found\n", PLAIN)

    _listen(process, int(options.get("port") or 80), answer)


def _entrypoint_tester(process: Process, options: dict[str, str]) -> None:
    process.log(f"[{' '.join(process.argv)}]")
    process.exit(0)


def _pause(process: Process, options: dict[str, str]) -> None:
    def stop() -> None:
        process.exit(0)

    process.log("Paused")
    process.on_term = stop


def _fill_logs(process: Process, options: dict[str, str]) -> None:
    """logs-generator: lines over time."""
    total = int(options.get("log-lines-total") or 1)
    spent = float((options.get("run-duration") or "1s").rstrip("s") or 1)

    def line(number: int) -> None:
        stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%m%d %H:%M:%S.%f")
        process.log(
            f"I{stamp}       1 logs_generator.go:76] {number} GET /api/v1/namespaces/ns/pods/p{number} 200", "stderr"
        )
        if number + 1 < total:
            process.after(spent / total, lambda: line(number + 1))
        else:
            process.exit(0)

    line(0)


def goproxy(process: Process) -> None:
    """registry.k8s.io/goproxy: a proxy that only listens, on 8080."""
    _listen(process, 8080, lambda request: page(process, 500, b"This is a proxy server. Does not respond to non-proxy "
                                                b"requests.\n", PLAIN))  # fmt: skip


VERBS: dict[str, Callable[[Process, dict[str, str]], None]] = {
    "netexec": _netexec, "serve-hostname": _serve_hostname, "liveness": _liveness, "pause": _pause,
    "entrypoint-tester": _entrypoint_tester, "test-webserver": _test_webserver, "logs-generator": _fill_logs,
}  # fmt: skip
IMAGES = (
    Image(names=("registry.k8s.io/e2e-test-images/agnhost", "k8s.gcr.io/e2e-test-images/agnhost",
                 "gcr.io/kubernetes-e2e-test-images/agnhost"), program=program,
          tags=r"latest|v?\d+\.\d+(\.\d+)?", size=52_000_000, entrypoint=("/agnhost",), command=("pause",),
          system="alpine+tools", executables={"agnhost": program}),
    Image(names=("registry.k8s.io/serve_hostname", "k8s.gcr.io/serve_hostname", "registry.k8s.io/serve-hostname"),
          program=lambda process: _serve_hostname(process, {}), tags=r"latest|v?\d+\.\d+(\.\d+)?", size=5_000_000,
          entrypoint=("/serve-hostname",), system="scratch"),
    Image(names=("registry.k8s.io/liveness", "k8s.gcr.io/liveness", "gcr.io/google_containers/liveness"),
          program=lambda process: _liveness(process, {}), tags="latest", size=5_000_000, entrypoint=("/server",),
          system="scratch"),
    Image(names=("registry.k8s.io/goproxy", "k8s.gcr.io/goproxy", "gcr.io/google_containers/goproxy"),
          program=goproxy, tags=r"latest|0\.1", size=2_000_000, entrypoint=("/goproxy",), system="scratch"),
)  # fmt: skip
