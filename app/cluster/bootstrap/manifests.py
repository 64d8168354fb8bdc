"""The static pods of a control plane as kubeadm writes them: commands, volumes, requests.

Follows kubernetes cmd/kubeadm/app/phases/{controlplane,etcd}.
"""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]
PKI, CONF = "/etc/kubernetes/pki", "/etc/kubernetes"
# Directories with authorities' certificates that kubeadm mounts where the machine has them.
TRUST = {"ca-certs": "/etc/ssl/certs", "etc-ca-certificates": "/etc/ca-certificates",
         "usr-local-share-ca-certificates": "/usr/local/share/ca-certificates",
         "usr-share-ca-certificates": "/usr/share/ca-certificates"}  # fmt: skip
ETCD_IMAGE = "registry.k8s.io/etcd:3.6.8-0"


def static_pod_specs(host: str, port: int, node: str, version: str) -> list[tuple[str, Object]]:
    """(component, pod spec)."""
    found = [
        ("etcd", _etcd(host, node), {"cpu": "100m", "memory": "100Mi"}, _mounted({
            "etcd-data": ("/var/lib/etcd", "DirectoryOrCreate"), "etcd-certs": (f"{PKI}/etcd", "DirectoryOrCreate")})),
        ("kube-apiserver", _server(host, port), {"cpu": "250m"}, _mounted(
            {"k8s-certs": (PKI, "DirectoryOrCreate"), **_trust()}, read_only=True)),
        ("kube-controller-manager", _controllers(), {"cpu": "200m"}, _mounted(
            {"k8s-certs": (PKI, "DirectoryOrCreate"), "flexvolume-dir": (
                "/usr/libexec/kubernetes/kubelet-plugins/volume/exec", "DirectoryOrCreate"),
             "kubeconfig": (f"{CONF}/controller-manager.conf", "FileOrCreate"), **_trust()}, read_only=True)),
        ("kube-scheduler", _scheduler(), {"cpu": "100m"}, _mounted(
            {"kubeconfig": (f"{CONF}/scheduler.conf", "FileOrCreate")}, read_only=True)),
    ]  # fmt: skip
    return [(name, _spec(name, command, requests, mounts, version)) for name, command, requests, mounts in found]


def _spec(
    name: str, command: list[str], requests: Object, mounts: tuple[list[Object], list[Object]], version: str
) -> Object:
    container = {
        "command": command,
        "image": ETCD_IMAGE if name == "etcd" else f"registry.k8s.io/{name}:{version}",
        "imagePullPolicy": "IfNotPresent",
        "name": name,
        "resources": {"requests": requests},
        "volumeMounts": mounts[0],
    }
    return {
        "containers": [container],
        "hostNetwork": True,
        "priority": 2000001000,
        "priorityClassName": "system-node-critical",
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "volumes": mounts[1],
    }


def _trust() -> dict[str, tuple[str, str]]:
    return {name: (path, "DirectoryOrCreate") for name, path in TRUST.items()}


def _mounted(paths: dict[str, tuple[str, str]], *, read_only: bool = False) -> tuple[list[Object], list[Object]]:
    """Mounts and volumes by name, in kubeadm's order."""
    mounts: list[Object] = []
    volumes: list[Object] = []
    for name in sorted(paths):
        path, kind = paths[name]
        mount: Object = {"mountPath": path, "name": name}
        mounts.append({**mount, "readOnly": True} if read_only and name != "flexvolume-dir" else mount)
        volumes.append({"hostPath": {"path": path, "type": kind}, "name": name})
    return mounts, volumes


def _etcd(host: str, node: str) -> list[str]:
    return [
        "etcd",
        f"--advertise-client-urls=https://{host}:2379",
        f"--cert-file={PKI}/etcd/server.crt",
        "--client-cert-auth=true",
        "--data-dir=/var/lib/etcd",
        "--feature-gates=InitialCorruptCheck=true",
        f"--initial-advertise-peer-urls=https://{host}:2380",
        f"--initial-cluster={node}=https://{host}:2380",
        f"--key-file={PKI}/etcd/server.key",
        f"--listen-client-urls=https://127.0.0.1:2379,https://{host}:2379",
        "--listen-metrics-urls=http://127.0.0.1:2381",
        f"--listen-peer-urls=https://{host}:2380",
        f"--name={node}",
        f"--peer-cert-file={PKI}/etcd/peer.crt",
        "--peer-client-cert-auth=true",
        f"--peer-key-file={PKI}/etcd/peer.key",
        f"--peer-trusted-ca-file={PKI}/etcd/ca.crt",
        "--snapshot-count=10000",
        f"--trusted-ca-file={PKI}/etcd/ca.crt",
        "--watch-progress-notify-interval=5s",
    ]


def _server(host: str, port: int) -> list[str]:
    return [
        "kube-apiserver",
        f"--advertise-address={host}",
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        f"--client-ca-file={PKI}/ca.crt",
        "--enable-admission-plugins=NodeRestriction",
        "--enable-bootstrap-token-auth=true",
        f"--etcd-cafile={PKI}/etcd/ca.crt",
        f"--etcd-certfile={PKI}/apiserver-etcd-client.crt",
        f"--etcd-keyfile={PKI}/apiserver-etcd-client.key",
        "--etcd-servers=https://127.0.0.1:2379",
        f"--kubelet-client-certificate={PKI}/apiserver-kubelet-client.crt",
        f"--kubelet-client-key={PKI}/apiserver-kubelet-client.key",
        "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
        f"--proxy-client-cert-file={PKI}/front-proxy-client.crt",
        f"--proxy-client-key-file={PKI}/front-proxy-client.key",
        "--requestheader-allowed-names=front-proxy-client",
        f"--requestheader-client-ca-file={PKI}/front-proxy-ca.crt",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        f"--secure-port={port}",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        f"--service-account-key-file={PKI}/sa.pub",
        f"--service-account-signing-key-file={PKI}/sa.key",
        "--service-cluster-ip-range=10.96.0.0/12",
        f"--tls-cert-file={PKI}/apiserver.crt",
        f"--tls-private-key-file={PKI}/apiserver.key",
    ]


def _controllers() -> list[str]:
    conf = f"{CONF}/controller-manager.conf"
    return [
        "kube-controller-manager",
        "--allocate-node-cidrs=true",
        f"--authentication-kubeconfig={conf}",
        f"--authorization-kubeconfig={conf}",
        "--bind-address=127.0.0.1",
        f"--client-ca-file={PKI}/ca.crt",
        "--cluster-cidr=10.244.0.0/16",
        "--cluster-name=kubernetes",
        f"--cluster-signing-cert-file={PKI}/ca.crt",
        f"--cluster-signing-key-file={PKI}/ca.key",
        "--controllers=*,bootstrapsigner,tokencleaner",
        f"--kubeconfig={conf}",
        "--leader-elect=true",
        f"--requestheader-client-ca-file={PKI}/front-proxy-ca.crt",
        f"--root-ca-file={PKI}/ca.crt",
        f"--service-account-private-key-file={PKI}/sa.key",
        "--service-cluster-ip-range=10.96.0.0/12",
        "--use-service-account-credentials=true",
    ]


def _scheduler() -> list[str]:
    conf = f"{CONF}/scheduler.conf"
    return [
        "kube-scheduler",
        f"--authentication-kubeconfig={conf}",
        f"--authorization-kubeconfig={conf}",
        "--bind-address=127.0.0.1",
        f"--kubeconfig={conf}",
        "--leader-elect=true",
    ]
