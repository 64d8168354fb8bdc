"""How machines become nodes: tokens, what kubeadm leaves on a machine that joins, and kubelets that register.

Follows kubernetes cmd/kubeadm/app/discovery/token and pkg/kubelet/kubelet_node_status.go (registerWithAPIServer).
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from dataclasses import replace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.cluster.api.certificates import authority
from app.cluster.bootstrap import lesson
from app.cluster.bootstrap.nodes import node_object
from app.cluster.cluster import Cluster, NodeSpec
from app.host.host import Host
from app.labs.node import files as node_files
from app.labs.node import pki
from app.sim.clock import parse_rfc3339

NODES, SECRETS = ("", "nodes"), ("", "secrets")
FILES = ("/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/kubelet.conf", pki.KUBELET_PAIR,
         "/var/lib/kubelet/config.yaml", "/var/lib/kubelet/kubeadm-flags.env")  # fmt: skip
ROLES = ("node-role.kubernetes.io/control-plane", "node.kubernetes.io/exclude-from-external-load-balancers")
Object = dict[str, Any]


def refusal(cluster: Cluster, endpoint: str, token: str, hashes: tuple[str, ...]) -> str:
    """Why a token does not lead into the cluster; "" when it does."""
    host, port = cluster.server
    if endpoint != f"{host}:{port}":
        where = f"https://{endpoint}/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s"
        return (f'failed to request the cluster-info ConfigMap: Get "{where}": dial tcp {endpoint}: connect: '
                "connection refused")  # fmt: skip
    identity, _, secret = token.partition(".")
    stored = cluster.api.objects.get(SECRETS, "kube-system", f"bootstrap-token-{identity}") or {}
    data = {key: b64decode(value).decode("utf-8", "replace") for key, value in (stored.get("data") or {}).items()}
    ends = data.get("expiration", "")
    if not data or (ends and parse_rfc3339(ends) <= cluster.clock.now):
        return f'could not find a JWS signature in the cluster-info ConfigMap for token ID "{identity}"'
    if data.get("token-secret") != secret:
        return f'failed to verify JWS signature of received cluster-info object, can\'t trust this API Server: ' \
               f'token ID "{identity}"'  # fmt: skip
    public = x509.load_pem_x509_certificate(authority()["ca.crt"].encode()).public_key()
    own = hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
    if hashes and f"sha256:{own}" not in hashes:
        return (
            f'cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:{own}" are pinned'
        )
    return ""


def join(cluster: Cluster, host: Host) -> None:
    """Put down what a kubelet needs; its machine may run containers again."""
    found = node_files.node_files(cluster, host.spec.name)
    for path in FILES:
        text, mode = found[path]
        host.write_file(path, text, mode)
    host.files.make_directory("/etc/kubernetes/manifests")
    cluster.start_node(host.spec.name)


def initialise(cluster: Cluster, host: Host) -> None:
    """Put down what `kubeadm init` does: certificates, kubeconfigs, manifests; containers may run again."""
    for path, (text, mode) in node_files.node_files(cluster, host.spec.name).items():
        if path in FILES or (path.startswith("/etc/kubernetes/") and "/manifests/" not in path):
            host.write_file(path, text, mode)
    for path, text in node_files.manifests(cluster).items():
        host.write_file(path, text, 0o600)
    cluster.start_node(host.spec.name)


def mark(cluster: Cluster, name: str) -> None:
    """The rest of `kubeadm init`: the node is one of the control plane, and the add-ons are there."""
    register(cluster, name, cluster.api.release.version["gitVersion"])
    lesson.add_ons(cluster)
    found = cluster.api.objects.get(NODES, "", name)
    if found is not None:
        meta, spec = dict(found["metadata"]), dict(found["spec"])
        meta["labels"] = {**(meta.get("labels") or {}), **dict.fromkeys(ROLES, "")}
        taints = [one for one in spec.get("taints") or () if one["key"] != ROLES[0]]
        spec["taints"] = [*taints, {"key": ROLES[0], "effect": "NoSchedule"}]
        cluster.api.objects.update(NODES, {**found, "metadata": meta, "spec": spec}, manager="kubeadm")


def register(cluster: Cluster, name: str, release: str) -> None:
    """A kubelet has started: its node is there, and of its version."""
    found = cluster.api.objects.get(NODES, "", name)
    if found is None:
        names = [one.name for one in cluster.spec.nodes]
        spec = next((one for one in cluster.spec.nodes if one.name == name), NodeSpec(name))
        index = names.index(name) if name in names else len(names)
        made = node_object(
            cluster.api.release, replace(spec, role="", taints=()), index, cluster.interfaces[name].address,
            cluster.clock.now,
        )  # fmt: skip
        found = cluster.api.objects.create(NODES, made, manager="kubelet")
    status: Object = found.get("status") or {}
    info: Object = status.get("nodeInfo") or {}
    if release and info.get("kubeletVersion") != release:
        changed = {**found, "status": {**status, "nodeInfo": {**info, "kubeletVersion": release}}}
        cluster.api.objects.update(NODES, changed, subresource="status", manager="kubelet")
