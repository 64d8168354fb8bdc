"""registry: Docker's own, which keeps what is pushed to it and lists it.

Follows distribution/distribution registry/handlers: the API version check, the catalogue and the tags of a repository.
The images themselves go through the runtimes, which know `stored` ones by name.
"""

from __future__ import annotations

import json
import re

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response

PORT = 5000
_TAGS = re.compile(r"/v2/(?P<name>.+)/tags/list")
_MANIFEST = re.compile(r"/v2/(?P<name>.+)/manifests/(?P<tag>[^/]+)")
TYPE = "application/json; charset=utf-8"


def program(process: Process) -> None:
    """Listen on 5000."""
    process.memory = 15 * MEBIBYTE
    kept: dict[str, dict[str, str]] = process.data.setdefault("repositories", {})
    process.log(f'time="{process.clock.now:.0f}" level=info msg="listening on [::]:{PORT}" version=3.0.0', "stderr")

    def answer(request: Request) -> Response:
        status, body = _answer(kept, request)
        process.log(f'{request.peer} - "{request.method} {request.target} HTTP/1.1" {status}')
        return page(process, status, f"{json.dumps(body, separators=(',', ':'))}\n".encode(), TYPE,
                    more=(("Docker-Distribution-Api-Version", "registry/2.0"),))  # fmt: skip

    process.listen(PORT, serve(answer))


def _answer(kept: dict[str, dict[str, str]], request: Request) -> tuple[int, object]:
    if request.path.rstrip("/") == "/v2":
        return 200, {}
    if request.path == "/v2/_catalog":
        return 200, {"repositories": sorted(kept)}
    if found := _TAGS.fullmatch(request.path):
        if found["name"] not in kept:
            return 404, _error("NAME_UNKNOWN", "repository name not known to registry", {"name": found["name"]})
        return 200, {"name": found["name"], "tags": sorted(kept[found["name"]])}
    if found := _MANIFEST.fullmatch(request.path):
        tags = kept.get(found["name"], {})
        if request.method == "PUT":
            body = request.body if isinstance(request.body, bytes) else b""
            kept.setdefault(found["name"], {})[found["tag"]] = body.decode()
            return 201, {}
        if found["tag"] in tags:
            return 200, json.loads(tags[found["tag"]])
        return 404, _error("MANIFEST_UNKNOWN", "manifest unknown", {"Tag": found["tag"]})
    return 404, _error("UNSUPPORTED", "the operation is unsupported", None)


def _error(code: str, message: str, detail: object) -> dict[str, object]:
    return {"errors": [{"code": code, "message": message, "detail": detail}]}


IMAGE = Image(
    names=docker_hub("registry"),
    program=program,
    tags=r"latest|[23](\.\d+){0,2}(-alpine)?",
    size=10_000_000,
    entrypoint=("/entrypoint.sh",),
    command=("/etc/distribution/config.yml",),
    executables={"registry": program},
    system="alpine:3.20",
)
