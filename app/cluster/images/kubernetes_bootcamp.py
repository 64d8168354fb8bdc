"""The application of the Kubernetes basics tutorial: a small Node.js server on port 8080."""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.images.image import Image, Process
from app.cluster.images.web_server import http_date, serve
from app.network.http import Headers, Request, Response

PORT = 8080


def program(process: Process) -> None:
    """Answers who it is, and logs every request."""
    data = process.data
    data.setdefault("started", process.clock.now)
    data.setdefault("requests", 0)
    version = process.tag.removeprefix("v") if process.tag != "latest" else "1"
    process.memory = 12 << 20
    process.on_term = None  # its first process is the shell of `CMD node server.js`, which ignores SIGTERM

    def answer(request: Request) -> Response:
        data["requests"] += 1
        uptime = round(process.clock.now - data["started"], 3)
        process.log(
            f"Running On: {process.hostname} | Total Requests: {data['requests']} | App Uptime: {uptime:g} seconds "
            f"| Log Time: {_javascript(process.clock.now)}"
        )
        body = f"Hello Kubernetes bootcamp! | Running on: {process.hostname} | v={version}\n".encode()
        fields = [("Content-Type", "text/plain"), ("Date", http_date(process)), ("Connection", "keep-alive"),
                  ("Transfer-Encoding", "chunked")]  # fmt: skip
        return Response(200, Headers(fields), body)

    process.listen(PORT, serve(answer))
    process.log(
        f"Kubernetes Bootcamp App Started At: {_javascript(data['started'])} | Running On:  {process.hostname} \n"
    )


def _javascript(seconds: float) -> str:
    """A Date as Node.js prints it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(seconds * 1000) % 1000:03d}Z"


SERVER = b"""const http = require('http');
const os = require('os');

let requests = 0;
const server = http.createServer((request, response) => {
  requests += 1;
  response.setHeader('Content-Type', 'text/plain');
  response.end(`Hello Kubernetes bootcamp! | Running on: ${os.hostname()} | v=1\\n`);
  console.log('Running On:', os.hostname(), '| Total Requests:', requests);
});
server.listen(8080);
"""
IMAGE = Image(
    names=(
        "docker.io/jocatalin/kubernetes-bootcamp",
        "docker.io/jocatalin/kubetes-bootcamp",
        "gcr.io/google-samples/kubernetes-bootcamp",
        "gcr.io/k8s-minikube/kubernetes-bootcamp",
    ),
    program=program,
    tags="v1|v2|latest",
    size=83_000_000,
    command=("/bin/sh", "-c", "node server.js"),
    executables={"node": program},
    system="debian:8+curl+wget+ps",
    files=lambda tag: {"/server.js": SERVER},
)
