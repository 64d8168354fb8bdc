"""Signs of life: node leases, and the heartbeat times in node conditions.

A kubelet renews its lease every ten seconds, and posts an unchanged status every five minutes
(nodeStatusReportFrequency). Nobody here depends on the leases, so they are renewed when somebody looks: a reader finds
the last renewal that was due, a watch sees each as long as it is open.
Follows kubernetes pkg/kubelet/nodelease and kubelet_node_status.go.
"""

from __future__ import annotations

from app.cluster.api.errors import ApiError
from app.cluster.control import leadership
from app.cluster.control.plane import Plane
from app.cluster.control.resources import LEASES, NODES, Object
from app.sim.clock import parse_rfc3339, rfc3339_micro

PERIOD = 300.0
RENEWAL = 10.0
NAMESPACE = "kube-node-lease"
MANY = 100  # nodes beyond this number keep their first heartbeat: nobody looks at them one by one


def register(plane: Plane) -> None:
    """Write leases for nodes that have none, and renew everything from time to time."""

    def node_changed(event: str, node: Object, old: Object | None) -> None:
        name = node["metadata"]["name"]
        few = not plane.classic and plane.api.store.size(LEASES) < MANY
        if event == "ADDED" and few and plane.objects.get(LEASES, NAMESPACE, name) is None:
            _create_lease(plane, node)

    def beat() -> None:
        for node in list(plane.objects.list(NODES))[:MANY]:
            _post_status(plane, node)
        plane.agenda.after(PERIOD, beat, periodic=True)

    watched = False

    def looked(watch: bool) -> None:
        nonlocal watched
        _renew_all(plane)
        leadership.renew(plane)
        if watch and not watched:
            watched = True
            others = plane.api.store.subscribers(LEASES)
            plane.agenda.after(RENEWAL, lambda: go_on(others), periodic=True)

    def go_on(others: int) -> None:
        nonlocal watched
        _renew_all(plane)
        leadership.renew(plane)
        watched = plane.api.store.subscribers(LEASES) > others
        if watched:
            plane.agenda.after(RENEWAL, lambda: go_on(others), periodic=True)

    if not plane.classic:
        plane.api.before_read[LEASES] = looked
    _renew_at_stop(plane)
    plane.subscribe(NODES, node_changed)
    plane.agenda.after(PERIOD, beat, periodic=True)


def _renew_at_stop(plane: Plane) -> None:
    """A kubelet that falls silent has renewed its lease until then."""
    known = plane.node_stopped

    def stopped(name: str) -> None:
        _renew(plane, name)
        known(name)

    plane.node_stopped = stopped


def _create_lease(plane: Plane, node: Object) -> None:
    meta = node["metadata"]
    owner = {"apiVersion": "v1", "kind": "Node", "name": meta["name"], "uid": meta["uid"]}
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": meta["name"], "namespace": NAMESPACE, "ownerReferences": [owner]},
        "spec": {
            "holderIdentity": meta["name"],
            "leaseDurationSeconds": 40,
            "renewTime": rfc3339_micro(plane.clock.now),
        },
    }
    try:
        plane.objects.create(LEASES, lease, manager="kubelet")
    except ApiError:
        return


def _post_status(plane: Plane, node: Object) -> None:
    conditions = node.get("status", {}).get("conditions") or []
    if any(one["type"] == "Ready" and one["status"] == "Unknown" for one in conditions):
        return
    now = plane.now()
    fresh = [{**one, "lastHeartbeatTime": now} if "lastHeartbeatTime" in one else one for one in conditions]
    plane.write_status(NODES, node, {**node["status"], "conditions": fresh}, "kubelet")


def _renew_all(plane: Plane) -> None:
    for node in list(plane.objects.list(NODES))[:MANY]:
        name = node["metadata"]["name"]
        if plane.api.kubelet(name) is not None:
            _renew(plane, name)


def _renew(plane: Plane, name: str) -> None:
    """Write the last renewal that was due."""
    lease = plane.objects.get(LEASES, NAMESPACE, name)
    if lease is None or "renewTime" not in lease["spec"]:
        return
    last = parse_rfc3339(lease["spec"]["renewTime"])
    due = last + (plane.clock.now - last) // RENEWAL * RENEWAL
    if due > last:
        plane.objects.rewrite(LEASES, lease, "kubelet", spec={**lease["spec"], "renewTime": rfc3339_micro(due)})
