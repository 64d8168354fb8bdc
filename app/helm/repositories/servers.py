"""The chart repositories of the simulated network, at the addresses that everybody knows.

Their charts are our own (bundled/). Indexes and archives are made when somebody asks for the first time, and are the
same for all.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from app.helm.charts import archive, metadata
from app.helm.charts.model import File
from app.helm.yaml_values import write_yaml
from app.network.http import Headers, Reply, Request, Response
from app.network.network import Interface, Network

ADDRESS = "203.0.113.80"  # of the machine that serves them all
_PACKED = 1_760_000_000.0  # seconds since 1970: all archives are of that moment
_CREATED = "2025-10-09T08:53:20Z"


@dataclass(frozen=True)
class BundledChart:
    """A chart of a repository: its versions (chart, application), newest first, and what is filled into its files."""

    name: str
    folder: str
    description: str
    versions: tuple[tuple[str, str], ...]
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Repository:
    """A repository at `https://host/path`."""

    host: str
    path: str
    charts: tuple[BundledChart, ...]


REPOSITORIES = (
    Repository("charts.bitnami.com", "/bitnami", (
        BundledChart("nginx", "web", "NGINX Open Source is a web server that can be also used as a reverse proxy, load "
                     "balancer, and HTTP cache.", (("22.1.1", "1.29.4"), ("21.0.6", "1.28.1")),
                     {"REPOSITORY": "bitnami/nginx", "ROOT": "/usr/share/nginx/html"}),
        BundledChart("apache", "web", "Apache HTTP Server is an open-source HTTP server.",
                     (("11.4.29", "2.4.65"), ("11.3.20", "2.4.63")),
                     {"REPOSITORY": "bitnami/apache", "ROOT": "/usr/local/apache2/htdocs"}),
    )),
    Repository("stefanprodan.github.io", "/podinfo", (
        BundledChart("podinfo", "podinfo", "Podinfo Helm chart for Kubernetes",
                     (("6.9.2", "6.9.2"), ("6.9.1", "6.9.1"), ("6.8.0", "6.8.0"))),
    )),
    Repository("kubernetes.github.io", "/ingress-nginx", (
        BundledChart("ingress-nginx", "ingress-nginx", "Ingress controller for Kubernetes using NGINX as a reverse "
                     "proxy and load balancer", (("4.13.3", "1.13.3"), ("4.12.1", "1.12.1"))),
    )),
    Repository("argoproj.github.io", "/argo-helm", (
        BundledChart("argo-cd", "argo-cd", "A Helm chart for Argo CD, a declarative, GitOps continuous delivery tool "
                     "for Kubernetes.",
                     (("9.1.4", "v3.2.1"), ("9.0.5", "v3.1.9"), ("8.6.0", "v3.1.8"), ("8.0.0", "v3.0.0"),
                      ("7.9.1", "v2.14.11"), ("7.8.0", "v2.14.1"), ("7.7.3", "v2.13.0"), ("7.7.0", "v2.13.0"),
                      ("6.7.3", "v2.10.3"), ("5.51.6", "v2.9.3")), {"HOME": "https://github.com/argoproj/argo-helm"}),
    )),
    Repository("kubernetes-sigs.github.io", "/metrics-server", (
        BundledChart("metrics-server", "metrics-server", "Metrics Server is a scalable, efficient source of container "
                     "resource metrics for Kubernetes built-in autoscaling pipelines.",
                     (("3.13.0", "0.8.0"), ("3.12.2", "0.7.2"), ("3.11.0", "0.6.4")),
                     {"HOME": "https://github.com/kubernetes-sigs/metrics-server"}),
    )),
    Repository("charts.jetstack.io", "", (
        BundledChart("cert-manager", "cert-manager", "A Helm chart for cert-manager",
                     (("v1.19.1", "v1.19.1"), ("v1.18.2", "v1.18.2"), ("v1.17.1", "v1.17.1"), ("v1.16.2", "v1.16.2"),
                      ("v1.15.3", "v1.15.3"), ("v1.14.4", "v1.14.4"), ("v1.13.3", "v1.13.3")),
                     {"HOME": "https://cert-manager.io"}),
    )),
)  # fmt: skip


def attach(network: Network) -> None:
    """Put the repositories into a network, under their names."""
    if ADDRESS in network.interfaces:
        return
    interface = network.attach(Interface("charts", ADDRESS))
    for port, tls in ((80, False), (443, True)):
        network.listen(interface, port, answer, tls=tls)
    network.public.update({repository.host: ADDRESS for repository in REPOSITORIES})


def answer(request: Request, reply: Reply) -> None:
    """Serve an index or an archive."""
    host = request.headers.get("Host", "").partition(":")[0]
    path = request.path
    for repository in REPOSITORIES:
        if repository.host != host or not path.startswith(repository.path + "/"):
            continue
        name = path.removeprefix(repository.path + "/")
        if name == "index.yaml":
            reply(_page(_index(repository.path), "text/yaml"))
            return
        if (data := _archives(repository.path).get(name)) is not None:
            reply(_page(data, "application/x-tar"))
            return
    reply(Response(404, Headers({"Content-Type": "text/plain"}), b"404 page not found\n"))


def _page(data: bytes, kind: str) -> Response:
    return Response(200, Headers({"Content-Type": kind, "Content-Length": str(len(data))}), data)


def _repository(path: str) -> Repository:
    return next(repository for repository in REPOSITORIES if repository.path == path)


@cache
def _archives(path: str) -> dict[str, bytes]:
    """The archives of a repository by file name."""
    return {
        f"{chart.name}-{version}.tgz": archive.pack(chart.name, _files(chart, version, release), _PACKED)
        for chart in _repository(path).charts
        for version, release in chart.versions
    }


@cache
def _index(path: str) -> bytes:
    """The index of a repository."""
    archives = _archives(path)
    entries = {}
    for chart in _repository(path).charts:
        entries[chart.name] = [_entry(chart, version, release, archives) for version, release in chart.versions]
    return write_yaml({"apiVersion": "v1", "entries": entries, "generated": _CREATED}).encode()


def _entry(chart: BundledChart, version: str, release: str, archives: dict[str, bytes]) -> dict[str, Any]:
    name = f"{chart.name}-{version}.tgz"
    about = next(file for file in _files(chart, version, release) if file.name == "Chart.yaml")
    digest = hashlib.sha256(archives[name]).hexdigest()
    return {**metadata.parse(about.data), "created": _CREATED, "digest": digest, "urls": [name]}


def _files(chart: BundledChart, version: str, release: str) -> list[File]:
    """The chart's files with the words filled in."""
    words = {
        **chart.words, "APP_VERSION": release, "VERSION": version, "NAME": chart.name, "DESCRIPTION": chart.description,
    }  # fmt: skip
    root = resources.files("app.helm.repositories.bundled").joinpath(chart.folder)
    return [File(path, _filled(text, words).encode()) for path, text in sorted(_texts(root).items())]


def _texts(folder: Traversable, prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for item in folder.iterdir():
        if item.is_dir():
            found |= _texts(item, f"{prefix}{item.name}/")
        else:
            found[prefix + item.name] = item.read_text("utf-8")
    return found


def _filled(text: str, words: dict[str, str]) -> str:
    """`@NAME@` and the like, replaced."""
    return re.sub(r"@([A-Z_]+)@", lambda match: words[match[1]], text)
