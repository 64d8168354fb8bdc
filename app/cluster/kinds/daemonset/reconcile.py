"""Keeps one of a DaemonSet's pods on every node that it is meant for.

Follows kubernetes pkg/controller/daemon/{daemon_controller,update}.go.
"""

from __future__ import annotations

from app.cluster.api.pod_template_hash import pod_template_hash, revision_data
from app.cluster.control import revisions
from app.cluster.control.plane import Plane
from app.cluster.control.pods import PodControl, claim, is_available, is_ready, phase
from app.cluster.control.resources import (
    DAEMON_SETS,
    NODES,
    PODS,
    Name,
    Object,
    is_deleting,
    labels_of,
    name_of,
)
from app.cluster.kinds.daemonset.placement import (
    GENERATION,
    REVISION,
    TEMPLATE_GENERATION,
    make_pod,
    node_of,
    should_run,
)
from app.cluster.kinds.daemonset.update import Here, deleting, maximum_surge, surging
from app.cluster.kinds.deployment.numbers import share
from app.sim.label_selectors import LabelSelector

COMPONENT, MANAGER = "daemonset-controller", "kube-controller-manager"
BACKOFF_FIRST, BACKOFF_LIMIT = 1.0, 900.0  # seconds a failed pod is left before it is replaced again

Verdicts = dict[str, tuple[bool, bool]]  # node -> should_run(...)


def register(plane: Plane) -> None:
    """Start the daemon set controller."""
    DaemonSetControl(plane)


class DaemonSetControl:
    """Looks after DaemonSets."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.pods = PodControl(plane, COMPONENT)
        self._failed = plane.kept.setdefault("daemonset", {})  # "UID/generation/node": (last, pause)
        self.queue = plane.queue("daemonset", self.reconcile)
        plane.watch(DAEMON_SETS, self.queue)
        plane.pods.of_owner("DaemonSet", self._pod_changed)
        plane.pods.orphans(self._orphan)
        plane.subscribe(NODES, self._node_changed)

    def _pod_changed(self, namespace: str, name: str) -> None:
        self.queue.add((namespace, name), min(1.0, self.plane.api.store.size(NODES) * 1e-4))

    def _orphan(self, pod: Object) -> None:
        for owner in self.plane.objects.list(DAEMON_SETS, pod["metadata"]["namespace"]):
            if LabelSelector.of(owner["spec"].get("selector")).matches(labels_of(pod)):
                self.queue.add(name_of(owner))

    def _node_changed(self, event: str, node: Object, old: Object | None) -> None:
        if old is not None and event == "MODIFIED" and _view(old) == _view(node):
            return
        for one in self.plane.objects.list(DAEMON_SETS):
            self.queue.add(name_of(one))

    def reconcile(self, item: Name) -> float | None:
        """One pass over one DaemonSet."""
        daemon_set = self.plane.objects.get(DAEMON_SETS, *item)
        if daemon_set is None or is_deleting(daemon_set):
            return None
        selector = LabelSelector.of(daemon_set["spec"].get("selector"))
        if selector.empty:
            message = "This daemon set is selecting all pods. A non-empty selector is required."
            self.plane.events.event(daemon_set, "Warning", "SelectingAll", message, COMPONENT)
            return None
        digest = pod_template_hash(daemon_set["spec"]["template"], daemon_set.get("status", {}).get("collisionCount"))
        data = revision_data(daemon_set["spec"]["template"])
        current, known = revisions.current_revision(self.plane, daemon_set, data, digest, REVISION)
        digest = labels_of(current).get(REVISION, digest)
        verdicts = {node["metadata"]["name"]: should_run(daemon_set, node) for node in self.plane.objects.list(NODES)}
        self._manage(daemon_set, self._placed(daemon_set, selector), digest, verdicts)
        placed = self._placed(daemon_set, selector)
        if (daemon_set["spec"].get("updateStrategy") or {}).get("type", "RollingUpdate") == "RollingUpdate":
            self._roll(daemon_set, placed, digest, verdicts)
        used = {f"{item[1]}-{labels_of(pod).get(REVISION, '')}" for found in placed.values() for pod in found}
        used.add(current["metadata"]["name"])
        revisions.drop_old(self.plane, known, used, daemon_set["spec"].get("revisionHistoryLimit", 10))
        return self._report(daemon_set, placed, digest, verdicts)

    def _placed(self, daemon_set: Object, selector: LabelSelector) -> dict[str, list[Object]]:
        """The pods by node."""
        found: dict[str, list[Object]] = {}
        for pod in claim(self.plane, daemon_set, selector, PODS):
            found.setdefault(node_of(pod), []).append(pod)
        return found

    def _manage(self, daemon_set: Object, placed: dict[str, list[Object]], digest: str, verdicts: Verdicts) -> None:
        for name, (wanted, may_stay) in verdicts.items():
            here = placed.get(name, [])
            if wanted and not here:
                self.pods.create(daemon_set, make_pod(daemon_set, name, digest))
            elif may_stay:
                self._thin_out(daemon_set, here, name, digest)
            else:
                self._delete(daemon_set, here)
        for name, here in placed.items():
            if name not in verdicts:  # meant for a node that is no more
                self._delete(daemon_set, [pod for pod in here if not pod["spec"].get("nodeName")])

    def _delete(self, daemon_set: Object, pods: list[Object]) -> None:
        for pod in pods:
            if not is_deleting(pod):
                self.pods.delete(daemon_set, pod)

    def _thin_out(self, daemon_set: Object, here: list[Object], node: str, digest: str) -> None:
        """Ended pods are removed, and of several running ones those beyond one, or one of each revision."""
        living = []
        for pod in here:
            if is_deleting(pod):
                continue
            if phase(pod) not in {"Failed", "Succeeded"}:
                living.append(pod)
            elif not self._waits(daemon_set, pod, node):
                self._replace(daemon_set, pod, node)
        living.sort(key=_age)
        if not maximum_surge(daemon_set, 1):
            self._delete(daemon_set, living[1:])
        elif len(living) > 1:
            new = [pod for pod in living if labels_of(pod).get(REVISION) == digest]
            old = [pod for pod in living if labels_of(pod).get(REVISION) != digest]
            self._delete(daemon_set, [*new[1:], *old[1:]])
            wait, now = daemon_set["spec"].get("minReadySeconds", 0), self.plane.clock.now
            if new and old and (not is_ready(old[0]) or is_available(new[0], wait, now)):
                self._delete(daemon_set, old[:1])

    def _waits(self, daemon_set: Object, pod: Object, node: str) -> bool:
        """Whether a failed pod is left for a while: 1 s, 2 s, 4 s, ... up to 15 minutes."""
        if phase(pod) != "Failed":
            return False
        key = f"{daemon_set['metadata']['uid']}/{daemon_set['metadata'].get('generation', 1)}/{node}"
        now = self.plane.clock.now
        last, pause = self._failed.get(key, (0.0, 0.0))
        if now - last < pause:
            self.queue.add(name_of(daemon_set), pause)
            return True
        longer = min(pause * 2, BACKOFF_LIMIT) if pause and now - last < 2 * BACKOFF_LIMIT else BACKOFF_FIRST
        self._failed[key] = [now, longer]
        return False

    def _replace(self, daemon_set: Object, pod: Object, node: str) -> None:
        namespace, name = name_of(pod)
        if phase(pod) == "Failed":
            message = f"Found failed daemon pod {namespace}/{name} on node {node}, will try to kill it"
            self.plane.events.event(daemon_set, "Warning", "FailedDaemonPod", message, COMPONENT)
        else:
            message = f"Found succeeded daemon pod {namespace}/{name} on node {node}, will try to delete it"
            self.plane.events.event(daemon_set, "Normal", "SucceededDaemonPod", message, COMPONENT)
        self.pods.delete(daemon_set, pod)

    def _is_updated(self, daemon_set: Object, pod: Object, digest: str) -> bool:
        generation = (daemon_set["metadata"].get("annotations") or {}).get(TEMPLATE_GENERATION)
        labels = labels_of(pod)
        return labels.get(REVISION) == digest or (generation is not None and labels.get(GENERATION) == generation)

    def _roll(self, daemon_set: Object, placed: dict[str, list[Object]], digest: str, verdicts: Verdicts) -> None:
        """Replace old pods as far as maxUnavailable or maxSurge allow."""
        wait, now = daemon_set["spec"].get("minReadySeconds", 0), self.plane.clock.now
        wanted = [name for name, (runs, _) in verdicts.items() if runs]
        nodes = {name: Here.of(placed.get(name, ()), lambda pod: self._is_updated(daemon_set, pod, digest),
                               lambda pod: is_available(pod, wait, now)) for name in
                 dict.fromkeys([*wanted, *placed])}  # fmt: skip
        surge = maximum_surge(daemon_set, len(wanted))
        if surge:
            step = surging(nodes, wanted, surge)
        else:
            rolling = (daemon_set["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
            step = deleting(nodes, max(1, share(rolling.get("maxUnavailable", 1), len(wanted), up=True)))
        self._delete(daemon_set, step.delete)
        for node in step.create:
            self.pods.create(daemon_set, make_pod(daemon_set, node, digest))

    def _report(
        self, daemon_set: Object, placed: dict[str, list[Object]], digest: str, verdicts: Verdicts
    ) -> float | None:
        wait, now = daemon_set["spec"].get("minReadySeconds", 0), self.plane.clock.now
        counts = dict.fromkeys(("desiredNumberScheduled", "currentNumberScheduled", "numberMisscheduled",
                                "numberReady", "updatedNumberScheduled", "numberAvailable"), 0)  # fmt: skip
        for node, (wanted, _) in verdicts.items():
            here = sorted(placed.get(node, ()), key=_age)
            here = [pod for pod in here if not is_deleting(pod)] or here
            if not wanted:
                counts["numberMisscheduled"] += bool(here)
                continue
            counts["desiredNumberScheduled"] += 1
            if here:
                counts["currentNumberScheduled"] += 1
                counts["numberReady"] += is_ready(here[0])
                counts["numberAvailable"] += is_available(here[0], wait, now)
                counts["updatedNumberScheduled"] += self._is_updated(daemon_set, here[0], digest)
        counts["numberUnavailable"] = counts["desiredNumberScheduled"] - counts["numberAvailable"]
        optional = {"updatedNumberScheduled", "numberAvailable", "numberUnavailable"}
        status: Object = {name: number for name, number in counts.items() if number or name not in optional}
        status["observedGeneration"] = daemon_set["metadata"].get("generation", 1)
        for name in ("collisionCount", "conditions"):
            if name in daemon_set.get("status", {}):
                status[name] = daemon_set["status"][name]
        self.plane.write_status(DAEMON_SETS, daemon_set, status, MANAGER)
        late = wait and counts["numberReady"] != counts["numberAvailable"]
        return float(wait) if late else None


def _age(pod: Object) -> tuple[str, str]:
    return pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]


def _view(node: Object) -> tuple[object, ...]:
    return labels_of(node), node.get("spec", {}).get("taints")
