"""Gateway API implementations: NGINX Gateway Fabric and Envoy Gateway, controllers and proxies."""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.gateway.controller import Flavour, GatewayController
from app.cluster.gateway.serving import GatewayServing
from app.cluster.images.image import Image, Process, Program, docker_hub
from app.cluster.images.web_server import page, serve
from app.cluster.ingress_nginx.settings import Flags

NGINX = Flavour("nginx", "gateway.nginx.org/nginx-gateway-controller", "ngf-nginx",
                "ghcr.io/nginx/nginx-gateway-fabric/nginx:{tag}")  # fmt: skip
ENVOY = Flavour("envoy", "gateway.envoyproxy.io/gatewayclass-controller", "envoy-gateway",
                "docker.io/envoyproxy/envoy:distroless-v1.35.3", in_own_namespace=True)  # fmt: skip


def controller(flavour: Flavour, health: int) -> Program:
    """The control plane of one implementation."""

    def program(process: Process) -> None:
        process.memory = 40 << 20
        flags, plane = Flags.of(process.argv), process.spec.plane
        stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        process.log(f'{{"level":"info","ts":"{stamp}","msg":"Starting the {flavour.manager} control plane",'
                    f'"version":"{process.tag}"}}', "stderr")  # fmt: skip
        process.listen(health, serve(lambda request: page(process, 200, b"ok", "text/plain; charset=utf-8")))
        if plane is not None:
            GatewayController(process, plane, flavour, flags.text("gateway-ctlr-name"))

    return program


def proxy(process: Process) -> None:
    """The data plane of a Gateway."""
    process.memory = 20 << 20
    namespace, _, name = Flags.of(process.argv).text("gateway").partition("/")
    process.log("nginx: start worker processes", "stderr")
    if process.spec.plane is not None and name:
        GatewayServing(process, process.spec.plane, (namespace, name))


_TAGS = r"latest|edge|v?\d+\.\d+\.\d+"
IMAGES = (
    Image(names=("ghcr.io/nginx/nginx-gateway-fabric", "ghcr.io/nginxinc/nginx-gateway-fabric"),
          program=controller(NGINX, 8081), tags=_TAGS, size=30_000_000, entrypoint=("/usr/bin/gateway",),
          system="scratch"),
    Image(names=("ghcr.io/nginx/nginx-gateway-fabric/nginx", "ghcr.io/nginxinc/nginx-gateway-fabric/nginx"),
          program=proxy, tags=_TAGS, size=60_000_000, entrypoint=("/agent/entrypoint.sh",), system="alpine"),
    Image(names=docker_hub("envoyproxy/gateway"), program=controller(ENVOY, 8081), tags=_TAGS, size=50_000_000,
          entrypoint=("/usr/local/bin/envoy-gateway",), system="scratch"),
    Image(names=docker_hub("envoyproxy/envoy"), program=proxy, tags=rf"{_TAGS}|(distroless-)?v\d+\.\d+(\.\d+|-latest)",
          size=60_000_000, entrypoint=("/usr/local/bin/envoy",), system="scratch"),
)  # fmt: skip
