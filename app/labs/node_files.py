"""What kubeadm leaves on a node: the static pods' manifests, kubeconfigs, certificates, the kubelet's configuration.

Follows kubernetes cmd/kubeadm/app/constants and the file layout that `kubeadm init` and `kubeadm join` print.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from app.cluster.api import certificates
from app.cluster.cluster import Cluster
from app.host.openssl.keys import Key

KUBERNETES = "/etc/kubernetes"
# Made by the API server's defaults, or by the mirror: not in the file that kubeadm wrote.
DEFAULTED = (
    "terminationGracePeriodSeconds", "dnsPolicy", "nodeName", "schedulerName", "tolerations", "enableServiceLinks",
    "preemptionPolicy", "restartPolicy",
)  # fmt: skip
DEFAULTED_IN_CONTAINER = ("terminationMessagePath", "terminationMessagePolicy")
PKI = (
    "apiserver", "apiserver-etcd-client", "apiserver-kubelet-client", "front-proxy-ca", "front-proxy-client",
    "etcd/ca", "etcd/healthcheck-client", "etcd/peer", "etcd/server",
)  # fmt: skip
KUBELET = {
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "authentication": {
        "anonymous": {"enabled": False}, "webhook": {"cacheTTL": "0s", "enabled": True},
        "x509": {"clientCAFile": f"{KUBERNETES}/pki/ca.crt"},
    },
    "authorization": {"mode": "Webhook", "webhook": {"cacheAuthorizedTTL": "0s", "cacheUnauthorizedTTL": "0s"}},
    "cgroupDriver": "systemd", "clusterDNS": ["10.96.0.10"], "clusterDomain": "cluster.local",
    "containerRuntimeEndpoint": "unix:///var/run/containerd/containerd.sock", "healthzBindAddress": "127.0.0.1",
    "healthzPort": 10248, "kind": "KubeletConfiguration", "rotateCertificates": True,
    "staticPodPath": f"{KUBERNETES}/manifests",
}  # fmt: skip


def node_files(cluster: Cluster, node: str) -> dict[str, tuple[str, int]]:
    """Texts and modes by path, for a machine that kubeadm has made a node.

    Only the authority's and the admin's certificates are real: the other files under pki hold one of those.
    """
    ca = certificates.authority()["ca.crt"]
    found = {
        f"{KUBERNETES}/pki/ca.crt": (ca, 0o644),
        f"{KUBERNETES}/kubelet.conf": (_kubeconfig(cluster, f"system:node:{node}"), 0o600),
        "/var/lib/kubelet/config.yaml": (_yaml(KUBELET), 0o644),
        "/var/lib/kubelet/kubeadm-flags.env": ('KUBELET_KUBEADM_ARGS=""\n', 0o644),
        "/etc/cni/net.d/10-bridge.conflist": ('{"cniVersion":"1.0.0","name":"bridge","plugins":[]}\n', 0o600),
    }
    if node == next(iter(cluster.interfaces)):
        found |= _control_plane(cluster, ca)
    return found


def _control_plane(cluster: Cluster, ca: str) -> dict[str, tuple[str, int]]:
    admin = cluster.kubeconfig()
    found = {
        f"{KUBERNETES}/admin.conf": (_yaml(admin), 0o600),
        f"{KUBERNETES}/super-admin.conf": (_yaml(admin), 0o600),
        f"{KUBERNETES}/controller-manager.conf": (_kubeconfig(cluster, "system:kube-controller-manager"), 0o600),
        f"{KUBERNETES}/scheduler.conf": (_kubeconfig(cluster, "system:kube-scheduler"), 0o600),
    }
    key = certificates.authority()["admin.key"]
    for name in PKI:
        found[f"{KUBERNETES}/pki/{name}.crt"] = (ca, 0o644)
    for name in (*PKI, "sa"):
        found[f"{KUBERNETES}/pki/{name}.key"] = (key, 0o600)
    found[f"{KUBERNETES}/pki/ca.key"] = (_authority_key(), 0o600)
    found[f"{KUBERNETES}/pki/sa.pub"] = (ca, 0o600)
    for pod in cluster.api.objects.list(("", "pods"), "kube-system"):
        annotations = pod["metadata"].get("annotations") or {}
        if annotations.get("kubernetes.io/config.source") == "file":
            name = pod["metadata"]["labels"].get("component", pod["metadata"]["name"])
            found[f"{KUBERNETES}/manifests/{name}.yaml"] = (_yaml(_manifest(pod, name)), 0o600)
    return found


@cache
def _authority_key() -> str:
    """The authority's private key: what a learner signs with it, the API server believes."""
    numbers = certificates.authority()
    prime = int(numbers["prime"], 16)
    return certificates.to_pem("PRIVATE KEY", Key(prime, int(numbers["modulus"], 16) // prime).private())


def _manifest(pod: dict[str, Any], name: str) -> dict[str, Any]:
    """A static pod as the file has it: without what the API server and the kubelet have added."""
    spec = {key: value for key, value in pod["spec"].items() if key not in DEFAULTED}
    spec["containers"] = [
        {key: value for key, value in container.items() if key not in DEFAULTED_IN_CONTAINER}
        for container in spec["containers"]
    ]
    spec.pop("priority", None)
    meta = {"labels": pod["metadata"]["labels"], "name": name, "namespace": "kube-system"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": {}}


def _kubeconfig(cluster: Cluster, user: str) -> str:
    """A component's kubeconfig: the admin's with its own name (and the admin's key pair, as there is only one)."""
    config = cluster.kubeconfig()
    config["users"][0]["name"] = config["contexts"][0]["context"]["user"] = user
    config["contexts"][0]["name"] = config["current-context"] = f"{user}@kubernetes"
    return _yaml(config)


def _yaml(data: Any) -> str:
    return yaml.safe_dump(data, sort_keys=True, default_flow_style=False, width=1 << 20)
