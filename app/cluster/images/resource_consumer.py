"""resource-consumer: uses as much CPU and memory, for as long, as requests ask for."""

from __future__ import annotations

from urllib.parse import parse_qs

from app.cluster.images.image import MEBIBYTE, Image, Process
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response

PLAIN = "text/plain; charset=utf-8"
# Follows kubernetes test/images/resource-consumer: what each path takes, in this order.
PATHS = {"/ConsumeCPU": "millicores", "/ConsumeMem": "megabytes"}


def program(process: Process) -> None:
    """Listen on 8080."""
    process.memory = 4 * MEBIBYTE

    def answer(request: Request) -> Response:
        path, _, query = request.target.partition("?")
        given = parse_qs(f"{query}&{request.body.decode('utf-8', 'replace')}")
        if request.method != "POST":
            return page(process, 405, b"Method not allowed\n", PLAIN)
        if path not in PATHS:
            return page(process, 400, b"not a valid function name\n", PLAIN)
        unit = PATHS[path]
        texts = [given[name][-1] for name in ("durationSec", unit) if name in given]
        if len(texts) < 2:
            return page(process, 400, b"not given durationSec or given " + unit.encode() + b"\n", PLAIN)
        if not all(text.isdigit() for text in texts):
            return page(process, 400, b"incorrect function argument\n", PLAIN)
        seconds, amount = (int(text) for text in texts)
        _use(process, amount / 1000 if unit == "millicores" else 0.0, amount if unit == "megabytes" else 0, seconds)
        lines = f"{path[1:]}\n{amount} {unit}\n{seconds} durationSec\n"
        return page(process, 200, lines.encode(), PLAIN)

    process.listen(8080, serve(answer))


def _use(process: Process, cores: float, megabytes: int, seconds: int) -> None:
    def release() -> None:
        process.cpu = max(0.0, process.cpu - cores)
        process.memory -= megabytes * 1_000_000

    process.cpu += cores
    process.memory += megabytes * 1_000_000
    process.after(float(seconds), release)


IMAGE = Image(
    names=("registry.k8s.io/e2e-test-images/resource-consumer", "registry.k8s.io/resource-consumer",
           "gcr.io/k8s-staging-e2e-test-images/resource-consumer",
           "gcr.io/kubernetes-e2e-test-images/resource-consumer"),
    program=program,
    size=50_000_000,
    entrypoint=("/consumer",),
)  # fmt: skip
