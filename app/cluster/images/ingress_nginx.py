"""The ingress-nginx controller, as far as it goes without routes: nginx's 404 for every host that it does not know."""

from __future__ import annotations

from app.cluster.images.image import Image, Process
from app.cluster.images.nginx import error_page
from app.cluster.images.web_server import common_log, page, serve
from app.network.http import Request, Response

_NGINX = "1.27.1"


def program(process: Process) -> None:
    """Answer on 80, and say on 10254 that all is well."""

    def answer(request: Request) -> Response:
        response = page(process, 404, error_page(404, "Not Found", _NGINX), "text/html")
        process.log(common_log(process, request, response))
        return response

    def health(_: Request) -> Response:
        return page(process, 200, b"ok", "text/plain")

    process.log(f"NGINX Ingress controller\n  Release:       {process.tag}\n  nginx version: nginx/{_NGINX}", "stderr")
    process.memory = 60 << 20
    process.listen(80, serve(answer))
    process.listen(10254, serve(health))


IMAGE = Image(
    names=("registry.k8s.io/ingress-nginx/controller",),
    program=program,
    tags=r"v?\d+(\.\d+)*",
    size=110_000_000,
    entrypoint=("/usr/bin/dumb-init", "--"),
    command=("/nginx-ingress-controller",),
)
