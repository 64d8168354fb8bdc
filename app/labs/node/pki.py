"""The certificates that kubeadm makes for a control plane and its nodes.

Follows kubernetes cmd/kubeadm/app/phases/certs/certlist.go. All share one key pair (the admin's), as making so many
takes long and they protect nothing outside the simulation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.cluster.api.certificates import CLIENT, SERVER, SIGNER, Signed, issue, private_key, server_names

YEAR = 365 * 86400.0
BOTH = (*SERVER, "client auth")
ADMINS = ("kubeadm:cluster-admins",)
NODES = ("system:nodes",)
KUBELET_PAIR = "/var/lib/kubelet/pki/kubelet-client-current.pem"  # on every node


@dataclass(frozen=True)
class Wanted:
    """A file under /etc/kubernetes/pki: whose certificate it is, of which authority, and what for."""

    path: str
    common_name: str
    issuer: str
    usages: tuple[str, ...]
    organizations: tuple[str, ...] = ()
    serves: str = ""  # "api" or "etcd": which names it answers to

    @property
    def is_authority(self) -> bool:
        """Signed by itself."""
        return self.common_name == self.issuer


def control_plane(node: str) -> tuple[Wanted, ...]:
    """All but the cluster's own authority, which every cluster has."""
    return (
        Wanted("apiserver", "kube-apiserver", "kubernetes", SERVER, serves="api"),
        Wanted("apiserver-etcd-client", "kube-apiserver-etcd-client", "etcd-ca", CLIENT),
        Wanted("apiserver-kubelet-client", "kube-apiserver-kubelet-client", "kubernetes", CLIENT, ADMINS),
        Wanted("front-proxy-ca", "front-proxy-ca", "front-proxy-ca", SIGNER),
        Wanted("front-proxy-client", "front-proxy-client", "front-proxy-ca", CLIENT),
        Wanted("etcd/ca", "etcd-ca", "etcd-ca", SIGNER),
        Wanted("etcd/healthcheck-client", "kube-etcd-healthcheck-client", "etcd-ca", CLIENT),
        Wanted("etcd/peer", node, "etcd-ca", BOTH, serves="etcd"),
        Wanted("etcd/server", node, "etcd-ca", BOTH, serves="etcd"),
    )


def names(serves: str, node: str, address: str) -> tuple[str, ...]:
    """What a serving certificate answers to."""
    if serves == "api":
        return server_names("", node, address)
    return (node, "localhost", address, "127.0.0.1", "::1") if serves else ()


@lru_cache(maxsize=512)
def certificate(wanted: Wanted, sans: tuple[str, ...], start: float) -> str:
    """PEM, good for a year from `start` (ten for an authority); shared by the labs that were opened together."""
    signed = Signed(
        wanted.common_name, wanted.organizations, _public_key("ca.key" if wanted.is_authority else "admin.key"), sans
    )
    return issue(
        signed,
        serial=1 + sum(wanted.path.encode()) << 40 | int(start),
        start=start,
        seconds=YEAR * (10 if wanted.is_authority else 1),
        usages=wanted.usages,
        issuer=wanted.issuer,
    )


def client(common_name: str, organizations: tuple[str, ...], start: float) -> str:
    """A component's client certificate, as its kubeconfig holds it."""
    return certificate(Wanted(common_name, common_name, "kubernetes", CLIENT, organizations), (), start)


@cache
def _public_key(name: str) -> rsa.RSAPublicKey:
    return private_key(name).public_key()


@cache
def public_key() -> str:
    """The service accounts' public key, as PEM."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return _public_key("admin.key").public_bytes(serialization.Encoding.PEM, form).decode()
