"""One pod on its node: the pass that brings containers towards the spec, again and again until the pod is gone.

Follows kubernetes pkg/kubelet/kubelet.go: SyncPod, SyncTerminatingPod, and kuberuntime: computePodActions.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from app.cluster.api.errors import ApiError
from app.cluster.control.queue import Appointment
from app.cluster.control.resources import FOR_VOLUMES, PODS, Object, is_deleting, name_of
from app.cluster.node import containers, ending, image_volumes, probes, pulls, static_pods
from app.cluster.node.contents import MountError, NotYetError
from app.cluster.node.pace import RETRY, Span
from app.cluster.node.probes import Probe
from app.cluster.node.records import EPHEMERAL, INIT, MAIN, NOTHING, SIDECAR, Record, should_restart
from app.cluster.node.refresh import PodVolumes
from app.cluster.node.resize import Resize
from app.cluster.node.runtime import ImageInfo
from app.cluster.node.status import Facts, pod_phase, pod_status
from app.cluster.node.volumes import check_volume
from app.network.network import Interface
from app.sim.clock import parse_rfc3339, rfc3339

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet

STORM = 3000  # things due in the cluster
REMOUNT = 1.0  # seconds until a changed pod is synced and what is made of its fields is written anew
PREPARED = 5.0  # seconds between looks at a volume that others prepare
TERMINAL = ("Succeeded", "Failed")


class PodWorker:
    """The kubelet's view of one pod."""

    __slots__ = (
        "_again", "_busy", "_changed", "_failed", "_mount_wait", "_next", "_next_at", "_to_start", "began",
        "disruption", "ending", "gone", "hook", "hooked", "interface", "ip", "key", "kubelet", "message", "mounted",
        "patience", "plane", "pod", "probes", "quiet", "reason", "records", "resize", "sandbox", "torn_down", "uid",
        "volumes",
    )  # fmt: skip

    def __init__(self, kubelet: Kubelet, pod: Object) -> None:
        self.quiet = False  # about a pod that had ended long ago
        self.patience: float | None = None  # of one that is evicted: a shorter grace period than the pod's own
        self.disruption: tuple[Object, ...] = ()  # the condition that tells of it
        self.kubelet, self.plane, self.pod = kubelet, kubelet.plane, pod
        self.uid: str = pod["metadata"]["uid"]
        self.key = name_of(pod)
        self.records: list[Record] = []
        self.began = self.plane.clock.now
        self.sandbox, self.ip = False, ""
        self.interface: Interface | None = None
        self.volumes = PodVolumes(self)
        self.mounted = False
        self.ending: ending.Ending | None = None
        self.torn_down = self.gone = False
        self.reason = self.message = ""
        self.probes: dict[str, list[Probe]] = {}
        self._busy = self._again = self._changed = self._failed = False
        self.hook: probes.Result | None = None  # told when the postStart hook that runs now is over
        self.hooked = ""  # the container whose hook that is
        self._to_start: tuple[Record, ...] = ()
        self._next: Appointment | None = None
        self._next_at = 0.0
        self._mount_wait = 0.5
        self.resize = Resize(self)
        self.take_over_containers()

    # Moments

    def between(self, span: Span) -> float:
        """A duration from a span."""
        return self.plane.randomness.between(*span)

    def later(self, seconds: float, *, periodic: bool = False) -> None:
        """Make a pass after `seconds`, unless an earlier one is planned."""
        when = self.plane.clock.now + seconds
        if self._next is not None:
            if self._next_at <= when:
                return
            self._next.cancel()
        self._next_at = when
        self._next = self.plane.agenda.after(seconds, self._due, periodic=periodic)

    def _due(self) -> None:
        self._next = None
        self.sync()

    def changed(self, pod: Object) -> None:
        """The stored pod changed."""
        old, self.pod = self.pod, pod
        before, now = old["metadata"], pod["metadata"]
        named = before.get("labels") == now.get("labels") and before.get("annotations") == now.get("annotations")
        if self.mounted and not named:
            self.plane.agenda.after(REMOUNT, self.volumes.refresh)
        if old["spec"] is not pod["spec"] and old["spec"] != pod["spec"]:
            self.take_over_containers()
            self.resize.propose()
        elif not (
            (is_deleting(pod) and self.ending is None)
            or before.get("deletionGracePeriodSeconds") != now.get("deletionGracePeriodSeconds")
            or before.get("generation") != now.get("generation")
        ):
            return
        self.later(self.between(self.kubelet.pace.notice))

    def take_over_containers(self) -> None:
        """Records for the spec's containers; those known keep theirs."""
        known = {record.name: record for record in self.records}
        found: list[Record] = []
        spec = self.pod["spec"]
        for kind, field in ((INIT, "initContainers"), (MAIN, "containers"), (EPHEMERAL, "ephemeralContainers")):
            for container in spec.get(field) or ():
                sidecar = kind == INIT and container.get("restartPolicy") == "Always"
                record = known.get(container["name"]) or Record(container, SIDECAR if sidecar else kind)
                changed = record.spec.get("image") != container.get("image")
                record.spec = container
                if container["name"] not in known:
                    record.resources = container.get("resources") or NOTHING
                found.append(record)
                if changed and record.is_running:
                    self.event("Normal", "Killing", f"Container {record.name} definition changed, will be restarted",
                               record)  # fmt: skip
                    containers.stop(self, record, self.grace())
        self.records = found

    def grace(self) -> float:
        """Seconds between asking containers to end and ending them."""
        if self.patience is not None:
            return self.patience
        meta, spec = self.pod["metadata"], self.pod["spec"]
        seconds = meta.get("deletionGracePeriodSeconds", spec.get("terminationGracePeriodSeconds", 30))
        return float(seconds if seconds is not None else 30)

    # One pass

    def sync(self) -> None:
        """Look at what is, report it, and do the next thing."""
        if self.gone or self.kubelet.stopped:
            return
        if self._busy and not (self.hook is not None and is_deleting(self.pod)):
            self._again = True
            return
        for record in self.records:
            record.shown = record.waiting
        if is_deleting(self.pod) or self.ending is not None or self.reason:
            if self.ending is None or not is_deleting(self.pod):
                self.write_status()
            ending.advance(self)
            return
        self._check_deadline()
        if self.sandbox or not self._in_storm():
            self.write_status()
        if self.reason or pod_phase(self.pod, self.records) in TERMINAL:
            ending.advance(self)
        elif not (self.kubelet.network.admits(self) and self._mount()):
            return
        elif not self.sandbox:
            self._busy = True
            self.plane.agenda.after(self.between(self.kubelet.pace.sandbox), self._sandbox_ready)
        else:
            self._start(self.to_start())

    def _in_storm(self) -> bool:
        """Whether so much is going on that states a pod passes through at once are not worth a write each.

        As the kubelet's status manager, which sends only the latest of what piled up.
        """
        return self.plane.agenda.pending > STORM

    def _check_deadline(self) -> None:
        limit = self.pod["spec"].get("activeDeadlineSeconds")
        if limit is None:
            return
        left = self.began + limit - self.plane.clock.now
        if left <= 0:
            self.fail("DeadlineExceeded", "Pod was active on the node longer than the specified deadline")
        else:
            self.plane.agenda.after(left, lambda: self.later(0.0))

    def fail(self, reason: str, message: str) -> None:
        """The kubelet gives the whole pod up."""
        self.reason, self.message = reason, message
        self.event("Normal" if reason == "DeadlineExceeded" else "Warning", reason, message)

    def evict(self, message: str, grace: float, *, disrupted: bool = False) -> None:
        """The node cannot keep the pod: its containers end within `grace` seconds."""
        self.patience = grace
        if disrupted:
            now = rfc3339(self.plane.clock.now)
            made = {"type": "DisruptionTarget", "observedGeneration": self.pod["metadata"].get("generation", 1),
                    "status": "True", "lastProbeTime": None, "lastTransitionTime": now,
                    "reason": "TerminationByKubelet", "message": message}  # fmt: skip
            self.disruption = (made,)
        self.fail("Evicted", message)
        self.later(0.0)

    def _mount(self) -> bool:
        if self.mounted:
            return True
        try:
            for volume in self.pod["spec"].get("volumes") or ():
                check_volume(self.pod, volume, self.lookup, self.plane.runtime, self.kubelet.name)
            self.volumes.write()
        except NotYetError:
            self.later(PREPARED, periodic=True)
            return False
        except MountError as problem:
            self.event("Warning", "FailedMount", str(problem))
            self.later(self._mount_wait, periodic=self._mount_wait > 4)
            self._mount_wait = min(122.0, self._mount_wait * 2)
            return False
        self.mounted = True
        return True

    def lookup(self, resource: tuple[str, str], name: str) -> Object | None:
        """An object of the pod's namespace (or a cluster-scoped one) by name."""
        namespace = "" if resource in FOR_VOLUMES else self.key[0]
        return self.plane.objects.get(resource, namespace, name)

    def _sandbox_ready(self) -> None:
        self._busy = False
        if self.gone or self.kubelet.stopped:
            return
        if is_deleting(self.pod):
            self.later(0.0)
            return
        self.kubelet.network.join(self)
        self.sandbox = True
        self._changed = True
        if not self._in_storm():
            self.write_status()
        self._start(self.to_start())

    # Containers

    def to_start(self) -> list[Record]:
        """The containers that this pass starts, in order."""
        found: list[Record] = [one for one in self.records if one.kind == EPHEMERAL and not one.running]
        running = any(one.is_running or one.ended or one.last for one in self.records if one.kind == MAIN)
        for one in self.records:
            if one.kind == INIT and not running:
                if one.ended is not None and one.ended.code == 0:
                    continue
                if one.is_running or (one.ended is not None and not should_restart(self.pod, one)):
                    return found
                return [*found, one]
            if one.kind == SIDECAR:
                if not one.is_running:
                    found.append(one)
                    if not running and "startupProbe" in one.spec:
                        return found
                elif not one.started and not running:
                    return found
        for one in self.records:
            fresh = one.running is None and one.ended is None
            if one.kind == MAIN and (fresh or should_restart(self.pod, one)):
                found.append(one)
        return found

    def _start(self, records: list[Record]) -> None:
        self._to_start, self._busy, self._failed = tuple(records), True, False
        if not records:
            self._end_pass()
            return
        pulls.look_for_secrets(self)
        image_volumes.ensure(self, self._start_next)

    def _start_next(self) -> None:
        while self._to_start:
            if self.gone or self.kubelet.stopped or is_deleting(self.pod):
                break
            record, *rest = self._to_start
            self._to_start = tuple(rest)
            problem = containers.back_off(self, record)
            if problem is None:
                self.kubelet.pulls.ensure(self, record, partial(self._pulled, record))
                return
            record.waiting = problem
            self._failed = True
        self._end_pass()

    def _pulled(self, record: Record, info: ImageInfo | None, reason: str, message: str) -> None:
        if self.gone or self.kubelet.stopped:
            return
        if info is not None and (problem := image_volumes.problem(self, record)) is not None:
            info, (reason, message) = None, problem
        if info is None:
            record.waiting = (reason, message)
            self.event("Warning", "Failed", f"Error: {reason}", record)
            containers.note_classic_failure(self, record, reason, message)
            self._failed = True
            self._start_next()
            return
        low, high = self.kubelet.pace.start
        if high == 0:
            self._run(record, info)
        else:
            self.plane.agenda.after(self.between((low, high)), lambda: self._run(record, info))

    def _run(self, record: Record, info: ImageInfo) -> None:
        if self.gone or self.kubelet.stopped or is_deleting(self.pod):
            self._start_next()
            return

        def started(well: bool) -> None:
            self._failed = self._failed or not well
            self._changed = self._changed or well
            if self.ending is not None:
                self._busy = False
                self.later(0.0)
            elif not (self.gone or self.kubelet.stopped):
                self._start_next()

        containers.start(self, record, info, started)

    def _end_pass(self) -> None:
        self._busy = False
        if self._failed:
            self.later(self.between(RETRY), periodic=True)
        if self._changed or self._again or is_deleting(self.pod):
            self._changed = self._again = False
            self.later(self.between(self.kubelet.pace.relist))

    def container_changed(self) -> None:
        """A container ended or a probe changed its mind: the next relist notices."""
        self.later(self.between(self.kubelet.pace.relist))

    def resume_probes(self, *, doubted: bool = False) -> None:
        """Probe what runs, as when it was started; `doubted` when what was healthy may be so no more."""
        for record in self.records:
            if record.is_running:
                containers.probe(self, record, doubted=doubted)

    # Reporting

    def event(self, kind: str, reason: str, message: str, record: Record | None = None) -> None:
        """An event about the pod, or about one of its containers."""
        path = record.field_path if record is not None else ""
        pod = static_pods.own(self.pod)
        self.plane.events.event(pod, kind, reason, message, "kubelet", field_path=path, host=self.kubelet.name)

    def facts(self) -> Facts:
        """What the status needs besides the containers."""
        classic = self.plane.classic
        return Facts(self.plane.clock.now, self.kubelet.host_ip, self.ip, self.sandbox, self.began, self.torn_down,
                     self.reason, self.message, classic, "docker" if classic else "containerd",
                     self.disruption + self.resize.conditions())  # fmt: skip

    def write_status(self) -> None:
        """Report the pod's status when it changed."""
        stored = self.plane.objects.get(PODS, *self.key)
        if self.quiet or stored is None or stored["metadata"]["uid"] != self.uid:
            return
        status = pod_status(stored, self.records, self.facts())
        if status != stored.get("status"):
            try:
                self.pod = self.plane.objects.rewrite(PODS, stored, "kubelet", status=status)
            except ApiError:
                self.later(1.0)

    # Snapshots

    def snapshot(self) -> Any:
        """What is not in the pod object, as JSON data."""
        return {
            "uid": self.uid, "began": self.began, "sandbox": self.sandbox, "ip": self.ip,
            "torn_down": self.torn_down, "reason": self.reason, "message": self.message,
            "mounted": self.mounted, "ending": self.ending is not None,
            "containers": {record.name: containers.snapshot(record) for record in self.records},
        }  # fmt: skip

    def restore(self, state: Any) -> None:
        """Go on from a snapshot."""
        self.began, self.ip = state["began"], state["ip"]  # who has ended keeps the address, though not the sandbox
        self.torn_down, self.reason, self.message = state["torn_down"], state["reason"], state["message"]
        if state["sandbox"]:
            self.kubelet.network.join(self, state["ip"])
            self.sandbox = True
        if state["mounted"]:
            self._mount()
        for record in self.records:
            if record.name in state["containers"]:
                containers.restore(self, record, state["containers"][record.name])
        self.resize.propose(quietly=True)
        self.later(self.between(self.kubelet.pace.relist))


def began_at(pod: Object, now: float) -> float:
    """When the pod's kubelet took it over, as its status says, or now."""
    text = pod.get("status", {}).get("startTime")
    return parse_rfc3339(text) if text else now
