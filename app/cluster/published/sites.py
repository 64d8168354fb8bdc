"""The hosts of the simulated internet that serve these manifests, by URL as everybody knows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import yaml

from app.cluster.published import (
    argo_cd,
    cert_manager,
    dashboard,
    gateway_api,
    ingress_nginx,
    local_path,
    metallb,
    metrics_server,
    pod_networks,
)
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
_VERSION = r"(?:refs/(?:tags|heads)/)?(?:v(?P<version>\d+\.\d+(?:\.\d+)?)|master|main|stable|latest|release-[\d.]+)"
_CERT_MANAGER = re.compile(
    r"/(?:cert-manager|jetstack)/cert-manager/releases/(?:download/v(?P<version>\d+\.\d+\.\d+)|latest/download)"
    r"/cert-manager(?P<part>\.crds)?\.yaml"
)
_ARGO_CD = re.compile(rf"/argoproj/argo-cd/{_VERSION}/manifests/(?:ha/)?(?P<part>install|crds/[\w-]+-crd)\.yaml")
_LOCAL_PATH = re.compile(rf"/rancher/local-path-provisioner/{_VERSION}/deploy/local-path-storage\.yaml")
_DASHBOARD = re.compile(rf"/kubernetes/dashboard/{_VERSION}/aio/deploy/recommended\.yaml")
_CALICO = re.compile(
    rf"(?:/projectcalico/calico/{_VERSION})?/manifests/(?P<part>calico|tigera-operator|custom-resources|operator-crds)\.yaml"
)
_FLANNEL = re.compile(rf"/(?:flannel-io|coreos)/flannel/{_VERSION}/Documentation/kube-flannel\.yml")
_FLANNEL_RELEASE = re.compile(
    r"/flannel-io/flannel/releases/(?:download/v(?P<version>\d+\.\d+\.\d+)|latest/download)/kube-flannel\.yml"
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


def _cert_manager(found: re.Match[str]) -> str:
    make = cert_manager.definitions if found["part"] else cert_manager.objects
    return _dump(make(found["version"] or cert_manager.LATEST))


def _argo_cd(found: re.Match[str]) -> str | None:
    if found["part"] == "install":
        return _dump(argo_cd.objects(found["version"] or argo_cd.LATEST))
    wanted = found["part"].removeprefix("crds/").removesuffix("-crd")
    return _dump([one for one in argo_cd.definitions() if one["spec"]["names"]["singular"] == wanted]) or None


def _calico(found: re.Match[str]) -> str:
    make = {
        "calico": pod_networks.calico, "tigera-operator": pod_networks.tigera_operator,
        "custom-resources": pod_networks.custom_resources,
    }.get(found["part"], lambda _release: pod_networks.operator_definitions())  # fmt: skip
    return _dump(make(found["version"] or pod_networks.CALICO))


# Folders of repositories that `kubectl -k` reads: a kustomization, and all of it in one file.
_FOLDER = r"(?:v?(?P<version>\d+\.\d+(?:\.\d+)?)|[\w.-]+)"
_GATEWAY_FOLDERS = re.compile(
    rf"/(?:kubernetes-sigs/gateway-api/{_FOLDER}/config/crd(?:/\w+)?"
    r"|nginx(?:inc)?/nginx-gateway-fabric/v?(?P<fabric>\d+\.\d+\.\d+)/config/crd/gateway-api/\w+)"
    r"/(?P<file>kustomization|all)\.yaml"
)
_METRICS_FOLDER = re.compile(
    rf"/kubernetes-sigs/metrics-server/{_FOLDER}/manifests/(?:base|overlays/release)/(?P<file>kustomization|all)\.yaml"
)
_ARGO_FOLDER = re.compile(rf"/argoproj/argo-cd/{_FOLDER}/manifests/crds/(?P<file>kustomization|all)\.yaml")


def _folder(make: Callable[[str | None], str]) -> Maker:
    """The files of a folder of which `make` gives everything, for a release or the newest."""

    def file(found: re.Match[str]) -> str:
        return "resources: [all.yaml]\n" if found["file"] == "kustomization" else make(found["version"])

    return file


def _flannel(found: re.Match[str]) -> str:
    return _dump(pod_networks.flannel(found["version"] or pod_networks.FLANNEL))


PAGES: tuple[tuple[str, re.Pattern[str], Maker], ...] = (
    (RAW, _INGRESS, _ingress),
    (GITHUB, _GATEWAY, lambda found: _dump(gateway_api.definitions(found["version"] or gateway_api.LATEST))),
    (RAW, _NGF_CRDS, lambda found: "{}\n"),
    (RAW, _NGF, lambda found: _dump(gateway_api.nginx_fabric(found["version"]))),
    (RAW, _METALLB, lambda found: _dump(metallb.objects(found["version"] or metallb.LATEST))),
    (GITHUB, _METRICS, lambda found: metrics_server.manifest(found["version"] or metrics_server.LATEST)),
    *((host, _EXAMPLES, _example) for host in ("k8s.io", "kubernetes.io", "www.kubernetes.io")),
    (RAW, _EXAMPLES_SOURCE, _example),
    (GITHUB, _CERT_MANAGER, _cert_manager),
    (RAW, _ARGO_CD, _argo_cd),
    (RAW, _LOCAL_PATH, lambda found: _dump(local_path.objects(found["version"] or local_path.LATEST))),
    (RAW, _DASHBOARD, lambda found: _dump(dashboard.objects(found["version"] or dashboard.LATEST))),
    *((host, _CALICO, _calico) for host in (RAW, "docs.projectcalico.org", "projectcalico.docs.tigera.io")),
    (RAW, _FLANNEL, _flannel),
    (RAW, _GATEWAY_FOLDERS, _folder(lambda release: _dump(gateway_api.definitions(release or gateway_api.LATEST)))),
    (RAW, _METRICS_FOLDER, _folder(lambda release: metrics_server.manifest(release or metrics_server.LATEST))),
    (RAW, _ARGO_FOLDER, _folder(lambda _release: _dump(argo_cd.definitions()))),
    (GITHUB, _FLANNEL_RELEASE, _flannel),
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
