"""The lesson preset: a kube-system as kubeadm leaves it, with DNS, kube-proxy and the control plane's static pods.

Follows kubernetes cmd/kubeadm/app/phases/{addons,controlplane,etcd,uploadconfig}.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from app.cluster.api.decode import normalise

if TYPE_CHECKING:
    from app.cluster.bootstrap import Template
    from app.cluster.cluster import Cluster

Object = dict[str, Any]
_KEYS = {
    "ClusterRole": ("rbac.authorization.k8s.io", "clusterroles"),
    "ClusterRoleBinding": ("rbac.authorization.k8s.io", "clusterrolebindings"),
    "ConfigMap": ("", "configmaps"),
    "DaemonSet": ("apps", "daemonsets"),
    "Deployment": ("apps", "deployments"),
    "Role": ("rbac.authorization.k8s.io", "roles"),
    "RoleBinding": ("rbac.authorization.k8s.io", "rolebindings"),
    "Service": ("", "services"),
    "ServiceAccount": ("", "serviceaccounts"),
}
PODS = ("", "pods")


# These have addresses or pods of their own; the rest lies unmade until somebody looks.
_BUILT = frozenset({"DaemonSet", "Deployment", "Service"})


def _documents(cluster: Cluster) -> list[Object]:
    host, port = cluster.server
    return _filled(cluster.api.release.version["gitVersion"], host, str(port), cluster.spec.nodes[0].name)


@lru_cache(maxsize=16)
def _filled(version: str, host: str, port: str, node: str) -> list[Object]:
    text = (Path(__file__).parent / "lesson.json").read_text()
    for name, value in {"VERSION": version, "HOST": host, "PORT": port, "NODE": node}.items():
        text = text.replace(f"${{{name}}}", value)
    found: list[Object] = orjson.loads(text)
    return [normalise(obj, _gvk(obj)) if obj["kind"] not in _BUILT else obj for obj in found]


def _gvk(obj: Object) -> tuple[str, str, str]:
    group, _, version = obj["apiVersion"].rpartition("/")
    return group, version, obj["kind"]


def templates(cluster: Cluster) -> Iterable[Template]:
    """The accounts, roles and configuration of the add-ons."""
    for obj in _documents(cluster):
        if obj["kind"] not in _BUILT:
            meta = obj["metadata"]
            yield _KEYS[obj["kind"]], meta.get("namespace", ""), meta["name"], obj


def build(cluster: Cluster) -> None:
    """Add everything; classic releases kept the control plane outside the cluster."""
    if not cluster.api.release.modern:
        return
    node = cluster.spec.nodes[0].name
    host, port = cluster.server
    for obj in _documents(cluster):
        if obj["kind"] in _BUILT:
            cluster.api.objects.create(_KEYS[obj["kind"]], obj, manager="kubeadm")
    for name, command, requests in _static_pods(host, port, node):
        cluster.api.objects.create(PODS, _static_pod(cluster, name, command, requests), manager="kubelet")


_ETCD = "registry.k8s.io/etcd:3.6.8-0"


def _static_pods(host: str, port: int, node: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """(component, command, requests), as kubeadm starts them."""
    etcd = [
        "etcd",
        f"--advertise-client-urls=https://{host}:2379",
        "--data-dir=/var/lib/etcd",
        f"--listen-client-urls=https://127.0.0.1:2379,https://{host}:2379",
        f"--name={node}",
    ]
    server = [
        "kube-apiserver",
        f"--advertise-address={host}",
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        "--client-ca-file=/etc/kubernetes/pki/ca.crt",
        "--enable-admission-plugins=NodeRestriction",
        "--etcd-servers=https://127.0.0.1:2379",
        f"--secure-port={port}",
        "--service-cluster-ip-range=10.96.0.0/12",
    ]
    controllers = [
        "kube-controller-manager",
        "--allocate-node-cidrs=true",
        "--cluster-cidr=10.244.0.0/16",
        "--kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--leader-elect=true",
        "--service-cluster-ip-range=10.96.0.0/12",
        "--use-service-account-credentials=true",
    ]
    scheduler = ["kube-scheduler", "--kubeconfig=/etc/kubernetes/scheduler.conf", "--leader-elect=true"]
    return [
        ("etcd", etcd, {"cpu": "25m", "memory": "100Mi"}),
        ("kube-apiserver", server, {"cpu": "50m"}),
        ("kube-controller-manager", controllers, {"cpu": "25m"}),
        ("kube-scheduler", scheduler, {"cpu": "25m"}),
    ]


def _static_pod(cluster: Cluster, name: str, command: list[str], requests: dict[str, str]) -> Object:
    """A mirror pod: what the API shows of a pod that the kubelet read from /etc/kubernetes/manifests."""
    node = cluster.spec.nodes[0].name
    owner = cluster.api.store.get(("", "nodes"), "", node)
    assert owner is not None
    digest = (cluster.salt + name).encode().hex()[-32:]
    annotations = {
        "kubernetes.io/config.hash": digest,
        "kubernetes.io/config.mirror": digest,
        "kubernetes.io/config.source": "file",
    }
    version = cluster.api.release.version["gitVersion"]
    image = _ETCD if name == "etcd" else f"registry.k8s.io/{name}:{version}"
    reference = {"apiVersion": "v1", "kind": "Node", "name": node, "uid": owner["metadata"]["uid"], "controller": True}
    container = {
        "name": name,
        "image": image,
        "command": command,
        "resources": {"requests": requests},
        "imagePullPolicy": "IfNotPresent",
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"{name}-{node}",
            "namespace": "kube-system",
            "labels": {"component": name, "tier": "control-plane"},
            "annotations": annotations,
            "ownerReferences": [reference],
        },
        "spec": {
            "containers": [container],
            "nodeName": node,
            "hostNetwork": True,
            "priorityClassName": "system-node-critical",
            "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
            "tolerations": [{"effect": "NoExecute", "operator": "Exists"}],
        },
    }
