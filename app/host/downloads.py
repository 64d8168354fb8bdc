"""Sites of the simulated internet that programs and keys are fetched from: dl.k8s.io, get.helm.sh, pkgs.k8s.io, ...

What is served for a program is the file that the simulated machines have for it, whatever version a URL names.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import tarfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import partial

from app.host import image
from app.network.http import Handler, Headers, Reply, Request, Response
from app.network.network import Interface, Network

ADDRESS = "203.0.113.70"  # of the machine that serves them all
STABLE, HELM = "v1.37.1", "v4.3.1"
KUBERNETES = "kubectl|kubectl-convert|kubeadm|kubelet"


GET_HELM = """#!/usr/bin/env bash
set -e
version=$(curl -fsSL https://get.helm.sh/helm-latest-version)
if command -v helm >/dev/null && [ "$(helm version --template '{{.Version}}')" = "$version" ]; then
  echo "Helm $version is already latest"
  exit 0
fi
archive="helm-$version-linux-amd64.tar.gz"
folder=$(mktemp -d)
echo "Downloading https://get.helm.sh/$archive"
curl -fsSL "https://get.helm.sh/$archive" -o "$folder/$archive"
echo "Preparing to install helm into /usr/local/bin"
tar xzf "$folder/$archive" -C "$folder"
cp "$folder/linux-amd64/helm" /usr/local/bin/helm
chmod +x /usr/local/bin/helm
rm -rf "$folder"
echo "helm installed into /usr/local/bin/helm"
"""


def _key(_found: re.Match[str]) -> bytes:
    """A public key as PGP writes it: nothing is signed here, so any will do."""
    body = b64encode(b"\x99\x01\x0d" + b"a key of the simulated internet, which signs nothing" * 4).decode()
    lines = "".join(f"{body[at : at + 64]}\n" for at in range(0, len(body), 64))
    return f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{lines}=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n".encode()


def _program(found: re.Match[str]) -> bytes:
    data = image.stub(found["name"])
    return data if not found["sum"] else hashlib.sha256(data).hexdigest().encode()


def _helm(_found: re.Match[str]) -> bytes:
    """Helm's archive: the program and its licence, below the platform's name."""
    return _archive({"linux-amd64/helm": (image.stub("helm"), 0o755), "linux-amd64/README.md": (b"# Helm\n", 0o644)})


def _crictl(_found: re.Match[str]) -> bytes:
    return _archive({"crictl": (image.stub("crictl"), 0o755)})


def _archive(files: Mapping[str, tuple[bytes, int]]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, (data, mode) in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), mode
            archive.addfile(member, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), mtime=0)


def _text(text: str) -> Callable[[re.Match[str]], bytes]:
    return lambda _found: text.encode()


_SUM = r"(?P<sum>\.sha256)?"
PAGES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bytes]], ...] = (
    ("pkgs.k8s.io", re.compile(r"/core:/stable:/v1\.\d+/(?:deb/Release|rpm/repodata/repomd\.xml)\.key"), _key),
    ("packages.cloud.google.com", re.compile(r"/apt/doc/apt-key\.gpg"), _key),
    ("download.docker.com", re.compile(r"/linux/ubuntu/gpg"), _key),
    ("baltocdn.com", re.compile(r"/helm/signing\.asc"), _key),
    ("dl.k8s.io", re.compile(r"/release/(?:stable|latest)(?:-1(?:\.\d+)?)?\.txt"), _text(STABLE)),
    ("dl.k8s.io", re.compile(rf"/(?:release/)?v[\d.]+/bin/linux/amd64/(?P<name>{KUBERNETES}){_SUM}"), _program),
    ("storage.googleapis.com", re.compile(r"/kubernetes-release/release/stable\.txt"), _text(STABLE)),
    ("storage.googleapis.com",
     re.compile(rf"/kubernetes-release/release/v[\d.]+/bin/linux/amd64/(?P<name>{KUBERNETES}){_SUM}"), _program),
    ("storage.googleapis.com",
     re.compile(rf"/minikube/releases/(?:latest|v[\d.]+)/(?P<name>minikube)-linux-amd64{_SUM}"), _program),
    ("get.helm.sh", re.compile(r"/helm-v[\d.]+-linux-amd64\.tar\.gz"), _helm),
    ("get.helm.sh", re.compile(r"/helm\d?-latest-version"), _text(f"{HELM}\n")),
    ("raw.githubusercontent.com",
     re.compile(r"/helm/helm/(?:refs/heads/)?(?:main|master|HEAD)/scripts/get(?:-helm-[34])?"), _text(GET_HELM)),
    ("github.com",
     re.compile(r"/kubernetes-sigs/cri-tools/releases/download/v[\d.]+/crictl-v[\d.]+-linux-amd64\.tar\.gz"), _crictl),
)  # fmt: skip


def attach(network: Network, otherwise: Handler | None = None) -> None:
    """Put the sites into a network, under their names; `otherwise` serves what else they have."""
    interface = network.attach(Interface("downloads", ADDRESS))
    for port, tls in ((80, False), (443, True)):
        network.listen(interface, port, partial(answer, otherwise or not_found), tls=tls)
    network.public.update(dict.fromkeys({host for host, _, _ in PAGES}, ADDRESS))


def answer(otherwise: Handler, request: Request, reply: Reply) -> None:
    """Serve a file."""
    host = request.headers.get("Host", "").partition(":")[0]
    for name, pattern, make in PAGES:
        if name == host and (found := pattern.fullmatch(request.path)) is not None:
            data = make(found)
            fields = {"Content-Type": "application/octet-stream", "Content-Length": str(len(data))}
            reply(Response(200, Headers(fields), data))
            return
    otherwise(request, reply)


def not_found(_request: Request, reply: Reply) -> None:
    """There is no such file."""
    reply(Response(404, Headers({"Content-Type": "text/plain; charset=utf-8"}), b"404 page not found\n"))
