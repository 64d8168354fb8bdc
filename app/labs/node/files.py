"""What kubeadm leaves on a node: the static pods' manifests, kubeconfigs, certificates, the kubelet's configuration.

Follows kubernetes cmd/kubeadm/app/constants and the file layout that `kubeadm init` and `kubeadm join` print.
"""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from typing import Any

import orjson
import yaml

from app.cluster.api.certificates import authority
from app.cluster.bootstrap import lesson
from app.cluster.bootstrap.manifests import remembered
from app.cluster.cluster import Cluster
from app.host.packages import installed, repository
from app.labs.node import container_files, kubelet_service, pki

KUBERNETES = "/etc/kubernetes"
# Made by the API server's defaults, or by the mirror: not in the file that kubeadm wrote.
DEFAULTED = (
    "terminationGracePeriodSeconds", "dnsPolicy", "nodeName", "schedulerName", "tolerations", "enableServiceLinks",
    "preemptionPolicy", "restartPolicy",
)  # fmt: skip
DEFAULTED_IN_CONTAINER = ("terminationMessagePath", "terminationMessagePolicy")
KUBEADM = "kubeadm.kubernetes.io/"
HOUR = 3600
KUBELET = {
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "authentication": {
        "anonymous": {"enabled": False}, "webhook": {"cacheTTL": "0s", "enabled": True},
        "x509": {"clientCAFile": f"{KUBERNETES}/pki/ca.crt"},
    },
    "authorization": {"mode": "Webhook", "webhook": {"cacheAuthorizedTTL": "0s", "cacheUnauthorizedTTL": "0s"}},
    "cgroupDriver": "systemd", "clusterDNS": ["10.96.0.10"], "clusterDomain": "cluster.local",
    "containerRuntimeEndpoint": "unix:///var/run/containerd/containerd.sock",
    "cpuManagerReconcilePeriod": "0s", "crashLoopBackOff": {}, "evictionPressureTransitionPeriod": "0s",
    "fileCheckFrequency": "0s", "healthzBindAddress": "127.0.0.1", "healthzPort": 10248, "httpCheckFrequency": "0s",
    "imageMaximumGCAge": "0s", "imageMinimumGCAge": "0s", "kind": "KubeletConfiguration",
    "logging": {
        "flushFrequency": 0, "options": {"json": {"infoBufferSize": "0"}, "text": {"infoBufferSize": "0"}},
        "verbosity": 0,
    },
    "memorySwap": {}, "nodeStatusReportFrequency": "0s", "nodeStatusUpdateFrequency": "0s",
    "resolvConf": "/run/systemd/resolve/resolv.conf", "rotateCertificates": True, "runtimeRequestTimeout": "0s",
    "shutdownGracePeriod": "0s", "shutdownGracePeriodCriticalPods": "0s", "staticPodPath": f"{KUBERNETES}/manifests",
    "streamingConnectionIdleTimeout": "0s", "syncFrequency": "0s", "volumeStatsAggPeriod": "0s",
}  # fmt: skip


def node_files(cluster: Cluster, node: str) -> dict[str, tuple[str, int]]:
    """Texts and modes by path, for a machine that kubeadm has made a node."""
    start = cluster.created // HOUR * HOUR
    name = f"system:node:{node}"
    current = pki.client(name, pki.NODES, start) + authority()["admin.key"]
    stored = cluster.api.objects.get(("", "nodes"), "", node) or {}
    info = (stored.get("status") or {}).get("nodeInfo") or {}
    release = str(info.get("kubeletVersion") or cluster.api.release.version["gitVersion"])
    found = {
        f"{KUBERNETES}/pki/ca.crt": (authority()["ca.crt"], 0o644),
        f"{KUBERNETES}/kubelet.conf": (_kubelet_config(cluster, name), 0o600),
        pki.KUBELET_PAIR: (current, 0o600),
        "/var/lib/kubelet/config.yaml": (_yaml(KUBELET), 0o644),
        "/var/lib/kubelet/kubeadm-flags.env": ('KUBELET_KUBEADM_ARGS=""\n', 0o644),
    }
    spec = stored.get("spec") or {}
    found |= {path: (text, 0o644) for path, text in container_files.configuration(spec.get("podCIDR", "")).items()}
    found |= {path: (text, 0o755) for path, text in container_files.PLUGINS.items()}
    found |= {path: (text, 0o644) for path, text in kubelet_service.FILES.items()}
    found |= {**_packages(release), **PREPARED}
    found[kubelet_service.BINARY] = (f"#!/bin/sh\necho Kubernetes {release}\n", 0o755)
    if node == next(iter(cluster.interfaces)):
        found |= _control_plane(cluster, node, start)
    return found


# What a machine is prepared with before kubeadm makes it a node.
PREPARED = {
    "/etc/modules-load.d/k8s.conf": ("overlay\nbr_netfilter\n", 0o644),
    "/etc/sysctl.d/99-kubernetes-cri.conf": (
        "net.bridge.bridge-nf-call-iptables  = 1\nnet.ipv4.ip_forward                 = 1\n"
        "net.bridge.bridge-nf-call-ip6tables = 1\n", 0o644),
    "/proc/sys/net/bridge/bridge-nf-call-iptables": ("1\n", 0o644),
    "/proc/sys/net/ipv4/ip_forward": ("1\n", 0o644),
}  # fmt: skip


def _packages(release: str) -> dict[str, tuple[str, int]]:
    """What apt knows: the installed packages, and the repository of their series."""
    series = ".".join(release.removeprefix("v").split(".")[:2])
    return {
        installed.STATUS: (installed.text(installed.fresh(release)), 0o644),
        f"{repository.SOURCES}/kubernetes.list": (repository.source(series), 0o644),
        "/etc/apt/keyrings/kubernetes-apt-keyring.gpg": ("", 0o644),
        f"{repository.LISTS}/{repository.INDEX.format(series)}": ("", 0o644),
    }


def _control_plane(cluster: Cluster, node: str, start: float) -> dict[str, tuple[str, int]]:
    admin = cluster.kubeconfig()
    found = {
        f"{KUBERNETES}/admin.conf": (_yaml(admin), 0o600),
        f"{KUBERNETES}/super-admin.conf": (_yaml(admin), 0o600),
        f"{KUBERNETES}/controller-manager.conf": (_component_config(cluster, "kube-controller-manager", start), 0o600),
        f"{KUBERNETES}/scheduler.conf": (_component_config(cluster, "kube-scheduler", start), 0o600),
    }
    key, address = authority()["admin.key"], cluster.server[0]
    for wanted in pki.control_plane(node):
        pem = pki.certificate(wanted, pki.names(wanted.serves, node, address), start)
        found[f"{KUBERNETES}/pki/{wanted.path}.crt"] = (pem, 0o644)
        found[f"{KUBERNETES}/pki/{wanted.path}.key"] = (authority()["ca.key"] if wanted.is_authority else key, 0o600)
    found[f"{KUBERNETES}/pki/ca.key"] = (authority()["ca.key"], 0o600)
    found[f"{KUBERNETES}/pki/sa.key"] = (key, 0o600)
    found[f"{KUBERNETES}/pki/sa.pub"] = (pki.public_key(), 0o600)
    for pod in cluster.api.objects.list(("", "pods"), "kube-system"):
        annotations = pod["metadata"].get("annotations") or {}
        if annotations.get("kubernetes.io/config.source") == "file":
            name = pod["metadata"]["labels"].get("component", pod["metadata"]["name"])
            found[f"{KUBERNETES}/manifests/{name}.yaml"] = (_yaml(_manifest(pod, name)), 0o600)
    return found


def manifests(cluster: Cluster) -> dict[str, str]:
    """The texts of the control plane's manifests by path, as kubeadm writes them first."""
    return {
        f"{KUBERNETES}/manifests/{name}.yaml": _yaml(_manifest(
            {"metadata": {"annotations": remembered(name, *cluster.server),
                          "labels": {"component": name, "tier": "control-plane"}}, "spec": spec}, name))
        for name, spec in lesson.static_pods(cluster)
    }  # fmt: skip


def _manifest(pod: dict[str, Any], name: str) -> dict[str, Any]:
    """A static pod as the file has it: without what the API server and the kubelet have added."""
    spec = {key: value for key, value in pod["spec"].items() if key not in DEFAULTED}
    spec["containers"] = [_container(container) for container in spec["containers"]]
    meta = {"labels": pod["metadata"]["labels"], "name": name, "namespace": "kube-system"}
    kept = {key: value for key, value in (pod["metadata"].get("annotations") or {}).items() if KUBEADM in key}
    if kept:
        meta["annotations"] = kept
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": {}}


def _container(container: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in container.items() if key not in DEFAULTED_IN_CONTAINER}
    for field in [key for key in found if key.endswith("Probe")]:
        found[field] = {key: value for key, value in found[field].items() if key != "successThreshold"}
    if "ports" in found:
        found["ports"] = [{key: value for key, value in one.items() if key != "hostPort"} for one in found["ports"]]
    return found


def _named_config(cluster: Cluster, user: str, credentials: dict[str, str]) -> str:
    config = cluster.kubeconfig()
    config["users"][0] = {"name": user, "user": credentials}
    config["contexts"][0]["context"]["user"] = user
    config["contexts"][0]["name"] = config["current-context"] = f"{user}@kubernetes"
    return _yaml(config)


def _component_config(cluster: Cluster, component: str, start: float) -> str:
    """The kubeconfig of a part of the control plane: its certificate stands in the file itself."""
    user = f"system:{component}"
    pem = pki.client(user, (), start)
    certificate, key = (b64encode(text.encode()).decode() for text in (pem, authority()["admin.key"]))
    return _named_config(cluster, user, {"client-certificate-data": certificate, "client-key-data": key})


def _kubelet_config(cluster: Cluster, user: str) -> str:
    """A kubelet's kubeconfig: its certificate stands in a file that it renews."""
    return _named_config(cluster, user, {"client-certificate": pki.KUBELET_PAIR, "client-key": pki.KUBELET_PAIR})


def _yaml(data: Any) -> str:
    return _yaml_of(orjson.dumps(data))


@lru_cache(maxsize=64)  # the manifests are the same in every lab, and writing them takes milliseconds
def _yaml_of(data: bytes) -> str:
    return str(
        yaml.dump(orjson.loads(data), Dumper=yaml.CSafeDumper, sort_keys=True, default_flow_style=False, width=1 << 20)
    )
