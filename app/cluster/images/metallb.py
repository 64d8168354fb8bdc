"""MetalLB's controller and speaker."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.images.web_server import page, serve
from app.cluster.ingress_nginx.settings import Flags
from app.cluster.metallb.controller import MetalController, Speaker
from app.cluster.metallb.pools import PoolError, parse
from app.network.http import Request, Response


def _line(process: Process, source: str, message: str) -> None:
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    process.log(f'{{"caller":"{source}","level":"info","msg":"{message}","ts":"{stamp}"}}')


def controller(process: Process) -> None:
    """Give addresses, and judge pools."""
    process.memory = 40 << 20
    _line(process, "main.go:178", f"MetalLB controller starting version {process.tag}")
    process.listen(7472, serve(lambda request: page(process, 200, b"ok", "text/plain; charset=utf-8")))
    if process.spec.plane is not None:
        process.listen(9443, serve(lambda request: _judge(process, request)), tls=True)
        MetalController(process, process.spec.plane, Flags.of(process.argv).text("lb-class"))


def _judge(process: Process, request: Request) -> Response:
    """The webhook: pools must have addresses. Follows metallb internal/k8s/webhooks/webhookv1beta1."""
    review: dict[str, Any] = orjson.loads(request.body)
    asked, problem = review["request"], ""
    obj = asked.get("object") or {}
    try:
        if obj.get("kind") == "IPAddressPool":
            for one in obj["spec"].get("addresses") or ():
                parse(one)
    except PoolError as error:
        problem = f"parsing address pool {obj['metadata']['name']}: {error}"
    response: dict[str, Any] = {"uid": asked["uid"], "allowed": not problem}
    if problem:
        response["status"] = {"message": problem, "reason": "Forbidden", "code": 403}
    body = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response}
    return page(process, 200, orjson.dumps(body), "application/json")


def speaker(process: Process) -> None:
    """Announce addresses."""
    process.memory = 40 << 20
    _line(process, "main.go:105", f"MetalLB speaker starting version {process.tag}")
    process.listen(7472, serve(lambda request: page(process, 200, b"ok", "text/plain; charset=utf-8")))
    if process.spec.plane is not None:
        Speaker(process, process.spec.plane)


_TAGS = r"main|latest|v?\d+\.\d+(\.\d+)?"
IMAGES = (
    Image(names=("quay.io/metallb/controller", *docker_hub("metallb/controller")), program=controller, tags=_TAGS,
          size=26_000_000, entrypoint=("/controller",), system="scratch"),
    Image(names=("quay.io/metallb/speaker", *docker_hub("metallb/speaker")), program=speaker, tags=_TAGS,
          size=45_000_000, entrypoint=("/speaker",), system="scratch"),
)  # fmt: skip
