"""What the API server's manifest asks for: its files on the node, the audit log, and keys for what etcd keeps."""

from __future__ import annotations

import posixpath
from typing import Any

from app.cluster.api import audit_policy, encryption
from app.cluster.api.audit import Auditor
from app.cluster.api.encryption import Encryption
from app.cluster.api.server_options import read_options
from app.cluster.cluster import Cluster
from app.cluster.control.components import SERVER
from app.cluster.control.machinery import Machinery
from app.host.host import Host

PODS, KEPT = ("", "pods"), "encryption"
Object = dict[str, Any]


def follow(cluster: Cluster, host: Host) -> None:
    """Serve as the pod that runs says, now and whenever another one begins."""
    control = cluster.control
    if not isinstance(control, Machinery):
        return
    marks = control.plane.kept.setdefault(KEPT, {}).setdefault("marks", {})
    cluster.api.encryption = Encryption(cluster.api, marks)
    control.plane.components.begun.append(lambda name, pod: _begin(cluster, host, pod) if name == SERVER else None)
    pod = cluster.api.store.get(PODS, "kube-system", f"{SERVER}-{host.spec.name}")
    if pod is not None:
        _begin(cluster, host, pod)


def _begin(cluster: Cluster, host: Host, pod: Object) -> None:
    api, container = cluster.api, pod["spec"]["containers"][0]
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    flags = {}
    for word in words[1:]:
        name, equals, value = word.lstrip("-").partition("=")
        flags[name] = value if equals else "true"

    def read(path: str) -> bytes | None:
        where = on_node(pod, path)
        try:
            return host.files.read_file(where) if where else None
        except OSError:
            return None

    api.options = read_options(flags, read)
    assert api.encryption is not None
    data = read(flags.get("encryption-provider-config", ""))
    api.encryption.configuration = encryption.load(data) if data is not None else None
    shown = flags.get("tls-cert-file", "")
    cluster.serving = lambda: read(shown) if shown else None
    api.auditor = _auditor(host, pod, flags.get("audit-log-path", ""), read(flags.get("audit-policy-file", "")))


def _auditor(host: Host, pod: Object, path: str, policy: bytes | None) -> Auditor | None:
    """Who writes the log; None without a policy, a log, or a place on the node for it."""
    where = on_node(pod, path)
    if policy is None or not where:
        return None

    def write(line: bytes) -> None:
        if not host.files.exists(posixpath.dirname(where)):
            host.files.make_directory(posixpath.dirname(where))
        if not host.files.exists(where):
            host.files.write_file(where, b"", mode=0o600)
        host.files.append_file(where, line)

    return Auditor(audit_policy.load(policy, path), write)


def on_node(pod: Object, inside: str) -> str:
    """Where on the node a path of a pod's first container is; "" when only the container has it."""
    volumes = {one["name"]: one.get("hostPath") for one in pod["spec"].get("volumes") or ()}
    mounts = sorted(pod["spec"]["containers"][0].get("volumeMounts") or (), key=lambda one: -len(one["mountPath"]))
    for mount in mounts:
        at, source = mount["mountPath"].rstrip("/"), volumes.get(mount["name"])
        if inside == at or inside.startswith(f"{at}/"):
            below = mount.get("subPath", "")
            return posixpath.normpath(posixpath.join(source["path"], below) + inside[len(at) :]) if source else ""
    return ""
