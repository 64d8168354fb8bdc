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
from app.cluster.api.objects import clone
from app.cluster.bootstrap import manifests, stable_uid
from app.cluster.bootstrap.leases import leases
from app.sim.clock import rfc3339

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
LEASES = ("coordination.k8s.io", "leases")
# Directories of nodes, as the sandboxes that learners know offer them by default; app.cluster.control.provisioning.
LOCAL_PATH: Object = {
    "kind": "StorageClass",
    "apiVersion": "storage.k8s.io/v1",
    "metadata": {
        "name": "local-path",
        "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
    },
    "provisioner": "rancher.io/local-path",
    "reclaimPolicy": "Delete",
    "volumeBindingMode": "WaitForFirstConsumer",
}
# A lesson's machine has one core: what kubeadm asks for would leave little of it.
REQUESTS = {"etcd": "25m", "kube-apiserver": "50m", "kube-controller-manager": "25m", "kube-scheduler": "25m"}


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
    """The accounts, roles and configuration of the add-ons, the control plane's leases."""
    for obj in _documents(cluster):
        if obj["kind"] not in _BUILT:
            meta = obj["metadata"]
            yield _KEYS[obj["kind"]], meta.get("namespace", ""), meta["name"], obj
    if cluster.api.release.modern:
        for lease in leases(cluster, stable_uid(cluster.salt, "leader")):
            yield LEASES, lease["metadata"]["namespace"], lease["metadata"]["name"], lease
        yield ("storage.k8s.io", "storageclasses"), "", LOCAL_PATH["metadata"]["name"], LOCAL_PATH


def build(cluster: Cluster) -> None:
    """Add everything; classic releases kept the control plane outside the cluster."""
    if not cluster.api.release.modern:
        return
    for obj in _documents(cluster):
        if obj["kind"] in _BUILT:
            cluster.api.objects.create(_KEYS[obj["kind"]], obj, manager="kubeadm")
    for name, spec in static_pods(cluster):
        cluster.api.objects.create(PODS, _static_pod(cluster, name, spec), manager="kubelet")


def static_pods(cluster: Cluster) -> Iterable[tuple[str, Object]]:
    """The names and specs of the control plane's pods, as kubeadm writes their manifests on a fresh machine."""
    host, port = cluster.server
    node, version = cluster.spec.nodes[0].name, cluster.api.release.version["gitVersion"]
    for name, spec in manifests.static_pod_specs(host, port, node, version):
        spec["containers"][0]["resources"]["requests"]["cpu"] = REQUESTS[name]
        yield name, spec


def add_ons(cluster: Cluster) -> None:
    """What kubeadm puts into a cluster that has nothing yet: configuration, accounts, DNS and kube-proxy."""
    for obj in _documents(cluster):
        key, meta = _KEYS[obj["kind"]], obj["metadata"]
        if cluster.api.objects.get(key, meta.get("namespace", ""), meta["name"]) is None:
            cluster.api.objects.create(key, clone(obj), manager="kubeadm")


def _static_pod(cluster: Cluster, name: str, spec: Object) -> Object:
    """A mirror pod: what the API shows of a pod that the kubelet read from /etc/kubernetes/manifests."""
    node = cluster.spec.nodes[0].name
    owner = cluster.api.store.get(("", "nodes"), "", node)
    assert owner is not None
    digest = (cluster.salt + name).encode().hex()[-32:]
    annotations = {
        **manifests.remembered(name, *cluster.server),
        "kubernetes.io/config.hash": digest,
        "kubernetes.io/config.mirror": digest,
        "kubernetes.io/config.seen": rfc3339(cluster.clock.now),
        "kubernetes.io/config.source": "file",
    }
    reference = {"apiVersion": "v1", "kind": "Node", "name": node, "uid": owner["metadata"]["uid"], "controller": True}
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
        "spec": {**spec, "nodeName": node, "tolerations": [{"effect": "NoExecute", "operator": "Exists"}]},
    }
