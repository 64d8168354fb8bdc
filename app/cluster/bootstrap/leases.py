"""The leases of a kubeadm cluster's control plane. Follows kubernetes client-go/tools/leaderelection."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from app.sim.clock import rfc3339_micro

if TYPE_CHECKING:
    from app.cluster.cluster import Cluster

Object = dict[str, Any]
NAMESPACE = "kube-system"
ADDRESS = "kubernetes.io/peer-advertise-address"  # an API server's lease has it
DURATION, IDENTITY_DURATION = 15, 3600  # seconds: --leader-elect-lease-duration, and of an API server's own


def leases(cluster: Cluster, identity: str) -> Iterable[Object]:
    """Who leads the controllers and the scheduler, and the API server's own; `identity` is a uid."""
    node, (address, port), moment = cluster.spec.nodes[0].name, cluster.server, rfc3339_micro(cluster.created)
    for part in ("kube-controller-manager", "kube-scheduler"):
        spec = {"holderIdentity": f"{node}_{identity}", "leaseDurationSeconds": DURATION, "acquireTime": moment,
                "renewTime": moment, "leaseTransitions": 0}  # fmt: skip
        yield _lease({"name": part, "namespace": NAMESPACE}, spec)
    name = f"apiserver-{sha256(node.encode()).hexdigest()[:26]}"
    meta = {
        "name": name, "namespace": NAMESPACE, "annotations": {ADDRESS: f"{address}:{port}"},
        "labels": {"apiserver.kubernetes.io/identity": "kube-apiserver", "kubernetes.io/hostname": node},
    }  # fmt: skip
    spec = {"holderIdentity": f"{name}_{identity}", "leaseDurationSeconds": IDENTITY_DURATION, "renewTime": moment}
    yield _lease(meta, spec)


def _lease(meta: Object, spec: Object) -> Object:
    return {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": meta, "spec": spec}
