"""The static pods of a control plane as kubeadm writes them: commands, volumes, requests.

Follows kubernetes cmd/kubeadm/app/phases/{controlplane,etcd}.
"""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]
PKI, CONF, LOOPBACK = "/etc/kubernetes/pki", "/etc/kubernetes", "127.0.0.1"
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
    probed = {"etcd": (LOOPBACK, 2381), "kube-apiserver": (host, port), "kube-controller-manager": (LOOPBACK, 10257),
              "kube-scheduler": (LOOPBACK, 10259)}  # fmt: skip
    return [
        (name, _spec(name, command, {"requests": requests}, mounts, version, probed[name]))
        for name, command, requests, mounts in found
    ]


def remembered(name: str, host: str, port: int) -> dict[str, str]:
    """What kubeadm remembers in a manifest."""
    if name == "etcd":
        return {"kubeadm.kubernetes.io/etcd.advertise-client-urls": f"https://{host}:2379"}
    if name == "kube-apiserver":
        return {"kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint": f"{host}:{port}"}
    return {}


def _spec(
    name: str,
    command: list[str],
    resources: Object,
    mounts: tuple[list[Object], list[Object]],
    version: str,
    probed: tuple[str, int],
) -> Object:
    container = {
        "command": command,
        "image": ETCD_IMAGE if name == "etcd" else f"registry.k8s.io/{name}:{version}",
        "imagePullPolicy": "IfNotPresent",
        "name": name,
        "ports": [{"containerPort": probed[1], "name": "probe-port", "protocol": "TCP"}],
        **_probes(name, probed[0]),
        "resources": resources,
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


def _probes(name: str, host: str) -> Object:
    """Follows cmd/kubeadm/app/util/staticpod/utils.go: LivenessProbe, ReadinessProbe, StartupProbe."""
    live, started = {"kube-controller-manager": ("/healthz", "/healthz"), "etcd": ("/livez", "/readyz")}.get(
        name, ("/livez", "/livez")
    )

    def get(path: str) -> Object:
        return {"host": host, "path": path, "port": "probe-port", "scheme": "HTTP" if name == "etcd" else "HTTPS"}

    slow = {"initialDelaySeconds": 10, "periodSeconds": 10, "timeoutSeconds": 15}
    found: Object = {"livenessProbe": {"failureThreshold": 8, "httpGet": get(live), **slow}}
    if name != "kube-controller-manager":
        often = {"periodSeconds": 1, "timeoutSeconds": 15}
        found["readinessProbe"] = {"failureThreshold": 3, "httpGet": get("/readyz"), **often}
    return {**found, "startupProbe": {"failureThreshold": 24, "httpGet": get(started), **slow}}


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
