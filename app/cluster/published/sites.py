"""The hosts of the simulated internet that serve these manifests, by URL as everybody knows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import yaml

from app.cluster.published import gateway_api, ingress_nginx, metallb, metrics_server
from app.network.http import Headers, Reply, Request, Response
from app.network.network import Interface, Network


class Plain(yaml.SafeDumper):
    """YAML without anchors: parts of schemas are shared here."""

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out."""
        return True


ADDRESS = "203.0.113.90"  # of the machine that serves them all
RAW, GITHUB = "raw.githubusercontent.com", "github.com"
_INGRESS = re.compile(
    r"/kubernetes/ingress-nginx/(?:refs/tags/|refs/heads/)?(?:controller-v(?P<version>\d+\.\d+\.\d+)|main)"
    r"/deploy/static/provider/(?P<provider>[a-z]+)/deploy\.yaml"
)


def _ingress(found: re.Match[str]) -> str | None:
    if found["provider"] not in ingress_nginx.PROVIDERS:
        return None
    return ingress_nginx.manifest(found["version"] or ingress_nginx.LATEST, found["provider"])


_GATEWAY = re.compile(
    r"/kubernetes-sigs/gateway-api/releases/(?:download/v(?P<version>\d+\.\d+\.\d+)|latest/download)"
    r"/(?:standard|experimental)-install\.yaml"
)
_NGF_CRDS = re.compile(r"/nginx(?:inc)?/nginx-gateway-fabric/v(?P<version>\d+\.\d+\.\d+)/deploy/crds\.yaml")
_NGF = re.compile(
    r"/nginx(?:inc)?/nginx-gateway-fabric/v(?P<version>\d+\.\d+\.\d+)/deploy/(?:default|nodeport)/deploy\.yaml"
)
_ENVOY = re.compile(
    r"/envoyproxy/gateway/releases/(?:download/v(?P<version>\d+\.\d+\.\d+)|latest/download)/install\.yaml"
)

_METALLB = re.compile(r"/metallb/metallb/(?:v(?P<version>\d+\.\d+\.\d+)|main)/config/manifests/metallb-native\.yaml")
_METRICS = re.compile(
    r"/kubernetes-sigs/metrics-server/releases/(?:download/v(?P<version>\d+\.\d+\.\d+)|latest/download)/components\.yaml"
)


def _dump(objects: list[dict[str, object]]) -> str:
    return yaml.dump_all(objects, Dumper=Plain, sort_keys=False)


# What the pages of the Kubernetes documentation apply; files of ours under examples/, at the addresses they give.
_EXAMPLES = re.compile(r"/(?:docs/)?examples/(?P<path>[\w/.-]+)")
_EXAMPLES_SOURCE = re.compile(r"/kubernetes/website/(?:refs/heads/)?main/content/[a-z-]+/examples/(?P<path>[\w/.-]+)")
EXAMPLES = Path(__file__).with_name("examples")


def _example(found: re.Match[str]) -> str | None:
    path = EXAMPLES / found["path"]
    if ".." in path.parts or not path.is_file():
        return None
    return path.read_text("utf-8")


Maker = Callable[["re.Match[str]"], "str | None"]
PAGES: tuple[tuple[str, re.Pattern[str], Maker], ...] = (
    (RAW, _INGRESS, _ingress),
    (GITHUB, _GATEWAY, lambda found: _dump(gateway_api.definitions(found["version"] or gateway_api.LATEST))),
    (RAW, _NGF_CRDS, lambda found: "{}\n"),
    (RAW, _NGF, lambda found: _dump(gateway_api.nginx_fabric(found["version"]))),
    (RAW, _METALLB, lambda found: _dump(metallb.objects(found["version"] or metallb.LATEST))),
    (GITHUB, _METRICS, lambda found: metrics_server.manifest(found["version"] or metrics_server.LATEST)),
    *((host, _EXAMPLES, _example) for host in ("k8s.io", "kubernetes.io", "www.kubernetes.io")),
    (RAW, _EXAMPLES_SOURCE, _example),
    (GITHUB, _ENVOY, lambda found: _dump(gateway_api.envoy_gateway(found["version"] or "1.5.0"))),
)


def page(host: str, path: str) -> str | None:
    """The text at a URL; None when there is none."""
    for name, pattern, make in PAGES:
        found = pattern.fullmatch(path) if name == host else None
        if found is not None:
            return make(found)
    return None


def attach(network: Network) -> None:
    """Put the hosts into a network, under their names."""
    interface = network.attach(Interface("published", ADDRESS))
    for port, tls in ((80, False), (443, True)):
        network.listen(interface, port, answer, tls=tls)
    network.public.update(dict.fromkeys({host for host, _, _ in PAGES}, ADDRESS))


def answer(request: Request, reply: Reply) -> None:
    """Serve a manifest."""
    text = page(request.headers.get("Host", "").partition(":")[0], request.path)
    if text is None:
        reply(Response(404, Headers({"Content-Type": "text/plain; charset=utf-8"}), b"404: Not Found"))
        return
    body = text.encode()
    fields = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
    reply(Response(200, Headers(fields), body))
